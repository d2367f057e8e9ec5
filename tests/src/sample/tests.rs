use std::collections::{BTreeMap, BTreeSet};

use forecourt_domain::access::Actor;
use forecourt_domain::activity::Activity;
use forecourt_domain::context::Context;
use forecourt_domain::customer::{Customer, register};
use forecourt_domain::follow_up::{Due, due};
use forecourt_domain::lead::{Lead, LeadLine};
use forecourt_domain::level::IntervalTable;
use forecourt_domain::plate::Plate;
use forecourt_domain::vehicle::{Vehicle, VehicleParty};
use forecourt_domain::vin::Vin;

use super::write::{Secrets, WriteError, write_csv, write_json, write_sql};
use super::*;

const NOW: Millis = 1_773_900_000_000; // 2026-03-19 06:00 UTC

fn sample(customers: u64, seed: u64) -> Sample {
    let today = "2026-03-19".parse().unwrap();
    generate(SampleSize { customers }, seed, today, NOW)
}

fn of_kind<T: Entity>(rows: &[SampleRow]) -> Vec<(&SampleRow, T)> {
    rows.iter()
        .filter(|row| row.kind == T::KIND)
        .map(|row| (row, T::from_fields(&row.fields)))
        .collect()
}

#[test]
fn equal_arguments_give_equal_rows_and_seeds_differ() {
    let rows = |seed| sample(50, seed).rows().collect::<Vec<_>>();
    assert_eq!(rows(1), rows(1));
    assert_ne!(rows(1), rows(2));
    // A larger dealership has the same customers first.
    let larger: Vec<_> = sample(80, 1).rows().take(rows(1).len()).collect();
    assert_eq!(larger, rows(1));
}

#[test]
fn the_group_has_three_stores_and_twenty_four_people() {
    let sample = sample(0, 1);
    assert_eq!(sample.stores.len(), 4);
    assert_eq!(sample.staff.len(), 24);
    let logins: BTreeSet<_> = sample.staff.iter().map(|person| person.login).collect();
    assert_eq!(logins.len(), 24);
    for (role, count) in [
        (Role::Administrator, 1),
        (Role::SalesManager, 3),
        (Role::SalesConsultant, 17),
        (Role::DccClerk, 3),
    ] {
        let people = sample
            .staff
            .iter()
            .filter(|person| person.entity.role == role);
        assert_eq!(people.count(), count, "{role:?}");
    }
    assert!(sample.staff.iter().all(|person| person.units().len() > 1));
}

#[test]
fn every_customer_would_be_taken_in_by_the_rules() {
    let sample = sample(600, 3);
    let rows: Vec<_> = sample.rows().collect();
    let customers = of_kind::<Customer>(&rows);
    assert_eq!(customers.len(), 600);
    let mut numbers = BTreeSet::new();
    for (row, customer) in &customers {
        let actor = Actor {
            staff: row.owner.unwrap(),
            units: vec![row.unit.clone()],
            role: Role::SalesConsultant,
        };
        let table = IntervalTable::default();
        let ctx = Context {
            actor: &actor,
            now: NOW,
            today: sample.today,
            table: &table,
        };
        register(customer, row.id, row.unit.as_str(), row.owner, ctx).unwrap();
        assert!(
            numbers.insert(customer.phones[0].number.clone()),
            "{customer:?}"
        );
        assert_eq!(
            customer.last_contact_on.is_some(),
            customer.next_contact_on.is_some()
        );
        assert!(customer.last_contact_on <= Some(sample.today));
    }
    let latin = customers
        .iter()
        .filter(|(_, customer)| customer.name.is_ascii());
    assert!((40..200).contains(&latin.count()));
}

#[test]
fn everybody_has_contacts_overdue_and_due_today() {
    let sample = sample(400, 1);
    let rows: Vec<_> = sample.rows().collect();
    let mut by_owner: BTreeMap<Id, [u32; 2]> = BTreeMap::new();
    for (row, customer) in of_kind::<Customer>(&rows) {
        let counts = by_owner.entry(row.owner.unwrap()).or_default();
        match due(customer.next_contact_on, sample.today) {
            Due::Overdue(_) => counts[0] += 1,
            Due::Today => counts[1] += 1,
            Due::Later(_) | Due::Never => {}
        }
    }
    assert_eq!(by_owner.len(), 17);
    assert!(
        by_owner
            .values()
            .all(|[overdue, today]| *overdue > 0 && *today > 0)
    );
    assert!(
        by_owner
            .values()
            .all(|[overdue, today]| overdue + today < 12)
    );
}

