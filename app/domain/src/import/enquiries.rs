//! The dry run of enquiries: which become leads, and which are known.
//!
//! An enquiry that was sent before never makes a second lead or customer: the
//! sender's numbers decide first, then, for one that is marked as sent again,
//! the open lead of the person.

use std::collections::HashMap;

use crate::activity::{Activity, ActivityType};
use crate::customer::{self, Customer};
use crate::import::Run;
use crate::import::adf::Prospect;
use crate::import::plan::{Known, joined};
use crate::lead::{Interest, Lead, LeadLine, LeadRef, LeadStatus};
use crate::phone::Phone;
use crate::{Change, Entity, Id, Row, RuleError};

/// What is there before the import, for enquiries.
pub trait KnownLeads: Known {
    /// The lead that has a sender's number.
    fn lead_with(&self, number: &LeadRef) -> Option<Row>;
    /// The newest open lead of a customer.
    fn open_lead_of(&self, customer: Id) -> Option<Row>;
}

/// What becomes of an enquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new lead.
    Create,
    /// A known lead was sent again: counted, words kept.
    Resent(Id),
    /// Exactly this message was read before.
    Same(Id),
    /// The customer cannot be taken in.
    Invalid(RuleError),
}

/// What becomes of one enquiry.
#[derive(Clone, Debug, PartialEq)]
pub struct Enquiry {
    /// The message.
    pub prospect: Prospect,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The person is a customer already, or becomes one earlier in the file.
    pub customer_known: bool,
    /// What is written, whole or not at all.
    pub changes: Vec<Change>,
}

impl Enquiry {
    /// True when something is written.
    pub fn is_written(&self) -> bool {
        !self.changes.is_empty()
    }
}

/// Enquiries by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New leads.
    pub create: usize,
    /// Known leads that were sent again.
    pub resent: usize,
    /// Messages that were read before.
    pub same: usize,
    /// Enquiries with an error.
    pub invalid: usize,
    /// New customers.
    pub customers: usize,
}

/// Counts enquiries by outcome.
pub fn count(enquiries: &[Enquiry]) -> Counts {
    let mut counts = Counts::default();
    for enquiry in enquiries {
        let count = match enquiry.outcome {
            Outcome::Create => &mut counts.create,
            Outcome::Resent(_) => &mut counts.resent,
            Outcome::Same(_) => &mut counts.same,
            Outcome::Invalid(_) => &mut counts.invalid,
        };
        *count += 1;
        let is_new = enquiry.outcome == Outcome::Create && !enquiry.customer_known;
        counts.customers += usize::from(is_new);
    }
    counts
}

/// Ids that an enquiry may need: lead, customer, note, and its lines after them.
const LEAD: usize = 0;
const CUSTOMER: usize = 1;
const NOTE: usize = 2;
const FIRST_LINE: usize = 3;
/// Lines of one enquiry that are kept. Senders have one or two.
const LINES: usize = 12;

/// Plans every enquiry of a document.
pub fn plan(prospects: Vec<Prospect>, run: &Run, known: &impl KnownLeads) -> Vec<Enquiry> {
    let mut intake = Intake {
        run,
        known,
        leads: HashMap::new(),
        by_number: HashMap::new(),
        by_phone: HashMap::new(),
    };
    prospects
        .into_iter()
        .enumerate()
        .map(|(place, prospect)| intake.take(place * (FIRST_LINE + LINES), prospect))
        .collect()
}

/// What earlier enquiries of the same document made, over what is known.
struct Intake<'a, K> {
    run: &'a Run,
    known: &'a K,
    leads: HashMap<Id, Lead>,
    by_number: HashMap<(String, String), Id>,
    by_phone: HashMap<Phone, Id>,
}

