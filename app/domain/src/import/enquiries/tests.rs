use std::collections::BTreeMap;

use super::*;
use crate::access::Actor;
use crate::import::plan::KnownCar;
use crate::import::{adf, samples};
use crate::level::IntervalTable;
use crate::money::Currency;
use crate::organisation::Role;
use crate::{Date, Kind, State};

const ME: Id = Id::from_u128(1);

#[derive(Default)]
struct Records(BTreeMap<(Kind, Id), Row>);

impl Records {
    fn write(&mut self, enquiries: &[Enquiry]) {
        for change in enquiries.iter().flat_map(|enquiry| enquiry.changes.clone()) {
            match change {
                Change::Create {
                    kind,
                    id,
                    unit,
                    owner,
                    fields,
                } => {
                    let row = Row {
                        kind,
                        id,
                        unit,
                        owner,
                        state: State::Live,
                        fields,
                    };
                    assert!(
                        self.0.insert((kind, id), row).is_none(),
                        "{kind} {id} twice"
                    );
                }
                Change::Patch { kind, id, fields } => {
                    self.0.get_mut(&(kind, id)).unwrap().fields.apply(&fields);
                }
                Change::Bin { .. } | Change::Restore { .. } => panic!("an import bins nothing"),
            }
        }
    }

    fn all<T: Entity>(&self) -> Vec<(Id, T)> {
        let rows = self.0.values().filter(|row| row.kind == T::KIND);
        rows.map(|row| (row.id, row.entity())).collect()
    }
}

impl Known for Records {
    fn customer_with(&self, phone: &Phone) -> Option<Id> {
        self.all::<Customer>()
            .into_iter()
            .find(|(_, customer)| customer.phones.iter().any(|entry| entry.number == *phone))
            .map(|(id, _)| id)
    }

    fn car(&self, _: &str, _: &str) -> Option<KnownCar> {
        None
    }

    fn customer(&self, id: Id) -> Option<Row> {
        self.0.get(&(Kind::Customer, id)).cloned()
    }
}

impl KnownLeads for Records {
    fn lead_with(&self, number: &LeadRef) -> Option<Row> {
        let leads = self.all::<Lead>();
        let (id, _) = leads
            .into_iter()
            .find(|(_, lead)| lead.refs.iter().any(|own| key(own) == key(number)))?;
        self.0.get(&(Kind::Lead, id)).cloned()
    }

    fn open_lead_of(&self, customer: Id) -> Option<Row> {
        let leads = self.all::<Lead>();
        let (id, _) = leads
            .into_iter()
            .find(|(_, lead)| lead.customer_id == Some(customer) && lead.status.is_open())?;
        self.0.get(&(Kind::Lead, id)).cloned()
    }
}

fn run(number: u128, owner: Option<Id>) -> Run {
    Run {
        id: Id::from_u128(3),
        first_id: Id::from_u128(number << 64),
        unit: "s:1".into(),
        owner,
        actor: Actor {
            staff: ME,
            units: vec!["s:1".into()],
            role: Role::DccClerk,
        },
        now: 1_773_900_000_000,
        today: Date::new(2026, 3, 19).unwrap(),
        offset_minutes: 480,
        table: IntervalTable::default(),
        country: "CN".into(),
        currency: Currency::CNY,
    }
}

fn import(text: &str, records: &mut Records, number: u128) -> Vec<Enquiry> {
    let run = run(number, Some(ME));
    let document = adf::read(text, &run).unwrap();
    let enquiries = plan(document.prospects, &run, records);
    records.write(&enquiries);
    enquiries
}

fn counts(create: usize, resent: usize, same: usize, customers: usize) -> Counts {
    Counts {
        create,
        resent,
        same,
        invalid: 0,
        customers,
    }
}

fn message(status: &str, number: &str, date: &str, phone: &str, comments: &str) -> String {
    format!(
        "<adf><prospect status=\"{status}\"><id source=\"web\">{number}</id><requestdate>{date}</requestdate>\
         <vehicle><make>BYD</make><model>Seal</model></vehicle><customer><contact><name part=\"full\">王建国</name>\
         <phone>{phone}</phone></contact><comments>{comments}</comments></customer></prospect></adf>"
    )
}

#[test]
fn three_prospects_of_the_sample_make_two_leads() {
    let mut records = Records::default();
    let enquiries = import(&samples::enquiries(), &mut records, 1);
    assert_eq!(count(&enquiries), counts(2, 1, 0, 2));
    let leads = records.all::<Lead>();
    assert_eq!(
        (
            leads.len(),
            records.all::<Customer>().len(),
            records.all::<LeadLine>().len()
        ),
        (2, 2, 3)
    );
    let (id, lead) = leads
        .iter()
        .find(|(_, lead)| lead.refs[0].value == "WF-2026-000871")
        .unwrap();
    assert_eq!((lead.resent_count, lead.resent_at), (1, 1_773_532_800_000));
    assert_eq!(lead.status, LeadStatus::Assigned);
    let lines: Vec<(Id, LeadLine)> = records.all();
    let own: Vec<&LeadLine> = lines
        .iter()
        .map(|(_, line)| line)
        .filter(|line| line.lead_id == Some(*id))
        .collect();
    assert_eq!(own.iter().filter(|line| is_offered(line)).count(), 1);
    let person: Customer = records.0[&(Kind::Customer, lead.customer_id.unwrap())].entity();
    assert_eq!(
        (person.name.as_str(), person.model_interest.as_str()),
        ("李娜", "Geely Galaxy E8 Max")
    );
    // Wanted by 15 April, 27 days from the day of import: level A (rule e.1).
    assert_eq!(person.intent_level, Some(crate::level::Level::A));
}

