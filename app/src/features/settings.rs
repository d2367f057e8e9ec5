//! Settings of this device, the account on it, and signing out.

mod account;
mod devices;
mod install;
mod leave;
mod storage;

use leptos::prelude::*;

use crate::preferences::{Density, Theme, use_preferences};
use crate::text::{Lang, Text, use_text};
use crate::ui::{Card, Head, Segmented, Switch};
use account::AccountCard;
use devices::DevicesCard;
use install::InstallCard;
use leave::LeaveCard;
use storage::StorageCard;

/// Draws the page.
pub fn draw() -> AnyView {
    view! { <SettingsPage/> }.into_any()
}

/// The page.
#[component]
fn SettingsPage() -> impl IntoView {
    let text = use_text();
    view! {
        <Head title=move || text.get().settings_title()/>
        <div class="body settings">
            <LookCard/>
            <KeyboardCard/>
            <StorageCard/>
            <InstallCard/>
            <AccountCard/>
            <DevicesCard/>
            <LeaveCard/>
        </div>
    }
}

/// One setting: what it is, what it means, and the control.
#[component]
fn Setting(
    #[prop(into)] name: Signal<String>,
    #[prop(into, optional)] note: Option<Signal<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="setting">
            <p>
                <b>{name}</b>
                {note.map(|note| view! { <small>{note}</small> })}
            </p>
            {children()}
        </div>
    }
}

#[component]
fn LookCard() -> impl IntoView {
    let text = use_text();
    let chosen = use_preferences();
    let languages = Lang::ALL
        .map(|lang| (lang, Signal::stored(lang.name().to_owned())))
        .to_vec();
    let words =
        move |name: fn(Text) -> &'static str| Signal::derive(move || name(text.get()).to_owned());
    let themes = vec![
        (Theme::System, words(Text::settings_theme_system)),
        (Theme::Light, words(Text::settings_theme_light)),
        (Theme::Dark, words(Text::settings_theme_dark)),
    ];
    let densities = vec![
        (
            Density::Comfortable,
            words(Text::settings_density_comfortable),
        ),
        (Density::Compact, words(Text::settings_density_compact)),
    ];
    view! {
        <Card title=move || text.get().settings_look()>
            <Setting name=move || text.get().settings_language()>
                <Segmented
                    label=move || text.get().settings_language()
                    value=chosen.lang
                    options=languages
                    on_choose=move |lang| chosen.lang.set(lang)
                />
            </Setting>
            <Setting name=move || text.get().settings_theme()>
                <Segmented
                    label=move || text.get().settings_theme()
                    value=chosen.theme
                    options=themes
                    on_choose=move |theme| chosen.theme.set(theme)
                />
            </Setting>
            <Setting
                name=move || text.get().settings_density()
                note=move || text.get().settings_density_note()
            >
                <Segmented
                    label=move || text.get().settings_density()
                    value=chosen.density
                    options=densities
                    on_choose=move |density| chosen.density.set(density)
                />
            </Setting>
        </Card>
    }
}

#[component]
fn KeyboardCard() -> impl IntoView {
    let text = use_text();
    let keys = use_preferences().single_keys;
    view! {
        <Card title=move || text.get().settings_keyboard()>
            <div class="setting">
                <div>
                    <Switch
                        label=move || text.get().settings_single_keys()
                        on=keys
                        on_change=move |on| keys.set(on)
                    />
                    <small>{move || text.get().settings_single_keys_note()}</small>
                </div>
            </div>
        </Card>
    }
}
