//! Cells of one lead.

use std::sync::Arc;

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::Lead;
use leptos::prelude::*;

use crate::data::{Entry, use_data};
use crate::features::leads::filter::is_unanswered;
use crate::routes::Path;
use crate::sales::clock::{AnswerClock, span_words, use_now};
use crate::sales::marks::{LeadStatusMark, OwnerMark, shown_name};
use crate::sales::words;
use crate::text::use_text;

type Row = Memo<Option<Arc<Entry<Lead>>>>;

/// The cells, the name first.
pub fn cells(id: Id) -> AnyView {
    let text = use_text();
    let data = use_data();
    let (leads, customers) = (data.table::<Lead>(), data.table::<Customer>());
    let row: Row = Memo::new(move |_| leads.row(id));
    let who = move || {
        let row = row.read();
        let customer = row.as_ref().and_then(|row| row.value.customer_id);
        match customer.and_then(|id| customers.row(id)) {
            Some(customer) => shown_name(text.get(), &customer.value),
            None => text.get().sales_unnamed().to_owned(),
        }
    };
    let source = move || {
        let row = row.read();
        let lead = &row.as_ref()?.value;
        Some(match lead.source {
            Some(source) => words::source(text.get(), source).to_owned(),
            None => lead.provider_name.clone(),
        })
    };
    let asked = move || {
        let row = row.read();
        let at = row.as_ref()?.value.request_at;
        (at > 0).then(|| text.get().ago(at, data.now()))
    };
    view! {
        <th scope="row" class="c-name">
            <a href=Path::Lead(id).href()>{who}</a>
        </th>
        <td class="c-status">
            <LeadStatusMark status=Signal::derive(move || {
                row.read().as_ref().map(|row| row.value.status).unwrap_or_default()
            })/>
        </td>
        <td class="c-model">
            {move || row.read().as_ref().map(|row| row.value.model_interest.clone())}
        </td>
        <td class="c-source">{source}</td>
        <td class="c-asked faint">{asked}</td>
        <td class="c-clock"><AnswerCell row/></td>
        <td class="c-owner">
            <OwnerMark owner=Signal::derive(move || row.read().as_ref().and_then(|row| row.owner))/>
        </td>
    }
    .into_any()
}

/// How long the first answer took, or how long is left for it.
#[component]
fn AnswerCell(row: Row) -> impl IntoView {
    let text = use_text();
    let waits = Memo::new(move |_| {
        let row = row.read();
        row.as_ref()
            .is_some_and(|row| is_unanswered(row.value.status, row.value.first_response_at))
    });
    let took = move || {
        let row = row.read();
        let lead = &row.as_ref()?.value;
        let span = lead.first_response_at.checked_sub(lead.request_at)?;
        Some(text.get().leads_answered_in(span_words(text.get(), span)))
    };
    view! {
        <Show when=move || waits.get() fallback=move || view! { <span class="faint">{took}</span> }>
            <RunningClock row/>
        </Show>
    }
}

#[component]
fn RunningClock(row: Row) -> impl IntoView {
    let text = use_text();
    let now = use_now();
    let clock = move || {
        let row = row.read();
        let clock = AnswerClock::of(row.as_ref()?.value.request_at, now.get());
        Some(view! {
            <span class="badge" data-hue=if clock.is_late() { "danger" } else { "warn" }>
                {clock.words(text.get())}
            </span>
        })
    };
    view! { {clock} }
}
