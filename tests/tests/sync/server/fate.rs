//! What befalls the server beside pushes and pulls: grants, purges, nights, restores.

use super::*;
use crate::organisation::Organisation;

const DAY: Millis = 86_400_000;

impl Server {
    /// Runs the two writing statements alone, past admission.
    pub fn write_past_admission(
        &self,
        creates: &impl Serialize,
        merges: &impl Serialize,
        n: usize,
    ) {
        self.run(ADVANCE, &[&TENANT, &(n as f64)]);
        self.run(CREATE, &[&json(creates), &TENANT, &(n as f64), &0.0]);
        self.run(MERGE, &[&json(merges), &TENANT, &(n as f64), &0.0]);
    }

    /// Decides and writes a push, and forgets it: however odd it is, nothing breaks.
    pub fn rehearse(&mut self, push: &PushRequest) {
        self.run("savepoint rehearsal", &[]);
        if let Ok(caller) = self.caller(push.device)
            && let Ok(decision) = self.decide(push, &caller)
        {
            self.write_all(push, &caller, &decision).ok();
        }
        self.run("rollback to rehearsal", &[]);
        self.run("release rehearsal", &[]);
    }

    /// Purges a record: only its id is left.
    pub fn purge(&mut self, target: &(String, Id)) {
        self.purge_of(1, target);
    }

    /// Purges a record of a dealership.
    pub fn purge_of(&mut self, ten: u64, target: &(String, Id)) {
        self.run(ADVANCE, &[&(ten as f64), &1.0]);
        let key: [&dyn ToSql; 3] = [&(ten as f64), &target.0, &target.1.to_string()];
        let sql = "delete from hist where ten = ?1 and kind = ?2 and id = ?3";
        self.run(sql, &key);
        let sql = "update rec set st = 2, body = '{}', clk = json_object('*', clk ->> '*'),
            ended = ?4, seq = t.seq, vseq = t.seq from tenant t
            where t.ten = ?1 and rec.ten = ?1 and kind = ?2 and rec.id = ?3";
        self.run(sql, &[&key[..], &[&(self.now as f64)]].concat());
        let (target, now) = (target.clone(), self.now);
        self.journal.push(Deed::Purged { ten, target, now });
    }

    /// True when this device may come in.
    pub fn knows(&self, device: Id) -> bool {
        self.caller(device).is_ok()
    }

    /// The epoch of a dealership.
    pub fn epoch(&self, ten: u64) -> String {
        let sql = "select epoch from tenant where ten = ?1";
        self.rows(sql, &[&(ten as f64)], |row| row.get(0)).remove(0)
    }

    /// Changes what a person may see.
    pub fn grant(&self, staff: Id, units: &[Unit]) {
        let sql = "update staff_access set units = ?2, version = version + 1 where staff = ?1";
        self.run(sql, &[&staff.to_string(), &json(&units)]);
    }

    /// Devices are as the first schema knew them.
    pub fn forget_recent(&self) {
        self.run("update device set recent = '[]'", &[]);
    }

    /// Changes what a person reads.
    pub fn let_read(&self, staff: Id, access: &Access) {
        let sql = "update staff_access set units = ?2, reach = ?3, team = ?4, masks = ?5,
            version = version + 1 where staff = ?1";
        let units: Vec<&Unit> = access.units.keys().collect();
        let values: [&dyn ToSql; 5] = [
            &staff.to_string(),
            &json(&units),
            &json(&access.units),
            &json(&access.team),
            &json(&access.masks),
        ];
        self.run(sql, &values);
    }

    /// Lets everybody read what the organisation says, and those alone hear of it for whom that is something else.
    pub fn organise(&mut self, organisation: &Organisation) {
        for staff in organisation.0.keys() {
            let mut access = organisation.sight(*staff).access();
            let known = self.access_of_staff(*staff);
            access.version = known.version;
            if access != known {
                self.let_read(*staff, &access);
            }
        }
        self.journal.push(Deed::Organised(organisation.clone()));
    }

    /// What a person reads as the database has it.
    pub fn access_of_staff(&self, staff: Id) -> Access {
        let sql = "select units, reach, team, masks, version from staff_access where staff = ?1";
        self.rows(sql, &[&staff.to_string()], access_of).remove(0)
    }

    /// Gives a record to somebody else, as a command will.
    pub fn hand_over(&mut self, record: Id, owner: Id) {
        let mut records = self.records().into_keys();
        let target = records.find(|(_, id)| *id == record).unwrap();
        self.hand_over_of(1, &target, Some(owner));
    }

    /// Gives a record of a dealership to somebody else, or to nobody.
    pub fn hand_over_of(&mut self, ten: u64, target: &(String, Id), owner: Option<Id>) {
        self.run(ADVANCE, &[&(ten as f64), &1.0]);
        let sql = "update rec set owner = ?4, seq = t.seq, vseq = t.seq from tenant t
            where t.ten = ?1 and rec.ten = ?1 and rec.kind = ?2 and rec.id = ?3";
        let text = owner.map(|owner| owner.to_string());
        let values: [&dyn ToSql; 4] = [&(ten as f64), &target.0, &target.1.to_string(), &text];
        self.run(sql, &values);
        let target = target.clone();
        self.journal.push(Deed::HandedOver { ten, target, owner });
    }

