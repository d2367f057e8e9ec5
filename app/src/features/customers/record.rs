//! The record of a customer: facts at the side, what happened in the middle,
//! what belongs to it beside.

mod actions;
mod aside;
mod note;
mod tasks;
mod timeline;
mod top;

use std::sync::Arc;

use forecourt_domain::customer::Customer;
use forecourt_domain::phone::Phone;
use forecourt_domain::{Date, Id, Kind, State};
use leptos::prelude::*;

use super::facts::{Fact, FactCell};
use crate::data::{Entry, use_data};
use crate::routes::Path;
use crate::sales::changes::Changes;
use crate::sales::clash::Clashes;
use crate::sales::rules::{intervals, with_context};
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{Badge, Button, ButtonLink, EmptyScene, EmptyState, Hue, Notice};
use actions::{ActionBar, restore_customer};
use aside::{Duplicates, Leads, Vehicles};
use note::NoteField;
use tasks::Tasks;
use timeline::Timeline;
use top::Top;

/// The customer that the page is about.
pub type Row = Memo<Option<Arc<Entry<Customer>>>>;

/// The page.
#[component]
pub fn CustomerRecordPage(
    /// Which customer.
    id: Id,
) -> impl IntoView {
    let customers = use_data().table::<Customer>();
    let row: Row = Memo::new(move |_| customers.row(id));
    let known = Memo::new(move |_| row.read().is_some());
    move || {
        if known.get() {
            view! { <Record id row/> }.into_any()
        } else {
            view! { <NotHere/> }.into_any()
        }
    }
}

#[component]
fn NotHere() -> impl IntoView {
    let text = use_text();
    view! {
        <div class="body">
            <EmptyState
                scene=EmptyScene::NothingMatches
                title=Signal::derive(move || text.get().sales_not_on_device().to_owned())
                text=Signal::derive(move || text.get().sales_not_on_device_text().to_owned())
            >
                <ButtonLink
                    href=Path::Customers.href()
                    icon="arrow-left"
                    label=Signal::derive(move || text.get().customers_back().to_owned())
                />
            </EmptyState>
        </div>
    }
}

#[component]
fn Record(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let binned = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().is_some_and(|row| row.state == State::Binned)
    });
    let data = StoredValue::new(data);
    view! {
        <Top id row/>
        <div class="body record">
            <section class="record-main stack">
                <Show when=move || binned.get()>
                    <Notice
                        hue=Hue::Warn
                        icon="trash"
                        title=Signal::derive(move || text.get().customers_binned_note().to_owned())
                    >
                        <Button
                            icon="restore"
                            label=Signal::derive(move || text.get().sales_restore().to_owned())
                            on_press=move |()| {
                                data.with_value(|data| {
                                    restore_customer(data, text.get_untracked(), id);
                                });
                            }
                        />
                    </Notice>
                </Show>
                <Clashes kind=Kind::Customer id/>
                <Duplicates id row/>
                <NoteField id/>
                <Timeline id row/>
                <Changes kind=Kind::Customer id ruled=&["last_contact_on"]/>
            </section>
            <FactsColumn row/>
            <aside class="record-side stack">
                <Tasks id row/>
                <Leads id/>
                <Vehicles id/>
            </aside>
        </div>
        <ActionBar id row/>
    }
}

#[component]
fn FactsColumn(row: Row) -> impl IntoView {
    let text = use_text();
    let numbers = Memo::new(move |_| row.read().as_ref().map_or(0, |row| row.value.phones.len()));
    let is_firm = Memo::new(move |_| {
        let row = row.read();
        row.as_ref()
            .is_some_and(|row| row.value.party != Default::default())
    });
    view! {
        <section class="record-facts">
            <h2 class="group">{move || text.get().customers_facts()}</h2>
            <dl class="facts">
                <PhoneFact row at=0/>
                {move || (1..numbers.get()).map(|at| view! { <PhoneFact row at/> }).collect_view()}
                <Show when=move || { numbers.get() > 0 }>
                    <MorePhones row numbers/>
                </Show>
                <FactCell fact=Fact::Wechat row/>
                <FactCell fact=Fact::Email row/>
                <FactCell fact=Fact::City row/>
                <FactCell fact=Fact::Street row/>
                <FactCell fact=Fact::Source row/>
                <FactCell fact=Fact::Party row/>
                <Show
                    when=move || is_firm.get()
                    fallback=move || view! { <FactCell fact=Fact::Birth row/> }
                >
                    <FactCell fact=Fact::CompanyNo row/>
                </Show>
                <FactCell fact=Fact::Note row/>
            </dl>
            <h2 class="group">{move || text.get().customers_buying()}</h2>
            <dl class="facts">
                <FactCell fact=Fact::Model row/>
                <ExpectedFact row/>
                <FactCell fact=Fact::Level row/>
                <FactCell fact=Fact::Next row/>
            </dl>
            <h2 class="group">{move || text.get().customers_about()}</h2>
            <dl class="facts">
                <CreatedFact row/>
            </dl>
        </section>
    }
}

/// A number with the time at which to call it.
#[component]
fn PhoneFact(row: Row, at: usize) -> impl IntoView {
    let text = use_text();
    let time = move || {
        let row = row.read();
        let entry = row.as_ref()?.value.phones.get(at)?;
        let time = words::call_time(text.get(), entry.time)?;
        Some(view! { <Badge label=time.to_owned()/> })
    };
    view! { <FactCell fact=Fact::Phone(at) row after=move || time()/> }
}

/// One more number: a cell past the last one.
#[component]
fn MorePhones(row: Row, numbers: Memo<usize>) -> impl IntoView {
    move || {
        let at = numbers.get();
        view! { <FactCell fact=Fact::Phone(at) row name=Text::customers_field_other_phone/> }
    }
}

/// The expected day says which level it leads to while it is typed.
#[component]
fn ExpectedFact(row: Row) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let preview = move |typed: String| {
        let row = row.read();
        let Some(row) = row.as_ref() else {
            return String::new();
        };
        let (text, customer) = (text.get(), &row.value);
        let expected: Option<Date> = typed.parse().ok();
        let (today, reading) = data.with_value(|data| {
            with_context(data, |ctx| {
                let reading = intervals().level_for(
                    customer.deposit_minor,
                    expected,
                    ctx.today,
                    customer.intent_level,
                );
                (ctx.today, reading)
            })
        });
        let letter = reading.level.letter();
        match expected.map(|expected| expected.days_since(today)) {
            _ if reading.reconfirm => text.customers_expected_past().to_owned(),
            Some(days) => text.customers_expected_keeps(days.unsigned_abs(), letter),
            None => text.customers_expected_cleared(letter),
        }
    };
    view! { <FactCell fact=Fact::Expected row preview=preview/> }
}

/// Who made the record and when; it cannot be changed.
#[component]
fn CreatedFact(row: Row) -> impl IntoView {
    let text = use_text();
    let offset = crate::platform::clock::offset_minutes();
    let when = move || {
        let row = row.read();
        let at = row.as_ref()?.value.created_at;
        (at > 0).then(|| text.get().date(Date::at(at, offset)))
    };
    view! {
        <div>
            <dt>{move || text.get().customers_field_created()}</dt>
            <dd>{when}</dd>
        </div>
    }
}

/// The number that the page calls.
fn first_number(row: Row) -> Option<Phone> {
    let row = row.read();
    row.as_ref()
        .and_then(|row| crate::sales::marks::number_to_call(&row.value))
}
