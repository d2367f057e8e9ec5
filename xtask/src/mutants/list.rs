//! The mutants: what is changed, and how. Their names stand beside the simulation too.

mod garbage;
mod sight;

/// A file, what stands in it, and what takes its place, everywhere in it.
pub type Change = (&'static str, &'static str, &'static str);

/// A small change after which some test has to fail.
pub struct Mutant {
    pub name: &'static str,
    pub changes: &'static [Change],
}

const ANSWER: &str = "app/sync/src/machine/answer.rs";
const BATCH: &str = "app/sync/src/machine/batch.rs";
const DECIDE: &str = "app/sync/src/admit/decide.rs";
const FOLD: &str = "app/sync/src/fold.rs";
const MACHINE: &str = "app/sync/src/machine.rs";
const MERGE: &str = "app/sync/src/merge.rs";
const STAMP: &str = "app/sync/src/stamp.rs";
const GUARD_SQL: &str = "worker/src/db/guard.sql";
const MERGE_SQL: &str = "worker/src/db/merge.sql";
const PAGES_SQL: &str = "worker/src/db/pages.sql";

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Mutant> {
    MUTANTS.iter().chain(sight::MUTANTS).chain(garbage::MUTANTS)
}

/// By what they break: merge, clock, numbers, guard, groups, cursor, sight, retirement, epoch.
const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "merge ignores stamps",
        changes: &[
            (
                MERGE,
                "let wins = at > self.clock.of(name);",
                "let wins = true;",
            ),
            (
                MERGE_SQL,
                "> coalesce(r.clk ->> p.key, r.clk ->> '*')",
                "> ''",
            ),
        ],
    },
    Mutant {
        name: "an equal stamp wins",
        changes: &[(
            MERGE_SQL,
            "> coalesce(r.clk ->> p.key",
            ">= coalesce(r.clk ->> p.key",
        )],
    },
    Mutant {
        name: "clock does not observe",
        changes: &[(STAMP, "self.last = self.last.max(seen);", "let _ = seen;")],
    },
    Mutant {
        name: "far stamps stay",
        changes: &[(
            DECIDE,
            "saturating_add(MAX_AHEAD_MS) {",
            "saturating_add(u64::MAX) {",
        )],
    },
    Mutant {
        name: "set back too far",
        changes: &[(
            DECIDE,
            "clock.observe(known.unwrap_or_default());",
            "let _ = known;",
        )],
    },
    Mutant {
        name: "row keeps its number",
        changes: &[(MERGE_SQL, "seq = excluded.seq, vseq", "vseq")],
    },
    Mutant {
        name: "numbers of another life count",
        changes: &[(
            MACHINE,
            "group.mid > self.answered_to",
            "group.mid > self.state.decided",
        )],
    },
    Mutant {
        name: "any group passes for a decided one",
        changes: &[(DECIDE, "if replayed.any(", "if false && replayed.any(")],
    },
    Mutant {
        name: "replay forgets refusals",
        changes: &[(
            DECIDE,
            "refused.map_or(",
            "refused.filter(|_| false).map_or(",
        )],
    },
    Mutant {
        name: "device's number not guarded",
        changes: &[(GUARD_SQL, " and d.mid = ?4", "")],
    },
    Mutant {
        name: "records not guarded",
        changes: &[(
            GUARD_SQL,
            "where r.vseq is not x.value ->> 'vseq'",
            "where 0",
        )],
    },
    Mutant {
        name: "access not guarded",
        changes: &[(GUARD_SQL, " and a.version = ?6", "")],
    },
    Mutant {
        name: "what changed nothing not guarded",
        changes: &[(FOLD, "self.relied_on.then_some(expected)", "None")],
    },
    Mutant {
        name: "half a group",
        changes: &[(
            DECIDE,
            "Err(code) => return self.refuse(",
            "Err(code) => return { self.drafts.append(&mut trial.drafts); self }.refuse(",
        )],
    },
    Mutant {
        name: "refused creation can be built on",
        changes: &[(
            DECIDE,
            "if builds && self.unmade",
            "if false && self.unmade",
        )],
    },
    Mutant {
        name: "cursor too high",
        changes: &[(
            ANSWER,
            "page.cursor.max(*cursor);",
            "page.cursor.max(*cursor) + 1;",
        )],
    },
    Mutant {
        name: "cursor too low",
        changes: &[(PAGES_SQL, "r.seq > n.cursor", "r.seq >= n.cursor")],
    },
    Mutant {
        name: "other dealerships are seen",
        changes: &[(PAGES_SQL, "where r.ten = n.ten and ", "where ")],
    },
    Mutant {
        name: "rows of a unit that was left stay",
        changes: &[(
            ANSWER,
            ".filter(|unit| !reply.units.contains_key(*unit))",
            ".filter(|_| false)",
        )],
    },
    Mutant {
        name: "retired before the last page",
        changes: &[(ANSWER, "if !more {", "if true {")],
    },
    Mutant {
        name: "another epoch goes unnoticed",
        changes: &[(ANSWER, "reply.epoch != self.state.epoch", "false")],
    },
    Mutant {
        name: "what was not back is not offered again",
        changes: &[(
            ANSWER,
            "lost.filter(|group| group.mid > decided)",
            "lost.filter(|_| false)",
        )],
    },
    Mutant {
        name: "pushes before the epoch is known",
        changes: &[(BATCH, "if self.state.epoch.is_empty() {", "if false {")],
    },
];
