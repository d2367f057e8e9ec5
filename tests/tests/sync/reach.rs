//! Who reads what: the predicate in Rust, its twins in SQL, and lists written down person by person, on two
//! dealerships of one database that have the same names for everything.
//!
//! Each of these changes to the code fails here: pages.sql or history.sql compares the owner with no team, takes an
//! unnamed owner for one's own, or leaves out the dealership or the unit; a mask of one kind hides a field of another;
//! the predicate takes somebody's team for everybody's.

use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::access::{Access, Reach, may_read};
use forecourt_domain::row::Unit;
use forecourt_domain::{Fields, Id, Kind, State};
use forecourt_sync::Stamp;
use forecourt_sync::merge::{Clocked, Stamps};
use forecourt_sync::wire::WireRow;

use crate::scenarios::NOW;
use crate::server::{Server, Stored};
use crate::simulator::random::Random;

const CASES: u64 = 48;
const DEALERSHIPS: [u64; 2] = [1, 2];
const KINDS: [&str; 3] = ["customer", "lead", "a_kind_of_later"];
const FIELDS: [&str; 3] = ["name", "phone", "note"];

/// Somebody of a dealership. Who the person may look at is listed, name by name.
struct Person {
    id: Id,
    access: Access,
    /// Every unit with everybody whose rows are seen there, and `None` for rows of nobody.
    list: BTreeSet<(Unit, Option<Id>)>,
    hidden: BTreeSet<(&'static str, &'static str)>,
}

struct Dealership {
    ten: u64,
    people: Vec<Person>,
    rows: BTreeMap<(String, Id), Stored>,
}

/// Everybody who may have a row anywhere: the people of both dealerships, one who left, and nobody.
fn owners(people: u64) -> Vec<Option<Id>> {
    let ids = DEALERSHIPS
        .into_iter()
        .flat_map(|ten| (0..people).map(move |person| staff(ten, person)));
    ids.chain([Id::from_u128(5)])
        .map(Some)
        .chain([None])
        .collect()
}

fn staff(ten: u64, person: u64) -> Id {
    Id::from_u128(u128::from(ten * 100 + person))
}

fn person(id: Id, units: &[Unit], owners: &[Option<Id>], random: &mut Random) -> Person {
    // A team names people of the other dealership too: it must make no difference.
    let mut team: Vec<Id> = owners.iter().flatten().copied().collect();
    team.retain(|_| random.chance(35));
    let mut access = Access {
        team: team.clone(),
        ..Access::default()
    };
    let mut list = BTreeSet::new();
    for unit in units {
        let (reach, seen): (_, Vec<Option<Id>>) = match random.below(5) {
            0 => continue,
            1 => (Reach::Own, vec![Some(id)]),
            2 => (Reach::Unit, owners.to_vec()),
            _ => {
                let own = [Some(id)].into_iter();
                (
                    Reach::Team,
                    own.chain(team.iter().copied().map(Some)).collect(),
                )
            }
        };
        access.units.insert(unit.clone(), reach);
        list.extend(seen.into_iter().map(|owner| (unit.clone(), owner)));
    }
    let mut hidden = BTreeSet::new();
    for (kind, field) in KINDS
        .into_iter()
        .flat_map(|kind| FIELDS.map(|field| (kind, field)))
    {
        if random.chance(20) {
            hidden.insert((kind, field));
            let fields = access.masks.entry(kind.to_owned()).or_default();
            fields.push(field.to_owned());
        }
    }
    Person {
        id,
        access,
        list,
        hidden,
    }
}

/// A row for everybody in every unit. Their ids are those of the other dealership's rows, but for every fourth.
fn rows(
    ten: u64,
    units: &[Unit],
    owners: &[Option<Id>],
    random: &mut Random,
) -> BTreeMap<(String, Id), Stored> {
    let mut places: Vec<(&Unit, Option<Id>)> = units
        .iter()
        .flat_map(|unit| owners.iter().map(move |owner| (unit, *owner)))
        .collect();
    let mut rows = BTreeMap::new();
    for seq in 1..=places.len() as u64 {
        let (unit, owner) = places.swap_remove(random.below(places.len()));
        let own = if seq.is_multiple_of(4) {
            ten * 10_000
        } else {
            0
        };
        let id = Id::from_u128(u128::from(1_000 + own + seq));
        let state = [State::Live, State::Live, State::Binned, State::Gone][random.below(4)];
        let fields = FIELDS.iter().fold(Fields::new(), |fields, name| {
            fields.with(*name, format!("{name} of {ten}/{seq}"))
        });
        let at = Stamp::new(NOW + seq, 0, ten);
        let row = Stored {
            unit: unit.clone(),
            owner,
            seq,
            vseq: 1 + random.draw() % seq,
            hlc: at,
            record: Clocked {
                state,
                fields: if state == State::Gone {
                    Fields::new()
                } else {
                    fields
                },
                clock: Stamps::created(at),
            },
        };
        let kind = random.of(&KINDS).unwrap_or(KINDS[0]);
        rows.insert((kind.to_owned(), id), row);
    }
    rows
}