impl<K: KnownLeads> Intake<'_, K> {
    fn take(&mut self, place: usize, prospect: Prospect) -> Enquiry {
        let customer = self.customer_of(&prospect);
        if let Some((id, lead)) = self.lead_of(&prospect, customer) {
            return self.resend(place, prospect, id, &lead);
        }
        let id = customer.unwrap_or_else(|| self.run.id_at(place + CUSTOMER));
        match self.customer_change(&prospect, customer, id) {
            Ok(changes) => self.create(place, prospect, id, customer.is_some(), changes),
            Err(error) => Enquiry {
                prospect,
                outcome: Outcome::Invalid(error),
                customer_known: false,
                changes: Vec::new(),
            },
        }
    }

    fn customer_of(&self, prospect: &Prospect) -> Option<Id> {
        prospect.customer.phones.iter().find_map(|entry| {
            let here = self.by_phone.get(&entry.number).copied();
            here.or_else(|| self.known.customer_with(&entry.number))
        })
    }

    /// The lead that an enquiry is about, as it stands after earlier ones.
    fn lead_of(&self, prospect: &Prospect, customer: Option<Id>) -> Option<(Id, Lead)> {
        let mut numbers = prospect.lead.refs.iter();
        let by_number = numbers.find_map(|number| {
            let here = self.by_number.get(&key(number)).copied();
            here.and_then(|id| self.made_here(id))
                .or_else(|| self.as_it_stands(&self.known.lead_with(number)?))
        });
        by_number.or_else(|| {
            let customer = customer.filter(|_| prospect.resend)?;
            let mut here = self.leads.iter();
            here.find(|(_, lead)| lead.customer_id == Some(customer))
                .map(|(id, lead)| (*id, lead.clone()))
                .or_else(|| self.as_it_stands(&self.known.open_lead_of(customer)?))
        })
    }

    fn made_here(&self, id: Id) -> Option<(Id, Lead)> {
        self.leads.get(&id).map(|lead| (id, lead.clone()))
    }

    fn as_it_stands(&self, row: &Row) -> Option<(Id, Lead)> {
        self.made_here(row.id)
            .or_else(|| Some((row.id, row.entity())))
    }

    fn resend(&mut self, place: usize, prospect: Prospect, id: Id, before: &Lead) -> Enquiry {
        let at = prospect.lead.request_at;
        let read_before = at == before.request_at || at == before.resent_at;
        let mut changes = Vec::new();
        if !read_before {
            let after = Lead {
                resent_count: before.resent_count + 1,
                resent_at: at,
                ..before.clone()
            };
            changes.extend(Change::patch(id, before, &after));
            changes.extend(self.note(place, &prospect, id, before));
            self.leads.insert(id, after);
        }
        Enquiry {
            outcome: if read_before {
                Outcome::Same(id)
            } else {
                Outcome::Resent(id)
            },
            customer_known: true,
            prospect,
            changes,
        }
    }

    /// What the person wrote this time, as a note of the timeline.
    fn note(&self, place: usize, prospect: &Prospect, lead: Id, before: &Lead) -> Option<Change> {
        let words = prospect.words();
        if words.is_empty() || words == before.comments {
            return None;
        }
        let note = Activity {
            customer_id: before.customer_id,
            lead_id: Some(lead),
            activity_type: ActivityType::Note,
            started_at: prospect.lead.request_at,
            note: words,
            created_by: Some(self.run.actor.staff),
            import_id: Some(self.run.id),
            ..Activity::default()
        };
        let id = self.run.id_at(place + NOTE);
        Some(Change::create(id, self.run.unit.clone(), None, &note))
    }

    /// The customer taken in, or what a known one did not have yet.
    fn customer_change(
        &self,
        prospect: &Prospect,
        known: Option<Id>,
        id: Id,
    ) -> Result<Vec<Change>, RuleError> {
        let run = self.run;
        let draft = Customer {
            import_id: Some(run.id),
            ..prospect.customer.clone()
        };
        if known.is_none() {
            let unit = run.unit.clone();
            let created = customer::register(&draft, id, unit, run.owner, run.context())?;
            return Ok(vec![created]);
        }
        let Some(row) = self.known.customer(id) else {
            return Ok(Vec::new());
        };
        let before: Customer = row.entity();
        Ok(customer::revise(&row, &filled(&before, &draft), run.context()).unwrap_or_default())
    }

    fn create(
        &mut self,
        place: usize,
        prospect: Prospect,
        customer: Id,
        customer_known: bool,
        mut changes: Vec<Change>,
    ) -> Enquiry {
        let run = self.run;
        let id = run.id_at(place + LEAD);
        let lead = Lead {
            customer_id: Some(customer),
            status: if run.owner.is_some() {
                LeadStatus::Assigned
            } else {
                LeadStatus::New
            },
            created_at: run.now,
            created_by: Some(run.actor.staff),
            import_id: Some(run.id),
            ..prospect.lead.clone()
        };
        changes.push(Change::create(id, run.unit.clone(), run.owner, &lead));
        for (index, line) in prospect.lines.iter().take(LINES).enumerate() {
            let line = LeadLine {
                lead_id: Some(id),
                ..line.clone()
            };
            let line_id = run.id_at(place + FIRST_LINE + index);
            changes.push(Change::create(line_id, run.unit.clone(), None, &line));
        }
        for number in &lead.refs {
            self.by_number.insert(key(number), id);
        }
        for entry in &prospect.customer.phones {
            self.by_phone.insert(entry.number.clone(), customer);
        }
        self.leads.insert(id, lead);
        Enquiry {
            prospect,
            outcome: Outcome::Create,
            customer_known,
            changes,
        }
    }
}

/// What tells a sender's number from others.
pub fn key(number: &LeadRef) -> (String, String) {
    (number.source.to_lowercase(), number.value.to_lowercase())
}

/// A known customer with what they did not have: a message never replaces what
/// the dealer knows.
fn filled(before: &Customer, draft: &Customer) -> Customer {
    let mut fields = draft.fields();
    fields.apply(&before.fields());
    let mut after = Customer::from_fields(&fields);
    after.phones = joined(&before.phones, &draft.phones, |a, b| a.number == b.number);
    after.emails = joined(&before.emails, &draft.emails, |a, b| {
        a.eq_ignore_ascii_case(b)
    });
    after.import_id = before.import_id;
    after
}

/// True for a line that offers a car in part payment.
pub fn is_offered(line: &LeadLine) -> bool {
    matches!(line.interest, Interest::TradeIn | Interest::Sell)
}

#[cfg(test)]
mod tests;
