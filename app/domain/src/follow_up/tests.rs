use super::*;
use crate::access::Actor;
use crate::level::IntervalTable;
use crate::organisation::Role;
use crate::{Entity, Fields, Kind, State};
use proptest::prelude::*;

const NOW: Millis = 1_773_900_000_000;
const CUSTOMER: Id = Id::from_u128(9);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn today() -> Date {
    day("2026-03-19")
}

fn row<T: Entity>(id: u128, entity: &T) -> Row {
    Row {
        kind: T::KIND,
        id: Id::from_u128(id),
        unit: "s:1".into(),
        owner: None,
        state: State::Live,
        fields: entity.fields(),
    }
}

fn with_context<T>(run: impl FnOnce(Context<'_>) -> T) -> T {
    let actor = Actor {
        staff: Id::from_u128(1),
        units: vec!["s:1".into()],
        role: Role::SalesConsultant,
    };
    run(Context {
        actor: &actor,
        now: NOW,
        today: today(),
        table: &IntervalTable::default(),
    })
}

fn customer() -> Customer {
    Customer {
        name: "王建国".into(),
        intent_level: Some(Level::H),
        level_changed_on: Some(day("2026-03-01")),
        last_contact_on: Some(day("2026-03-15")),
        next_contact_on: Some(day("2026-03-17")),
        ..Customer::default()
    }
}

/// Logs a contact and gives customer, lead, task and the activity as they then are.
fn logged(draft: &ContactDraft, lead: &Lead, task: &Task) -> (Customer, Lead, Task, Activity) {
    let rows = [row(9, &customer()), row(10, lead), row(11, task)];
    let changes = with_context(|ctx| {
        log_contact(
            &rows[0],
            Some(&rows[1]),
            &rows[2..],
            draft,
            Id::from_u128(12),
            ctx,
        )
    })
    .unwrap();
    let mut bodies: Vec<Fields> = rows.iter().map(|row| row.fields.clone()).collect();
    let mut activity = Activity::default();
    for change in changes {
        match change {
            Change::Patch { id, fields, .. } => {
                let place = rows.iter().position(|row| row.id == id).unwrap();
                bodies[place].apply(&fields);
            }
            Change::Create { kind, fields, .. } => {
                assert_eq!(kind, Kind::Activity);
                activity = Activity::from_fields(&fields);
            }
            other => panic!("{other:?}"),
        }
    }
    (
        Customer::from_fields(&bodies[0]),
        Lead::from_fields(&bodies[1]),
        Task::from_fields(&bodies[2]),
        activity,
    )
}

fn lead(status: LeadStatus) -> Lead {
    Lead {
        customer_id: Some(CUSTOMER),
        status,
        ..Lead::default()
    }
}

fn task(due_on: Option<Date>) -> Task {
    Task {
        customer_id: Some(CUSTOMER),
        title: "Insurance figures".into(),
        due_on,
        ..Task::default()
    }
}

#[test]
fn reaching_the_customer_moves_every_date() {
    let draft = ContactDraft {
        note: " Comes on Saturday ".into(),
        ..ContactDraft::default()
    };
    let (customer, lead, task, activity) =
        logged(&draft, &lead(LeadStatus::New), &task(Some(today())));
    assert_eq!(customer.last_contact_on, Some(today()));
    assert_eq!(customer.next_contact_on, Some(day("2026-03-21")));
    assert_eq!(customer.level_changed_on, Some(day("2026-03-01")));
    assert_eq!(lead.status, LeadStatus::Contacted);
    assert_eq!(lead.first_response_at, NOW);
    assert_eq!(
        (task.done_at, task.outcome.as_str()),
        (NOW, "Comes on Saturday")
    );
    assert_eq!(activity.started_at, NOW);
    assert_eq!(activity.next_contact_on, Some(day("2026-03-21")));
    assert_eq!(activity.created_by, Some(Id::from_u128(1)));
}

#[test]
fn a_failed_call_is_tried_again_tomorrow_and_counts_for_nothing() {
    for result in [
        ContactResult::NoAnswer,
        ContactResult::CallBack,
        ContactResult::WrongNumber,
    ] {
        let draft = ContactDraft {
            result,
            ..ContactDraft::default()
        };
        let before = (lead(LeadStatus::Assigned), task(None));
        let (customer, lead, task, activity) = logged(&draft, &before.0, &before.1);
        assert_eq!(customer.last_contact_on, Some(day("2026-03-15")));
        assert_eq!(customer.next_contact_on, Some(day("2026-03-20")));
        assert_eq!((lead, task), before);
        assert_eq!(activity.result, result);
    }
}

#[test]
fn a_remark_moves_nothing() {
    let draft = ContactDraft {
        activity_type: ActivityType::Note,
        note: "Likes white".into(),
        ..ContactDraft::default()
    };
    let before = (lead(LeadStatus::New), task(None));
    let (after, lead, task, _) = logged(&draft, &before.0, &before.1);
    assert_eq!(after, customer());
    assert_eq!((lead, task), before);
}

#[test]
fn a_new_level_is_dated_and_sets_the_interval() {
    let draft = ContactDraft {
        level: Some(Level::A),
        ..ContactDraft::default()
    };
    let (customer, ..) = logged(&draft, &lead(LeadStatus::Contacted), &task(None));
    assert_eq!(customer.intent_level, Some(Level::A));
    assert_eq!(customer.level_changed_on, Some(today()));
    assert_eq!(customer.next_contact_on, Some(day("2026-03-26")));
}

#[test]
fn the_chosen_day_stands() {
    for (next, expected) in [
        (NextContact::On(day("2026-03-23")), Some(day("2026-03-23"))),
        (NextContact::On(today()), Some(today())),
        (NextContact::Unplanned, None),
    ] {
        let draft = ContactDraft {
            next,
            ..ContactDraft::default()
        };
        let (customer, ..) = logged(&draft, &lead(LeadStatus::Contacted), &task(None));
        assert_eq!(customer.next_contact_on, expected);
    }
}

#[test]
fn follow_ups_that_are_done_or_not_due_are_left_alone() {
    let later = task(Some(day("2026-03-20")));
    let done = Task {
        done_at: 5,
        ..task(Some(today()))
    };
    for task in [later, done] {
        let (_, _, after, _) = logged(&ContactDraft::default(), &lead(LeadStatus::New), &task);
        assert_eq!(after, task);
    }
}

#[test]
fn a_lead_that_is_closed_or_answered_keeps_its_response() {
    let answered = Lead {
        first_response_at: 5,
        ..lead(LeadStatus::Qualified)
    };
    for before in [
        answered,
        lead(LeadStatus::Lost),
        lead(LeadStatus::Converted),
    ] {
        let (_, after, ..) = logged(&ContactDraft::default(), &before, &task(None));
        assert_eq!(after, before);
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |draft: ContactDraft, lead: &Lead, change: fn(&mut Row)| {
        let mut customer = row(9, &customer());
        change(&mut customer);
        let lead = row(10, lead);
        with_context(|ctx| log_contact(&customer, Some(&lead), &[], &draft, Id::from_u128(12), ctx))
            .unwrap_err()
            .code()
    };
    let own = lead(LeadStatus::New);
    let past = ContactDraft {
        next: NextContact::On(day("2026-03-18")),
        ..ContactDraft::default()
    };
    let future = ContactDraft {
        started_at: NOW + 1,
        ..ContactDraft::default()
    };
    assert_eq!(refused(past, &own, |_| ()), "follow_up.next_in_past");
    assert_eq!(refused(future, &own, |_| ()), "follow_up.starts_in_future");
    let plain = ContactDraft::default;
    assert_eq!(
        refused(plain(), &Lead::default(), |_| ()),
        "follow_up.lead_of_another"
    );
    assert_eq!(
        refused(plain(), &own, |row| row.state = State::Binned),
        "bin.not_live"
    );
    assert_eq!(
        refused(plain(), &own, |row| row.unit = "s:2".into()),
        "access.denied"
    );
}

#[test]
fn what_is_due_is_told_from_today() {
    for (next, expected) in [
        (None, Due::Never),
        (Some("2026-03-17"), Due::Overdue(2)),
        (Some("2026-03-19"), Due::Today),
        (Some("2026-03-20"), Due::Later(day("2026-03-20"))),
    ] {
        assert_eq!(due(next.map(day), today()), expected);
    }
}

proptest! {
    /// Logging by rule always takes a customer off today's list, and never
    /// claims a contact that did not take place.
    #[test]
    fn a_logged_contact_leaves_nothing_due(
        kind in 0usize..3, result in 0usize..4, level in prop::option::of(0usize..6),
    ) {
        let draft = ContactDraft {
            activity_type: [ActivityType::CallOut, ActivityType::VisitIn, ActivityType::Wechat][kind],
            result: [
                ContactResult::Reached,
                ContactResult::NoAnswer,
                ContactResult::CallBack,
                ContactResult::WrongNumber,
            ][result],
            level: level.map(|place| Level::ALL[place]),
            ..ContactDraft::default()
        };
        let (customer, ..) = logged(&draft, &lead(LeadStatus::New), &task(None));
        prop_assert!(matches!(due(customer.next_contact_on, today()), Due::Later(_)));
        prop_assert_eq!(customer.last_contact_on == Some(today()), result == 0);
    }
}