    /// Puts a record into the table of a dealership, past admission, with a change in its history.
    pub fn put(&self, ten: u64, (kind, id): &(String, Id), row: &Stored) {
        let sql = "insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let owner = row.owner.map(|owner| owner.to_string());
        let (ten, id, hlc) = (ten as f64, id.to_string(), row.hlc.to_string());
        let state = row.record.state.code();
        let (body, clock) = (json(&row.record.fields), json(&row.record.clock));
        let values: [&dyn ToSql; 11] = [
            &ten, kind, &id, &row.unit, &owner, &state, &row.seq, &row.vseq, &hlc, &body, &clock,
        ];
        self.run(sql, &values);
        let sql = "insert into hist(ten, kind, id, items, lost) values (?1, ?2, ?3, '[]', '[]')";
        self.run(sql, &[&ten, kind, &id]);
        self.run(
            "update tenant set seq = max(seq, ?2) where ten = ?1",
            &[&ten, &row.seq],
        );
    }

    /// The part of the night shift that purges and deletes, with slices of two rows.
    pub fn night(&mut self) {
        let now = self.now as f64;
        let before = |days: u64| now - (days * DAY) as f64;
        let (binned, purged, refused) = (before(30), before(180), before(45));
        loop {
            let mut changed = self.slice(&[EXPIRE_REFUSALS], refused, &[]);
            changed += self.slice(&[COLLECT_FLOOR, COLLECT], purged, &[]);
            self.slice(&[PURGE_HISTORY, PURGE_ADVANCE], binned, &[]);
            changed += self.slice(&[PURGE], binned, &[&now]);
            if changed == 0 {
                break;
            }
        }
        let now = self.now;
        self.journal.push(Deed::Night { now });
    }

    /// One slice of a task; gives how many rows its last statement changed.
    fn slice(&self, statements: &[&str], before: f64, more: &[&dyn ToSql]) -> u64 {
        let slice = 2.0;
        for sql in statements {
            self.run(sql, &[&[&before as &dyn ToSql, &slice], more].concat());
        }
        self.db.changes()
    }

    /// What a night has to leave nothing of: records that were binned or purged long ago,
    /// and histories of records that are not there or are purged.
    pub fn debris(&self) -> u64 {
        let sql = "select
            (select count(*) from rec where st = 1 and ended <= ?1 - 30.0 * ?2)
            + (select count(*) from rec where st = 2 and ended <= ?1 - 180.0 * ?2)
            + (select count(*) from hist h left join rec r using (ten, kind, id)
                where coalesce(r.st, 2) = 2)";
        self.rows(sql, &[&(self.now as f64), &(DAY as f64)], |row| row.get(0))[0]
    }

    /// How many rows each table has, and what grows within rows: the longest history, and the most groups that are
    /// remembered of one device.
    pub fn sizes(&self) -> BTreeMap<String, u64> {
        let sql = "select name from sqlite_master where type = 'table'";
        let tables: Vec<String> = self.rows(sql, &[], |row| row.get(0));
        let count = |sql: &str| self.rows(sql, &[], |row| row.get::<_, u64>(0))[0];
        let sizes = tables.into_iter().map(|table| {
            let rows = count(&format!("select count(*) from {table}"));
            (table, rows)
        });
        let mut sizes: BTreeMap<String, u64> = sizes.collect();
        for (name, sql) in [
            (
                "items of a history",
                "select coalesce(max(json_array_length(items)), 0) from hist",
            ),
            (
                "groups of a device",
                "select coalesce(max(json_array_length(recent)), 0) from device",
            ),
        ] {
            sizes.insert(name.to_owned(), count(sql));
        }
        sizes
    }

    /// The last sequence number.
    pub fn high(&self) -> u64 {
        self.seq_of(TENANT)
    }

    /// How many verdicts of refused groups are kept.
    pub fn verdicts(&self) -> u64 {
        self.rows("select count(*) from refusal", &[], |row| row.get(0))[0]
    }

    /// Floor of a dealership, and the latest creation among what was deleted.
    pub fn bounds(&self, ten: u64) -> (u64, Stamp) {
        let sql = "select floor, collected from tenant where ten = ?1";
        let read = |row: &Row<'_>| {
            let collected: String = row.get(1)?;
            Ok((row.get(0)?, collected.parse().unwrap_or_default()))
        };
        self.rows(sql, &[&(ten as f64)], read)[0]
    }

    /// The lowest cursor that is served without a new start.
    pub fn floor(&self) -> u64 {
        self.rows("select floor from tenant", &[], |row| row.get(0))[0]
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
        // The same copy may be put back twice.
        self.restores += 1;
        let sql = "update tenant set epoch = 'restored ' || cast(?1 as integer)";
        self.run(sql, &[&(self.restores as f64)]);
        self.journal.clear();
    }
}
