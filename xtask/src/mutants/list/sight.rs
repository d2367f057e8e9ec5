//! Mutants of who sees what, of cursors and of numbers.

use super::{ANSWER, BATCH, DECIDE, MACHINE, MERGE_SQL, Mutant, PAGES_SQL};

const ACCESS: &str = "app/domain/src/access.rs";
const ADVANCE_SQL: &str = "worker/src/db/advance.sql";
const ENROL_SQL: &str = "worker/src/db/enrol.sql";
const HISTORY_SQL: &str = "worker/src/db/history.sql";

pub const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "own is anybody's",
        changes: &[(
            ACCESS,
            "let is_own = owner == Some(staff);",
            "let is_own = owner.is_some();",
        )],
    },
    Mutant {
        name: "a team is everybody",
        changes: &[(
            ACCESS,
            "owner.is_some_and(|owner| access.team.contains(&owner))",
            "owner.is_some()",
        )],
    },
    Mutant {
        name: "own is anybody's in SQL",
        changes: &[(
            PAGES_SQL,
            "when 'own' then r.owner = n.staff",
            "when 'own' then r.owner is not null",
        )],
    },
    Mutant {
        name: "a team is everybody in SQL",
        changes: &[(
            PAGES_SQL,
            "or r.owner in (select value from json_each(n.team))",
            "or r.owner is not null",
        )],
    },
    Mutant {
        name: "masked fields are sent",
        changes: &[(
            PAGES_SQL,
            "when n.masks -> kind is null then body",
            "when 1 then body",
        )],
    },
    Mutant {
        name: "masked fields are written",
        changes: &[(
            DECIDE,
            "if op.fields.iter().any(masked)",
            "if false && op.fields.iter().any(masked)",
        )],
    },
    Mutant {
        name: "what is not read can be changed",
        changes: &[(
            DECIDE,
            ".filter(|draft| actor.may_read(&draft.unit, draft.owner))",
            ".filter(|_| true)",
        )],
    },
    Mutant {
        name: "histories of other units are read",
        changes: &[(
            HISTORY_SQL,
            "and exists (select 1 from json_each(a.units) u where u.value = r.unit)",
            "",
        )],
    },
    Mutant {
        name: "no row is evicted",
        changes: &[(PAGES_SQL, "when vseq > n.served then", "when 0 then")],
    },
    Mutant {
        name: "rows that were never served are evicted",
        changes: &[(PAGES_SQL, "when vseq > n.served then", "when 1 then")],
    },
    Mutant {
        name: "what a pull passed counts as served",
        changes: &[(
            PAGES_SQL,
            "else coalesce(?6 ->> unit, cursor) end as served",
            "else max(cursor, origin) end as served",
        )],
    },
    Mutant {
        name: "a unit that is read otherwise stays",
        changes: &[(ANSWER, "!known.reads_alike(new, unit)", "false")],
    },
    Mutant {
        name: "a full page passes for the last",
        changes: &[(
            PAGES_SQL,
            "limit cast(?4 as integer) + 1",
            "limit cast(?4 as integer)",
        )],
    },
    Mutant {
        name: "a page ends behind what it brings",
        changes: &[(
            PAGES_SQL,
            "coalesce(max(seq) filter (where fits), 0)",
            "coalesce(max(seq), 0)",
        )],
    },
    Mutant {
        name: "too few numbers are taken",
        changes: &[(
            ADVANCE_SQL,
            "seq = seq + ?2 where",
            "seq = seq + ?2 - 1 where",
        )],
    },
    Mutant {
        name: "rows of a push share a number",
        changes: &[(MERGE_SQL, "t.seq - ?3 + x.key + 1", "t.seq")],
    },
    Mutant {
        name: "numbers begin at 1 under a new id",
        changes: &[(ENROL_SQL, "?5, ?6)", "?5, min(?6, 0))")],
    },
    Mutant {
        name: "a firewall puts aside what was decided",
        changes: &[(ANSWER, "code == INTERCEPTED && mid <= reply.mid", "false")],
    },
    Mutant {
        name: "a late word sends again",
        changes: &[(
            MACHINE,
            "acked.all(|mid| group.mid > mid)",
            "acked.all(|mid| group.mid != mid)",
        )],
    },
    Mutant {
        name: "numbers of another life leave groups out",
        changes: &[(ANSWER, ".max(reply.mid.min(to))", ".max(reply.mid)")],
    },
    Mutant {
        name: "a restore brings numbers of another life",
        changes: &[(ANSWER, "self.state.decided.min(decided)", "decided")],
    },
    Mutant {
        name: "an app that is too old keeps its work",
        changes: &[(
            BATCH,
            "self.out_of_date && !self.waiting.is_empty()",
            "false",
        )],
    },
    Mutant {
        name: "a second restore goes unnoticed",
        changes: &[(
            ANSWER,
            "mid.filter(|mid| *mid < self.state.decided)",
            "mid.filter(|_| false)",
        )],
    },
    Mutant {
        name: "what an old id sent passes for known",
        changes: &[(ANSWER, "self.state.acked.iter().any(is_void)", "false")],
    },
];
