//! Pages, cut and put together as the worker does, and the table that they are of.

use super::*;

impl Server {
    /// Answers a pull.
    pub fn pull(&self, device: Id, request: &PullRequest) -> Result<PullReply, Failure> {
        if request.v < self.least.pull {
            return Err(refused(Code::ClientTooOld, None));
        }
        let tenant = self.caller(device)?;
        if request.access.is_none() && !tenant.access.is_whole() {
            return Err(refused(Code::ClientTooOld, None));
        }
        let token = device.to_string();
        let origins = request.origins.as_ref().map(json);
        let values: [&dyn ToSql; 6] = [
            &token,
            &request.epoch,
            &json(&request.cursors),
            &PAGE_ROWS,
            &(MAX_PAGE_BYTES as f64),
            &origins,
        ];
        let pages: Vec<(Unit, String)> = self.rows(PAGES, &values, |row| {
            Ok((row.get("unit")?, row.get("page")?))
        });
        let mut clock = None;
        let mut units = BTreeMap::new();
        for (unit, page) in pages {
            let parts: Vec<&str> = page.splitn(5, '|').collect();
            let restart = parts[3] == "1";
            let more = restart || parts[2] == "1";
            clock = clock.max(parts[0].parse().ok());
            let page = Page {
                rows: parsed::<Vec<WireRow>>(&format!("[{}]", parts[4])),
                cursor: if restart {
                    0
                } else if more {
                    parts[1].parse().unwrap()
                } else {
                    tenant.seq
                },
                more,
                restart,
            };
            units.insert(unit, page);
        }
        Ok(travel(&PullReply {
            now: self.now,
            epoch: tenant.epoch,
            units,
            clock,
            high: tenant.seq,
            access: request
                .access
                .filter(|known| *known != tenant.access.version)
                .map(|_| tenant.access),
            mid: Some(tenant.mid),
        }))
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

    /// Every record, by kind and id.
    pub fn records(&self) -> BTreeMap<(String, Id), Stored> {
        self.records_of(1)
    }

    /// Every record of a dealership.
    pub fn records_of(&self, ten: u64) -> BTreeMap<(String, Id), Stored> {
        let sql =
            "select kind, id, unit, owner, st, seq, vseq, hlc, body, clk from rec where ten = ?1";
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
        self.rows(sql, &[&(ten as f64)], read).into_iter().collect()
    }
}
