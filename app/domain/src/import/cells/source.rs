//! The words that files use for where a customer came from.

use crate::customer::Source;
use crate::text::fold;

/// Words by source, folded.
const WORDS: &[(Source, &[&str])] = &[
    (
        Source::WalkIn,
        &[
            "walkin",
            "showroom",
            "visit",
            "展厅到店",
            "到店",
            "自然到店",
            "展厅",
            "自然进店",
            "进店",
        ],
    ),
    (
        Source::PhoneIn,
        &[
            "phonein",
            "phone",
            "call",
            "hotline",
            "电话",
            "来电",
            "电话咨询",
            "热线",
            "呼入",
        ],
    ),
    (
        Source::Web,
        &[
            "web",
            "website",
            "online",
            "internet",
            "网站",
            "网络",
            "官网",
            "线上",
            "网络平台",
            "汽车之家",
            "懂车帝",
            "易车",
        ],
    ),
    (Source::AutoShow, &["autoshow", "motorshow", "show", "车展"]),
    (
        Source::Roadshow,
        &["roadshow", "外展", "巡展", "路演", "定展"],
    ),
    (
        Source::OemLead,
        &[
            "oem",
            "oemlead",
            "manufacturer",
            "厂家",
            "厂家线索",
            "主机厂",
            "厂家下发",
        ],
    ),
    (
        Source::Referral,
        &[
            "referral",
            "referred",
            "recommendation",
            "转介绍",
            "介绍",
            "朋友介绍",
            "推荐",
            "老带新",
        ],
    ),
    (
        Source::OldCustomer,
        &[
            "oldcustomer",
            "existingcustomer",
            "repeat",
            "老客户",
            "基盘",
            "保有客户",
            "基盘客户",
            "老客户增购",
        ],
    ),
    (
        Source::Ad,
        &["ad", "advert", "advertisement", "advertising", "广告"],
    ),
    (
        Source::DirectMail,
        &["directmail", "letter", "mailing", "直邮", "信件"],
    ),
    (Source::Event, &["event", "活动", "店头活动", "促销活动"]),
    (Source::Other, &["other", "others", "其他", "其它"]),
];

/// The source for some words, if a standard one fits.
pub fn read(cell: &str) -> Option<Source> {
    let folded = fold(cell);
    WORDS
        .iter()
        .find(|(_, words)| words.contains(&folded.as_str()))
        .map(|(source, _)| *source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_both_languages_are_known() {
        for (cell, source) in [
            ("展厅到店", Some(Source::WalkIn)),
            ("电话", Some(Source::PhoneIn)),
            ("网站", Some(Source::Web)),
            ("车展", Some(Source::AutoShow)),
            ("老客户", Some(Source::OldCustomer)),
            ("转介绍", Some(Source::Referral)),
            ("Walk-in", Some(Source::WalkIn)),
            ("OEM lead", Some(Source::OemLead)),
            ("抖音直播", None),
        ] {
            assert_eq!(read(cell), source, "{cell}");
        }
    }

    #[test]
    fn every_source_has_words_in_both_languages() {
        for source in Source::ALL {
            let own = WORDS.iter().find(|(of, _)| *of == source);
            let words = own.map(|(_, words)| *words).unwrap_or_default();
            assert!(words.iter().any(|word| word.is_ascii()), "{source:?}");
            assert!(words.iter().any(|word| !word.is_ascii()), "{source:?}");
            assert!(words.iter().all(|word| fold(word) == *word), "{source:?}");
        }
    }
}
