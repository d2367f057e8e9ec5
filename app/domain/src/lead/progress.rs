//! How a lead moves: the state table and the one rule that reads it (rule e.2).

use crate::access::check_write;
use crate::context::Context;
use crate::error::refusals;
use crate::recycle_bin::check_live;
use crate::{Change, Millis, Row, RuleError};

use super::reason::{ReasonKind, is_reason};
use super::{Lead, LeadStatus};

/// How long a converted lead can be taken back, milliseconds.
const REOPEN_MS: Millis = 30 * 86_400_000;

refusals! {
    /// Why a lead does not move.
    pub enum LeadError {
        /// The state table has no such step.
        StageNotReachable = "lead.stage_not_reachable",
        /// Nobody is responsible for it.
        OwnerMissing = "lead.owner_missing",
        /// It ends without a reason of the list.
        ReasonMissing = "lead.reason_missing",
        /// It was converted more than 30 days ago.
        ReopenTooLate = "lead.reopen_too_late",
    }
}

/// Why a lead ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadEnd {
    /// A key of the reason list.
    pub reason: String,
    /// More about it, in words.
    pub detail: String,
}

impl LeadStatus {
    /// Every status, in the order of the work.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Assigned,
        Self::Contacted,
        Self::Qualified,
        Self::Converted,
        Self::Invalid,
        Self::Lost,
    ];

    /// Where a lead may go from here. Rule, buttons and server read this table.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::New => &[Self::Assigned, Self::Contacted, Self::Invalid, Self::Lost],
            Self::Assigned => &[Self::Contacted, Self::Invalid, Self::Lost],
            Self::Contacted => &[Self::Qualified, Self::Invalid, Self::Lost],
            Self::Qualified => &[Self::Converted, Self::Invalid, Self::Lost],
            Self::Converted => &[Self::Qualified],
            Self::Invalid | Self::Lost => &[],
        }
    }

    /// True while somebody has to work on it.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::New | Self::Assigned | Self::Contacted | Self::Qualified
        )
    }
}

/// Moves a lead. `end` is the reason, needed for invalid and lost. Moving to
/// where it stands changes nothing.
pub fn advance(
    row: &Row,
    to: LeadStatus,
    end: Option<&LeadEnd>,
    ctx: Context<'_>,
) -> Result<Vec<Change>, RuleError> {
    check_write(ctx.actor, row)?;
    check_live(row)?;
    let lead: Lead = row.entity();
    if lead.status == to {
        return Ok(Vec::new());
    }
    if !lead.status.next().contains(&to) {
        return Err(LeadError::StageNotReachable.into());
    }
    let mut after = lead.clone();
    after.status = to;
    match to {
        LeadStatus::Assigned if row.owner.is_none() => return Err(LeadError::OwnerMissing.into()),
        LeadStatus::Converted => after.converted_at = ctx.now,
        LeadStatus::Qualified if lead.status == LeadStatus::Converted => {
            if ctx.now.saturating_sub(lead.converted_at) > REOPEN_MS {
                return Err(LeadError::ReopenTooLate.into());
            }
            after.converted_at = 0;
        }
        LeadStatus::Invalid => close(&mut after, end, ReasonKind::Invalid)?,
        LeadStatus::Lost => close(&mut after, end, ReasonKind::Lost)?,
        _ => {}
    }
    Ok(Change::patch(row.id, &lead, &after).into_iter().collect())
}

