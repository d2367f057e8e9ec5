//! What stands in the form, as typed; what is wrong with it; and the changes
//! that it makes.

use forecourt_domain::context::Context;
use forecourt_domain::customer::{Customer, register, revise};
use forecourt_domain::name::PersonName;
use forecourt_domain::phone::Phone;
use forecourt_domain::plate::Plate;
use forecourt_domain::vehicle::{PartyRole, Vehicle, VehicleParty};
use forecourt_domain::vin::{Vin, VinError};
use forecourt_domain::{Change, Date, Id, Row, RuleError};
use serde::{Deserialize, Serialize};

use crate::features::customers::facts::{key_of, of_key, phone_entry};
use crate::sales::rules::HOME_COUNTRY;

/// A field that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Name.
    Name,
    /// Telephone number at this place.
    Phone(usize),
    /// E-mail address.
    Email,
    /// Day of birth.
    Birth,
    /// Expected day.
    Expected,
    /// Vehicle identification number.
    Vin,
    /// Number plate.
    Plate,
}

/// The form as typed. It is kept on the device, so fields may be added to it
/// but never change their meaning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerDraft {
    /// Key of what the customer is.
    pub party: String,
    /// Name.
    pub name: String,
    /// Telephone numbers, the preferred one first; the last may be empty.
    pub phones: Vec<String>,
    /// Key of the best time to call.
    pub call_time: String,
    /// E-mail address.
    pub email: String,
    /// WeChat name.
    pub wechat: String,
    /// Registration number of a firm.
    pub company_no: String,
    /// Day of birth.
    pub birth: String,
    /// Key of the source.
    pub source: String,
    /// The words of a source that no standard value fits.
    pub sub_source: String,
    /// Models in words.
    pub model: String,
    /// Key of the level; empty lets the rule decide.
    pub level: String,
    /// Expected day.
    pub expected: String,
    /// Note.
    pub note: String,
    /// Province or state.
    pub region: String,
    /// City.
    pub city: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal: String,
    /// Vehicle identification number.
    pub vin: String,
    /// Number plate.
    pub plate: String,
    /// Maker of the car.
    pub make: String,
    /// Model of the car.
    pub car_model: String,
}

impl CustomerDraft {
    /// The form of a known customer.
    pub fn of(customer: &Customer) -> Self {
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let first = customer.phones.first();
        Self {
            party: key_of(&customer.party),
            name: customer.name.clone(),
            phones: customer
                .phones
                .iter()
                .map(|entry| entry.number.display())
                .collect(),
            call_time: first.map(|entry| key_of(&entry.time)).unwrap_or_default(),
            email: customer.emails.first().cloned().unwrap_or_default(),
            wechat: customer.wechat.clone(),
            company_no: customer.company_reg_no.clone(),
            birth: day(customer.birth_on),
            source: key_of(&customer.source),
            sub_source: customer.sub_source.clone(),
            model: customer.model_interest.clone(),
            level: key_of(&customer.intent_level),
            expected: day(customer.expected_on),
            note: customer.note.clone(),
            region: customer.region.clone(),
            city: customer.city.clone(),
            street: customer.street.clone(),
            postal: customer.postal.clone(),
            ..Self::default()
        }
    }

    /// The numbers that can be read.
    pub fn numbers(&self) -> Vec<Phone> {
        let read = |typed: &String| Phone::parse(typed, HOME_COUNTRY).ok();
        self.phones.iter().filter_map(read).collect()
    }

    /// The expected day, if one is given.
    pub fn expected_on(&self) -> Option<Date> {
        self.expected.parse().ok()
    }

    /// What is wrong, as codes, in the order of the form.
    pub fn problems(
        &self,
        today: Date,
        before: Option<&CustomerDraft>,
    ) -> Vec<(Place, &'static str)> {
        let mut found = Vec::new();
        if let Err(error) = PersonName::read(&self.name) {
            found.push((Place::Name, error.code()));
        }
        for (at, typed) in self.phones.iter().enumerate() {
            if let Some(Err(error)) = filled(typed).map(|typed| Phone::parse(typed, HOME_COUNTRY)) {
                found.push((Place::Phone(at), error.code()));
            }
        }
        if filled(&self.email).is_some_and(|email| !looks_like_address(email)) {
            found.push((Place::Email, "customer.email_malformed"));
        }
        if self.birth.parse::<Date>().is_ok_and(|birth| birth > today) {
            found.push((Place::Birth, "customer.birth_in_future"));
        }
        // A day that has passed is asked for again, but not when it stood there already.
        let expected_before = before.map(|before| before.expected.as_str());
        let expected_is_new = expected_before != Some(self.expected.as_str());
        if expected_is_new && self.expected_on().is_some_and(|day| day < today) {
            found.push((Place::Expected, "form.day_passed"));
        }
        if let Some(Err(error)) = filled(&self.vin).map(Vin::parse) {
            found.push((Place::Vin, error.code()));
        }
        if let Some(Err(error)) = filled(&self.plate).map(Plate::read) {
            found.push((Place::Plate, error.code()));
        }
        found
    }

