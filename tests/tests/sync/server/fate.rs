//! What befalls the server beside pushes and pulls: grants, purges, nights, restores.

use super::*;

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

    /// Purges a record: only its id is left.
    pub fn purge(&mut self, target: &(String, Id)) {
        self.purge_of(1, target);
    }

    /// Purges a record of a dealership.
    pub fn purge_of(&mut self, ten: u64, target: &(String, Id)) {
        self.run(ADVANCE, &[&(ten as f64), &1.0]);
        let sql = "update rec set st = 2, body = '{}', seq = t.seq, vseq = t.seq from tenant t
            where t.ten = ?1 and rec.ten = ?1 and kind = ?2 and rec.id = ?3";
        self.run(sql, &[&(ten as f64), &target.0, &target.1.to_string()]);
        let target = target.clone();
        self.journal.push(Deed::Purged { ten, target });
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
    pub fn grant(&mut self, staff: Id, units: &[Unit]) {
        let sql = "update staff_access set units = ?2, version = version + 1 where staff = ?1";
        self.run(sql, &[&staff.to_string(), &json(&units)]);
        let units = units.to_vec();
        self.journal.push(Deed::Granted { staff, units });
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

    /// Gives a record to somebody else, as a command will.
    pub fn hand_over(&self, record: Id, owner: Id) {
        self.run(ADVANCE, &[&TENANT, &1.0]);
        let sql = "update rec set owner = ?2, seq = t.seq, vseq = t.seq from tenant t
            where t.ten = 1 and rec.ten = 1 and rec.id = ?1";
        self.run(sql, &[&record.to_string(), &owner.to_string()]);
    }

    /// Puts a record into the table, past admission.
    pub fn put(&self, record: Id, unit: &str, owner: Option<Id>, seq: u64, vseq: u64) {
        let sql = "insert into rec(ten, kind, id, unit, owner, seq, vseq, hlc, body, clk)
            values (1, 'customer', ?1, ?2, ?3, ?4, ?5, '', '{}', '{}')";
        let owner = owner.map(|owner| owner.to_string());
        let values: [&dyn ToSql; 5] = [&record.to_string(), &unit, &owner, &seq, &vseq];
        self.run(sql, &values);
        self.run("update tenant set seq = max(seq, ?1)", &[&seq]);
    }

    /// All rows after these cursors in one page.
    pub fn whole_page(&self, device: Id, cursors: &BTreeMap<Unit, u64>) -> Vec<WireRow> {
        let many = 1e6;
        let values: [&dyn ToSql; 6] = [
            &device.to_string(),
            &"",
            &json(cursors),
            &many,
            &many,
            &"{}",
        ];
        let pages = self.rows(PAGES, &values, |row| row.get::<_, String>("page"));
        let rows = pages.iter().filter_map(|page| page.splitn(5, '|').nth(4));
        rows.flat_map(|rows| parsed::<Vec<WireRow>>(&format!("[{rows}]")))
            .collect()
    }

    /// The part of the night shift that purges and deletes.
    pub fn night(&self) {
        let (day, slice, now) = (86_400_000.0, 2.0, self.now as f64);
        let (binned, purged) = (now - 30.0 * day, now - 180.0 * day);
        for _ in 0..20 {
            self.run(COLLECT_FLOOR, &[&purged, &slice]);
            self.run(COLLECT, &[&purged, &slice]);
            self.run(PURGE_HISTORY, &[&binned, &slice]);
            self.run(PURGE_ADVANCE, &[&binned, &slice]);
            self.run(PURGE, &[&binned, &slice, &now]);
        }
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