fn dealership(ten: u64, random: &mut Random) -> Dealership {
    let units: Vec<Unit> = (0..3 + random.below(4))
        .map(|number| format!("s:{number}"))
        .collect();
    let many = 2 + random.below(4) as u64;
    let owners = owners(many);
    let people = (0..many).map(|number| person(staff(ten, number), &units, &owners, random));
    Dealership {
        ten,
        people: people.collect(),
        rows: rows(ten, &units, &owners, random),
    }
}

/// What a person is sent after these cursors: kind, id and the row, or nothing of a row that leaves.
type Sent = BTreeMap<(String, Id), Option<(State, Option<Id>, Fields)>>;

fn expected(house: &Dealership, person: &Person, cursors: &BTreeMap<Unit, u64>) -> Sent {
    let mut sent = Sent::new();
    for (key, row) in &house.rows {
        let Some(cursor) = cursors.get(&row.unit).filter(|cursor| row.seq > **cursor) else {
            continue;
        };
        if person.list.contains(&(row.unit.clone(), row.owner)) {
            let shown = |(name, _): &(String, serde_json::Value)| {
                !person.hidden.contains(&(key.0.as_str(), name.as_str()))
            };
            let fields = row
                .record
                .fields
                .clone()
                .into_iter()
                .filter(shown)
                .collect();
            sent.insert(key.clone(), Some((row.record.state, row.owner, fields)));
        } else if *cursor > 0 && row.vseq > *cursor {
            sent.insert(key.clone(), None);
        }
    }
    sent
}

fn found(rows: Vec<WireRow>, house: &Dealership, person: &Person) -> Sent {
    let mut sent = Sent::new();
    for WireRow(_, kind, id, state, owner, body) in rows {
        let key = (kind, id);
        let row = house.rows.get(&key);
        let row = row.unwrap_or_else(|| panic!("I8: {key:?} is not of this dealership"));
        let reads = person.list.contains(&(row.unit.clone(), row.owner));
        assert!(
            reads || (state, owner, body.fields().len()) == (State::Gone, None, 0),
            "I8: {key:?}"
        );
        sent.insert(key, reads.then(|| (state, owner, body.fields())));
    }
    sent
}

fn check(server: &Server, house: &Dealership, person: &Person, random: &mut Random) {
    let units = person.access.units.keys();
    let cursors: BTreeMap<Unit, u64> = units
        .map(|unit| (unit.clone(), random.draw() % 30 * random.below(2) as u64))
        .collect();
    let pages = server.whole_page(person.id, &cursors);
    let text = serde_json::to_string(&pages).unwrap();
    let other = DEALERSHIPS[usize::from(house.ten == DEALERSHIPS[0])];
    assert!(
        !text.contains(&format!(" of {other}/")),
        "I8: a text of {other}"
    );
    assert_eq!(
        found(pages, house, person),
        expected(house, person, &cursors),
        "I8: {:?}",
        person.access
    );
    for (key, row) in &house.rows {
        let listed = person.list.contains(&(row.unit.clone(), row.owner));
        let reads = may_read(&person.access, person.id, &row.unit, row.owner);
        assert_eq!(reads, listed, "I8: {key:?} for {:?}", person.access);
        if let Some(kind) = Kind::parse(&key.0) {
            let history = server.history(person.id, (kind, key.1));
            let is_there = listed && row.record.state != State::Gone;
            assert_eq!(history.is_some(), is_there, "I8: the history of {key:?}");
        }
    }
}

#[test]
fn i8_the_predicate_and_its_twins_in_sql_decide_as_it_is_written_down() {
    for seed in 0..CASES {
        let mut random = Random::new(seed);
        let server = Server::new(NOW);
        server.open(DEALERSHIPS[1]);
        let houses = DEALERSHIPS.map(|ten| dealership(ten, &mut random));
        for house in &houses {
            for person in &house.people {
                server.hire(house.ten, person.id, &[]);
                server.register(house.ten, person.id, person.id);
                server.let_read(person.id, &person.access);
            }
            for (key, row) in &house.rows {
                server.put(house.ten, key, row);
            }
        }
        for house in &houses {
            for person in &house.people {
                for _ in 0..3 {
                    check(&server, house, person, &mut random);
                }
                let foreign = houses.iter().filter(|other| other.ten != house.ten);
                let mut foreign = foreign.flat_map(|other| other.rows.keys());
                let only_there = foreign.find(|key| !house.rows.contains_key(key));
                if let Some((Some(kind), id)) =
                    only_there.map(|(kind, id)| (Kind::parse(kind), *id))
                {
                    assert_eq!(
                        server.history(person.id, (kind, id)),
                        None,
                        "I8: {id} of seed {seed}"
                    );
                }
            }
        }
    }
}
