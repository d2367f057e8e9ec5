//! I4: once everything got through, each device holds what the server has, as far as its person reads it,
//! byte for byte.
//!
//! Each of these changes to the code fails here: pages.sql sends no eviction, or sends masked fields; answer.rs
//! keeps a unit whose team or masks changed; a group that came back as rows stays in the outbox; a push takes too few
//! numbers, or a row keeps its own.

use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::access::{Access, Reach};
use forecourt_domain::{Change, Fields, Id, Kind, State};
use serde_json::{Value, json};

use crate::device::{Device, Target};
use crate::later::{kind_of, word_of};
use crate::scenarios::{NOW, sync, unit};
use crate::server::Server;

const KINDS: [Kind; 2] = [Kind::Customer, Kind::Lead];
const UNITS: [&str; 2] = ["a", "b"];
const FIELDS: [&str; 3] = ["name", "phone", "note"];
/// Somebody who left: rows are of this person, and no device is.
const GONE_AWAY: Id = Id::from_u128(99);

/// What somebody reads, in the words of this test alone.
#[derive(Clone, Default)]
struct Sight {
    /// Units of which everything is read.
    whole: Vec<&'static str>,
    /// Units of which one's own is read.
    own: Vec<&'static str>,
    /// Units of which one's own and the colleagues' is read.
    team: Vec<&'static str>,
    colleagues: Vec<Id>,
    hidden: Vec<(Kind, &'static str)>,
}

impl Sight {
    fn access(&self) -> Access {
        let lists = [
            (&self.whole, Reach::Unit),
            (&self.own, Reach::Own),
            (&self.team, Reach::Team),
        ];
        let units = lists
            .into_iter()
            .flat_map(|(names, reach)| names.iter().map(move |name| (unit(name), reach)));
        let mut masks: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (kind, field) in &self.hidden {
            let fields = masks.entry(kind.as_str().to_owned()).or_default();
            fields.push((*field).to_owned());
        }
        Access {
            units: units.collect(),
            team: self.colleagues.clone(),
            masks,
            ..Access::default()
        }
    }

