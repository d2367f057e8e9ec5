//! Pages, cut and put together as the worker does.

use super::*;

impl Server {
    /// Answers a pull.
    pub fn pull(&self, device: Id, request: &PullRequest) -> Result<PullReply, Failure> {
        if request.v < self.least.pull {
            return Err(refused(Code::ClientTooOld, None));
        }
        let tenant = self.caller(device)?;
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
}
