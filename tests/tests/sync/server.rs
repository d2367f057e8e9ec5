//! The server: admission and the very statements of the worker, on SQLite.

use std::collections::BTreeMap;
use std::time::Duration;

use forecourt_domain::row::Unit;
use forecourt_domain::{Fields, Id, Millis, State};
use forecourt_sync::admit::{
    Actor, Admission, Decision, Envelope, Refused, Ruling, admit, targets,
};
use forecourt_sync::merge::{Clocked, Stamps};
use forecourt_sync::wire::{
    MAX_AHEAD_MS, MAX_PAGE_BYTES, Page, PullReply, PullRequest, PushReply, PushRequest, Refusal,
    WireRow,
};
use forecourt_sync::{Code, Failure, Stamp};
use rusqlite::backup::Backup;
use rusqlite::limits::Limit;
use rusqlite::{Connection, Row, ToSql, params};
use serde::Serialize;

const SCHEMA: &str = include_str!("../../../worker/migrations/0001_start.sql");
const ENVELOPES: &str = include_str!("../../../worker/src/db/envelopes.sql");
const REFUSALS: &str = include_str!("../../../worker/src/db/refusals.sql");
const GUARD: &str = include_str!("../../../worker/src/db/guard.sql");
const ADVANCE: &str = include_str!("../../../worker/src/db/advance.sql");
const CREATE: &str = include_str!("../../../worker/src/db/create.sql");
const MERGE: &str = include_str!("../../../worker/src/db/merge.sql");
const REFUSE: &str = include_str!("../../../worker/src/db/refuse.sql");
const DECIDED: &str = include_str!("../../../worker/src/db/decided.sql");
const PAGES: &str = include_str!("../../../worker/src/db/pages.sql");

/// D1 binds every number as a double.
const TENANT: f64 = 1.0;
/// Rows of one unit in one page: few, so that a pull takes several.
const PAGE_ROWS: f64 = 3.0;

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

/// What the server made of each operation, for the oracle.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Device and number of every group, in the order in which they were decided.
    pub order: Vec<(Id, u64)>,
    /// Which of them were refused, and why.
    pub refused: BTreeMap<(Id, u64), String>,
    /// Operations whose stamp was set back.
    pub restamped: BTreeMap<(Id, u64, usize), Stamp>,
}

#[derive(Clone, Debug)]
struct Tenant {
    epoch: String,
    seq: u64,
    mid: u64,
    units: String,
}