fn close(lead: &mut Lead, end: Option<&LeadEnd>, kind: ReasonKind) -> Result<(), LeadError> {
    let end = end
        .filter(|end| is_reason(&end.reason, kind))
        .ok_or(LeadError::ReasonMissing)?;
    lead.end_reason.clone_from(&end.reason);
    lead.end_detail = end.detail.trim().to_owned();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Actor;
    use crate::level::IntervalTable;
    use crate::organisation::Role;
    use crate::{Entity, Id, Kind, State};
    use LeadStatus::*;

    const NOW: Millis = 1_773_900_000_000;

    fn row(lead: &Lead, owner: Option<Id>) -> Row {
        Row {
            kind: Kind::Lead,
            id: Id::from_u128(7),
            unit: "s:1".into(),
            owner,
            state: State::Live,
            fields: lead.fields(),
        }
    }

    fn moved(lead: &Lead, to: LeadStatus, reason: &str, now: Millis) -> Result<Lead, &'static str> {
        let actor = Actor {
            staff: Id::from_u128(1),
            units: vec!["s:1".into()],
            role: Role::SalesConsultant,
        };
        let ctx = Context {
            actor: &actor,
            now,
            today: crate::Date::at(now, 480),
            table: &IntervalTable::default(),
        };
        let end = LeadEnd {
            reason: reason.into(),
            detail: " Bought a rival ".into(),
        };
        let before = row(lead, Some(actor.staff));
        let changes = advance(&before, to, Some(&end), ctx).map_err(|error| error.code())?;
        let mut fields = before.fields;
        for change in changes {
            let Change::Patch { fields: patch, .. } = change else {
                panic!("a lead moves by a patch");
            };
            fields.apply(&patch);
        }
        Ok(Lead::from_fields(&fields))
    }

    #[test]
    fn every_step_of_the_table_and_no_other_is_taken() {
        let reachable = |from: LeadStatus| -> &[LeadStatus] {
            match from {
                New => &[New, Assigned, Contacted, Invalid, Lost],
                Assigned => &[Assigned, Contacted, Invalid, Lost],
                Contacted => &[Contacted, Qualified, Invalid, Lost],
                Qualified => &[Qualified, Converted, Invalid, Lost],
                Converted => &[Converted, Qualified],
                Invalid => &[Invalid],
                Lost => &[Lost],
            }
        };
        for from in LeadStatus::ALL {
            let lead = Lead {
                status: from,
                converted_at: NOW,
                ..Lead::default()
            };
            for to in LeadStatus::ALL {
                let reason = if to == Invalid {
                    "invalid.spam"
                } else {
                    "other_brand.price"
                };
                let result = moved(&lead, to, reason, NOW).map(|lead| lead.status);
                let expected = if reachable(from).contains(&to) {
                    Ok(to)
                } else {
                    Err("lead.stage_not_reachable")
                };
                assert_eq!(result, expected, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn an_end_needs_a_reason_of_its_list() {
        let lead = Lead {
            status: Contacted,
            ..Lead::default()
        };
        for (to, reason, expected) in [
            (Lost, "", Err("lead.reason_missing")),
            (Lost, "invalid.spam", Err("lead.reason_missing")),
            (Invalid, "other_brand.price", Err("lead.reason_missing")),
            (Lost, "staff.late_follow_up", Ok("Bought a rival")),
            (Invalid, "invalid.wrong_number", Ok("Bought a rival")),
        ] {
            let result = moved(&lead, to, reason, NOW);
            assert_eq!(
                result
                    .as_ref()
                    .map(|lead| lead.end_detail.as_str())
                    .map_err(|code| *code),
                expected
            );
        }
    }

    #[test]
    fn a_conversion_can_be_taken_back_for_thirty_days() {
        let lead = Lead {
            status: Converted,
            converted_at: NOW,
            ..Lead::default()
        };
        let reopened = moved(&lead, Qualified, "", NOW + REOPEN_MS).unwrap();
        assert_eq!((reopened.status, reopened.converted_at), (Qualified, 0));
        let late = moved(&lead, Qualified, "", NOW + REOPEN_MS + 1);
        assert_eq!(late, Err("lead.reopen_too_late"));
    }

    #[test]
    fn a_lead_without_owner_is_not_assigned() {
        let actor = Actor {
            staff: Id::from_u128(1),
            units: vec!["s:1".into()],
            role: Role::DccClerk,
        };
        let ctx = Context {
            actor: &actor,
            now: NOW,
            today: crate::Date::at(NOW, 480),
            table: &IntervalTable::default(),
        };
        let result = advance(&row(&Lead::default(), None), Assigned, None, ctx);
        assert_eq!(result, Err(LeadError::OwnerMissing.into()));
        let mut foreign = row(&Lead::default(), None);
        foreign.unit = "s:2".into();
        assert_eq!(
            advance(&foreign, Contacted, None, ctx).unwrap_err().code(),
            "access.denied"
        );
    }
}
