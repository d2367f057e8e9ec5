//! The way of a lead: what can be done next by the state table, and why not the rest.

use forecourt_domain::Id;
use forecourt_domain::lead::{LeadEnd, LeadStatus, advance};
use leptos::prelude::*;

use super::Row;
use super::end::EndDialog;
use crate::data::{Data, use_data};
use crate::sales::log_contact::{Asked, use_log_contact};
use crate::sales::reasons::reason_words;
use crate::sales::rules::{row_of, with_context};
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{Button, Hue, Icon, Menu, MenuItem, Status, Variant};

/// The steps of a lead that goes well.
const STEPS: [LeadStatus; 5] = [
    LeadStatus::New,
    LeadStatus::Assigned,
    LeadStatus::Contacted,
    LeadStatus::Qualified,
    LeadStatus::Converted,
];

/// Moves a lead; the code of the refusal if the rule refuses.
pub fn move_lead(
    data: &Data,
    text: Text,
    id: Id,
    to: LeadStatus,
    end: Option<&LeadEnd>,
) -> Result<(), &'static str> {
    let changes = try_move(data, id, to, end)?;
    data.act(text.leads_moved(words::status(text, to)), changes);
    Ok(())
}

fn try_move(
    data: &Data,
    id: Id,
    to: LeadStatus,
    end: Option<&LeadEnd>,
) -> Result<Vec<forecourt_domain::Change>, &'static str> {
    let entry = data
        .table::<forecourt_domain::lead::Lead>()
        .peek(id)
        .ok_or("op.not_found")?;
    untrack(|| with_context(data, |ctx| advance(&row_of(&entry), to, end, ctx)))
        .map_err(|error| error.code())
}

/// Why a lead cannot go there now; none when it can.
fn reason(data: &Data, text: Text, row: Row, to: LeadStatus) -> Option<String> {
    let row = row.read();
    let row = row.as_ref()?;
    let from = row.value.status;
    if from == to {
        return Some(text.leads_why_here().to_owned());
    }
    let code = try_move(data, row.id, to, None).err()?;
    Some(match code {
        "lead.stage_not_reachable" => {
            text.leads_why_not(words::status(text, from), words::status(text, to))
        }
        code => text.code(code).to_owned(),
    })
}

/// The statuses as slanted steps. Reachable ones can be pressed, others say why not.
#[component]
pub fn StatusPath(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let status = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().map(|row| row.value.status).unwrap_or_default()
    });
    let at = move || STEPS.iter().position(|step| *step == status.get());
    let ended = move || matches!(status.get(), LeadStatus::Lost | LeadStatus::Invalid);
    view! {
        <div class="record-path">
            <p class="path-says">
                <span>
                    {move || {
                        at().map(|at| text.get().leads_path_step(at + 1, STEPS.len()))
                    }}
                </span>
                <b>{move || words::status(text.get(), status.get())}</b>
            </p>
            <Show when=ended>
                <EndSaid row/>
            </Show>
            <ol class="path" aria-label=move || text.get().leads_path()>
                {STEPS
                    .into_iter()
                    .enumerate()
                    .map(|(place, step)| view! { <Step id row status step place/> })
                    .collect_view()}
            </ol>
        </div>
    }
}

/// How and why it ended.
#[component]
fn EndSaid(row: Row) -> impl IntoView {
    let text = use_text();
    let said = move || {
        let row = row.read();
        let lead = &row.as_ref()?.value;
        let text = text.get();
        let reason = reason_words(text, &lead.end_reason);
        let words = format!(
            "{}. {}",
            words::status(text, lead.status),
            text.leads_ended_because(reason),
        );
        let detail = lead.end_detail.clone();
        Some(view! {
            <p class="lead-end line wrap">
                <Status label=words hue=Hue::Danger shape="diamond"/>
                <span class="muted">{detail}</span>
            </p>
        })
    };
    view! { {said} }
}

