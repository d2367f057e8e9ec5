//! A fact that is edited where it stands: click or Enter opens, Enter saves,
//! Escape restores, Tab saves and opens the next one. What does not fit is said
//! in the cell, and the focus stays.

use std::sync::Arc;

use forecourt_domain::customer::{Customer, revise};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{Control, Fact};
use crate::data::{Data, Entry, use_data};
use crate::platform::task;
use crate::sales::rules::{row_of, with_context};
use crate::text::{Text, use_text};
use crate::ui::{Icon, is_composing};

/// The record whose facts are shown.
pub type Row = Memo<Option<Arc<Entry<Customer>>>>;

/// Which way the focus goes after saving.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Stay,
    Next,
    Before,
    Leave,
}

/// A fact with its name.
#[component]
pub fn FactCell(
    fact: Fact,
    row: Row,
    /// Another name than the fact's own.
    #[prop(optional)]
    name: Option<fn(Text) -> &'static str>,
    /// Stands after the value, such as a badge.
    #[prop(into, optional)]
    after: ViewFn,
    /// What a value that is being typed would lead to.
    #[prop(into, optional)]
    preview: Option<Callback<String, String>>,
) -> impl IntoView {
    let text = use_text();
    let editing = RwSignal::new(false);
    let place = NodeRef::<html::Div>::new();
    let after = StoredValue::new(after);
    let named = move || match name {
        Some(name) => name(text.get()),
        None => fact.name(text.get()),
    };
    let shown = Memo::new(move |_| {
        let row = row.read();
        row.as_ref()
            .map(|row| fact.show(text.get(), &row.value))
            .unwrap_or_default()
    });
    view! {
        <div node_ref=place class:editing=editing>
            <dt>{named}</dt>
            <Show
                when=move || editing.get()
                fallback=move || view! {
                    <dd data-edit="">
                        <button
                            type="button"
                            class="fact-open"
                            aria-label=move || {
                                format!(
                                    "{}: {}",
                                    text.get().customers_inline_edit(named()),
                                    value_or_none(text.get(), &shown.read()),
                                )
                            }
                            on:click=move |_| editing.set(true)
                        >
                            <span class:faint=move || shown.read().is_empty()>
                                {move || value_or_none(text.get(), &shown.read())}
                            </span>
                            {after.with_value(ViewFn::run)}
                        </button>
                    </dd>
                }
            >
                <Editor fact row editing place preview/>
            </Show>
        </div>
    }
}

fn value_or_none(text: Text, value: &str) -> String {
    if value.is_empty() {
        text.customers_not_filled().to_owned()
    } else {
        value.to_owned()
    }
}

#[component]
fn Editor(
    fact: Fact,
    row: Row,
    editing: RwSignal<bool>,
    place: NodeRef<html::Div>,
    preview: Option<Callback<String, String>>,
) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let before = row
        .read_untracked()
        .as_ref()
        .map(|row| fact.read(&row.value))
        .unwrap_or_default();
    let typed = RwSignal::new(before);
    let error = RwSignal::new(None::<&'static str>);
    let finish = move |then: Then| {
        if !editing.try_get_untracked().unwrap_or_default() {
            return;
        }
        let saved = data.with_value(|data| save(data, text, fact, row, &typed.get_untracked()));
        match saved {
            Ok(()) => {
                editing.set(false);
                move_on(place, then);
            }
            Err(code) => error.set(Some(code)),
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Enter" => {
                event.prevent_default();
                finish(Then::Stay);
            }
            "Tab" => {
                event.prevent_default();
                finish(if event.shift_key() {
                    Then::Before
                } else {
                    Then::Next
                });
            }
            "Escape" => {
                event.prevent_default();
                editing.set(false);
                move_on(place, Then::Stay);
            }
            _ => {}
        }
    };
    let hint = move || match error.get() {
        Some(code) => view! {
            <span class="error" role="alert">
                <Icon name="alert"/>
                {move || text.get().code(code)}
            </span>
        }
        .into_any(),
        None => view! {
            <span>{preview.map(|preview| preview.run(typed.get()))}</span>
            <span class="only-desk">
                <kbd>"Enter"</kbd>
                " "
                {move || text.get().customers_inline_save()}
                " "
                <kbd>"Esc"</kbd>
                " "
                {move || text.get().customers_inline_restore()}
            </span>
        }
        .into_any(),
    };
    view! {
        <dd class="edit" on:keydown=keys on:focusout=move |_| finish(Then::Leave)>
            <FactControl fact typed invalid=Signal::derive(move || error.get().is_some())/>
        </dd>
        <dd class="edit-hint">{hint}</dd>
    }
}

