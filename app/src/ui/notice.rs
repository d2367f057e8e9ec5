//! Notices: what happened, why, and the way on.

use leptos::prelude::*;

use super::{Hue, Icon};

/// A notice in the page. An error note is one with the hue of danger.
#[component]
pub fn Notice(
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] text: Option<Signal<String>>,
    #[prop(optional)] hue: Hue,
    #[prop(default = "info")] icon: &'static str,
    /// Read out at once, because it appeared in answer to an act.
    #[prop(optional)]
    alert: bool,
    /// The way on: buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="notice" data-hue=hue.word() role=alert.then_some("alert")>
            <Icon name=icon/>
            <p>
                <b>{title}</b>
                {text.map(|text| view! { " " <span class="muted">{text}</span> })}
            </p>
            {children.map(|children| view! { <div class="buttons below">{children()}</div> })}
        </div>
    }
}
