//! Buttons, and links that look like buttons.

use leptos::prelude::*;

use super::{Icon, Size, Variant, element_id};

/// A button: verb and noun. It stays focusable while it is disabled and says why.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] size: Size,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(into, optional)] on_press: Option<Callback<()>>,
    /// The key that does the same, shown on the button.
    #[prop(optional)]
    key_hint: Option<&'static str>,
    /// Why it cannot be pressed now.
    #[prop(into, optional)]
    disabled_reason: Option<Signal<Option<String>>>,
    /// True while what it started is under way.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// For a button that stays pressed.
    #[prop(into, optional)]
    pressed: Option<Signal<bool>>,
    /// Submits the form around it.
    #[prop(optional)]
    submit: bool,
    /// As wide as its place.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    let reason = move || disabled_reason.and_then(|reason| reason.get());
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() || disabled_reason.is_some_and(|why| why.get_untracked().is_some())
        {
            event.prevent_default();
        } else if let Some(run) = on_press {
            run.run(());
        }
    };
    let why = disabled_reason.map(|_| element_id("why"));
    let describes = why.clone();
    let button = view! {
        <button
            type=if submit { "submit" } else { "button" }
            class="button"
            data-tone=variant.tone()
            data-size=size.word()
            data-wide=wide.then_some("")
            data-busy=move || busy.get().then_some("")
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || reason().is_some().then_some("true")
            aria-describedby=move || reason().is_some().then(|| describes.clone()).flatten()
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            on:click=press
        >
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
            {key_hint.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
        </button>
    };
    match why {
        None => button.into_any(),
        Some(id) => view! {
            <span class="with-reason">
                {button} <span class="tip reason" id=id hidden=move || reason().is_none()>
                    {reason}
                </span>
            </span>
        }
        .into_any(),
    }
}

/// A link that looks like a button: it goes somewhere, and a middle click opens it beside.
#[component]
pub fn ButtonLink(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] size: Size,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] key_hint: Option<&'static str>,
    #[prop(optional)] wide: bool,
) -> impl IntoView {
    view! {
        <a
            class="button"
            href=href
            data-tone=variant.tone()
            data-size=size.word()
            data-wide=wide.then_some("")
        >
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
            {key_hint.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
        </a>
    }
}
