//! The car of a sample customer.

use forecourt_domain::vehicle::{Condition, PartyRole, Vehicle, VehicleParty, party_id};
use forecourt_domain::vin::Vin;

use super::customers::Story;
use super::dice::Dice;
use super::{SampleRow, names};

/// Model years and the tenth place of their numbers.
const YEARS: [(u32, char); 10] = [
    (2015, 'F'),
    (2016, 'G'),
    (2017, 'H'),
    (2018, 'J'),
    (2019, 'K'),
    (2020, 'L'),
    (2021, 'M'),
    (2022, 'N'),
    (2023, 'P'),
    (2024, 'R'),
];

const VIN_LETTERS: [char; 12] = ['A', 'C', 'E', 'F', 'K', 'M', 'P', 'T', '1', '2', '4', '7'];

/// Adds a car and its owner to one customer of three.
pub(super) fn add(story: &mut Story<'_>, rows: &mut Vec<SampleRow>) {
    if !story.dice.percent(35) {
        return;
    }
    let at = story.created_at;
    let car = car(story);
    let id = story.id_at(at);
    let owned = VehicleParty {
        vehicle_id: Some(id),
        customer_id: Some(story.id),
        role: PartyRole::Owner,
        from_on: car.first_registered_on,
        to_on: None,
    };
    let party = party_id(id, story.id, PartyRole::Owner);
    rows.push(story.sample.row(id, story.owner, at, &car));
    rows.push(story.sample.row(party, story.owner, at, &owned));
}

fn car(story: &mut Story<'_>) -> Vehicle {
    let (make, model) = story.dice.pick(&names::OWNED);
    let (year, code) = story.dice.pick(&YEARS);
    let age = story.sample.today.parts().0 - i32::try_from(year).unwrap_or(2020);
    let registered = story
        .sample
        .today
        .plus_days(-i64::from(age) * 365 + story.dice.between(0, 300));
    let km = u64::try_from(age.max(1)).unwrap_or(1) * story.dice.below(20_000);
    Vehicle {
        vin: vin(&mut story.dice, code, story.number),
        plate: plate(&mut story.dice),
        make: make.into(),
        model: model.into(),
        model_year: year,
        exterior_color: story.dice.pick(&names::COLOURS).into(),
        condition: Condition::Used,
        odometer_km: km,
        first_registered_on: Some(registered.min(story.created_on)),
        created_at: story.created_at,
        created_by: Some(story.owner.id),
        import_id: None,
    }
}

/// A number with a check digit that fits.
fn vin(dice: &mut Dice, year: char, number: u64) -> String {
    let model: String = (0..5).map(|_| dice.pick(&VIN_LETTERS)).collect();
    let fitting = "0123456789X".chars().find_map(|check| {
        let text = format!("LTV{model}{check}{year}8{:06}", number % 1_000_000);
        Vin::parse(&text).ok().filter(Vin::check_digit_fits)
    });
    fitting.map_or_else(String::new, |vin| vin.to_string())
}

fn plate(dice: &mut Dice) -> String {
    let place = dice.pick(&names::PLATES);
    if dice.percent(40) {
        // New-energy plates have six places and begin with D or F.
        format!(
            "{place}{}{:05}",
            dice.pick(&['D', 'F']),
            dice.below(100_000)
        )
    } else {
        format!(
            "{place}{}{:04}",
            dice.pick(&VIN_LETTERS),
            dice.below(10_000)
        )
    }
}
