//! The work of the day: who is overdue, who is due, what is done, which
//! enquiries wait for a first answer, and what the coming days bring.

mod coming;
mod day;
mod due_list;
mod new_leads;
mod start;

use forecourt_domain::activity::Activity;
use forecourt_domain::customer::Customer;
use leptos::prelude::*;

use crate::data::use_data;
use crate::platform::clock;
use crate::routes::{Path, use_query};
use crate::sales::log_contact::use_log_contact;
use crate::sales::people::leads_others;
use crate::text::format::group;
use crate::text::use_text;
use crate::ui::{Bay, Bays, Button, ButtonLink, Segmented, Size, Variant};
use coming::Coming;
use day::{Counts, Day, Scope};
use due_list::{DoneList, DueList};
use new_leads::NewLeads;
use start::{AllClear, FirstSteps};

/// Draws the page.
pub fn draw() -> AnyView {
    view! { <TodayPage/> }.into_any()
}

/// The page.
#[component]
fn TodayPage() -> impl IntoView {
    let data = use_data();
    let text = use_text();
    // The role comes with the first records, after the page stands.
    let manager = {
        let data = data.clone();
        Memo::new(move |_| leads_others(&data))
    };
    let (asked, ask) = use_query("scope");
    let (customers, activities) = (data.table::<Customer>(), data.table::<Activity>());
    let has_own = {
        let (customers, me) = (customers.clone(), data.me().staff);
        Memo::new(move |_| {
            let mut has_own = false;
            customers.scan(|row| has_own |= row.owner() == Some(me));
            has_own
        })
    };
    let scope = Memo::new(move |_| Scope::read(&asked.read(), manager.get(), has_own.get()));
    let day = {
        let (data, customers, activities) = (data.clone(), customers.clone(), activities.clone());
        Memo::new(move |_| {
            let offset = clock::offset_minutes();
            let me = data.me().staff;
            Day::of(
                &customers,
                &activities,
                scope.get(),
                me,
                data.today(),
                offset,
            )
        })
    };
    let nobody = move || day.read().known == 0;
    view! {
        <Head/>
        <div class="body today">
            <Show when=move || manager.get()>
                <ScopeSwitch scope ask/>
            </Show>
            <MyDay day/>
            <Show when=move || !nobody() fallback=move || view! { <FirstSteps/> }>
                <div class="today-list stack">
                    <AllClear day/>
                    <DueList
                        label=Signal::derive(move || text.get().today_overdue().to_owned())
                        rows=Signal::derive(move || day.read().overdue.clone())
                    />
                    <DueList
                        label=Signal::derive(move || text.get().today_due_today().to_owned())
                        rows=Signal::derive(move || day.read().due.clone())
                    />
                    <DoneList rows=Signal::derive(move || day.read().done.clone())/>
                </div>
            </Show>
            <aside class="today-aside">
                <NewLeads scope/>
                <Coming rows=Signal::derive(move || day.read().coming.clone())/>
            </aside>
        </div>
    }
}

#[component]
fn Head() -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let log = use_log_contact();
    view! {
        <header class="head">
            <div class="grow today-title">
                <h1 tabindex="-1">{move || text.get().today_title()}</h1>
                <span class="muted">{move || text.get().full_date(data.today())}</span>
            </div>
            <div class="buttons only-desk">
                <ButtonLink
                    href=Path::NewCustomer.href()
                    icon="user-plus"
                    label=Signal::derive(move || text.get().today_new_customer().to_owned())
                    key_hint="N"
                />
                <Button
                    variant=Variant::Primary
                    icon="phone"
                    label=Signal::derive(move || text.get().today_log_next().to_owned())
                    key_hint="L"
                    on_press=move |()| log.choose()
                />
            </div>
        </header>
    }
}

/// Mine or the whole store's, for those who look after others.
#[component]
fn ScopeSwitch(scope: Memo<Scope>, ask: SignalSetter<String>) -> impl IntoView {
    let text = use_text();
    let options = vec![
        (
            Scope::Mine,
            Signal::derive(move || text.get().today_mine().to_owned()),
        ),
        (
            Scope::Store,
            Signal::derive(move || text.get().today_store().to_owned()),
        ),
    ];
    view! {
        <Segmented
            value=scope
            options
            label=Signal::derive(move || text.get().today_scope().to_owned())
            on_choose=move |scope: Scope| ask.set(scope.word().to_owned())
        />
    }
}

/// One stroke per customer of the day: done, overdue, due.
fn strokes(counts: Counts) -> Vec<Bay> {
    [
        (Bay::On, counts.done),
        (Bay::Late, counts.late),
        (Bay::Off, counts.due),
    ]
    .into_iter()
    .flat_map(|(bay, count)| (0..count).map(move |_| bay))
    .collect()
}

/// The day as a row of bays: done, overdue, due.
#[component]
fn MyDay(day: Memo<Day>) -> impl IntoView {
    let text = use_text();
    let counts = Memo::new(move |_| day.read().counts());
    view! {
        <Show when=move || { counts.get().total() > 0 }>
            <section class="my-day" aria-label=move || text.get().today_my_day()>
                <div class="line between baseline wrap">
                    <p>
                        <b>{move || text.get().today_to_contact(counts.get().open())}</b>
                        " "
                        <span class="muted">
                            {move || {
                                let counts = counts.get();
                                let text = text.get();
                                text.today_done_of(group(counts.done), group(counts.total()))
                            }}
                        </span>
                    </p>
                    <Show when=move || { counts.get().late > 0 }>
                        <span class="only-phone day-late">
                            <span class="status" data-hue="danger" data-shape="diamond">
                                {move || text.get().today_overdue_count(counts.get().late)}
                            </span>
                        </span>
                    </Show>
                    <p class="day-key faint only-desk">
                        <span>
                            <i class="key" data-n="late"></i>
                            {move || text.get().today_overdue_count(counts.get().late)}
                        </span>
                        <span>
                            <i class="key" data-n="rest"></i>
                            {move || text.get().today_due_count(counts.get().due)}
                        </span>
                    </p>
                </div>
                <Bays
                    size=Size::Large
                    bays=Signal::derive(move || strokes(counts.get()))
                    label=Signal::derive(move || {
                        let counts = counts.get();
                        text.get().today_bays(counts.done, counts.due, counts.late)
                    })
                />
            </section>
        </Show>
    }
}
