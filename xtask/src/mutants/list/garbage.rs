//! Mutants of purging, deleting and the floor, and of histories.

use super::{ANSWER, DECIDE, FOLD, Mutant, PAGES_SQL};

const CHRONICLE_SQL: &str = "worker/src/db/chronicle.sql";
const COLLECT_SQL: &str = "worker/src/db/collect.sql";
const EXPIRE_SQL: &str = "worker/src/db/expire_refusals.sql";
const FLOOR_SQL: &str = "worker/src/db/collect_floor.sql";
const PURGE_HISTORY_SQL: &str = "worker/src/db/purge_history.sql";
const PURGE_SQL: &str = "worker/src/db/purge.sql";

pub const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "the floor is not raised",
        changes: &[(FLOOR_SQL, "floor = max(floor, d.top), ", "")],
    },
    Mutant {
        name: "the last creation of what was deleted is not kept",
        changes: &[(FLOOR_SQL, ", collected = max(collected, d.made)", "")],
    },
    Mutant {
        name: "what was deleted is made again",
        changes: &[(
            DECIDE,
            "None if at <= self.admission.collected =>",
            "None if false =>",
        )],
    },
    Mutant {
        name: "nobody starts again below the floor",
        changes: &[(
            PAGES_SQL,
            "max(cursor, origin) < floor as restart",
            "0 as restart",
        )],
    },
    Mutant {
        name: "who fills a unit below the floor starts again",
        changes: &[(PAGES_SQL, "max(cursor, origin) < floor", "cursor < floor")],
    },
    Mutant {
        name: "a new start passes for a page",
        changes: &[(ANSWER, "let changed = page.restart || ", "let changed = ")],
    },
    Mutant {
        name: "what is purged keeps its number",
        changes: &[(PURGE_SQL, "seq = d.seq, vseq = d.seq", "vseq = d.seq")],
    },
    Mutant {
        name: "what is purged keeps its fields",
        changes: &[(PURGE_SQL, "body = '{}', ", "")],
    },
    Mutant {
        name: "what is purged keeps its history",
        changes: &[(PURGE_HISTORY_SQL, "where st = 1", "where st = 3")],
    },
    Mutant {
        name: "tombstones stay",
        changes: &[(COLLECT_SQL, "where st = 2", "where st = 3")],
    },
    Mutant {
        name: "verdicts go that are asked for",
        changes: &[(EXPIRE_SQL, "where g.value ->> 0 = f.mid", "where 0")],
    },
    Mutant {
        name: "a history leaves out what loses",
        changes: &[(
            FOLD,
            "self.ask(name, value, at);\n                    if self.record.put(name, value, at) {",
            "if self.record.put(name, value, at) {\n                        self.ask(name, value, at);",
        )],
    },
    Mutant {
        name: "a history takes every edit for the winner",
        changes: &[(
            CHRONICLE_SQL,
            "    e.value ->> 2 > coalesce(r.clk ->> (e.value ->> 0), r.clk ->> '*')\n  )),",
            "    1\n  )),",
        )],
    },
    Mutant {
        name: "a history is cut too short",
        changes: &[(
            CHRONICLE_SQL,
            "where h.key >= json_array_length(hist.items) - ?4",
            "where h.key > json_array_length(hist.items) - ?4 + 1",
        )],
    },
];
