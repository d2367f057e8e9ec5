//! Cards and facts.

use leptos::prelude::*;

/// A group of related things with a heading.
#[component]
pub fn Card(
    #[prop(into)] title: Signal<String>,
    /// At the end of the heading.
    #[prop(into, optional)]
    aside: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let id = super::element_id("card");
    let heading = id.clone();
    view! {
        <section class="card" aria-labelledby=id>
            <header>
                <h2 id=heading>{title}</h2>
                {aside.map(|aside| view! { <span class="end">{aside.run()}</span> })}
            </header>
            {children()}
        </section>
    }
}

/// A list of facts: name and value.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts pad">{children()}</dl> }
}

/// One fact.
#[component]
pub fn Fact(#[prop(into)] name: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
