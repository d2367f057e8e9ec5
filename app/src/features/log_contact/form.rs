//! How did it go, when next, save.

use forecourt_domain::activity::{ContactResult, Task};
use forecourt_domain::customer::Customer;
use forecourt_domain::follow_up::log_contact;
use forecourt_domain::lead::Lead;
use forecourt_domain::level::Level;
use forecourt_domain::{Change, Date, Id};
use leptos::prelude::*;

use super::choice::{Choice, NextDay, Way};
use crate::data::{Data, use_data};
use crate::sales::log_contact::use_log_contact;
use crate::sales::marks::shown_name;
use crate::sales::rules::{intervals, row_of, with_context};
use crate::text::{Text, use_text};
use crate::ui::{Hue, Icon, Notice, Size};

/// Levels that a contact can lead to; a deposit or a loss comes from elsewhere.
const LEVELS: [Level; 4] = [Level::H, Level::A, Level::B, Level::C];

/// The form for one customer.
#[component]
pub fn LogForm(customer: Id, lead: Option<Id>, known: Memo<Option<Customer>>) -> impl IntoView {
    let data = use_data();
    let text = use_text();
    let way = use_log_contact();
    let choice = RwSignal::new(Choice::default());
    let refused = RwSignal::new(None::<&'static str>);
    let save = {
        let data = data.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let choice = choice.get_untracked();
            match save(&data, text.get_untracked(), customer, lead, &choice) {
                Ok(()) => way.close(),
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

/// Applies the rule and keeps what it changes; the code of the refusal if it refuses.
fn save(
    data: &Data,
    text: Text,
    customer: Id,
    lead: Option<Id>,
    choice: &Choice,
) -> Result<(), &'static str> {
    let entry = data
        .table::<Customer>()
        .peek(customer)
        .ok_or("op.not_found")?;
    let lead = lead.and_then(|lead| data.table::<Lead>().peek(lead));
    let tasks = data.table::<Task>();
    let open: Vec<_> = untrack(|| {
        tasks.select(
            |task| task.value.customer_id == Some(customer) && task.value.done_at == 0,
            |_, _| std::cmp::Ordering::Equal,
        )
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
            let changes = log_contact(&row, lead.as_ref(), &open, &draft, data.new_id(), ctx)
                .map_err(|error| error.code())?;
            Ok::<_, &'static str>((choice.next_on(&entry.value, ctx), changes))
        })
    })?;
    let name = shown_name(text, &entry.value);
    data.act(said(text, choice, &name, next), changes);
    Ok(())
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
fn Ways(choice: RwSignal<Choice>) -> impl IntoView {
    let text = use_text();
    view! {
        <div
            class="segments log-ways"
            role="radiogroup"
            aria-label=move || text.get().log_contact_kind()
        >
            {Way::ALL
                .into_iter()
                .map(|way| view! {
                    <label>
                        {move || way_word(text.get(), way)}
                        <input
                            type="radio"
                            name="log-way"
                            prop:checked=move || choice.read().way == way
                            on:change=move |_| choice.update(|choice| *choice = choice.clone().by(way))
                        />
                    </label>
                })
                .collect_view()}
        </div>
    }
}

fn way_word(text: Text, way: Way) -> &'static str {
    match way {
        Way::Call => text.log_contact_kind_call(),
        Way::Visit => text.log_contact_kind_visit(),
        Way::Message => text.log_contact_kind_message(),
    }
}

#[component]
fn Outcomes(choice: RwSignal<Choice>) -> impl IntoView {
    let text = use_text();
    let way = Memo::new(move |_| choice.read().way);
    view! {
        <fieldset class="stack-s">
            <legend class="log-step"><span>"1"</span>{move || text.get().log_contact_outcome()}</legend>
            <div class="outcomes" data-count=move || way.get().results().len()>
                {move || {
                    let way = way.get();
                    way.results()
                        .iter()
                        .map(|result| view! { <Outcome choice way result=*result/> })
                        .collect_view()
                }}
            </div>
        </fieldset>
    }
}

#[component]
fn Outcome(choice: RwSignal<Choice>, way: Way, result: ContactResult) -> impl IntoView {
    let text = use_text();
    let words = move || outcome_words(text.get(), way, result);
    view! {
        <label class="outcome">
            <input
                type="radio"
                name="log-outcome"
                prop:checked=move || choice.read().result == Some(result)
                on:change=move |_| choice.write().result = Some(result)
            />
            <Icon name=outcome_icon(result) size=Size::Large/>
            <b>{move || words().0}</b>
            <small>{move || words().1}</small>
        </label>
    }
}

const fn outcome_icon(result: ContactResult) -> &'static str {
    match result {
        ContactResult::Reached => "check",
        ContactResult::NoAnswer => "phone-miss",
        ContactResult::CallBack => "clock",
        ContactResult::WrongNumber => "x-circle",
    }
}

/// The word for an outcome and what it means for the rules.
fn outcome_words(text: Text, way: Way, result: ContactResult) -> (&'static str, &'static str) {
    match (result, way) {
        (ContactResult::Reached, Way::Call) => {
            (text.log_contact_reached(), text.log_contact_reached_note())
        }
        (ContactResult::Reached, Way::Visit) => {
            (text.log_contact_came(), text.log_contact_reached_note())
        }
        (ContactResult::Reached, Way::Message) => {
            (text.log_contact_replied(), text.log_contact_reached_note())
        }
        (ContactResult::NoAnswer, Way::Visit) => {
            (text.log_contact_absent(), text.log_contact_no_answer_note())
        }
        (ContactResult::NoAnswer, _) => (
            text.log_contact_no_answer(),
            text.log_contact_no_answer_note(),
        ),
        (ContactResult::CallBack, _) => (
            text.log_contact_call_back(),
            text.log_contact_call_back_note(),
        ),
        (ContactResult::WrongNumber, _) => (
            text.log_contact_wrong_number(),
            text.log_contact_wrong_number_note(),
        ),
    }
}

#[component]
fn Days(
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
