//! How did it go, when next, save.

mod days;
mod number;
mod outcomes;

use forecourt_domain::activity::{ContactResult, Task};
use forecourt_domain::customer::Customer;
use forecourt_domain::follow_up::log_contact;
use forecourt_domain::lead::Lead;
use forecourt_domain::level::Level;
use forecourt_domain::{Change, Date, Id};
use leptos::prelude::*;

use super::choice::{Choice, NextDay, Way};
use super::unsaved::{Left, Unsaved};
use crate::data::layout::task;
use crate::data::{Data, use_data};
use crate::sales::log_contact::use_log_contact;
use crate::sales::marks::shown_name;
use crate::sales::rules::{row_of, with_context};
use crate::text::{Text, use_text};
use crate::ui::{Hue, Icon, Notice};
use days::Days;
use number::{NewNumber, number_changes};
use outcomes::{Outcomes, Ways};

/// Levels that a contact can lead to; a deposit or a loss comes from elsewhere.
const LEVELS: [Level; 4] = [Level::H, Level::A, Level::B, Level::C];

/// The form for one customer.
#[component]
pub fn LogForm(customer: Id, lead: Option<Id>, known: Memo<Option<Customer>>) -> impl IntoView {
    let data = use_data();
    let text = use_text();
    let way = use_log_contact();
    let unsaved = Unsaved::of_sitting();
    let left = unsaved.of(customer);
    let choice = RwSignal::new(left.choice);
    let number = RwSignal::new(left.number);
    Effect::new(move |_| {
        let (choice, number) = (choice.get(), number.get());
        unsaved.keep(customer, Left { choice, number });
    });
    let refused = RwSignal::new(None::<&'static str>);
    // The form closes a moment after it saved; until then a second press saves nothing.
    let saved = StoredValue::new(false);
    let save = {
        let data = data.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if saved.get_value() {
                return;
            }
            let choice = choice.get_untracked();
            let number = number.get_untracked();
            match decide(
                &data,
                text.get_untracked(),
                customer,
                lead,
                &choice,
                &number,
            ) {
                Ok((said, changes)) => {
                    saved.set_value(true);
                    // When the disk has no room, what was chosen stays where it is.
                    let close = Box::new(move |is_kept| {
                        if is_kept {
                            unsaved.keep(customer, Left::default());
                        }
                        // Another form may be open by now.
                        let is_left = saved.try_set_value(false).is_some();
                        if is_kept && !is_left {
                            way.close();
                        }
                    });
                    data.act_then(said, changes, close);
                }
                Err(code) => refused.set(Some(code)),
            }
        }
    };
    let next = {
        let data = data.clone();
        Memo::new(move |_| {
            let customer = known.get()?;
            with_context(&data, |ctx| choice.read().next_on(&customer, ctx))
        })
    };
    view! {
        <form class="log-body" on:submit=save>
            <Ways choice/>
            <Outcomes choice/>
            <NewNumber choice typed=number/>
            <Days choice known next/>
            <div class="log-more">
                <Levels choice known/>
                <div class="compose">
                    <input
                        class="grow"
                        type="text"
                        aria-label=move || text.get().log_contact_note_label()
                        placeholder=move || text.get().log_contact_note()
                        prop:value=move || choice.read().note.clone()
                        on:input=move |event| choice.write().note = event_target_value(&event)
                    />
                </div>
            </div>
            {move || refused.get().map(|code| view! {
                <Notice
                    hue=Hue::Danger
                    icon="alert"
                    alert=true
                    title=Signal::derive(move || text.get().code(code).to_owned())
                />
            })}
            <SaveButton choice next/>
            <p class="log-foot">
                <span class="faint">{move || text.get().log_contact_on_device()}</span>
            </p>
        </form>
    }
}

