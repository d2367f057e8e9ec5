//! Buttons that are an icon only.

use leptos::prelude::*;

use super::{Icon, Size, Variant};

/// A button without words on it. The label is read out and shown as a tip.
#[component]
pub fn IconButton(
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
    #[prop(default = Variant::Quiet)] variant: Variant,
    #[prop(optional)] size: Size,
    #[prop(into, optional)] pressed: Option<Signal<bool>>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button"
            data-icon=""
            data-tone=variant.tone()
            data-size=size.word()
            aria-label=label
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            title=label
            on:click=move |_| on_press.run(())
        >
            <Icon name=icon/>
        </button>
    }
}
