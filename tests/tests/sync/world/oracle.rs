//! What has to be true at the end, worked out from what people did alone: no
//! merge, no fold, only "of all edits of a field the one stamped last".

use forecourt_sync::wire::{PullRequest, WIRE_VERSION};

use super::*;

type Final = (Unit, State, BTreeMap<String, Value>);

impl World {
    /// The state in which the server has to be.
    fn expected(&self) -> BTreeMap<Target, Final> {
        let ledger = &self.server.ledger;
        let mut rows: BTreeMap<Target, Final> = BTreeMap::new();
        let mut edits: BTreeMap<(Target, String), Vec<(forecourt_sync::Stamp, Value)>> =
            BTreeMap::new();
        for (device, mid) in &ledger.order {
            let act = self
                .acts
                .iter()
                .find(|act| act.device == *device && act.mid == *mid);
            let act = act.expect("the server decided what nobody did");
            if act.doom.is_some() {
                continue;
            }
            for (index, op) in act.ops.iter().enumerate() {
                let target = (Kind::parse(&op.kind).unwrap(), op.id);
                let restamped = ledger.restamped.get(&(*device, *mid, index));
                let at = *restamped.unwrap_or(&op.at);
                for (name, value) in op.fields.iter() {
                    let all = edits.entry((target, name.to_owned())).or_default();
                    all.push((at, value.clone()));
                }
                match &op.verb {
                    forecourt_sync::Verb::Create { unit, .. } => {
                        let fresh = (unit.clone(), State::Live, BTreeMap::new());
                        let twice = rows.insert(target, fresh);
                        assert_eq!(twice, None, "made twice");
                    }
                    forecourt_sync::Verb::Patch => {}
                    // Commands go by order of arrival.
                    forecourt_sync::Verb::Bin => rows.get_mut(&target).unwrap().1 = State::Binned,
                    forecourt_sync::Verb::Restore => {
                        rows.get_mut(&target).unwrap().1 = State::Live;
                    }
                }
            }
        }
        for ((target, name), mut all) in edits {
            all.sort_by_key(|(at, _)| *at);
            let (_, value) = all.pop().unwrap();
            if !value.is_null() {
                rows.get_mut(&target).unwrap().2.insert(name, value);
            }
        }
        rows
    }

    /// Checks everything that has to hold once the world is at rest.
    pub fn check(&self) {
        let expected = self.expected();
        let records = self.server.records();
        let stored: BTreeMap<Target, Final> = records
            .iter()
            .map(|((kind, id), stored)| {
                let fields = stored.record.fields.clone().into_iter().collect();
                let target = (Kind::parse(kind).unwrap(), *id);
                (target, (stored.unit.clone(), stored.record.state, fields))
            })
            .collect();
        assert_eq!(
            stored, expected,
            "the server is in another state than it has to be"
        );
        self.check_refusals();
        for device in &self.devices {
            let visible: BTreeMap<Target, Final> = device
                .visible()
                .into_iter()
                .map(|(target, row)| {
                    (
                        target,
                        (row.unit, row.state, row.fields.into_iter().collect()),
                    )
                })
                .collect();
            let mine = expected
                .iter()
                .filter(|(_, (unit, ..))| device.units.contains(unit))
                .map(|(target, row)| (*target, row.clone()))
                .collect();
            assert_eq!(visible, mine, "device {:?} sees something else", device.id);
            assert!(device.store.outbox.is_empty(), "the outbox does not drain");
            assert_eq!(device.phase, Phase::Synced);
            let state = device.machine.state();
            let news = self.server.pull(
                device.id,
                &PullRequest {
                    v: WIRE_VERSION,
                    device: device.id,
                    epoch: state.epoch.clone(),
                    cursors: state.cursors.clone(),
                },
            );
            let rows = news
                .unwrap()
                .units
                .into_values()
                .map(|page| page.rows.len());
            assert_eq!(rows.sum::<usize>(), 0, "a device at rest is sent rows");
        }
        let numbers: BTreeSet<u64> = records.values().map(|stored| stored.seq).collect();
        assert_eq!(numbers.len(), records.len(), "two rows have one number");
    }

    /// Every act was decided once; the refused tray holds exactly what had to be refused.
    fn check_refusals(&self) {
        let ledger = &self.server.ledger;
        let decided: BTreeSet<(Id, u64)> = ledger.order.iter().copied().collect();
        assert_eq!(
            decided.len(),
            ledger.order.len(),
            "something was decided twice"
        );
        for act in &self.acts {
            let key = (act.device, act.mid);
            assert!(decided.contains(&key), "{act:?} was lost");
            let code = ledger.refused.get(&key).map(String::as_str);
            match act.doom {
                // Whether it came in one push with what it builds on is chance.
                Some(Code::GroupRefused) => assert!(
                    [Some("op.group_refused"), Some("op.not_found")].contains(&code),
                    "{act:?}: {code:?}"
                ),
                doom => assert_eq!(code, doom.map(Code::as_str), "{act:?}"),
            }
            let device = self.devices.iter().find(|device| device.id == act.device);
            let tray = device.and_then(|device| device.store.refused.get(&act.mid));
            assert_eq!(tray.map(|(code, _)| code.as_str()), code, "{act:?}");
            assert!(tray.is_none_or(|(_, ops)| *ops == act.ops));
        }
    }

    /// What left the outbox was decided, and what was applied has come back.
    pub fn check_retired(&self, who: usize) {
        let device = &self.devices[who];
        for act in self.acts.iter().filter(|act| act.device == device.id) {
            if device.store.outbox.contains_key(&act.mid) {
                continue;
            }
            let key = (act.device, act.mid);
            assert!(
                self.server.ledger.order.contains(&key),
                "{act:?} left undecided"
            );
            let refused = self.server.ledger.refused.contains_key(&key);
            assert_eq!(
                device.store.refused.contains_key(&act.mid),
                refused,
                "{act:?}"
            );
            for op in act.ops.iter().filter(|_| !refused) {
                let target = (Kind::parse(&op.kind).unwrap(), op.id);
                assert!(device.store.base.contains_key(&target), "{op:?} flickers");
            }
        }
    }
}
