//! I8 and I9: who is told what, judged by where people work.

use std::collections::BTreeMap;

use forecourt_domain::{Id, State};
use forecourt_sync::wire::{PullReply, PullRequest, WireRow};

use super::world::World;
use crate::later::kind_of;
use crate::organisation::Sight;

/// What somebody saw in an epoch under a version of the access.
pub type Sights = BTreeMap<(String, Id, u64), Sight>;

impl World {
    /// Notes what everybody sees under the versions that the server gave it.
    pub fn note_sights(&mut self) {
        let organisation = &self.reference.organisation;
        for (staff, post) in &organisation.0 {
            let version = self.server.access_of_staff(*staff).version;
            let key = (self.server.epoch(post.ten), *staff, version);
            self.sights.insert(key, organisation.sight(*staff));
        }
    }

    /// What the person of a device saw when it was told of that last.
    pub fn known_sight(&self, who: usize) -> Sight {
        let device = &self.devices[who];
        let kept = &device.store.kept;
        if kept.access.version == 0 {
            // Who sees less is given no rows by an app that asks for no access.
            return Sight::of_units(kept.cursors.keys());
        }
        let key = (kept.epoch.clone(), device.staff, kept.access.version);
        let sight = self.sights.get(&key);
        sight
            .unwrap_or_else(|| panic!("I9: nobody told device {who} of {key:?}"))
            .clone()
    }

    /// I8: no answer has a row, or any text of one, that this person may not
    /// read as it is asked for.
    pub fn check_reply(&self, who: usize, request: &PullRequest, reply: &PullReply) {
        let device = &self.devices[who];
        let sight = self.reference.organisation.sight(device.staff);
        let text = serde_json::to_string(reply).expect("an answer is JSON");
        let visible = self.reference.visible(device.ten, device.staff);
        let named = visible.filter(|(target, _)| !sight.hides(target.0, "name"));
        let ids: Vec<String> = named.map(|((_, id), _)| id.to_string()).collect();
        for part in text.split('⟦').skip(1) {
            let (mark, _) = part.split_once('⟧').expect("a mark has an end");
            let (ten, id) = mark.split_once('|').expect("a mark has two parts");
            assert!(
                ten == device.ten.to_string() && ids.iter().any(|known| known == id),
                "I8: a text of {mark} reaches {sight:?}"
            );
        }
        if request.epoch.is_empty() || request.epoch == reply.epoch {
            let sent = reply.units.keys().collect();
            assert_eq!(sight.units(), sent, "I8: the units that are answered");
        }
        for (unit, page) in &reply.units {
            let cursor = request.cursors.get(unit).copied().unwrap_or_default();
            let origins = request.origins.as_ref();
            let origin = origins.and_then(|origins| origins.get(unit)).copied();
            let served = match cursor {
                0 => reply.high,
                cursor => origin.unwrap_or(cursor),
            };
            for row in &page.rows {
                self.check_sent(device.ten, &sight, served, row);
            }
        }
    }

    /// A row is sent as it is seen. Of one out of sight the id alone is sent, to who may
    /// have seen it: its owner or its state changed since the device was `served`.
    fn check_sent(&self, ten: u64, sight: &Sight, served: u64, sent: &WireRow) {
        let WireRow(seq, kind, id, state, owner, body) = sent;
        let target = (kind_of(kind), *id);
        let row = self.reference.row(ten, target);
        let row = row.unwrap_or_else(|| panic!("I8: {target:?} is of nobody here"));
        let body = body.fields();
        let fields: BTreeMap<_, _> = body.iter().collect();
        if sight.shows(&row.unit, row.owner) {
            let expected = (row.seq, row.state, row.owner, row.seen_by(sight, target.0));
            assert_eq!((*seq, *state, *owner, fields), expected, "I8: {target:?}");
        } else {
            assert_eq!(
                (*state, *owner, fields.len()),
                (State::Gone, None, 0),
                "I8: {target:?} is out of sight of {sight:?}"
            );
            assert!(
                row.vseq > served,
                "I8: {target:?} was never served, and is named"
            );
        }
    }
}
