//! What stands in the form of a lead, what is wrong with it, and what it makes.

use forecourt_domain::access::{AccessError, may_write};
use forecourt_domain::context::Context;
use forecourt_domain::customer::{Customer, PhoneEntry, PhoneType, register};
use forecourt_domain::lead::{ColourPreference, Interest, Lead, LeadLine, LeadStatus};
use forecourt_domain::phone::Phone;
use forecourt_domain::{Change, Date, Id, RuleError};
use serde::{Deserialize, Serialize};

use crate::sales::rules::HOME_COUNTRY;

/// A field that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Name of a new customer.
    Name,
    /// Telephone number of a new customer.
    Phone,
    /// Earliest and latest day.
    Days,
    /// Model year of the car in trade.
    Year,
    /// Odometer of the car in trade.
    Odometer,
}

/// The form as typed; kept on the device while it is not saved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadDraft {
    /// The customer who asks, if known already.
    pub customer: Option<Id>,
    /// Name of a new customer.
    pub name: String,
    /// Telephone number of a new customer.
    pub phone: String,
    /// Key of the wish.
    pub interest: String,
    /// Model wanted.
    pub model: String,
    /// Colour wanted.
    pub colour: String,
    /// Key of the source.
    pub source: String,
    /// Earliest day.
    pub from: String,
    /// Latest day.
    pub to: String,
    /// Car in trade: maker and model.
    pub trade_model: String,
    /// Car in trade: model year.
    pub trade_year: String,
    /// Car in trade: kilometres.
    pub trade_odometer: String,
    /// Comments.
    pub comments: String,
}

impl LeadDraft {
    /// True when nothing but the customer stands in it.
    pub fn is_blank(&self) -> bool {
        let blank = Self {
            customer: self.customer,
            ..Self::default()
        };
        *self == blank
    }

    /// What is wrong, as codes, in the order of the form.
    pub fn problems(&self) -> Vec<(Place, &'static str)> {
        let mut found = Vec::new();
        let phone = filled(&self.phone).map(|typed| Phone::parse(typed, HOME_COUNTRY));
        if self.customer.is_none() {
            if filled(&self.name).is_none() && phone.is_none() {
                found.push((Place::Name, "customer.name_or_phone_needed"));
            }
            if let Some(Err(error)) = phone {
                found.push((Place::Phone, error.code()));
            }
        }
        let days = day(&self.from).zip(day(&self.to));
        if days.is_some_and(|(from, to)| to < from) {
            found.push((Place::Days, "form.days_reversed"));
        }
        for (place, typed) in [
            (Place::Year, &self.trade_year),
            (Place::Odometer, &self.trade_odometer),
        ] {
            if filled(typed).is_some_and(|typed| typed.parse::<u32>().is_err()) {
                found.push((place, "form.not_a_number"));
            }
        }
        found
    }

    fn wanted(&self, lead: Id) -> Option<LeadLine> {
        let (model, colour) = (filled(&self.model), filled(&self.colour));
        (model.is_some() || colour.is_some()).then(|| LeadLine {
            lead_id: Some(lead),
            interest: self.wish(),
            model: model.unwrap_or_default().to_owned(),
            colours: colour
                .map(|colour| ColourPreference {
                    exterior: colour.to_owned(),
                    preference: 1,
                    ..ColourPreference::default()
                })
                .into_iter()
                .collect(),
            ..LeadLine::default()
        })
    }

    fn offered(&self, lead: Id) -> Option<LeadLine> {
        let model = filled(&self.trade_model)?;
        Some(LeadLine {
            lead_id: Some(lead),
            interest: Interest::TradeIn,
            condition: "used".to_owned(),
            model: model.to_owned(),
            year: self.trade_year.trim().parse().unwrap_or_default(),
            odometer: self.trade_odometer.trim().parse().unwrap_or_default(),
            odometer_unit: "km".to_owned(),
            ..LeadLine::default()
        })
    }

    fn wish(&self) -> Interest {
        of_key(&self.interest).unwrap_or_default()
    }

    fn lead(&self, customer: Id, ctx: Context<'_>) -> Lead {
        Lead {
            customer_id: Some(customer),
            // Whoever writes an enquiry down is responsible for it.
            status: LeadStatus::Assigned,
            interest: self.wish(),
            request_at: ctx.now,
            earliest_on: day(&self.from),
            latest_on: day(&self.to),
            source: of_key(&self.source),
            model_interest: self.model.trim().to_owned(),
            comments: self.comments.trim().to_owned(),
            created_at: ctx.now,
            created_by: Some(ctx.actor.staff),
            ..Lead::default()
        }
    }
}

