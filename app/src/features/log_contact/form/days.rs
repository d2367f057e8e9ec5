//! When the next contact is.

use forecourt_domain::Date;
use forecourt_domain::customer::Customer;
use leptos::prelude::*;

use crate::data::use_data;
use crate::features::log_contact::choice::{Choice, NextDay};
use crate::sales::rules::{intervals, with_context};
use crate::text::use_text;
use crate::ui::Icon;

/// The days to choose from, and where the offered one comes from.
#[component]
pub fn Days(
    choice: RwSignal<Choice>,
    known: Memo<Option<Customer>>,
    next: Memo<Option<Date>>,
) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let days = {
        let data = data.clone();
        Memo::new(move |_| {
            let known = known.get()?;
            Some(with_context(&data, |ctx| choice.read().days(&known, ctx)))
        })
    };
    let chips = move || {
        let text = text.get();
        let days = days.get().unwrap_or_default();
        days.into_iter()
            .map(|(day, date)| {
                let words = if day == NextDay::Tomorrow {
                    text.log_contact_tomorrow().to_owned()
                } else {
                    text.weekday_date(date)
                };
                view! { <DayChip choice day><b>{words}</b></DayChip> }
            })
            .collect_view()
    };
    let own = move || {
        (choice.read().day == NextDay::Own).then(|| view! {
        <input
            class="input"
            type="date"
            required
            aria-label=move || text.get().log_contact_other_date_label()
            min=data.today().to_string()
            prop:value=move || choice.read().own_day.map(|day| day.to_string()).unwrap_or_default()
            on:change=move |event| {
                choice.write().own_day = event_target_value(&event).parse().ok();
            }
        />
    })
    };
    view! {
        <fieldset class="stack-s">
            <legend class="log-step"><span>"2"</span>{move || text.get().log_contact_next()}</legend>
            <div class="chips">
                {chips}
                <DayChip choice day=NextDay::Own dashed=true>
                    <Icon name="calendar"/>
                    {move || text.get().log_contact_other_date()}
                </DayChip>
            </div>
            {own}
            <Hint choice known next/>
        </fieldset>
    }
}

#[component]
fn DayChip(
    choice: RwSignal<Choice>,
    day: NextDay,
    #[prop(optional)] dashed: bool,
    children: Children,
) -> impl IntoView {
    let pick = move |_| {
        let mut choice = choice.write();
        choice.day = day;
    };
    view! {
        <label class="chip" data-dashed=dashed.then_some("")>
            <input
                type="radio"
                name="log-day"
                prop:checked=move || choice.read().day == day
                on:change=pick
            />
            {children()}
        </label>
    }
}

/// Where the offered day comes from.
#[component]
fn Hint(
    choice: RwSignal<Choice>,
    known: Memo<Option<Customer>>,
    next: Memo<Option<Date>>,
) -> impl IntoView {
    let text = use_text();
    let words = move || {
        let text = text.get();
        let level = choice
            .read()
            .level
            .or_else(|| known.read().as_ref().and_then(|known| known.intent_level));
        let every = level.and_then(|level| Some((level, intervals().every_days(level)?)));
        next.track();
        match every {
            Some((level, days)) => text.log_contact_every(days.unsigned_abs(), level.letter()),
            None => text.log_contact_every_none().to_owned(),
        }
    };
    view! { <p class="hint">{words}</p> }
}
