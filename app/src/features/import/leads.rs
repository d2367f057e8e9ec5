//! The second step for enquiries: which become leads and which are known.

use forecourt_domain::import::enquiries::{Counts, Enquiry, Outcome, count, is_offered};
use forecourt_domain::lead::LeadLine;
use leptos::prelude::*;

use super::check::{FileLine, SaveBar};
use super::counts::{Tile, Tiles};
use super::job::{self, Job};
use super::settings::OwnerField;
use super::wizard::{Content, Wizard, use_wizard};
use crate::platform::clock;
use crate::text::{Text, use_text};
use crate::ui::{Hue, Notice, Status};
use forecourt_domain::Date;

/// Checking enquiries.
#[component]
pub fn LeadsStep() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let counts = Memo::new(move |_| wizard.enquiries.with(|all| count(all)));
    let broken = move || match wizard.content.get() {
        Some(Content::Enquiries {
            broken_at: Some(line),
            ..
        }) => Some(view! {
            <Notice
                title=move || text.get().import_broken_after(line)
                hue=Hue::Warn
                icon="alert"
                alert=true
            />
        }),
        _ => None,
    };
    view! {
        <div class="body import">
            <FileLine/>
            {broken}
            <LeadTiles counts/>
            <div class="import-owner">
                <OwnerField label=move || text.get().import_leads_go_to().to_owned()/>
            </div>
            <Enquiries/>
        </div>
        <LeadSaveLine/>
    }
}

#[component]
fn LeadTiles(counts: Memo<Counts>) -> impl IntoView {
    let text = use_text();
    view! {
        <Tiles>
            <Tile
                count=Signal::derive(move || counts.get().create)
                label=move || text.get().import_new_leads().to_owned()
                note=move || text.get().import_new_leads_note(counts.get().customers as u64)
                hue=Hue::Ok
            />
            <Tile
                count=Signal::derive(move || counts.get().resent)
                label=move || text.get().import_resent().to_owned()
                note=move || text.get().import_resent_note().to_owned()
                hue=Hue::Info
            />
            <Tile
                count=Signal::derive(move || counts.get().invalid)
                label=move || text.get().import_errors(counts.get().invalid as u64)
                note=move || text.get().import_lead_errors_note().to_owned()
                hue=Hue::Danger
            />
            <Tile
                count=Signal::derive(move || counts.get().same)
                label=move || text.get().import_read_before().to_owned()
                note=move || text.get().import_read_before_note().to_owned()
            />
        </Tiles>
    }
}

#[component]
fn Enquiries() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let head = move |words: fn(Text) -> &'static str| {
        view! { <th scope="col">{move || words(text.get())}</th> }
    };
    let rows = move || {
        let all = wizard.enquiries.get();
        all.iter()
            .map(|enquiry| line(text.get(), enquiry))
            .collect_view()
    };
    view! {
        <section aria-labelledby="import-preview">
            <div class="line between wrap preview-head">
                <h2 id="import-preview">{move || text.get().import_preview()}</h2>
            </div>
            <div
                class="scroll-x"
                tabindex="0"
                role="region"
                aria-label=move || text.get().import_preview_scrolls()
            >
                <table class="table preview">
                    <thead>
                        <tr>
                            {head(Text::import_result)} {head(Text::import_lead_customer)}
                            {head(Text::import_lead_phone)} {head(Text::import_lead_wants)}
                            {head(Text::import_lead_offers)} {head(Text::import_lead_asked)}
                            {head(Text::import_lead_number)}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn line(text: Text, enquiry: &Enquiry) -> impl IntoView + use<> {
    let lead = &enquiry.prospect.lead;
    let customer = &enquiry.prospect.customer;
    let status = match enquiry.outcome {
        Outcome::Create => {
            let label = text.import_outcome_create().to_owned();
            view! { <Status label hue=Hue::Ok/> }.into_any()
        }
        Outcome::Resent(_) => {
            let label = text.import_outcome_resent().to_owned();
            view! { <Status label hue=Hue::Info shape="half"/> }.into_any()
        }
        Outcome::Same(_) => {
            let label = text.import_outcome_read_before().to_owned();
            view! { <Status label shape="ring"/> }.into_any()
        }
        Outcome::Invalid(error) => {
            let label = text.code(error.code()).to_owned();
            view! { <Status label hue=Hue::Danger shape="diamond"/> }.into_any()
        }
    };
    let known = enquiry.customer_known && enquiry.outcome == Outcome::Create;
    let known = known.then(|| view! { " " <span class="faint">{text.import_lead_known()}</span> });
    let offered = enquiry
        .prospect
        .lines
        .iter()
        .find(|line| is_offered(line))
        .map(car);
    let phone = customer
        .phones
        .first()
        .map(|phone| text.phone(&phone.number));
    let asked = Date::at(lead.request_at, clock::offset_minutes());
    let asked = format!("{} {}", text.date_short(asked), text.time(lead.request_at));
    let number = lead.refs.first().map(|number| number.value.clone());
    view! {
        <tr>
            <td>{status}</td>
            <td>{customer.name.clone()} {known}</td>
            <td>{or_dash(phone)}</td>
            <td>{or_dash(Some(lead.model_interest.clone()))}</td>
            <td>{or_dash(offered)}</td>
            <td>{asked}</td>
            <td>{or_dash(number)}</td>
        </tr>
    }
}

fn car(line: &LeadLine) -> String {
    let year = if line.year > 0 {
        line.year.to_string()
    } else {
        String::new()
    };
    [year.as_str(), &line.make, &line.model]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn or_dash(value: Option<String>) -> AnyView {
    match value.filter(|value| !value.is_empty()) {
        Some(value) => value.into_any(),
        None => view! { <span class="faint">"–"</span> }.into_any(),
    }
}

#[component]
fn LeadSaveLine() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let written = Memo::new(move |_| {
        wizard
            .enquiries
            .with(|all| all.iter().filter(|enquiry| enquiry.is_written()).count())
    });
    let reason =
        move || (written.get() == 0).then(|| text.get().import_nothing_to_import().to_owned());
    view! {
        <SaveBar
            about=move || text.get().import_will_import_leads(written.get() as u64)
            rest=move || text.get().import_undo_days().to_owned()
            label=move || text.get().import_import_leads(written.get() as u64)
            reason=Signal::derive(reason)
            on_press=move |()| write(wizard)
        />
    }
}

fn write(wizard: Wizard) {
    let all = wizard.enquiries.get_untracked();
    let rows = all
        .iter()
        .enumerate()
        .filter(|(_, enquiry)| enquiry.is_written());
    let job = Job {
        rows: rows.map(|(row, _)| row).collect(),
        changes: Box::new(move |row| {
            all.get(row)
                .map(|enquiry| enquiry.changes.clone())
                .unwrap_or_default()
        }),
    };
    job::write(wizard, job);
}
