//! Facts of a lead, and who asks.

use forecourt_domain::Date;
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::Lead;
use leptos::prelude::*;

use super::Row;
use crate::data::use_data;
use crate::platform::clock;
use crate::routes::Path;
use crate::sales::clock::span_words;
use crate::sales::log_contact::use_log_contact;
use crate::sales::marks::{DueMark, LevelMark, call_address, number_to_call, shown_name};
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{Card, Fact, Icon};

/// What is known of the enquiry.
#[component]
pub fn FactsColumn(row: Row) -> impl IntoView {
    let text = use_text();
    let facts = move || {
        let row = row.read();
        let lead = row
            .as_ref()
            .map(|row| row.value.clone())
            .unwrap_or_default();
        facts_of(text.get(), &lead)
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| view! { <Fact name=name.to_owned()>{value}</Fact> })
            .collect_view()
    };
    view! {
        <section class="record-facts">
            <h2 class="group">{move || text.get().leads_enquiry()}</h2>
            <dl class="facts">{facts}</dl>
        </section>
    }
}

fn facts_of(text: Text, lead: &Lead) -> [(&'static str, String); 9] {
    let offset = clock::offset_minutes();
    let moment = |at: u64| {
        let day = text.date(Date::at(at, offset));
        if at == 0 {
            String::new()
        } else {
            format!("{day} {}", text.time(at))
        }
    };
    let source = lead
        .source
        .map(|source| words::source(text, source).to_owned());
    let refs: Vec<String> = lead
        .refs
        .iter()
        .map(|each| format!("{} {}", each.source, each.value).trim().to_owned())
        .collect();
    let sender: Vec<&str> = [lead.provider_name.as_str(), &lead.provider_service]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let resent = (lead.resent_count > 0).then(|| {
        let day = text.date(Date::at(lead.resent_at, offset));
        text.leads_resent_times(u64::from(lead.resent_count), day)
    });
    let answered = lead
        .first_response_at
        .checked_sub(lead.request_at)
        .map(|span| text.leads_answered_in(span_words(text, span)));
    let answered = answered.unwrap_or_else(|| text.leads_not_answered().to_owned());
    [
        (
            text.leads_field_interest(),
            words::interest(text, lead.interest).to_owned(),
        ),
        (text.leads_field_asked(), moment(lead.request_at)),
        (text.leads_field_first(), answered),
        (text.leads_field_timeframe(), timeframe(text, lead)),
        (text.leads_field_source(), source.unwrap_or_default()),
        (text.leads_field_provider(), sender.join(text.sales_comma())),
        (text.leads_field_vendor(), lead.vendor_name.clone()),
        (text.leads_field_refs(), refs.join(text.sales_comma())),
        (text.leads_field_resent(), resent.unwrap_or_default()),
    ]
}

/// Days in words, then the person's own words.
fn timeframe(text: Text, lead: &Lead) -> String {
    let days = match (lead.earliest_on, lead.latest_on) {
        (Some(from), Some(to)) => text.leads_timeframe_both(text.date(from), text.date(to)),
        (Some(from), None) => text.leads_timeframe_from(text.date(from)),
        (None, Some(to)) => text.leads_timeframe_to(text.date(to)),
        (None, None) => String::new(),
    };
    [days, lead.timeframe_note.clone()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// Who asks, with the number to call.
#[component]
pub fn CustomerCard(row: Row) -> impl IntoView {
    let text = use_text();
    let log = use_log_contact();
    let customers = use_data().table::<Customer>();
    let entry = Memo::new(move |_| {
        let row = row.read();
        let customer = row.as_ref()?.value.customer_id?;
        customers.row(customer)
    });
    let inside = move || match entry.get() {
        Some(entry) => {
            let (id, customer) = (entry.id, &entry.value);
            let lead = row.read().as_ref().map(|row| row.id);
            let next = customer.next_contact_on;
            let call = number_to_call(customer).map(|phone| {
                view! {
                    <a
                        class="button"
                        data-tone="call"
                        href=call_address(&phone)
                        on:click=move |_| log.open(id, lead)
                    >
                        <Icon name="phone"/>
                        <span>{phone.display()}</span>
                    </a>
                }
            });
            view! {
                <div class="pad stack-s">
                    <p class="line">
                        <LevelMark level=customer.intent_level/>
                        <a class="link" href=Path::Customer(id).href()>
                            {shown_name(text.get(), customer)}
                        </a>
                    </p>
                    <p class="line between">
                        <span class="muted">{text.get().leads_customer_next()}</span>
                        <DueMark next=next/>
                    </p>
                    {call}
                </div>
            }
            .into_any()
        }
        None => view! { <p class="pad faint">{text.get().leads_customer_none()}</p> }.into_any(),
    };
    view! {
        <Card title=Signal::derive(move || text.get().leads_customer().to_owned())>{inside}</Card>
    }
}