#[test]
fn references_lead_to_records_of_the_same_store() {
    let rows: Vec<_> = sample(300, 5).rows().collect();
    let units: BTreeMap<Id, &str> = rows.iter().map(|row| (row.id, row.unit.as_str())).collect();
    assert_eq!(units.len(), rows.len(), "an id is given twice");
    let check = |row: &SampleRow, target: Option<Id>| {
        assert_eq!(
            target.and_then(|id| units.get(&id)),
            Some(&row.unit.as_str()),
            "{row:?}"
        );
    };
    for (row, lead) in of_kind::<Lead>(&rows) {
        check(row, lead.customer_id);
    }
    for (row, line) in of_kind::<LeadLine>(&rows) {
        check(row, line.lead_id);
    }
    for (row, activity) in of_kind::<Activity>(&rows) {
        check(row, activity.customer_id);
        assert!(activity.started_at <= NOW);
    }
    for (row, party) in of_kind::<VehicleParty>(&rows) {
        check(row, party.customer_id);
        check(row, party.vehicle_id);
    }
    for (_, car) in of_kind::<Vehicle>(&rows) {
        assert!(Vin::parse(&car.vin).unwrap().check_digit_fits());
        assert_eq!(Plate::read(&car.plate).unwrap().as_str(), car.plate);
    }
    assert!(rows.iter().all(|row| row.stamp.ms() <= NOW));
}

#[test]
fn the_last_contact_of_the_history_is_the_customers_last_contact() {
    let rows: Vec<_> = sample(200, 9).rows().collect();
    for (row, customer) in of_kind::<Customer>(&rows) {
        let last = of_kind::<Activity>(&rows)
            .into_iter()
            .filter(|(_, activity)| activity.customer_id == Some(row.id))
            .map(|(_, activity)| (activity.started_at, activity.next_contact_on))
            .max();
        let day = last.map(|(at, _)| Date::at(at, 480));
        assert_eq!(day, customer.last_contact_on);
        assert_eq!(last.and_then(|(_, next)| next), customer.next_contact_on);
    }
}

fn as_text(write: impl FnOnce(&mut Vec<u8>) -> Result<(), WriteError>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_sql_fills_the_servers_tables() {
    let sample = sample(60, 1);
    let secrets = Secrets {
        password: "forecourt-9",
        pepper: "pepper",
    };
    let text = as_text(|out| write_sql(&sample, secrets, out));
    assert!(
        text.lines()
            .all(|line| line.len() < 90_000 && line.ends_with(';'))
    );

    let db = rusqlite::Connection::open_in_memory().unwrap();
    db.execute_batch(include_str!("../../../worker/migrations/0001_start.sql"))
        .unwrap();
    db.execute_batch("insert into tenant values (4, 'other', 'Other', 'e', 0, 0)")
        .unwrap();
    db.execute_batch(&text).unwrap();
    let one = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let rows: Vec<_> = sample.rows().collect();
    let count = i64::try_from(rows.len()).unwrap();
    assert_eq!(one("select count(*) from rec where ten = 5"), count);
    assert_eq!(one("select seq from tenant where ten = 5"), count);
    assert_eq!(one("select max(seq) from rec"), count);
    assert_eq!(one("select count(*) from login"), 24);
    assert_eq!(
        one("select count(*) from staff_access where json_valid(units)"),
        24
    );
    assert_eq!(
        one("select count(*) from rec where clk ->> '$.\"*\"' = hlc"),
        count
    );

    // What stands in the table reads back as what was made.
    let (body, owner, hlc): (String, Option<String>, String) = db
        .query_row(
            "select body, owner, hlc from rec where seq = ?1",
            [i64::try_from(sample.stores.len() + sample.staff.len() + 1).unwrap()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    let first = sample.customer_rows(0).remove(0);
    assert_eq!(serde_json::from_str::<Fields>(&body).unwrap(), first.fields);
    assert_eq!(owner, first.owner.map(|id| id.to_string()));
    assert_eq!(hlc.parse::<Stamp>().unwrap(), first.stamp);
}

#[test]
fn the_verifier_is_the_one_that_the_server_computes() {
    // Computed once with another implementation (argon2-cffi and the hmac of Python).
    let made = keys::verifier("zhou.wei", "forecourt-9", "pepper").unwrap();
    assert_eq!(made.derivation.salt, "dc82e83eb09e633f87d7435d24082616");
    assert_eq!(
        made.verifier,
        "29c761441582f398127ae9ca9fb3941cedf20a5691c7bf7f22ee1198ffe80653"
    );
}

#[test]
fn the_json_reads_back_row_by_row() {
    let sample = sample(5, 1);
    let text = as_text(|out| write_json(&sample, out));
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = read["rows"].as_array().unwrap();
    assert_eq!(rows.len(), sample.rows().count());
    assert_eq!(read["tenant"]["name"], GROUP);
    assert_eq!(rows[0]["kind"], "org_unit");
}

#[test]
fn the_csv_has_a_line_for_every_customer_that_reads_back() {
    use forecourt_domain::phone::Phone;

    let sample = sample(120, 1);
    let text = as_text(|out| write_csv(&sample, out));
    let mut table = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(table.headers().unwrap().get(0), Some("客户姓名"));
    let lines: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), 120);
    for (number, line) in (0..).zip(&lines) {
        let customer = Customer::from_fields(&sample.customer_rows(number)[0].fields);
        assert_eq!(line[0], customer.name);
        assert_eq!(
            Phone::parse(&line[1], "CN").as_ref(),
            Ok(&customer.phones[0].number)
        );
        assert_eq!(Date::read(&line[7]), Ok(Date::at(customer.created_at, 480)));
    }
}
