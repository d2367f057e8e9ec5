//! The words for the reasons why a lead ends.

use crate::text::Text;

/// A reason in words: the group it belongs to, then the reason.
pub fn reason_words(text: Text, key: &str) -> String {
    let (group, word) = key.split_once('.').unwrap_or(("", key));
    let group = match group {
        "same_brand" => Some(text.leads_group_same_brand()),
        "other_brand" => Some(text.leads_group_other_brand()),
        "staff" => Some(text.leads_group_staff()),
        _ => None,
    };
    let word = reason_word(text, word);
    match group {
        Some(group) => text.leads_reason_of(group, word),
        None => word.to_owned(),
    }
}

fn reason_word(text: Text, word: &str) -> &'static str {
    match word {
        "wrong_number" => text.leads_reason_wrong_number(),
        "no_enquiry" => text.leads_reason_no_enquiry(),
        "duplicate" => text.leads_reason_duplicate(),
        "spam" => text.leads_reason_spam(),
        "out_of_area" => text.leads_reason_out_of_area(),
        "competitor" => text.leads_reason_competitor(),
        "model_mismatch" => text.leads_reason_model_mismatch(),
        "model_taste" => text.leads_reason_model_taste(),
        "out_of_stock" => text.leads_reason_out_of_stock(),
        "promotion" => text.leads_reason_promotion(),
        "friend" => text.leads_reason_friend(),
        "access" => text.leads_reason_access(),
        "environment" => text.leads_reason_environment(),
        "price" => text.leads_reason_price(),
        "loan_limits" => text.leads_reason_loan_limits(),
        "area_limits" => text.leads_reason_area_limits(),
        "after_sales" => text.leads_reason_after_sales(),
        "attitude" => text.leads_reason_attitude(),
        "need_not_understood" => text.leads_reason_need_not_understood(),
        "knowledge" => text.leads_reason_knowledge(),
        "late_follow_up" => text.leads_reason_late_follow_up(),
        "problem_unsolved" => text.leads_reason_problem_unsolved(),
        "broken_promise" => text.leads_reason_broken_promise(),
        "presence" => text.leads_reason_presence(),
        "etiquette" => text.leads_reason_etiquette(),
        "flexibility" => text.leads_reason_flexibility(),
        "maturity" => text.leads_reason_maturity(),
        "enthusiasm" => text.leads_reason_enthusiasm(),
        "unreachable" => text.leads_reason_unreachable(),
        "gave_up" => text.leads_reason_gave_up(),
        _ => text.leads_reason_other(),
    }
}

#[cfg(test)]
mod tests {
    use forecourt_domain::lead::{INVALID_REASONS, LOST_REASONS};
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::text::Lang;

    #[test]
    fn every_reason_has_words_of_its_own() {
        let keys = || INVALID_REASONS.iter().chain(LOST_REASONS);
        for lang in Lang::ALL {
            let text = Text::new(lang);
            let other = text.leads_reason_other();
            let mut words: Vec<String> = keys().map(|key| reason_words(text, key)).collect();
            assert!(
                words.iter().all(|words| !words.ends_with(other)),
                "{words:?}"
            );
            words.sort();
            words.dedup();
            assert_eq!(words.len(), keys().count());
        }
    }
}