    fn shows(&self, me: Id, place: &str, owner: Option<Id>) -> bool {
        let names = |list: &[&str]| list.iter().any(|name| unit(name) == place);
        let mine = owner == Some(me);
        let ours = mine || owner.is_some_and(|owner| self.colleagues.contains(&owner));
        names(&self.whole) || names(&self.own) && mine || names(&self.team) && ours
    }
}

/// One record as text that is the same for the same record.
fn line(key: (&str, Id), place: &str, owner: Option<Id>, state: State, fields: &Value) -> String {
    json!([key.0, key.1, place, owner, state, fields]).to_string()
}

fn on_server(server: &Server, me: Id, sight: &Sight) -> Vec<String> {
    let mut lines = Vec::new();
    for ((word, id), stored) in server.records() {
        let is_there = stored.record.state != State::Gone;
        if !is_there || !sight.shows(me, &stored.unit, stored.owner) {
            continue;
        }
        let mut fields = json!(stored.record.fields);
        for (_, field) in sight
            .hidden
            .iter()
            .filter(|(kind, _)| word_of(*kind) == word)
        {
            fields.as_object_mut().unwrap().remove(*field);
        }
        let (owner, state) = (stored.owner, stored.record.state);
        lines.push(line((&word, id), &stored.unit, owner, state, &fields));
    }
    lines.sort();
    lines
}

fn on_device(device: &Device) -> Vec<String> {
    let rows = device.visible();
    let lines = rows.values().map(|row| {
        let key = (word_of(row.kind), row.id);
        line(key, &row.unit, row.owner, row.state, &json!(row.fields))
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// Everybody of a dealership, and what each of them reads.
struct Floor {
    server: Server,
    people: Vec<(Device, Sight)>,
    made: u64,
}

impl Floor {
    /// Lets everything through, and compares.
    fn settle(&mut self) {
        for _ in 0..2 {
            for (device, _) in &mut self.people {
                sync(&mut self.server, device);
            }
        }
        for (place, (device, sight)) in self.people.iter().enumerate() {
            assert!(device.store.outbox.is_empty(), "the outbox of {place}");
            assert!(device.store.refused.is_empty(), "the tray of {place}");
            let expected = on_server(&self.server, device.staff, sight);
            assert_eq!(on_device(device), expected, "I4: device {place}");
        }
    }

    /// Everybody changes all that is shown, and nobody hears of the others meanwhile.
    fn edit_everything(&mut self) {
        for (device, sight) in &mut self.people {
            let shown: Vec<Target> = device.visible().into_keys().collect();
            for (kind, id) in shown {
                self.made += 1;
                let field = FIELDS[self.made as usize % FIELDS.len()];
                if !sight.hidden.contains(&(kind, field)) {
                    let fields = Fields::new().with(field, value(self.made));
                    device.act(vec![Change::Patch { kind, id, fields }], NOW + self.made);
                }
            }
        }
    }

    fn let_read(&mut self, place: usize, sight: Sight) {
        let (device, known) = &mut self.people[place];
        self.server.let_read(device.staff, &sight.access());
        *known = sight;
    }

    fn ids(&self, place: usize) -> BTreeSet<Id> {
        let rows = self.people[place].0.store.base.keys();
        rows.map(|(_, id)| *id).collect()
    }
}

/// A value of any type, sometimes none.
fn value(number: u64) -> Value {
    match number % 7 {
        0 => Value::Null,
        1 => json!(u64::MAX - number),
        2 => json!(number as f64 / 8.0),
        3 => json!([{ "a.b": null, "李娜": [number] }, false]),
        4 => json!(format!("nul \0 {number} \u{2028} \"🚗\"")),
        5 => json!(number.is_multiple_of(2)),
        _ => json!(""),
    }
}

/// A manager, an accountant who reads no telephone number, two who sell and have a colleague each in sight or not, and
/// one who works in both stores.
fn dealership() -> Floor {
    let seller = |number: u128| Id::from_u128(number + 1);
    let sights = [
        Sight {
            whole: vec!["a", "b"],
            ..Sight::default()
        },
        Sight {
            whole: vec!["a", "b"],
            hidden: vec![(Kind::Customer, "phone"), (Kind::Lead, "note")],
            ..Sight::default()
        },
        Sight {
            own: vec!["a"],
            ..Sight::default()
        },
        Sight {
            team: vec!["a"],
            own: vec!["b"],
            colleagues: vec![seller(2), GONE_AWAY],
            ..Sight::default()
        },
        Sight {
            own: vec!["a"],
            whole: vec!["b"],
            hidden: vec![(Kind::Customer, "name")],
            ..Sight::default()
        },
    ];
    let mut floor = Floor {
        server: Server::new(NOW),
        people: Vec::new(),
        made: 0,
    };
    for (number, sight) in (0..).zip(sights) {
        let device = Device::new(number, &UNITS.map(unit), 0);
        floor.server.enrol(device.id, &UNITS.map(unit));
        floor.server.let_read(device.staff, &sight.access());
        floor.people.push((device, sight));
    }
    floor.furnish();
    floor
}

impl Floor {
    /// One record of each kind in each unit for everybody, for nobody, and for who went away.
    fn furnish(&mut self) {
        let people: Vec<Id> = self.people.iter().map(|(device, _)| device.staff).collect();
        let owners = people.into_iter().map(Some).chain([None, Some(GONE_AWAY)]);
        let mut id = 1_000;
        for owner in owners {
            for (kind, place) in KINDS
                .into_iter()
                .flat_map(|kind| UNITS.map(|at| (kind, at)))
            {
                id += 1;
                let fields = (1..)
                    .zip(FIELDS)
                    .fold(Fields::new(), |fields, (nth, name)| {
                        fields.with(name, value(id as u64 + nth))
                    });
                let change = Change::Create {
                    kind,
                    id: Id::from_u128(id),
                    unit: unit(place),
                    owner,
                    fields,
                };
                self.people[0].0.act(vec![change], NOW);
            }
        }
        sync(&mut self.server, &mut self.people[0].0);
    }

    /// The manager bins every fifth record and brings back every tenth; one is purged.
    fn tidy_up(&mut self) {
        let rows: Vec<Target> = self.people[0].0.visible().into_keys().collect();
        for (kind, id) in rows.iter().copied().step_by(5) {
            self.people[0].0.act(vec![Change::Bin { kind, id }], NOW);
        }
        for (kind, id) in rows.iter().copied().step_by(10) {
            self.people[0]
                .0
                .act(vec![Change::Restore { kind, id }], NOW);
        }
        let (kind, id) = rows[3];
        self.server.purge(&(word_of(kind).to_owned(), id));
    }

    /// Every third record goes to the next person.
    fn hand_over(&mut self) {
        let records: Vec<_> = self.server.records().into_keys().collect();
        for (nth, (word, id)) in records.iter().enumerate().step_by(3) {
            assert!(KINDS.contains(&kind_of(word)));
            let to = self.people[nth % self.people.len()].0.staff;
            self.server.hand_over(*id, to);
        }
    }
}

#[test]
fn i4_once_all_queues_are_empty_every_device_holds_what_its_person_reads_of_the_server() {
    let mut floor = dealership();
    floor.settle();
    assert_eq!(
        [0, 1, 2, 3, 4].map(|who| floor.ids(who).len()),
        [28, 28, 2, 8, 16]
    );
    for _ in 0..3 {
        floor.edit_everything();
        floor.settle();
    }
    let before = [2, 3].map(|who| floor.ids(who));
    floor.edit_everything();
    floor.settle();
    floor.hand_over();
    floor.settle();
    for (who, before) in [2, 3].into_iter().zip(before) {
        let after = floor.ids(who);
        assert!(!before.is_subset(&after), "no row of {who} was evicted");
        assert!(!after.is_subset(&before), "no row came to {who}");
    }
    floor.edit_everything();
    floor.tidy_up();
    floor.people[2].0.crash();
    // What is refused now would be so with right: the others had not heard of the purge.
    sync(&mut floor.server, &mut floor.people[0].0);
    for (device, _) in &mut floor.people {
        sync(&mut floor.server, device);
        device.store.refused.clear();
    }
    floor.settle();
    // Reach, colleagues and masks change places, both ways, and everybody goes on.
    let [own, team, mixed] = [2, 3, 4].map(|who| floor.people[who].1.clone());
    floor.let_read(2, team);
    floor.let_read(3, mixed.clone());
    floor.let_read(4, own);
    floor.let_read(
        1,
        Sight {
            hidden: Vec::new(),
            ..floor.people[1].1.clone()
        },
    );
    floor.settle();
    floor.edit_everything();
    floor.settle();
    let other_team = Sight {
        colleagues: vec![floor.people[4].0.staff],
        ..floor.people[2].1.clone()
    };
    floor.let_read(2, other_team);
    floor.let_read(
        1,
        Sight {
            hidden: mixed.hidden,
            ..floor.people[1].1.clone()
        },
    );
    floor.settle();
    assert!(on_device(&floor.people[1].0).len() > 20);
}
