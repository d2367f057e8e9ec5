//! The enquiry of a sample customer, at the status that fits their level.

use forecourt_domain::Id;
use forecourt_domain::customer::Source;
use forecourt_domain::lead::{
    ColourPreference, Interest, LOST_REASONS, Lead, LeadLine, LeadRef, LeadStatus,
};
use forecourt_domain::level::Level;

use super::SampleRow;
use super::customers::Story;
use super::names;

/// Adds an enquiry with its lines to three customers of four; gives its id.
pub(super) fn add(story: &mut Story<'_>, rows: &mut Vec<SampleRow>) -> Option<Id> {
    if !story.dice.percent(75) {
        return None;
    }
    let at = story.created_at;
    let lead = enquiry(story);
    let id = story.id_at(at);
    let mut row = story.sample.row(id, story.owner, at, &lead);
    if lead.status == LeadStatus::New {
        row.owner = None;
    }
    rows.push(row);
    let wanted = wanted_line(story, id);
    let line_id = story.id_at(at);
    rows.push(story.sample.row(line_id, story.owner, at, &wanted));
    if story.dice.percent(30) {
        let offered = offered_line(story, id);
        let line_id = story.id_at(at);
        rows.push(story.sample.row(line_id, story.owner, at, &offered));
    }
    Some(id)
}

fn enquiry(story: &mut Story<'_>) -> Lead {
    let status = status(story);
    let open = matches!(status, LeadStatus::New | LeadStatus::Assigned);
    let wait = u64::try_from(story.dice.between(2, 300)).unwrap_or(0) * 60_000;
    let answered = (story.created_at + wait).min(story.sample.now);
    let web = matches!(story.source, Source::Web | Source::OemLead);
    let reason = LOST_REASONS
        .get(usize::try_from(story.dice.below(LOST_REASONS.len() as u64)).unwrap_or(0))
        .copied();
    let comment = story.dice.pick(&names::NOTES);
    Lead {
        customer_id: Some(story.id),
        status,
        interest: story.dice.pick(&[
            Interest::Buy,
            Interest::Buy,
            Interest::Buy,
            Interest::TestDrive,
            Interest::TradeIn,
        ]),
        request_at: story.created_at,
        refs: if web {
            vec![LeadRef {
                source: "web-form".into(),
                sequence: "1".into(),
                value: format!("JH-{:06}", story.number + 1),
            }]
        } else {
            Vec::new()
        },
        source: Some(story.source),
        model_interest: story.model.name.into(),
        provider_name: if web { "Norra".into() } else { String::new() },
        comments: story.words(comment),
        first_response_at: if open { 0 } else { answered },
        end_reason: match status {
            LeadStatus::Lost => reason.unwrap_or_default().into(),
            _ => String::new(),
        },
        converted_at: if status == LeadStatus::Converted {
            answered
        } else {
            0
        },
        created_at: story.created_at,
        created_by: Some(story.owner.id),
        ..Lead::default()
    }
}

fn status(story: &mut Story<'_>) -> LeadStatus {
    match story.level {
        _ if story.last_on.is_none() => story.dice.pick(&[LeadStatus::New, LeadStatus::Assigned]),
        Some(Level::O) => LeadStatus::Converted,
        Some(Level::H) => LeadStatus::Qualified,
        Some(Level::A) => story
            .dice
            .pick(&[LeadStatus::Qualified, LeadStatus::Contacted]),
        Some(Level::F) => LeadStatus::Lost,
        Some(Level::B | Level::C) | None => LeadStatus::Contacted,
    }
}

fn wanted_line(story: &mut Story<'_>, lead: Id) -> LeadLine {
    LeadLine {
        lead_id: Some(lead),
        interest: Interest::Buy,
        condition: "new".into(),
        year: story.sample.today.parts().0.unsigned_abs(),
        make: story.model.make.into(),
        model: story.model.model.into(),
        trim: story.model.trim.into(),
        colours: vec![ColourPreference {
            exterior: story.dice.pick(&names::COLOURS).into(),
            preference: 1,
            ..ColourPreference::default()
        }],
        price_minor: story.model.price_minor,
        price_currency: "CNY".into(),
        price_type: "msrp".into(),
        ..LeadLine::default()
    }
}

fn offered_line(story: &mut Story<'_>, lead: Id) -> LeadLine {
    let (make, model) = story.dice.pick(&names::OWNED);
    LeadLine {
        lead_id: Some(lead),
        interest: Interest::TradeIn,
        condition: "used".into(),
        year: u32::try_from(story.dice.between(2012, 2023)).unwrap_or(2018),
        make: make.into(),
        model: model.into(),
        odometer: story.dice.below(180_000),
        odometer_unit: "km".into(),
        ..LeadLine::default()
    }
}