/// What makes the lead, with its lines, and the customer when it is a new one.
pub fn create_changes(
    draft: &LeadDraft,
    id: Id,
    new_id: impl Fn() -> Id,
    unit: &str,
    ctx: Context<'_>,
) -> Result<Vec<Change>, RuleError> {
    if !may_write(ctx.actor, unit) {
        return Err(AccessError::Denied.into());
    }
    let owner = Some(ctx.actor.staff);
    let mut changes = Vec::new();
    let customer = match draft.customer {
        Some(known) => known,
        None => {
            let fresh = new_id();
            let phone = filled(&draft.phone).map(|typed| Phone::parse(typed, HOME_COUNTRY));
            let customer = Customer {
                name: draft.name.clone(),
                phones: phone.transpose()?.map(phone_entry).into_iter().collect(),
                source: of_key(&draft.source),
                model_interest: draft.model.clone(),
                ..Customer::default()
            };
            changes.push(register(&customer, fresh, unit, owner, ctx)?);
            fresh
        }
    };
    changes.push(Change::create(id, unit, owner, &draft.lead(customer, ctx)));
    let lines = [draft.wanted(id), draft.offered(id)];
    changes.extend(
        lines
            .into_iter()
            .flatten()
            .map(|line| Change::create(new_id(), unit, owner, &line)),
    );
    Ok(changes)
}

fn phone_entry(number: Phone) -> PhoneEntry {
    let kind = if number.is_mobile() {
        PhoneType::Cellphone
    } else {
        PhoneType::Voice
    };
    PhoneEntry {
        number,
        kind,
        time: Default::default(),
    }
}

fn filled(typed: &str) -> Option<&str> {
    Some(typed.trim()).filter(|typed| !typed.is_empty())
}

fn day(typed: &str) -> Option<Date> {
    typed.parse().ok()
}

/// The stored word of a choice, as the key of a pick-list.
pub fn key_of<T: Serialize>(choice: &T) -> String {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn of_key<T: serde::de::DeserializeOwned>(key: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(key.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use forecourt_domain::access::Actor;
    use forecourt_domain::level::IntervalTable;
    use forecourt_domain::organisation::Role;
    use forecourt_domain::{Entity, Kind};
    use std::cell::Cell;

    fn made(draft: &LeadDraft) -> Vec<(Kind, forecourt_domain::Fields)> {
        let actor = Actor {
            staff: Id::from_u128(1),
            units: vec!["s:1".into()],
            role: Role::SalesConsultant,
        };
        let ctx = Context {
            actor: &actor,
            now: 1_773_900_000_000,
            today: Date::new(2026, 3, 19).unwrap(),
            table: &IntervalTable::default(),
        };
        let last = Cell::new(100);
        let new_id = || {
            last.set(last.get() + 1);
            Id::from_u128(last.get())
        };
        create_changes(draft, Id::from_u128(9), new_id, "s:1", ctx)
            .unwrap()
            .into_iter()
            .map(|change| match change {
                Change::Create { kind, fields, .. } => (kind, fields),
                other => panic!("only new records: {other:?}"),
            })
            .collect()
    }

    #[test]
    fn a_lead_of_somebody_new_brings_the_customer_along() {
        let draft = LeadDraft {
            name: "Li Na".into(),
            phone: "13800138000".into(),
            model: "L7 Max".into(),
            trade_model: "Tavia 1.6".into(),
            trade_year: "2019".into(),
            ..LeadDraft::default()
        };
        let made = made(&draft);
        let kinds: Vec<Kind> = made.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(
            kinds,
            [Kind::Customer, Kind::Lead, Kind::LeadLine, Kind::LeadLine]
        );
        let lead = Lead::from_fields(&made[1].1);
        assert_eq!(lead.customer_id, Some(Id::from_u128(101)));
        assert_eq!(lead.status, LeadStatus::Assigned);
        assert_eq!(LeadLine::from_fields(&made[3].1).year, 2019);
    }

    #[test]
    fn a_lead_of_a_known_customer_makes_no_second_one() {
        let draft = LeadDraft {
            customer: Some(Id::from_u128(5)),
            ..LeadDraft::default()
        };
        let made = made(&draft);
        assert_eq!(made.len(), 1);
        assert_eq!(
            Lead::from_fields(&made[0].1).customer_id,
            Some(Id::from_u128(5))
        );
    }

    #[test]
    fn what_is_wrong_is_said_by_field() {
        let wrong = LeadDraft {
            phone: "1".into(),
            from: "2026-04-02".into(),
            to: "2026-04-01".into(),
            trade_year: "old".into(),
            trade_odometer: "-5".into(),
            ..LeadDraft::default()
        };
        let places: Vec<Place> = wrong
            .problems()
            .into_iter()
            .map(|(place, _)| place)
            .collect();
        assert_eq!(
            places,
            [Place::Phone, Place::Days, Place::Year, Place::Odometer]
        );
        assert_eq!(LeadDraft::default().problems().len(), 1);
    }
}