/// Applies the rule. Gives what to say and what changes; the code of the refusal if it refuses.
fn decide(
    data: &Data,
    text: Text,
    customer: Id,
    lead: Option<Id>,
    choice: &Choice,
    number: &str,
) -> Result<(String, Vec<Change>), &'static str> {
    let entry = data
        .table::<Customer>()
        .peek(customer)
        .ok_or("op.not_found")?;
    let lead = lead.and_then(|lead| data.table::<Lead>().peek(lead));
    let tasks = data.table::<Task>();
    let open: Vec<_> = untrack(|| {
        tasks.of_where(task::OF_CUSTOMER, customer, |task| {
            task.instant(task::DONE) == 0
        })
    })
    .into_iter()
    .filter_map(|id| tasks.peek(id))
    .map(|task| row_of(&task))
    .collect();
    let (next, changes): (Option<Date>, Vec<Change>) = untrack(|| {
        with_context(data, |ctx| {
            let draft = choice
                .draft(&entry.value, ctx)
                .ok_or("follow_up.outcome_missing")?;
            let lead = lead.as_ref().map(|lead| row_of(lead));
            let row = row_of(&entry);
            let mut changes = log_contact(&row, lead.as_ref(), &open, &draft, data.new_id(), ctx)
                .map_err(|error| error.code())?;
            if draft.result == ContactResult::WrongNumber {
                changes.extend(number_changes(&row, number, ctx).map_err(|error| error.code())?);
            }
            Ok::<_, &'static str>((choice.next_on(&entry.value, ctx), changes))
        })
    })?;
    let name = shown_name(text, &entry.value);
    Ok((said(text, choice, &name, next), changes))
}

/// What the toast says.
fn said(text: Text, choice: &Choice, name: &str, next: Option<Date>) -> String {
    let Some(next) = next else {
        return text.log_contact_logged_open(name);
    };
    let day = text.weekday_date(next);
    match (choice.result, choice.way) {
        (Some(ContactResult::NoAnswer | ContactResult::WrongNumber), _) => {
            text.log_contact_unreached(day, name)
        }
        (_, Way::Call) => text.log_contact_logged_call(day, name),
        (_, Way::Visit) => text.log_contact_logged_visit(day, name),
        (_, Way::Message) => text.log_contact_logged_message(day, name),
    }
}

#[component]
fn Levels(choice: RwSignal<Choice>, known: Memo<Option<Customer>>) -> impl IntoView {
    let text = use_text();
    let current = move || {
        choice
            .read()
            .level
            .or_else(|| known.read().as_ref().and_then(|known| known.intent_level))
    };
    view! {
        <div class="line between">
            <span class="label">{move || text.get().sales_level()}</span>
            <div
                class="segments levels"
                role="radiogroup"
                aria-label=move || text.get().sales_level()
            >
                {LEVELS
                    .into_iter()
                    .map(|level| view! {
                        <label title=move || {
                            crate::sales::words::level_meaning(text.get(), level)
                        }>
                            {level.letter()}
                            <input
                                type="radio"
                                name="log-level"
                                prop:checked=move || current() == Some(level)
                                on:change=move |_| choice.write().level = Some(level)
                            />
                        </label>
                    })
                    .collect_view()}
            </div>
        </div>
    }
}

/// Says what saving does; before an outcome is tapped it says what is missing.
#[component]
fn SaveButton(choice: RwSignal<Choice>, next: Memo<Option<Date>>) -> impl IntoView {
    let text = use_text();
    let ready = Memo::new(move |_| {
        let choice = choice.read();
        choice.result.is_some() && (choice.day != NextDay::Own || choice.own_day.is_some())
    });
    let words = move || {
        let text = text.get();
        match next.get() {
            _ if choice.read().result.is_none() => text.log_contact_outcome_first().to_owned(),
            Some(next) => text.log_contact_save_next(text.weekday_date(next)),
            None => text.log_contact_save().to_owned(),
        }
    };
    view! {
        <button
            type="submit"
            class="button log-save"
            data-tone="primary"
            data-size="l"
            data-wide=""
            aria-disabled=move || (!ready.get()).then_some("true")
        >
            <Icon name="check"/>
            <span>{words}</span>
        </button>
    }
}
