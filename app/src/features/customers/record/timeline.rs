//! What happened with a customer and what comes: contacts, enquiries, edits
//! that wait to sync, and the making of the record, by day.

mod events;

use forecourt_domain::activity::{Activity, ActivityType};
use forecourt_domain::lead::Lead;
use forecourt_domain::{Date, Id, Millis};
use leptos::prelude::*;

use super::Row;
use crate::data::use_data;
use crate::platform::clock;
use crate::routes::Path;
use crate::sales::people::staff_name;
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{Icon, Size};
use events::{Event, What, use_events};

/// Events shown at first; a long relation has hundreds.
const PAGE: usize = 40;

/// The timeline.
#[component]
pub fn Timeline(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let events = use_events(id, row);
    let limit = RwSignal::new(PAGE);
    let days = Memo::new(move |_| by_day(&events.read(), limit.get(), clock::offset_minutes()));
    let rest = Memo::new(move |_| events.read().len().saturating_sub(limit.get()));
    view! {
        <h2 class="group">{move || text.get().customers_timeline()}</h2>
        <ol class="timeline">
            <Coming row/>
            {move || {
                days.get()
                    .into_iter()
                    .map(|(day, events)| view! { <TimelineDay day events/> })
                    .collect_view()
            }}
        </ol>
        <Show when=move || events.read().is_empty()>
            <p class="muted">{move || text.get().customers_timeline_empty()}</p>
        </Show>
        <Show when=move || { rest.get() > 0 }>
            <button
                type="button"
                class="button"
                data-tone="quiet"
                on:click=move |_| limit.update(|limit| *limit += PAGE)
            >
                {move || text.get().customers_timeline_more(rest.get() as u64)}
            </button>
        </Show>
    }
}

/// The newest events, gathered by the day on this device's clock.
fn by_day(events: &[Event], limit: usize, offset: i32) -> Vec<(Date, Vec<Event>)> {
    let mut days: Vec<(Date, Vec<Event>)> = Vec::new();
    for event in events.iter().take(limit) {
        let day = Date::at(event.at, offset);
        match days.last_mut() {
            Some((last, events)) if *last == day => events.push(event.clone()),
            _ => days.push((day, vec![event.clone()])),
        }
    }
    days
}

/// The planned contact, above what happened.
#[component]
fn Coming(row: Row) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let next = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().and_then(|row| row.value.next_contact_on)
    });
    move || {
        next.get().filter(|next| *next >= data.today()).map(|next| {
            view! {
                <li class="day">{text.get().customers_coming()}</li>
                <li class="future">
                    <span class="node" data-hue="accent"><Icon name="calendar"/></span>
                    <div class="what">
                        <div class="line between top">
                            <b>{text.get().customers_planned_contact()}</b>
                            <span class="when">{text.get().weekday_date(next)}</span>
                        </div>
                    </div>
                </li>
            }
        })
    }
}

#[component]
fn TimelineDay(day: Date, events: Vec<Event>) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let today = data.today();
    let heading = move || {
        let text = text.get();
        match day.days_since(today) {
            -1 | 0 => {
                [text.relative_day(day, today), text.date_short(day)].join(text.sales_comma())
            }
            _ if day.parts().0 == today.parts().0 => text.full_date(day),
            _ => text.date(day),
        }
    };
    view! {
        <li class="day">{heading}</li>
        {events
            .into_iter()
            .map(|event| match event.what {
                What::Contact(id) => view! { <ContactEvent id at=event.at/> }.into_any(),
                What::Enquiry(id) => view! { <LeadEvent id at=event.at/> }.into_any(),
                What::Edit { fact, before, after } => {
                    let name = Signal::derive(move || fact.name(text.get()).to_owned());
                    let value = |fields| Signal::derive(move || fact.show_stored(text.get(), &fields));
                    view! {
                        <EditEvent name before=value(before) after=value(after)/>
                    }
                    .into_any()
                }
                What::Made { by, imported } => {
                    view! { <MadeEvent by imported at=event.at/> }.into_any()
                }
            })
            .collect_view()}
    }
}

