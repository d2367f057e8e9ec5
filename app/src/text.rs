//! The words of the app in two languages, and which of them is shown.
//!
//! The texts themselves live in `locales/` only; the build script makes one function per text. This
//! module knows no product noun and no place where a text is shown.

pub mod format;

use core::fmt::Display;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use format::group;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
}

impl Lang {
    /// Every language, in the order in which the switch shows them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The word under which the choice is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// What the `lang` attribute says: the script decides on fonts and line height.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// What `Intl` is asked for. British English, because days come before months here.
    pub const fn locale(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language's own name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "中文",
        }
    }

    /// The language for a stored word or a browser's language tag.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        match word.split('-').next() {
            Some("zh") => Some(Self::Chinese),
            Some("en") => Some(Self::English),
            _ => None,
        }
    }
}

/// Every text in one language. A value of it is as cheap as the language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Text {
    lang: Lang,
}

impl Text {
    /// The texts of a language.
    pub const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// Which language this is.
    pub const fn lang(self) -> Lang {
        self.lang
    }

    const fn pick(self, english: &'static str, chinese: &'static str) -> &'static str {
        match self.lang {
            Lang::English => english,
            Lang::Chinese => chinese,
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Puts the arguments into the places `{0}`, `{1}` and so on of a template.
fn fill(template: &'static str, arguments: &[&dyn Display]) -> String {
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (place, rest) = part.split_once('}').unwrap_or_default();
        let argument = place
            .parse()
            .ok()
            .and_then(|place: usize| arguments.get(place));
        text.extend(argument.map(ToString::to_string));
        text.push_str(rest);
    }
    text
}

/// The choice and the texts that follow from it. Both live as long as the app, so that what a page
/// started may still say how it ended after the page is gone.
#[derive(Clone, Copy)]
struct Chosen {
    lang: RwSignal<Lang>,
    text: Signal<Text>,
}

impl Chosen {
    fn new(lang: Lang) -> Self {
        let lang = RwSignal::new(lang);
        Self {
            lang,
            text: Signal::derive(move || Text::new(lang.get())),
        }
    }
}

fn chosen() -> Chosen {
    use_context().unwrap_or_else(|| Chosen::new(Lang::default()))
}

/// Makes the choice of language known to everything below, starting with `lang`. The caller stores
/// the choice and sets the `lang` attribute when the signal changes.
pub fn provide_text(lang: Lang) -> RwSignal<Lang> {
    let chosen = Chosen::new(lang);
    provide_context(chosen);
    chosen.lang
}

/// The language as a signal, for the switch in sign-in and settings.
pub fn use_lang() -> RwSignal<Lang> {
    chosen().lang
}

/// The texts in the chosen language; whoever reads it follows a switch in place.
pub fn use_text() -> Signal<Text> {
    chosen().text
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn arguments_go_where_each_language_wants_them() {
        assert_eq!(fill("{1} of {0}", &[&"a", &7]), "7 of a");
        assert_eq!(fill("none", &[]), "none");
    }

    #[test]
    fn language_tags_are_read_by_their_first_part() {
        assert_eq!(Lang::parse("zh-Hant-TW"), Some(Lang::Chinese));
        assert_eq!(Lang::parse("en-US"), Some(Lang::English));
        assert_eq!(Lang::parse("de"), None);
    }

    #[test]
    fn plurals_follow_the_number() {
        let text = Text::new(Lang::English);
        assert_eq!(text.common_days(1), "1 day");
        assert_eq!(text.common_days(1200), "1,200 days");
        assert_eq!(Text::new(Lang::Chinese).common_days(1), "1 天");
    }
}
