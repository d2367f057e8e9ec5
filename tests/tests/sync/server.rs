//! The server: admission and the very statements of the worker, on SQLite.

mod fate;
mod pull;
mod write;

use std::collections::BTreeMap;
use std::time::Duration;

use forecourt_domain::access::{Access, Reach};
use forecourt_domain::row::Unit;
use forecourt_domain::{Fields, Id, Millis, State};
use forecourt_sync::admit::{Actor, Admission, Decision, Envelope, Loss, Refused, admit, named};
use forecourt_sync::auth::{Enrol, Enrolled};
use forecourt_sync::merge::{Clocked, Stamps};
use forecourt_sync::wire::{
    MAX_PAGE_BYTES, Page, PullReply, PullRequest, PushReply, PushRequest, Refusal, WireRow,
};
use forecourt_sync::{Code, Failure, Stamp};
use rusqlite::backup::Backup;
use rusqlite::limits::Limit;
use rusqlite::{Connection, Row, ToSql};
use serde::Serialize;

use crate::deed::Deed;

const CALLER: &str = include_str!("../../../worker/src/db/caller.sql");
const SCHEMA: &[&str] = &[
    include_str!("../../../worker/migrations/0001_start.sql"),
    include_str!("../../../worker/migrations/0002_recent_groups.sql"),
    include_str!("../../../worker/migrations/0003_history.sql"),
    include_str!("../../../worker/migrations/0004_access_and_garbage.sql"),
    include_str!("../../../worker/migrations/0005_devices.sql"),
];
const ENVELOPES: &str = include_str!("../../../worker/src/db/envelopes.sql");
const REFUSALS: &str = include_str!("../../../worker/src/db/refusals.sql");
const GUARD: &str = include_str!("../../../worker/src/db/guard.sql");
const ADVANCE: &str = include_str!("../../../worker/src/db/advance.sql");
const CREATE: &str = include_str!("../../../worker/src/db/create.sql");
const CHRONICLE: &str = include_str!("../../../worker/src/db/chronicle.sql");
const HISTORY: &str = include_str!("../../../worker/src/db/history.sql");
const MERGE: &str = include_str!("../../../worker/src/db/merge.sql");
const REFUSE: &str = include_str!("../../../worker/src/db/refuse.sql");
const PURGE_ADVANCE: &str = include_str!("../../../worker/src/db/purge_advance.sql");
const PURGE_HISTORY: &str = include_str!("../../../worker/src/db/purge_history.sql");
const PURGE: &str = include_str!("../../../worker/src/db/purge.sql");
const EXPIRE_REFUSALS: &str = include_str!("../../../worker/src/db/expire_refusals.sql");
const COLLECT_FLOOR: &str = include_str!("../../../worker/src/db/collect_floor.sql");
const COLLECT: &str = include_str!("../../../worker/src/db/collect.sql");
const RECENT: &str = include_str!("../../../worker/src/db/recent.sql");
const ENROL: &str = include_str!("../../../worker/src/db/enrol.sql");
const DECIDED: &str = include_str!("../../../worker/src/db/decided.sql");
const PAGES: &str = include_str!("../../../worker/src/db/pages.sql");

/// The dealership of the stories that need only one. D1 binds every number as a double.
const TENANT: f64 = 1.0;
/// Rows of one unit in one page: few, so that a pull takes several.
const PAGE_ROWS: f64 = 3.0;

/// Changes that the history of a record gives: few, so that it is cut.
pub const HISTORY_ITEMS: usize = 5;
/// Characters of a value from which on a history keeps only so many.
const HISTORY_VALUE: f64 = 500.0;

/// A record as it stands in the database.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub unit: Unit,
    pub owner: Option<Id>,
    pub seq: u64,
    pub vseq: u64,
    pub hlc: Stamp,
    pub record: Clocked,
}

/// The oldest versions of the wire that may push and pull.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Least {
    pub push: u32,
    pub pull: u32,
}

/// What the database does to the next push.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    #[default]
    None,
    /// The reading batch fails.
    Reading,
    /// The writing batch fails and leaves nothing.
    Writing,
    /// The writing batch commits and its answer is lost.
    Answering,
}

/// Who calls, and what this person's dealership looks like.
#[derive(Clone, Debug)]
struct Caller {
    ten: f64,
    staff: Id,
    epoch: String,
    seq: u64,
    mid: u64,
    access: Access,
    collected: Stamp,
}