    /// The VIN with letters that look like digits put right, when that makes one.
    pub fn vin_hint(&self) -> Option<Vin> {
        matches!(Vin::parse(&self.vin), Err(VinError::LetterForDigit { .. }))
            .then(|| {
                self.vin
                    .to_uppercase()
                    .replace(['O', 'Q'], "0")
                    .replace('I', "1")
            })
            .and_then(|mended| Vin::parse(&mended).ok())
    }

    /// True when the VIN is whole but its check digit does not fit.
    pub fn vin_is_doubtful(&self) -> bool {
        Vin::parse(&self.vin).is_ok_and(|vin| !vin.check_digit_fits())
    }

    /// A customer with what the form says.
    fn over(&self, before: &Customer) -> Customer {
        let mut customer = before.clone();
        customer.party = of_key(&self.party).unwrap_or_default();
        customer.name.clone_from(&self.name);
        customer.phones = self
            .numbers()
            .into_iter()
            .map(|number| {
                let known = before.phones.iter().find(|entry| entry.number == number);
                known.cloned().unwrap_or_else(|| phone_entry(number))
            })
            .collect();
        if let Some(first) = customer.phones.first_mut() {
            first.time = of_key(&self.call_time).unwrap_or_default();
        }
        let others = before.emails.iter().skip(1).cloned();
        customer.emails = filled(&self.email)
            .map(str::to_owned)
            .into_iter()
            .chain(others)
            .collect();
        customer.birth_on = self.birth.parse().ok();
        customer.source = of_key(&self.source);
        customer.intent_level = of_key(&self.level);
        customer.expected_on = self.expected_on();
        for (field, typed) in [
            (&mut customer.wechat, &self.wechat),
            (&mut customer.company_reg_no, &self.company_no),
            (&mut customer.sub_source, &self.sub_source),
            (&mut customer.model_interest, &self.model),
            (&mut customer.note, &self.note),
            (&mut customer.region, &self.region),
            (&mut customer.city, &self.city),
            (&mut customer.street, &self.street),
            (&mut customer.postal, &self.postal),
        ] {
            field.clone_from(typed);
        }
        customer
    }
}

/// What makes a new customer, with the car if one is named. The person who
/// makes the record is responsible for it.
pub fn create_changes(
    draft: &CustomerDraft,
    id: Id,
    new_id: impl Fn() -> Id,
    unit: &str,
    ctx: Context<'_>,
) -> Result<Vec<Change>, RuleError> {
    let owner = Some(ctx.actor.staff);
    let customer = draft.over(&Customer::default());
    let mut changes = vec![register(&customer, id, unit, owner, ctx)?];
    changes.extend(car_changes(draft, id, new_id(), unit, ctx)?);
    Ok(changes)
}

/// What changes a known customer.
pub fn revise_changes(
    draft: &CustomerDraft,
    row: &Row,
    ctx: Context<'_>,
) -> Result<Vec<Change>, RuleError> {
    revise(row, &draft.over(&row.entity()), ctx)
}

/// The car and the customer's part in it; nothing when the section is empty.
fn car_changes(
    draft: &CustomerDraft,
    customer: Id,
    car_id: Id,
    unit: &str,
    ctx: Context<'_>,
) -> Result<Vec<Change>, RuleError> {
    let vin = filled(&draft.vin).map(Vin::parse).transpose()?;
    let plate = filled(&draft.plate).map(Plate::read).transpose()?;
    let named = [&draft.make, &draft.car_model]
        .into_iter()
        .any(|words| filled(words).is_some());
    if vin.is_none() && plate.is_none() && !named {
        return Ok(Vec::new());
    }
    let newest = ctx.today.parts().0 + 1;
    let year = vin.as_ref().and_then(|vin| vin.model_year(newest));
    let car = Vehicle {
        vin: vin.map(|vin| vin.to_string()).unwrap_or_default(),
        plate: plate
            .map(|plate| plate.as_str().to_owned())
            .unwrap_or_default(),
        make: draft.make.trim().to_owned(),
        model: draft.car_model.trim().to_owned(),
        model_year: year
            .and_then(|year| u32::try_from(year).ok())
            .unwrap_or_default(),
        created_at: ctx.now,
        created_by: Some(ctx.actor.staff),
        ..Vehicle::default()
    };
    let party = VehicleParty {
        vehicle_id: Some(car_id),
        customer_id: Some(customer),
        role: PartyRole::Owner,
        ..VehicleParty::default()
    };
    let owner = Some(ctx.actor.staff);
    let words = [
        car_id.to_string(),
        customer.to_string(),
        key_of(&party.role),
    ];
    let party_id = Id::derived(&words.each_ref().map(String::as_str));
    Ok(vec![
        Change::create(car_id, unit, owner, &car),
        Change::create(party_id, unit, owner, &party),
    ])
}

fn filled(typed: &str) -> Option<&str> {
    Some(typed.trim()).filter(|typed| !typed.is_empty())
}

/// Enough to catch slips while typing; the rule looks closer.
fn looks_like_address(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(who, place)| !who.is_empty() && place.contains('.') && !text.contains(' '))
}

#[cfg(test)]
mod tests;
