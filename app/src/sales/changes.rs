//! Who changed what: the history of a record, asked of the server when
//! somebody wants to see it. A value of it can be put back, unless a rule decides on it.

use forecourt_domain::{Change, Fields, Id, Kind};
use forecourt_sync::failure::Failure;
use forecourt_sync::wire::Past;
use leptos::prelude::*;
use serde_json::Value;

use super::people::staff_name;
use super::values::{is_cut, value_words};
use crate::data::{Phase, history, use_data};
use crate::platform::{clock, task};
use crate::text::{Text, use_text};
use crate::ui::{Badge, Button, Hue, Icon, Notice, Size, Variant};

/// What is known of the history.
#[derive(Clone, Debug, PartialEq)]
enum Known {
    Asked,
    Got(Vec<Past>),
    Failed(Failure),
}

/// The record, and what of it only rules change.
#[derive(Clone, Copy)]
struct Of {
    kind: Kind,
    id: Id,
    ruled: &'static [&'static str],
}

/// The section: closed until somebody opens it.
#[component]
pub fn Changes(
    /// What the record is.
    kind: Kind,
    /// Which record.
    id: Id,
    /// Fields that follow from acts, and are never put back by themselves.
    #[prop(default = &[])]
    ruled: &'static [&'static str],
) -> impl IntoView {
    let of = Of { kind, id, ruled };
    let text = use_text();
    let open = RwSignal::new(false);
    let label = move || {
        let text = text.get();
        if open.get() {
            text.sales_changes_hide()
        } else {
            text.sales_changes_show()
        }
        .to_owned()
    };
    view! {
        <section class="stack-s" aria-labelledby="record-changes">
            <h2 class="group" id="record-changes">{move || text.get().sales_changes()}</h2>
            <div class="buttons">
                <Button
                    icon="history"
                    variant=Variant::Quiet
                    label=Signal::derive(label)
                    pressed=open
                    on_press=move |()| open.update(|open| *open = !*open)
                />
            </div>
            <Show when=move || open.get()>
                <Opened of/>
            </Show>
        </section>
    }
}

#[component]
fn Opened(of: Of) -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let known = RwSignal::new(Known::Asked);
    let sync = data.sync();
    let offline = Memo::new(move |_| sync.with(|sync| sync.phase == Phase::Offline));
    let asking = data.clone();
    let ask = Callback::new(move |()| {
        let data = asking.clone();
        known.set(Known::Asked);
        task::start(async move {
            let answer = history::of(&data, of.kind, of.id).await;
            known.try_set(answer.map_or_else(Known::Failed, Known::Got));
        });
    });
    // What changes while it is shown is news of the history too, and a network that comes back is used.
    let last = Memo::new(move |_| sync.with(|sync| (sync.waiting, sync.last_synced)));
    Effect::new(move |before: Option<bool>| {
        let offline = offline.get();
        let settled = last.get().0 == 0;
        if !offline && (settled || before.is_none()) {
            ask.run(());
        }
        offline
    });
    move || match known.get() {
        Known::Got(items) => view! { <List of items/> }.into_any(),
        _ if offline.get() => view! {
            <Notice
                icon="cloud-off"
                title=Signal::derive(move || text.get().sales_changes_offline().to_owned())
            />
        }
        .into_any(),
        Known::Asked => view! {
            <p class="muted" role="status">{text.get().sales_changes_loading()}</p>
        }
        .into_any(),
        Known::Failed(failure) => view! {
            <Notice
                hue=Hue::Warn
                icon="alert"
                title=Signal::derive(move || text.get().sales_changes_failed().to_owned())
                text=Signal::derive(move || text.get().code(failure.code()).to_owned())
            >
                <Button
                    icon="sync"
                    label=Signal::derive(move || text.get().common_retry().to_owned())
                    on_press=ask
                />
            </Notice>
        }
        .into_any(),
    }
}

#[component]
fn List(of: Of, items: Vec<Past>) -> impl IntoView {
    let text = use_text();
    let shown: Vec<Past> = items
        .into_iter()
        .rev()
        .filter(|past| !text.get_untracked().field(&past.2).is_empty())
        .collect();
    if shown.is_empty() {
        return view! { <p class="muted">{move || text.get().sales_changes_none()}</p> }.into_any();
    }
    let lines = shown.into_iter().map(|past| view! { <Line of past/> });
    view! { <ol class="list changes">{lines.collect_view()}</ol> }.into_any()
}

#[component]
fn Line(of: Of, past: Past) -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let Past(at, staff, field, before, after, won) = past;
    let lost = won == 0;
    // Of a change that won the value before it comes back; of one that lost what it asked for.
    let back = if lost { after.clone() } else { before.clone() };
    let who = {
        let data = data.clone();
        move || {
            let name = staff_name(&data, staff);
            if name.is_empty() {
                text.get().sales_changes_somebody().to_owned()
            } else {
                name
            }
        }
    };
    let label = {
        let field = field.clone();
        move |text: Text| text.field(&field)
    };
    let naming = (label.clone(), field.clone(), back.clone());
    let what = move || {
        let text = text.get();
        let (label, field, back) = &naming;
        text.sales_changes_put_back_what(label(text), value_words(text, field, back))
    };
    let put_back = {
        let (data, label, field, back) = (data.clone(), label.clone(), field.clone(), back.clone());
        move |_| {
            let text = text.get_untracked();
            let fields = Fields::new().with(field.as_str(), back.clone());
            let Of { kind, id, .. } = of;
            let said = text.sales_changes_was_put_back(label(text));
            data.act(said, vec![Change::Patch { kind, id, fields }]);
        }
    };
    let stands = {
        let (field, back) = (field.clone(), back.clone());
        let sync = data.sync();
        Memo::new(move |_| {
            sync.track();
            let now = data.fields_now(of.kind, of.id).unwrap_or_default();
            *now.get(&field).unwrap_or(&Value::Null) == back
        })
    };
    let can_come_back = !is_cut(&back) && !of.ruled.contains(&field.as_str());
    let words = move |value: &Value| value_words(text.get(), &field, value);
    let (was, is) = (before, after);
    view! {
        <li data-lost=lost.then_some("")>
            <span class="grow">
                <span class="change">
                    <b>{move || label(text.get())}</b>
                    <del>{
                        let words = words.clone();
                        move || words(&was)
                    }</del>
                    <Icon name="arrow-right" size=Size::Small/>
                    <ins>{move || words(&is)}</ins>
                    {lost.then(|| view! {
                        <Badge hue=Hue::Warn label=Signal::derive(move || text.get().sales_changes_lost().to_owned())/>
                    })}
                </span>
                <br/>
                <span class="faint">
                    {who} " · " {move || text.get().ago(at.ms(), clock::now())}
                </span>
            </span>
            <Show when=move || can_come_back && !stands.get()>
                <button
                    type="button"
                    class="button"
                    data-tone="quiet"
                    data-size="small"
                    aria-label=what.clone()
                    on:click=put_back.clone()
                >
                    {move || text.get().sales_changes_put_back()}
                </button>
            </Show>
        </li>
    }
}
