//! A person or firm as two letters on a disc.

use leptos::prelude::*;

use super::{Hue, Size};
use crate::platform::page;

/// Decoration beside a name: initials on a tint. It says nothing that the name does not.
#[component]
pub fn Avatar(
    #[prop(into)] name: Signal<String>,
    #[prop(default = Hue::Accent)] hue: Hue,
    #[prop(optional)] size: Size,
) -> impl IntoView {
    view! {
        <span class="avatar" data-hue=hue.word() data-size=size.word() aria-hidden="true">
            {move || name.with(|name| initials(name))}
        </span>
    }
}

/// First letters of the first and the last word; of a Chinese name its last two characters, which
/// are the given name or, with two characters, the whole.
fn initials(name: &str) -> String {
    let name = name.trim();
    if name.chars().any(|letter| letter as u32 >= 0x2E80) {
        let letters: Vec<char> = name.chars().collect();
        return letters
            .iter()
            .skip(letters.len().saturating_sub(2))
            .collect();
    }
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    let first = words.next();
    let letters: String = first.into_iter().chain(words.next_back()).collect();
    page::in_capitals(&letters)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::initials;

    #[test]
    fn initials_follow_the_script() {
        for (name, letters) in [
            ("Zhou Wei", "ZW"),
            ("李娜", "李娜"),
            ("欧阳雨婷", "雨婷"),
            ("ana maria lopez", "AL"),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