#[component]
fn ContactEvent(id: Id, at: Millis) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let activities = data.table::<Activity>();
    let row = Memo::new(move |_| activities.row(id));
    let icon = row
        .read_untracked()
        .as_ref()
        .map_or("note", |row| words::activity_icon(row.value.activity_type));
    let data = StoredValue::new(data);
    let title = Memo::new(move |_| {
        let row = row.read();
        let activity = row
            .as_ref()
            .map(|row| row.value.clone())
            .unwrap_or_default();
        let who = activity.created_by;
        let who = who.map(|staff| data.with_value(|data| staff_name(data, staff)));
        let is_contact = activity.activity_type != ActivityType::Note;
        let text = text.get();
        let aside: Vec<String> = is_contact
            .then(|| words::result(text, activity.result).to_owned())
            .into_iter()
            .chain(who.filter(|who| !who.is_empty()))
            .collect();
        (
            words::activity(text, activity.activity_type),
            aside.join(text.sales_comma()),
        )
    });
    let note = move || {
        let row = row.read();
        let note = row.as_ref()?.value.note.clone();
        (!note.is_empty()).then(|| view! { <p>{note}</p> })
    };
    let waits = move || row.read().as_ref().is_some_and(|row| row.pending);
    view! {
        <li>
            <span class="node"><Icon name=icon/></span>
            <div class="what">
                <div class="line between top">
                    <p>
                        <b>{move || title.get().0}</b>
                        " "
                        <span class="muted">{move || title.get().1}</span>
                        <Show when=waits>" "<Waits/></Show>
                    </p>
                    <span class="when">{move || text.get().time(at)}</span>
                </div>
                {note}
            </div>
        </li>
    }
}

#[component]
fn Waits() -> impl IntoView {
    let text = use_text();
    view! {
        <span class="faint line-s waits" title=move || text.get().sales_waiting()>
            <Icon name="cloud-up" size=Size::Small/>
            <span class="say">{move || text.get().sales_waiting()}</span>
        </span>
    }
}

#[component]
fn LeadEvent(id: Id, at: Millis) -> impl IntoView {
    let text = use_text();
    let leads = use_data().table::<Lead>();
    let row = Memo::new(move |_| leads.row(id));
    let title = move || {
        let row = row.read();
        let interest = words::interest(text.get(), row.as_ref()?.value.interest);
        Some(text.get().customers_lead_came(interest))
    };
    let model = move || {
        row.read()
            .as_ref()
            .map(|row| row.value.model_interest.clone())
    };
    let comments = move || {
        let row = row.read();
        let comments = row.as_ref()?.value.comments.clone();
        (!comments.is_empty()).then(|| view! { <p>{comments}</p> })
    };
    view! {
        <li>
            <span class="node" data-hue="info"><Icon name="inbox"/></span>
            <div class="what">
                <div class="line between top">
                    <p>
                        <a class="strong" href=Path::Lead(id).href()>{title}</a>
                        " "
                        <span class="muted">{model}</span>
                    </p>
                    <span class="when">{move || text.get().time(at)}</span>
                </div>
                {comments}
            </div>
        </li>
    }
}

#[component]
fn EditEvent(name: Signal<String>, before: Signal<String>, after: Signal<String>) -> impl IntoView {
    let text = use_text();
    let or_none = move |value: Signal<String>| {
        move || match value.get() {
            value if value.is_empty() => text.get().customers_not_filled().to_owned(),
            value => value,
        }
    };
    view! {
        <li>
            <span class="node" data-small=""></span>
            <div class="what">
                <p class="change">
                    <span class="muted">{name}</span>
                    <del>{or_none(before)}</del>
                    <Icon name="arrow-right" size=Size::Small/>
                    <ins>{or_none(after)}</ins>
                    <span class="faint">{move || text.get().customers_change_waiting()}</span>
                </p>
            </div>
        </li>
    }
}

#[component]
fn MadeEvent(by: Option<Id>, imported: bool, at: Millis) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let words = move || {
        let (text, who) = (
            text.get(),
            by.map(|by| staff_name(&data, by)).unwrap_or_default(),
        );
        match (imported, who.is_empty()) {
            (true, _) => text.customers_imported().to_owned(),
            (false, true) => text.customers_made().to_owned(),
            (false, false) => text.customers_made_by(who),
        }
    };
    let time: fn(Text, Millis) -> String = Text::time;
    view! {
        <li>
            <span class="node" data-small=""></span>
            <div class="what">
                <div class="line between top">
                    <p class="muted">{words}</p>
                    <span class="when">{move || time(text.get(), at)}</span>
                </div>
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn events_are_gathered_by_the_day_of_the_device() {
        let made = |at: Millis| Event {
            at,
            what: What::Made {
                by: None,
                imported: false,
            },
        };
        // 16:00 and 15:59 UTC lie on two days in China.
        let evening = 57_600_000;
        let events = [made(evening), made(evening - 60_000), made(0)];
        let days: Vec<(String, usize)> = by_day(&events, 9, 480)
            .into_iter()
            .map(|(day, events)| (day.to_string(), events.len()))
            .collect();
        assert_eq!(days, [("1970-01-02".into(), 1), ("1970-01-01".into(), 2)]);
        assert_eq!(by_day(&events, 1, 480).len(), 1);
    }
}