/// The control that fits the fact. It takes the focus when it appears.
#[component]
fn FactControl(fact: Fact, typed: RwSignal<String>, invalid: Signal<bool>) -> impl IntoView {
    let text = use_text();
    let label = move || fact.name(text.get());
    let wrong = move || invalid.get().then_some("true");
    if fact.control() == Control::Choice {
        let select = NodeRef::<html::Select>::new();
        focus_soon(select);
        let options = move || {
            fact.options(text.get())
                .into_iter()
                .map(|(key, words)| {
                    let own = key.clone();
                    view! {
                        <option value=key prop:selected=move || *typed.read() == own>{words}</option>
                    }
                })
                .collect_view()
        };
        return view! {
            <span class="select-box">
                <select
                    node_ref=select
                    class="select"
                    aria-label=label
                    aria-invalid=wrong
                    on:change=move |event| typed.set(event_target_value(&event))
                >
                    {options}
                </select>
                <Icon name="down"/>
            </span>
        }
        .into_any();
    }
    let input = NodeRef::<html::Input>::new();
    focus_soon(input);
    // A field of the type "email" hides spaces from whoever reads it and loses its place when it is written.
    let (kind, mode) = match fact.control() {
        Control::Day => ("date", None),
        Control::Number => ("tel", None),
        Control::Address => ("text", Some("email")),
        Control::Line | Control::Choice => ("text", None),
    };
    view! {
        <input
            node_ref=input
            class="input"
            type=kind
            inputmode=mode
            autocomplete="off"
            aria-label=label
            aria-invalid=wrong
            prop:value=typed
            on:input=move |event| typed.set(event_target_value(&event))
        />
    }
    .into_any()
}

/// Focuses an element as soon as it is in the page, before the next key can come. A quick hand may have left it by then.
fn focus_soon<E>(place: NodeRef<E>)
where
    E: html::ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    task::start(async move {
        if let Some(Some(element)) = place.try_get_untracked() {
            element.unchecked_into::<HtmlElement>().focus().ok();
        }
    });
}

/// Applies the rule and keeps what it changes; the code of the refusal if it refuses.
fn save(
    data: &Data,
    text: Signal<Text>,
    fact: Fact,
    row: Row,
    typed: &str,
) -> Result<(), &'static str> {
    let Some(entry) = row.get_untracked() else {
        return Err("op.not_found");
    };
    if fact.read(&entry.value) == typed {
        return Ok(());
    }
    let mut form = entry.value.clone();
    fact.write(&mut form, typed)?;
    let changes = untrack(|| with_context(data, |ctx| revise(&row_of(&entry), &form, ctx)))
        .map_err(|error| error.code())?;
    let text = text.get_untracked();
    if !changes.is_empty() {
        data.act(text.customers_saved(fact.name(text)), changes);
    }
    Ok(())
}

/// Puts the focus where the person goes on.
fn move_on(place: NodeRef<html::Div>, then: Then) {
    if then == Then::Leave {
        return;
    }
    request_animation_frame(move || {
        let Some(Some(place)) = place.try_get_untracked() else {
            return;
        };
        let own = place.query_selector(".fact-open").ok().flatten();
        let target = match then {
            Then::Next => beside(own.as_ref(), 1),
            Then::Before => beside(own.as_ref(), -1),
            Then::Stay | Then::Leave => None,
        };
        let open = target.is_some();
        let Some(button) = target
            .or(own)
            .and_then(|button| button.dyn_into::<HtmlElement>().ok())
        else {
            return;
        };
        if open {
            button.click();
        } else {
            button.focus().ok();
        }
    });
}

/// The fact before or after a fact on the page.
fn beside(own: Option<&Element>, step: i32) -> Option<Element> {
    let all = document().query_selector_all(".fact-open").ok()?;
    let own = own?;
    let at = (0..all.length()).find(|at| {
        all.item(*at)
            .is_some_and(|node| own.is_same_node(Some(&node)))
    })?;
    let next = at.checked_add_signed(step)?;
    all.item(next)?.dyn_into().ok()
}