#[test]
fn the_same_file_again_writes_nothing() {
    let mut records = Records::default();
    import(&samples::enquiries(), &mut records, 1);
    let before = records.0.clone();
    let again = import(&samples::enquiries(), &mut records, 2);
    assert_eq!(count(&again), counts(0, 0, 3, 0));
    assert!(!again.iter().any(Enquiry::is_written));
    assert_eq!(records.0, before);
}

#[test]
fn what_was_sent_again_is_counted_and_its_words_are_kept() {
    let mut records = Records::default();
    import(
        &message("new", "7", "2026-03-14", "13800138000", "first"),
        &mut records,
        1,
    );
    // Known by its number, though the sender calls it new and the phone is another.
    let again = import(
        &message("new", "7", "2026-03-15", "13900139000", "second"),
        &mut records,
        2,
    );
    assert_eq!(count(&again), counts(0, 1, 0, 0));
    assert_eq!(records.all::<Customer>().len(), 1);
    let (id, lead) = records.all::<Lead>().remove(0);
    assert_eq!((lead.resent_count, lead.comments.as_str()), (1, "first"));
    let (_, note) = records.all::<Activity>().remove(0);
    assert_eq!(
        (note.note.as_str(), note.lead_id, note.customer_id),
        ("second", Some(id), lead.customer_id)
    );
    // The same words once more make no second note.
    import(
        &message("resend", "7", "2026-03-16", "13800138000", "first"),
        &mut records,
        3,
    );
    assert_eq!(
        (
            records.all::<Lead>()[0].1.resent_count,
            records.all::<Activity>().len()
        ),
        (2, 1)
    );
}

#[test]
fn a_resend_without_a_known_number_finds_the_open_lead_of_the_person() {
    let mut records = Records::default();
    import(
        &message("new", "7", "2026-03-14", "13800138000", ""),
        &mut records,
        1,
    );
    let again = import(
        &message("resend", "8", "2026-03-15", "13800138000", ""),
        &mut records,
        2,
    );
    assert_eq!(count(&again), counts(0, 1, 0, 0));
    // Another enquiry of the same person is a lead of its own, not a customer.
    let other = import(
        &message("new", "9", "2026-03-16", "13800138000", ""),
        &mut records,
        3,
    );
    assert_eq!(count(&other), counts(1, 0, 0, 0));
    // A resend of something that never arrived is not lost.
    let lost = import(
        &message("resend", "10", "2026-03-16", "13700137000", ""),
        &mut records,
        4,
    );
    assert_eq!(count(&lost), counts(1, 0, 0, 1));
}

#[test]
fn a_message_fills_and_never_replaces() {
    let mut records = Records::default();
    import(
        &message("new", "7", "2026-03-14", "13800138000", ""),
        &mut records,
        1,
    );
    let text = "<adf><prospect><id source=\"web\">8</id><requestdate>2026-03-15</requestdate><customer><contact>\
        <name part=\"full\">Wang</name><email>w@a.cn</email><phone>0571-88122808</phone><phone>13800138000</phone>\
        <address><city>杭州</city></address></contact></customer></prospect></adf>";
    import(text, &mut records, 2);
    let (_, person) = records.all::<Customer>().remove(0);
    assert_eq!(
        (person.name.as_str(), person.city.as_str()),
        ("王建国", "杭州")
    );
    assert_eq!((person.phones.len(), person.emails.len()), (2, 1));
    assert_eq!(records.all::<Lead>().len(), 2);
}

#[test]
fn an_enquiry_of_nobody_is_invalid() {
    let run = run(1, None);
    let text = "<adf><prospect><id>1</id></prospect><prospect><id>2</id><customer><contact><name>李娜</name></contact></customer></prospect></adf>";
    let document = adf::read(text, &run).unwrap();
    let enquiries = plan(document.prospects, &run, &Records::default());
    assert_eq!(
        enquiries[0].outcome,
        Outcome::Invalid(customer::CustomerError::NameOrPhoneNeeded.into())
    );
    assert!(enquiries[0].changes.is_empty());
    let Change::Create { owner, fields, .. } = &enquiries[1].changes[1] else {
        panic!("a lead is made");
    };
    // Nobody is responsible yet: the lead is new.
    assert_eq!((*owner, fields.text("status")), (None, None));
}