pub struct Server {
    db: Connection,
    pub now: Millis,
    pub journal: Vec<Deed>,
    pub trouble: Trouble,
    pub least: Least,
    restores: u64,
}

impl Server {
    pub fn new(now: Millis) -> Self {
        let db = Connection::open_in_memory().unwrap();
        for (limit, most) in [
            (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
            (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
            (Limit::SQLITE_LIMIT_LENGTH, 2_000_000),
        ] {
            db.set_limit(limit, most).unwrap();
        }
        for migration in SCHEMA {
            db.execute_batch(migration).unwrap();
        }
        let server = Self {
            db,
            now,
            journal: Vec::new(),
            trouble: Trouble::None,
            least: Least::default(),
            restores: 0,
        };
        server.open(1);
        server
    }

    /// A dealership.
    pub fn open(&self, ten: u64) {
        let tenant =
            "insert into tenant(ten, id, name, epoch, created) values (?1, ?1, '', 'e1', 0)";
        self.run(tenant, &[&(ten as f64)]);
    }

    /// Lets a person in with one device. Device and person share the id.
    pub fn enrol(&self, device: Id, units: &[Unit]) {
        self.hire(1, device, units);
        self.register(1, device, device);
    }

    /// A person of a dealership.
    pub fn hire(&self, ten: u64, staff: Id, units: &[Unit]) {
        let sql = "insert into staff_access(ten, staff, units) values (?1, ?2, ?3)";
        self.run(sql, &[&(ten as f64), &staff.to_string(), &json(&units)]);
    }

    /// A device of a person, signed in. Device and session share the id.
    pub fn register(&self, ten: u64, staff: Id, device: Id) {
        let request = Enrol {
            device,
            name: String::new(),
            after: 0,
        };
        self.bind(ten, staff, &request);
    }

    /// A device of a person enrols, which may be new.
    pub fn bind(&self, ten: u64, staff: Id, request: &Enrol) -> Enrolled {
        let (staff, device) = (staff.to_string(), request.device.to_string());
        let (ten, now, after) = (ten as f64, self.now as f64, request.after as f64);
        let values: [&dyn ToSql; 6] = [&ten, &device, &staff, &request.name, &now, &after];
        let mid = self.rows(ENROL, &values, |row| row.get(0));
        let sql = "insert into session(token, ten, staff, device, created, idle_until, expires)
            values (?1, ?2, ?3, ?1, 0, 9e15, 9e15) on conflict(token) do nothing";
        self.run(sql, &[&device, &ten, &staff]);
        let sql = "select epoch from tenant where ten = ?1";
        let epoch: Vec<String> = self.rows(sql, &[&ten], |row| row.get(0));
        travel(&Enrolled {
            mid: mid[0],
            epoch: epoch[0].clone(),
        })
    }

    /// Answers a push. What `meanwhile` does happens between the first reading and writing.
    pub fn push(
        &mut self,
        request: &PushRequest,
        mut meanwhile: impl FnMut(&mut Self),
    ) -> Result<PushReply, Failure> {
        let trouble = std::mem::take(&mut self.trouble);
        if request.v < self.least.push {
            return Err(refused(Code::ClientTooOld, None));
        }
        for attempt in 0..3 {
            let caller = self.caller(request.device)?;
            if trouble == Trouble::Reading {
                break;
            }
            let mut decision = self.decide(request, &caller)?;
            let read = self.journal.len();
            if attempt == 0 {
                meanwhile(self);
            }
            if trouble == Trouble::Writing {
                break;
            }
            let Some((seq, losses)) = self.write(request, &caller, &decision) else {
                continue;
            };
            decision.lose(request, caller.mid, &losses);
            let reply = decision.reply(self.now, &caller.epoch, seq);
            self.journal.push(Deed::Decided {
                request: request.clone(),
                read,
                known: caller.mid,
                before: caller.seq,
                decision: Box::new(decision),
                now: self.now,
            });
            if trouble == Trouble::Answering {
                break;
            }
            return Ok(travel(&reply));
        }
        Err(refused(Code::ServerFault, None))
    }

    fn caller(&self, device: Id) -> Result<Caller, Failure> {
        let read = |row: &Row<'_>| {
            let allowed = !row.get::<_, bool>("stopped")? && !row.get::<_, bool>("revoked")?;
            let caller = Caller {
                ten: row.get("ten")?,
                staff: id(&row.get::<_, String>("staff")?),
                epoch: row.get("epoch")?,
                seq: row.get("seq")?,
                mid: row.get("mid")?,
                access: access_of(row)?,
                collected: row
                    .get::<_, String>("collected")?
                    .parse()
                    .unwrap_or_default(),
            };
            Ok(allowed.then_some(caller))
        };
        let found = self.rows(CALLER, &[&device.to_string()], read);
        found
            .into_iter()
            .flatten()
            .next()
            .ok_or_else(|| refused(Code::NoSession, None))
    }

    fn decide(&self, request: &PushRequest, tenant: &Caller) -> Result<Decision, Failure> {
        let token = request.device.to_string();
        let last = request.groups.last().map_or(0, |group| group.mid);
        let envelopes = self.rows(ENVELOPES, &[&token, &json(&named(request))], |row| {
            Ok(Envelope {
                kind: row.get("kind")?,
                id: id(&row.get::<_, String>("id")?),
                unit: row.get("unit")?,
                owner: row.get::<_, Option<String>>("owner")?.map(|text| id(&text)),
                state: State::from_code(row.get("st")?),
                vseq: row.get("vseq")?,
                bytes: row.get("bytes")?,
                same: row.get("same")?,
                clock: parsed(&row.get::<_, String>("clk")?),
            })
        });
        let numbers: [&dyn ToSql; 3] = [&token, &(request.from as f64), &(last as f64)];
        let refusals = self.rows(REFUSALS, &numbers, |row| {
            Ok(Refused {
                mid: row.get("mid")?,
                code: row.get("code")?,
                index: row.get("idx")?,
            })
        });
        let recent = self.rows(RECENT, &[&token], |row| row.get::<_, String>(0));
        admit(&Admission {
            request,
            now: self.now,
            epoch: &tenant.epoch,
            mid: tenant.mid,
            collected: tenant.collected,
            actor: Actor {
                staff: tenant.staff,
                access: tenant.access.clone(),
                administrator: false,
            },
            envelopes,
            refused: refusals,
            recent: parsed(&recent[0]),
            people: Vec::new(),
        })
        .map_err(|rejection| refused(rejection.code(), rejection.expected()))
    }

    /// Last group that was decided for a device.
    pub fn mid(&self, device: Id) -> u64 {
        self.caller(device).map_or(0, |caller| caller.mid)
    }

    /// Last sequence number of a dealership.
    fn seq_of(&self, ten: f64) -> u64 {
        let sql = "select seq from tenant where ten = ?1";
        self.rows(sql, &[&ten], |row| row.get(0))[0]
    }

    fn run(&self, sql: &str, values: &[&dyn ToSql]) {
        self.try_run(sql, values).unwrap();
    }

    fn try_run(&self, sql: &str, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        while rows.next()?.is_some() {}
        Ok(())
    }

    fn rows<T>(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Vec<T> {
        let mut statement = self.db.prepare_cached(sql).unwrap();
        let rows = statement.query_map(values, read).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }
}

fn access_of(row: &Row<'_>) -> rusqlite::Result<Access> {
    let text = |name: &str| row.get::<_, String>(name);
    let reach: BTreeMap<Unit, Reach> = parsed(&text("reach")?);
    let units = parsed::<Vec<Unit>>(&text("units")?).into_iter();
    Ok(Access {
        version: row.get("version")?,
        units: units
            .map(|unit| {
                let own = reach.get(&unit).copied().unwrap_or_default();
                (unit, own)
            })
            .collect(),
        team: parsed(&text("team")?),
        masks: parsed(&text("masks")?),
    })
}

fn copy_into(from: &Connection, to: &mut Connection) {
    let copy = Backup::new(from, to).unwrap();
    copy.run_to_completion(1_000, Duration::ZERO, None).unwrap();
}

/// A refusal of a whole request.
pub fn refused(code: Code, expected: Option<u64>) -> Failure {
    Failure::Refused {
        status: code.status(),
        refusal: Refusal {
            code: code.as_str().to_owned(),
            retry_after: None,
            expected,
        },
    }
}

/// What arrives after a way as JSON.
pub fn travel<T: Serialize + for<'de> serde::Deserialize<'de>>(value: &T) -> T {
    parsed(&json(value))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn parsed<T: for<'de> serde::Deserialize<'de>>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn id(text: &str) -> Id {
    text.parse().unwrap()
}