#[component]
fn Step(
    id: Id,
    row: Row,
    status: Memo<LeadStatus>,
    step: LeadStatus,
    place: usize,
) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let log = use_log_contact();
    let why = Memo::new(move |_| data.with_value(|data| reason(data, text.get(), row, step)));
    let at = move || STEPS.iter().position(|step| *step == status.get());
    let passed = move || at().is_some_and(|at| place < at);
    let here = move || status.get() == step;
    let press = move |_| {
        if why.get_untracked().is_some() {
            return;
        }
        let text = text.get_untracked();
        if step == LeadStatus::Contacted {
            log_for(log, row, id);
        } else {
            data.with_value(|data| move_lead(data, text, id, step, None).ok());
        }
    };
    view! {
        <li
            data-state=move || {
                if passed() {
                    Some("done")
                } else {
                    (!here() && why.get().is_some()).then_some("shut")
                }
            }
            aria-current=move || here().then_some("step")
        >
            <button
                type="button"
                class="step"
                title=move || why.get()
                aria-disabled=move || why.get().is_some().then_some("true")
                on:click=press
            >
                {move || passed().then(|| view! { <Icon name="check"/> })}
                <span>{move || words::status(text.get(), step)}</span>
                <span class="say">{move || why.get()}</span>
            </button>
        </li>
    }
}

fn log_for(log: crate::sales::log_contact::LogContact, row: Row, id: Id) {
    let customer = row
        .read_untracked()
        .as_ref()
        .and_then(|row| row.value.customer_id);
    if let Some(customer) = customer {
        log.open(customer, Some(id));
    }
}

/// The next step as the primary button, the contact beside it, the ends in a menu.
#[component]
pub fn Actions(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let log = use_log_contact();
    let ending = RwSignal::new(None::<LeadStatus>);
    let asks = RwSignal::new(false);
    let may = move |to: LeadStatus| {
        data.with_value(|data| reason(data, text.get(), row, to))
            .is_none()
    };
    let status = Memo::new(move |_| {
        let row = row.read();
        row.as_ref().map(|row| row.value.status).unwrap_or_default()
    });
    log.stand_by(move || Asked {
        customer: row.read().as_ref().and_then(|row| row.value.customer_id),
        lead: Some(id),
    });
    let step = move |to: LeadStatus, label: fn(Text) -> &'static str, variant: Variant| {
        move || {
            may(to).then(|| {
                view! {
                    <Button
                        variant
                        icon="arrow-right"
                        label=Signal::derive(move || label(text.get()).to_owned())
                        on_press=move |()| {
                            let text = text.get_untracked();
                            data.with_value(|data| move_lead(data, text, id, to, None).ok());
                        }
                    />
                }
            })
        }
    };
    let end = move |to: LeadStatus| {
        move |()| {
            ending.set(Some(to));
            asks.set(true);
        }
    };
    let log_variant = move || {
        if matches!(status.get(), LeadStatus::New | LeadStatus::Assigned) {
            Variant::Primary
        } else {
            Variant::Plain
        }
    };
    view! {
        <div class="buttons record-acts">
            {step(LeadStatus::Assigned, Text::leads_assign, Variant::Plain)}
            {move || view! {
                <Button
                    variant=log_variant()
                    icon="phone"
                    label=Signal::derive(move || text.get().leads_contacted().to_owned())
                    key_hint="L"
                    on_press=move |()| log_for(log, row, id)
                />
            }}
            {move || {
                let label: fn(Text) -> &'static str = if status.get() == LeadStatus::Converted {
                    Text::leads_reopen
                } else {
                    Text::leads_qualify
                };
                step(LeadStatus::Qualified, label, Variant::Primary)()
            }}
            {step(LeadStatus::Converted, Text::leads_convert, Variant::Primary)}
            <Show when=move || status.get().is_open()>
                <Menu
                    label=Signal::derive(move || text.get().leads_end().to_owned())
                    trigger=move || view! {
                        <Icon name="flag"/>
                        <span>{move || text.get().leads_end()}</span>
                    }
                >
                    <MenuItem
                        label=Signal::derive(move || text.get().leads_lost().to_owned())
                        icon="x-circle"
                        on_press=end(LeadStatus::Lost)
                    />
                    <MenuItem
                        label=Signal::derive(move || text.get().leads_invalid().to_owned())
                        icon="stop"
                        on_press=end(LeadStatus::Invalid)
                    />
                </Menu>
            </Show>
        </div>
        <EndDialog id open=asks to=ending/>
    }
}
