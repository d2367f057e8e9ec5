//! The head of a page.

use leptos::prelude::*;

/// A count beside a heading.
#[component]
pub fn Count(#[prop(into)] value: Signal<String>) -> impl IntoView {
    view! { <span class="count">{value}</span> }
}

/// The head of a page: title, count, and the actions at its end. The title is where focus goes
/// when the page opens.
#[component]
pub fn Head(
    #[prop(into)] title: Signal<String>,
    #[prop(into, optional)] count: Option<Signal<String>>,
    /// Words after the title, such as the date.
    #[prop(into, optional)]
    aside: Option<Signal<String>>,
    /// One primary action, verb and noun, and what stands beside it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            {count.map(|value| view! { <Count value/> })}
            {aside.map(|aside| view! { <span class="muted">{aside}</span> })}
            <span class="grow"></span>
            {children.map(|children| view! { <div class="buttons">{children()}</div> })}
        </header>
    }
}
