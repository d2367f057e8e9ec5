//! What was asked: comments, vehicles wanted and offered, contacts about it,
//! and the text as it came in.

use forecourt_domain::activity::Activity;
use forecourt_domain::lead::{Interest, Lead, LeadLine};
use forecourt_domain::money::{Currency, Money};
use forecourt_domain::{Date, Id};
use leptos::prelude::*;

use super::Row;
use crate::data::layout::{activity, lead_line};
use crate::data::use_data;
use crate::platform::clock;
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{Card, Fact, Facts, Icon};

/// The person's comments; nothing when there are none.
#[component]
pub fn Comments(row: Row) -> impl IntoView {
    let text = use_text();
    let comments = Memo::new(move |_| {
        let row = row.read();
        row.as_ref()
            .map(|row| row.value.comments.clone())
            .unwrap_or_default()
    });
    view! {
        <Show when=move || !comments.read().is_empty()>
            <section>
                <h2 class="group">{move || text.get().leads_comments()}</h2>
                <p class="lead-words">{comments}</p>
            </section>
        </Show>
    }
}

/// Vehicles wanted, then vehicles offered in trade.
#[component]
pub fn Lines(id: Id) -> impl IntoView {
    let text = use_text();
    let lines = use_data().table::<LeadLine>();
    let own = Memo::new(move |_| {
        let mut own = lines.of(lead_line::OF_LEAD, id);
        own.sort_by_key(|id| lines.row(*id).is_some_and(|line| is_offered(&line.value)));
        own
    });
    view! {
        <Show
            when=move || !own.read().is_empty()
            fallback=move || view! { <p class="muted">{move || text.get().leads_lines_none()}</p> }
        >
            <For each=move || own.get() key=|id| *id children=move |id| view! { <LineCard id/> }/>
        </Show>
    }
}

const fn is_offered(line: &LeadLine) -> bool {
    matches!(line.interest, Interest::TradeIn | Interest::Sell)
}

#[component]
fn LineCard(id: Id) -> impl IntoView {
    let text = use_text();
    let lines = use_data().table::<LeadLine>();
    let line = Memo::new(move |_| {
        lines
            .row(id)
            .map(|row| row.value.clone())
            .unwrap_or_default()
    });
    let title = move || {
        let line = line.read();
        if is_offered(&line) {
            text.get().leads_offered()
        } else {
            text.get().leads_wanted()
        }
        .to_owned()
    };
    let facts = move || {
        let (line, text) = (line.get(), text.get());
        facts_of(text, &line)
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| view! { <Fact name=name.to_owned()>{value}</Fact> })
            .collect_view()
    };
    view! {
        <Card title=Signal::derive(title)>
            <div class="pad stack-s">
                <p><b>{move || name_of(&line.read())}</b></p>
                {move || {
                    let comments = line.read().comments.clone();
                    (!comments.is_empty()).then(|| view! { <p class="muted">{comments}</p> })
                }}
            </div>
            <Facts>{facts}</Facts>
        </Card>
    }
}

/// Year, maker, model and trim in one line.
fn name_of(line: &LeadLine) -> String {
    let year = (line.year > 0).then(|| line.year.to_string());
    let parts = [line.make.as_str(), &line.model, &line.trim];
    year.iter()
        .map(String::as_str)
        .chain(parts)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn facts_of(text: Text, line: &LeadLine) -> [(&'static str, String); 7] {
    let options: Vec<&str> = line
        .options
        .iter()
        .map(|option| option.name.as_str())
        .collect();
    let body: Vec<&str> = [line.body_style.as_str(), &line.transmission]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let odometer = (line.odometer > 0).then(|| {
        let number = text.number(i64::try_from(line.odometer).unwrap_or(i64::MAX));
        format!("{number} {}", line.odometer_unit)
    });
    [
        (text.leads_line_colour(), colours_of(text, line)),
        (text.leads_line_price(), price_of(text, line)),
        (text.leads_line_odometer(), odometer.unwrap_or_default()),
        (text.leads_line_body(), body.join(text.sales_comma())),
        (text.leads_line_options(), options.join(text.sales_comma())),
        (text.leads_line_stock(), line.stock_no.clone()),
        (text.leads_line_vin(), line.vin.clone()),
    ]
}

fn colours_of(text: Text, line: &LeadLine) -> String {
    let words: Vec<String> = line
        .colours
        .iter()
        .flat_map(|colour| {
            let inside = Some(&colour.interior).filter(|inside| !inside.is_empty());
            let outside = Some(&colour.exterior).filter(|outside| !outside.is_empty());
            outside
                .cloned()
                .into_iter()
                .chain(inside.map(|inside| text.leads_line_colour_inside(inside)))
        })
        .collect();
    words.join(text.sales_comma())
}

fn price_of(text: Text, line: &LeadLine) -> String {
    let Ok(currency) = Currency::parse(&line.price_currency) else {
        return String::new();
    };
    if line.price_minor == 0 {
        return String::new();
    }
    let plain = Money {
        minor: line.price_minor,
        currency,
    }
    .plain();
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, ""));
    let whole = text.number(whole.parse::<i64>().unwrap_or_default());
    match cents.trim_end_matches('0') {
        "" => format!("{} {whole}", currency.code()),
        _ => format!("{} {whole}.{cents}", currency.code()),
    }
}

/// Contacts about this enquiry, the newest first.
#[component]
pub fn Contacts(id: Id) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let (activities, leads) = (data.table::<Activity>(), data.table::<Lead>());
    if let Some(lead) = leads.peek(id) {
        // Kept as long as the page looks.
        StoredValue::new(
            lead.value
                .customer_id
                .map(|customer| data.open_history(customer)),
        );
    }
    let own = {
        let activities = activities.clone();
        Memo::new(move |_| activities.of(activity::OF_LEAD, id))
    };
    let row = move |id: Id| {
        let entry = activities.row(id)?;
        let activity = entry.value.clone();
        let day = Date::at(activity.started_at, clock::offset_minutes());
        Some(view! {
            <li>
                <span class="node"><Icon name=words::activity_icon(activity.activity_type)/></span>
                <div class="what">
                    <div class="line between top">
                        <p>
                            <b>{move || words::activity(text.get(), activity.activity_type)}</b>
                            " "
                            <span class="muted">
                                {move || words::result(text.get(), activity.result)}
                            </span>
                        </p>
                        <span class="when">
                            {move || {
                                let text = text.get();
                                format!("{} {}", text.date_short(day), text.time(activity.started_at))
                            }}
                        </span>
                    </div>
                    <p>{activity.note}</p>
                </div>
            </li>
        })
    };
    view! {
        <section>
            <h2 class="group">{move || text.get().leads_contacts()}</h2>
            <ol class="timeline">{move || own.get().into_iter().map(row.clone()).collect_view()}</ol>
            <Show when=move || own.read().is_empty()>
                <p class="muted">{move || text.get().leads_contacts_none()}</p>
            </Show>
        </section>
    }
}

/// The text as it came in, folded.
#[component]
pub fn Raw(row: Row) -> impl IntoView {
    let text = use_text();
    let raw = Memo::new(move |_| {
        let row = row.read();
        row.as_ref()
            .map(|row| row.value.raw.clone())
            .unwrap_or_default()
    });
    view! {
        <Show when=move || !raw.read().is_empty()>
            <details class="fold">
                <summary>
                    <Icon name="right"/>
                    {move || text.get().leads_raw()}
                </summary>
                <pre class="lead-raw" tabindex="0">{raw}</pre>
            </details>
        </Show>
    }
}
