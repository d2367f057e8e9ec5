//! Enquiries that wait for a first answer, with the clock.

use forecourt_domain::customer::Customer;
use forecourt_domain::lead::{Lead, LeadStatus};
use forecourt_domain::{Id, Millis};
use leptos::prelude::*;

use super::day::Scope;
use crate::data::layout::lead;
use crate::data::{Scanned, use_data};
use crate::routes::Path;
use crate::sales::clock::{AnswerClock, use_now};
use crate::sales::marks::shown_name;
use crate::text::use_text;
use crate::ui::Icon;

/// Enquiries shown; the list of leads holds the rest.
const SHOWN: usize = 3;

/// The card; nothing when no enquiry waits.
#[component]
pub fn NewLeads(scope: Memo<Scope>) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let leads = data.table::<Lead>();
    let me = data.me().staff;
    let waiting = Memo::new(move |_| {
        leads.find(lead::BY_REQUEST, false, None, |row| {
            waits(&row, scope.get(), me)
        })
    });
    let shown = move || {
        waiting
            .read()
            .iter()
            .take(SHOWN)
            .copied()
            .collect::<Vec<_>>()
    };
    view! {
        <Show when=move || !waiting.read().is_empty()>
            <section class="lead-new" aria-label=move || text.get().today_leads_label()>
                <Icon name="bell"/>
                <div class="grow">
                    <a href=Path::Leads.with(&[("status", "unanswered")])>
                        <b>{move || text.get().today_new_leads(waiting.read().len() as u64)}</b>
                    </a>
                    <ul>
                        <For each=shown key=|id| *id children=move |id| view! { <NewLead id/> }/>
                    </ul>
                </div>
            </section>
        </Show>
    }
}

/// New enquiries are everybody's until somebody has them.
fn waits(row: &Scanned<'_>, scope: Scope, me: Id) -> bool {
    let status = row.choice(lead::STATUS).unwrap_or_default();
    let unanswered = matches!(status, LeadStatus::New | LeadStatus::Assigned)
        && row.instant(lead::ANSWERED) == 0;
    unanswered && (row.owner().is_none() || scope.holds(row.owner(), me))
}

#[component]
fn NewLead(id: Id) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let now = use_now();
    let (leads, customers) = (data.table::<Lead>(), data.table::<Customer>());
    let entry = Memo::new(move |_| leads.row(id));
    let who = move || {
        let entry = entry.read();
        let customer = customers.row(entry.as_ref()?.value.customer_id?)?;
        Some(shown_name(text.get(), &customer.value))
    };
    let model = move || {
        let entry = entry.read();
        Some(entry.as_ref()?.value.model_interest.clone())
    };
    let clock = move || {
        let asked: Millis = entry.read().as_ref()?.value.request_at;
        Some(AnswerClock::of(asked, now.get()).words(text.get()))
    };
    view! {
        <li class="lead-row">
            <a class="grow clip" href=Path::Lead(id).href()>
                {who}
                " "
                <span class="muted">{model}</span>
            </a>
            <span class="clock">{clock}</span>
        </li>
    }
}
