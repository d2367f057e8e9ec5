//! Rows of the day: who, what was said last, how late, call and log.

use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_domain::activity::Activity;
use forecourt_domain::customer::Customer;
use leptos::prelude::*;

use super::day::LastContact;
use crate::data::layout::activity;
use crate::data::{Entry, History, use_data};
use crate::platform::clock;
use crate::routes::Path;
use crate::sales::log_contact::use_log_contact;
use crate::sales::marks::{DueMark, LevelMark, call_address, number_to_call, shown_name};
use crate::sales::rules::intervals;
use crate::sales::words;
use crate::text::format::group;
use crate::text::{Text, use_text};
use crate::ui::Icon;
use forecourt_domain::Date;

/// Rows shown at first; a store can have hundreds overdue.
const PAGE: usize = 50;

/// A group of rows with its heading; nothing when there is none.
#[component]
pub fn DueList(#[prop(into)] label: Signal<String>, rows: Signal<Vec<Id>>) -> impl IntoView {
    let text = use_text();
    let limit = RwSignal::new(PAGE);
    let shown = move || {
        rows.read()
            .iter()
            .take(limit.get())
            .copied()
            .collect::<Vec<_>>()
    };
    let rest = Memo::new(move |_| rows.read().len().saturating_sub(limit.get()));
    view! {
        <Show when=move || !rows.read().is_empty()>
            <section>
                <h2 class="group">
                    {label}
                    " "
                    <span class="count">{move || group(rows.read().len() as u64)}</span>
                </h2>
                <ul class="dues">
                    <For each=shown key=|id| *id children=move |id| view! { <DueRow id/> }/>
                </ul>
                <Show when=move || { rest.get() > 0 }>
                    <button
                        type="button"
                        class="button show-more"
                        data-tone="quiet"
                        on:click=move |_| limit.update(|limit| *limit += PAGE)
                    >
                        {move || text.get().today_show_more(rest.get() as u64)}
                    </button>
                </Show>
            </section>
        </Show>
    }
}

/// What is done today, folded.
#[component]
pub fn DoneList(rows: Signal<Vec<Id>>) -> impl IntoView {
    let text = use_text();
    view! {
        <Show when=move || !rows.read().is_empty()>
            <details class="fold">
                <summary>
                    <Icon name="right"/>
                    {move || text.get().today_done_today()}
                    " "
                    <span class="count">{move || group(rows.read().len() as u64)}</span>
                </summary>
                <ul class="dues">
                    <For
                        each=move || rows.get()
                        key=|id| *id
                        children=move |id| view! { <DueRow id/> }
                    />
                </ul>
            </details>
        </Show>
    }
}

#[component]
fn DueRow(id: Id) -> impl IntoView {
    let data = use_data();
    let (customers, activities) = (data.table::<Customer>(), data.table::<Activity>());
    let entry = Memo::new(move |_| customers.row(id));
    let last = Memo::new(move |_| {
        let latest = activities.first_of(activity::OF_CUSTOMER, id)?;
        activities
            .row(latest)
            .map(|entry| LastContact::of(&entry.value))
    });
    let history = StoredValue::new(None::<History>);
    Effect::new(move || {
        let entry = entry.read();
        let was_met = entry
            .as_ref()
            .is_some_and(|entry| entry.value.last_contact_on.is_some());
        if was_met && last.read().is_none() && history.read_value().is_none() {
            history.set_value(Some(data.open_history(id)));
        }
    });
    view! {
        <li class="due">
            <LevelMark level=Signal::derive(move || {
                entry.read().as_ref().and_then(|entry| entry.value.intent_level)
            })/>
            <Who id entry/>
            <Why entry last/>
            <p class="due-state">
                <DueMark next=Signal::derive(move || {
                    entry.read().as_ref().and_then(|entry| entry.value.next_contact_on)
                })/>
            </p>
            <Acts id entry/>
        </li>
    }
}

type Row = Memo<Option<Arc<Entry<Customer>>>>;

#[component]
fn Who(id: Id, entry: Row) -> impl IntoView {
    let text = use_text();
    let name = move || {
        let entry = entry.read();
        entry
            .as_ref()
            .map(|entry| shown_name(text.get(), &entry.value))
    };
    let model = move || {
        let entry = entry.read();
        let model = &entry.as_ref()?.value.model_interest;
        Some(if model.is_empty() {
            text.get().today_no_model().to_owned()
        } else {
            model.clone()
        })
    };
    view! {
        <a class="due-who" href=Path::Customer(id).href()>
            <b class="clip">{name}</b>
            <span class="due-what clip">{model}</span>
        </a>
    }
}

/// What was said last; without words, why the day is today.
#[component]
fn Why(entry: Row, last: Memo<Option<LastContact>>) -> impl IntoView {
    let text = use_text();
    let said = move || {
        let last = last.read();
        let note = last.as_ref().map(|last| last.note.clone());
        note.filter(|note| !note.is_empty())
            .or_else(|| routine(text.get(), entry.read().as_ref()?))
    };
    let when = move || {
        let text = text.get();
        match last.get() {
            Some(last) => {
                let day = Date::at(last.at, clock::offset_minutes());
                let how = words::activity(text, last.activity_type);
                [text.date_short(day).as_str(), how].join(text.sales_comma())
            }
            None => text.today_no_contact().to_owned(),
        }
    };
    view! {
        <p class="due-why">
            <span class="clip">{said}</span>
            <small class="faint only-desk">{when}</small>
        </p>
    }
}

/// The rule that set the day.
fn routine(text: Text, entry: &Entry<Customer>) -> Option<String> {
    let level = entry.value.intent_level?;
    let days = intervals().every_days(level)?;
    Some(text.today_routine(days.unsigned_abs(), level.letter()))
}

#[component]
fn Acts(id: Id, entry: Row) -> impl IntoView {
    let text = use_text();
    let log = use_log_contact();
    let name = Memo::new(move |_| {
        let entry = entry.read();
        entry
            .as_ref()
            .map(|entry| shown_name(text.get(), &entry.value))
            .unwrap_or_default()
    });
    let phone = Memo::new(move |_| {
        let entry = entry.read();
        entry
            .as_ref()
            .and_then(|entry| number_to_call(&entry.value))
    });
    let call = move || {
        phone.get().map(|phone| {
            view! {
                <a
                    class="button"
                    data-tone="call"
                    data-icon=""
                    href=call_address(&phone)
                    aria-label=move || text.get().sales_call_name(name.get())
                    title=phone.display()
                    on:click=move |_| log.open(id, None)
                >
                    <Icon name="phone"/>
                </a>
            }
        })
    };
    view! {
        <span class="due-acts">
            {call}
            <button
                type="button"
                class="button"
                data-icon=""
                aria-label=move || text.get().sales_log_name(name.get())
                title=move || text.get().sales_log()
                on:click=move |_| log.open(id, None)
            >
                <Icon name="check"/>
            </button>
        </span>
    }
}