pub struct Server {
    db: Connection,
    pub now: Millis,
    pub ledger: Ledger,
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
        db.execute_batch(SCHEMA).unwrap();
        let tenant =
            "insert into tenant(ten, id, name, epoch, created) values (1, 't', '', 'e1', 0)";
        db.execute(tenant, []).unwrap();
        Self {
            db,
            now,
            ledger: Ledger::default(),
        }
    }

    /// Lets a person in with one device. Device, person and session share the id.
    pub fn enrol(&self, device: Id, units: &[Unit]) {
        let units = serde_json::to_string(units).unwrap();
        let far = 9e15;
        let id = device.to_string();
        for (sql, values) in [
            (
                "insert into staff_access(ten, staff, units) values (1, ?1, ?2)",
                params![id, units],
            ),
            (
                "insert into device(ten, device, staff, name, seen) values (1, ?1, ?1, '', 0)",
                params![id],
            ),
            (
                "insert into session(token, ten, staff, device, created, idle_until, expires)
                 values (?1, 1, ?1, ?1, 0, ?2, ?2)",
                params![id, far],
            ),
        ] {
            self.db.execute(sql, values).unwrap();
        }
    }

    /// Answers a push. What `meanwhile` does happens between reading and writing.
    pub fn push(
        &mut self,
        request: &PushRequest,
        mut meanwhile: impl FnMut(&mut Self),
    ) -> Result<PushReply, Failure> {
        for attempt in 0..3 {
            let tenant = self.tenant(request.device)?;
            let decision = self.decide(request, &tenant)?;
            if attempt == 0 {
                meanwhile(self);
            }
            let Some(seq) = self.write(request, &tenant, &decision) else {
                continue;
            };
            self.enter(request, tenant.mid, &decision);
            let reply = decision.reply(self.now, &tenant.epoch, seq);
            return Ok(travel(&reply));
        }
        Err(refused(Code::ServerFault, None))
    }

    fn tenant(&self, device: Id) -> Result<Tenant, Failure> {
        let sql = "select t.epoch, t.seq, d.mid, a.units from session s
            join tenant t on t.ten = s.ten
            join device d on d.ten = s.ten and d.device = s.device and d.staff = s.staff
            join staff_access a on a.ten = s.ten and a.staff = s.staff where s.token = ?1";
        let read = |row: &Row<'_>| {
            Ok(Tenant {
                epoch: row.get(0)?,
                seq: row.get(1)?,
                mid: row.get(2)?,
                units: row.get(3)?,
            })
        };
        self.rows(sql, &[&device.to_string()], read)
            .pop()
            .ok_or_else(|| refused(Code::NoSession, None))
    }

    fn decide(&self, request: &PushRequest, tenant: &Tenant) -> Result<Decision, Failure> {
        let token = request.device.to_string();
        let last = request.groups.last().map_or(0, |group| group.mid);
        let envelopes = self.rows(ENVELOPES, &[&token, &json(&targets(request))], |row| {
            Ok(Envelope {
                kind: row.get("kind")?,
                id: id(&row.get::<_, String>("id")?),
                unit: row.get("unit")?,
                state: State::from_code(row.get("st")?),
                vseq: row.get("vseq")?,
                bytes: row.get("bytes")?,
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
        admit(&Admission {
            request,
            now: self.now,
            epoch: &tenant.epoch,
            mid: tenant.mid,
            actor: Actor {
                staff: request.device,
                units: parsed(&tenant.units),
                administrator: false,
            },
            envelopes,
            refused: refusals,
            people: Vec::new(),
        })
        .map_err(|rejection| refused(rejection.code(), rejection.expected()))
    }

    /// One transaction, as the worker's write batch. `None` when the guard aborted it.
    fn write(&self, request: &PushRequest, tenant: &Tenant, decision: &Decision) -> Option<u64> {
        if decision.mid == tenant.mid {
            return Some(tenant.seq);
        }
        let device = request.device.to_string();
        let now = self.now as f64;
        let sequences = decision.sequences() as f64;
        let batch = self.db.unchecked_transaction().unwrap();
        let guard: [&dyn ToSql; 7] = [
            &device,
            &TENANT,
            &device,
            &(tenant.mid as f64),
            &now,
            &tenant.units,
            &json(&decision.expected),
        ];
        if let Err(error) = self.try_run(GUARD, &guard) {
            assert!(error.to_string().contains("malformed JSON"), "{error}");
            batch.rollback().unwrap();
            return None;
        }
        self.run(ADVANCE, &[&TENANT, &sequences]);
        self.run(CREATE, &[&json(&decision.creates), &TENANT, &sequences]);
        let merges = decision.merges.len() as f64;
        self.run(MERGE, &[&json(&decision.merges), &TENANT, &merges]);
        self.run(REFUSE, &[&json(&decision.refusals), &TENANT, &device, &now]);
        self.run(DECIDED, &[&TENANT, &device, &(decision.mid as f64), &now]);
        batch.commit().unwrap();
        Some(self.seq())
    }

    /// Notes what was decided for the first time, and checks what was set back.
    fn enter(&mut self, request: &PushRequest, known: u64, decision: &Decision) {
        let device = request.device;
        for (mid, index, stamp) in &decision.restamped {
            self.ledger.restamped.insert((device, *mid, *index), *stamp);
        }
        let limit = self.now + MAX_AHEAD_MS;
        for (group, (mid, ruling)) in request.groups.iter().zip(&decision.rulings) {
            if *mid <= known {
                continue;
            }
            self.ledger.order.push((device, *mid));
            if let Ruling::Refused { code, .. } = ruling {
                self.ledger.refused.insert((device, *mid), code.clone());
                continue;
            }
            for (index, op) in group.ops.iter().enumerate() {
                let new = self.ledger.restamped.get(&(device, *mid, index));
                assert_eq!(new.is_some(), op.at.ms() > limit, "{op:?} at {}", self.now);
                assert!(new.is_none_or(|new| new.ms() <= limit + 1), "{new:?}");
            }
        }
    }

    /// Answers a pull.
    pub fn pull(&self, device: Id, request: &PullRequest) -> Result<PullReply, Failure> {
        let tenant = self.tenant(device)?;
        let token = device.to_string();
        let values: [&dyn ToSql; 5] = [
            &token,
            &request.epoch,
            &json(&request.cursors),
            &PAGE_ROWS,
            &(MAX_PAGE_BYTES as f64),
        ];
        let pages: Vec<(Unit, String)> = self.rows(PAGES, &values, |row| {
            Ok((row.get("unit")?, row.get("page")?))
        });
        let mut clock = None;
        let mut units = BTreeMap::new();
        for (unit, page) in pages {
            let parts: Vec<&str> = page.splitn(4, '|').collect();
            let more = parts[2] == "1";
            clock = clock.max(parts[0].parse().ok());
            let page = Page {
                rows: parsed::<Vec<WireRow>>(&format!("[{}]", parts[3])),
                cursor: if more {
                    parts[1].parse().unwrap()
                } else {
                    tenant.seq
                },
                more,
            };
            units.insert(unit, page);
        }
        Ok(travel(&PullReply {
            now: self.now,
            epoch: tenant.epoch,
            units,
            clock,
            high: tenant.seq,
        }))
    }

    /// Every record, by kind and id.
    pub fn records(&self) -> BTreeMap<(String, Id), Stored> {
        let sql = "select kind, id, unit, owner, st, seq, vseq, hlc, body, clk from rec";
        let read = |row: &Row<'_>| {
            let stored = Stored {
                unit: row.get("unit")?,
                owner: row.get::<_, Option<String>>("owner")?.map(|text| id(&text)),
                seq: row.get("seq")?,
                vseq: row.get("vseq")?,
                hlc: row.get::<_, String>("hlc")?.parse().unwrap(),
                record: Clocked {
                    state: State::from_code(row.get("st")?),
                    fields: parsed::<Fields>(&row.get::<_, String>("body")?),
                    clock: parsed::<Stamps>(&row.get::<_, String>("clk")?),
                },
            };
            Ok(((row.get("kind")?, id(&row.get::<_, String>("id")?)), stored))
        };
        self.rows(sql, &[], read).into_iter().collect()
    }

    /// Last group that was decided for a device.
    pub fn mid(&self, device: Id) -> u64 {
        self.tenant(device).map_or(0, |tenant| tenant.mid)
    }

    /// Runs the two writing statements alone, past admission.
    pub fn write_past_admission(
        &self,
        creates: &impl Serialize,
        merges: &impl Serialize,
        n: usize,
    ) {
        self.run(ADVANCE, &[&TENANT, &(n as f64)]);
        self.run(CREATE, &[&json(creates), &TENANT, &(n as f64)]);
        self.run(MERGE, &[&json(merges), &TENANT, &(n as f64)]);
    }

    /// Purges a record: only its id is left.
    pub fn purge(&self, target: &(String, Id)) {
        self.run(ADVANCE, &[&TENANT, &1.0]);
        let sql = "update rec set st = 2, body = '{}', seq = (select seq from tenant),
            vseq = (select seq from tenant) where kind = ?1 and id = ?2";
        self.run(sql, &[&target.0, &target.1.to_string()]);
    }

    /// Takes away what a person may see.
    pub fn grant(&self, device: Id, units: &[Unit]) {
        let sql = "update staff_access set units = ?2 where staff = ?1";
        self.run(sql, &[&device.to_string(), &json(&units)]);
    }

    /// A copy of the database, to be restored later.
    pub fn backup(&self) -> Connection {
        let mut copy = Connection::open_in_memory().unwrap();
        copy_into(&self.db, &mut copy);
        copy
    }

    /// Puts an earlier database in place of this one, under a new epoch.
    pub fn restore(&mut self, backup: &Connection) {
        copy_into(backup, &mut self.db);
        self.run("update tenant set epoch = epoch || '+'", &[]);
        self.ledger = Ledger::default();
    }

    /// Last sequence number.
    pub fn seq(&self) -> u64 {
        let found = self.rows("select seq from tenant", &[], |row| row.get(0));
        found[0]
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
