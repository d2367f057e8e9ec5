//! What a person chose for this device: language, theme, density, single keys. Kept in the
//! browser's local storage, because it is about this screen and not about the person's data.

use leptos::prelude::*;

use crate::platform::{page, storage};
use crate::text::{Lang, provide_text};

/// Light, dark, or as the system is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The stored word, which is also what the style sheets read; none follows the system.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn parse(word: &str) -> Self {
        [Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.word() == Some(word))
            .unwrap_or_default()
    }
}

/// Height of rows where a mouse is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// 40 px.
    #[default]
    Comfortable,
    /// 32 px.
    Compact,
}

impl Density {
    /// The stored word, which is also what the style sheets read.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Comfortable => None,
            Self::Compact => Some("compact"),
        }
    }

    fn parse(word: &str) -> Self {
        if Self::Compact.word() == Some(word) {
            Self::Compact
        } else {
            Self::Comfortable
        }
    }
}

/// The choices as signals. They live as long as the app.
#[derive(Clone, Copy)]
pub struct Preferences {
    /// Language of the interface.
    pub lang: RwSignal<Lang>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Height of rows.
    pub density: RwSignal<Density>,
    /// Whether single keys act (WCAG 2.1.4).
    pub single_keys: RwSignal<bool>,
}

const LANG: &str = "forecourt.lang";
const THEME: &str = "forecourt.theme";
const DENSITY: &str = "forecourt.density";
const SINGLE_KEYS: &str = "forecourt.single_keys";

impl Preferences {
    /// Reads the choices, makes them known to everything below, and keeps page and storage in step.
    pub fn provide() -> Self {
        let lang = storage::get(LANG).and_then(|word| Lang::parse(&word));
        let preferences = Self {
            lang: provide_text(lang.unwrap_or_else(wished)),
            theme: RwSignal::new(Theme::parse(&storage::get(THEME).unwrap_or_default())),
            density: RwSignal::new(Density::parse(&storage::get(DENSITY).unwrap_or_default())),
            single_keys: RwSignal::new(storage::get(SINGLE_KEYS).as_deref() != Some("off")),
        };
        provide_context(preferences);
        preferences.keep();
        preferences
    }

    fn keep(self) {
        Effect::new(move |before: Option<Lang>| {
            let lang = self.lang.get();
            page::set_root("lang", Some(lang.tag()));
            // The language of the browser is followed until somebody chooses.
            if before.is_some() {
                storage::set(LANG, lang.as_str());
            }
            lang
        });
        Effect::new(move |_| show("data-theme", THEME, self.theme.get().word()));
        Effect::new(move |_| show("data-density", DENSITY, self.density.get().word()));
        Effect::new(move |_| {
            let off = (!self.single_keys.get()).then_some("off");
            store(SINGLE_KEYS, off);
        });
    }
}

/// The choices that the root of the app provides.
pub fn use_preferences() -> Preferences {
    use_context().unwrap_or_else(Preferences::provide)
}

/// The first language of the browser that the app has.
fn wished() -> Lang {
    page::languages()
        .iter()
        .find_map(|tag| Lang::parse(tag))
        .unwrap_or_default()
}

fn show(attribute: &str, key: &str, word: Option<&str>) {
    page::set_root(attribute, word);
    store(key, word);
}

fn store(key: &str, word: Option<&str>) {
    match word {
        Some(word) => drop(storage::set(key, word)),
        None => storage::remove(key),
    }
}
