//! Marks that stand for facts of the trade: level, due date, owner, waiting to
//! sync, and the button that calls.

use forecourt_domain::customer::Customer;
use forecourt_domain::follow_up::{Due, due};
use forecourt_domain::lead::LeadStatus;
use forecourt_domain::level::Level;
use forecourt_domain::phone::Phone;
use forecourt_domain::plate::Plate;
use forecourt_domain::{Date, Id};
use leptos::prelude::*;

use super::people::staff_name;
use super::words;
use crate::data::use_data;
use crate::text::{Text, use_text};
use crate::ui::{Avatar, Icon, LevelSquare, Size};

/// The level as a square with its letter; its title says what the letter means.
#[component]
pub fn LevelMark(
    /// The level.
    #[prop(into)]
    level: Signal<Option<Level>>,
    /// Large for heads of pages.
    #[prop(optional)]
    size: Size,
) -> impl IntoView {
    let text = use_text();
    view! {
        <LevelSquare
            letter=Signal::derive(move || level.get().map_or("", Level::letter).to_owned())
            meaning=Signal::derive(move || words::level_title(text.get(), level.get()))
            size
        />
    }
}

/// When the next contact is due: overdue with its days, today, or the day.
#[component]
pub fn DueMark(
    /// The day of the next contact.
    #[prop(into)]
    next: Signal<Option<Date>>,
) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    move || due_view(text.get(), next.get(), data.today())
}

/// When the next contact is due, once: for rows that are drawn anew when they change.
pub fn due_view(text: Text, next: Option<Date>, today: Date) -> AnyView {
    // The stored form: one date formatter less for each of many rows.
    let title = next.map(|date| date.to_string());
    match due(next, today) {
        Due::Overdue(days) => {
            let words = text.sales_days_overdue(days.unsigned_abs());
            view! {
                <span class="status" data-hue="danger" data-shape="diamond" title=title>
                    {words}
                </span>
            }
            .into_any()
        }
        Due::Today => view! { <b title=title>{text.common_today()}</b> }.into_any(),
        Due::Later(date) => {
            view! { <span title=title>{day_soon(text, date, today)}</span> }.into_any()
        }
        Due::Never => view! { <span class="faint">{text.sales_not_planned()}</span> }.into_any(),
    }
}

/// The level, once: for rows that are drawn anew when they change.
pub fn level_view(text: Text, level: Option<Level>) -> impl IntoView {
    let meaning = words::level_title(text, level);
    let letter = level.map_or("", Level::letter);
    view! {
        <span
            class="level"
            data-level=letter
            title=meaning.clone()
            role="img"
            aria-label=meaning
        >
            {letter}
        </span>
    }
}

/// A coming day: tomorrow, then the day of the week and the date.
pub fn day_soon(text: Text, date: Date, today: Date) -> String {
    match date.days_since(today) {
        0 => text.common_today().to_owned(),
        1 => text.common_tomorrow().to_owned(),
        2..=300 => text.weekday_date(date),
        _ => text.date(date),
    }
}

/// The responsible person: initials and name.
#[component]
pub fn OwnerMark(
    /// The member of staff.
    #[prop(into)]
    owner: Signal<Option<Id>>,
) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    move || match owner.get().map(|owner| staff_name(&data, owner)) {
        Some(name) if !name.is_empty() => view! {
            <span class="who muted">
                <Avatar name=name.clone()/>
                {name}
            </span>
        }
        .into_any(),
        _ => view! { <span class="faint">{text.get().sales_nobody()}</span> }.into_any(),
    }
}

/// Shown only while the record waits to sync; what is synced is silent.
#[component]
pub fn WaitingMark(
    /// True while it waits.
    #[prop(into)]
    pending: Signal<bool>,
) -> impl IntoView {
    let text = use_text();
    view! {
        <Show when=move || pending.get()>
            <span class="sync" data-state="waiting" data-bare>
                <Icon name="cloud-up"/>
                <span>{move || text.get().sales_waiting()}</span>
            </span>
        </Show>
    }
}

/// The number to call: the preferred one.
pub fn number_to_call(customer: &Customer) -> Option<Phone> {
    customer.phones.first().map(|entry| entry.number.clone())
}

/// The address that starts a call.
pub fn call_address(phone: &Phone) -> String {
    format!("tel:{}", phone.as_str())
}

/// The address that starts a text message.
pub fn message_address(phone: &Phone) -> String {
    format!("sms:{}", phone.as_str())
}

/// The name to show; a customer may be known by number only.
pub fn shown_name(text: Text, customer: &Customer) -> String {
    if !customer.name.is_empty() {
        return customer.name.clone();
    }
    number_to_call(customer)
        .map(|phone| phone.display())
        .unwrap_or_else(|| text.sales_unnamed().to_owned())
}

/// Where a lead stands: a dot whose shape differs, and the word.
#[component]
pub fn LeadStatusMark(
    /// The status.
    #[prop(into)]
    status: Signal<LeadStatus>,
) -> impl IntoView {
    let text = use_text();
    let look = move || match status.get() {
        LeadStatus::New => ("info", "ring"),
        LeadStatus::Assigned => ("info", "half"),
        LeadStatus::Contacted => ("accent", "half"),
        LeadStatus::Qualified => ("accent", "disc"),
        LeadStatus::Converted => ("ok", "square"),
        LeadStatus::Invalid => ("", "ring"),
        LeadStatus::Lost => ("danger", "diamond"),
    };
    view! {
        <span
            class="status"
            data-hue=move || Some(look().0).filter(|hue| !hue.is_empty())
            data-shape=move || look().1
        >
            {move || words::status(text.get(), status.get())}
        </span>
    }
}

/// A number plate; new energy by its eight signs.
#[component]
pub fn PlateMark(
    /// The plate as stored.
    #[prop(into)]
    plate: String,
) -> impl IntoView {
    let electric = plate.chars().count() == 8;
    let shown = match Plate::read(&plate) {
        Ok(plate) => plate.display(),
        Err(_) => plate,
    };
    (!shown.is_empty()).then(|| {
        view! {
            <span class="plate" data-kind=electric.then_some("ev")>
                {electric.then(|| view! { <Icon name="bolt"/> })}
                {shown}
            </span>
        }
    })
}
