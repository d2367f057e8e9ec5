//! All rows of one kind: the server's, and the device's own edits laid over them.

use std::collections::HashMap;
use std::sync::Arc;

use forecourt_domain::{Id, Kind, Millis, Row, State, body};

use crate::base::Base;
use crate::bits::Bits;
use crate::column::Column;
use crate::hash::ById;
use crate::layout::{self, Layout};
use crate::order::{Order, sort_ranked};
use crate::texts::Texts;

/// The rows of one kind, in slots. A slot is taken by one row until that row
/// goes, and then by another.
#[derive(Debug)]
pub struct Rows {
    pub(crate) kind: Kind,
    pub(crate) layout: &'static Layout,
    index: ById<u32>,
    free: Vec<u32>,
    /// Whose a slot is. Ids and lives stand beside the heads, because that is all most walks look at.
    pub(crate) ids: Vec<Id>,
    /// The slots of live rows.
    pub(crate) live: Bits,
    pub(crate) heads: Vec<Head>,
    pub(crate) columns: Vec<Column>,
    /// The server's row below, of rows that have edits over them.
    laid: HashMap<u32, Option<Base>>,
    units: Vec<Arc<str>>,
    pub(crate) orders: Vec<Order>,
    pub(crate) names: Derived,
    pub(crate) sought: Derived,
}

/// What every row has, as people see it.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) owner: Option<Id>,
    pub(crate) seq: u64,
    pub(crate) unit: u16,
    pub(crate) standing: Standing,
    pub(crate) pending: bool,
    body: Body,
}

/// Whether there is a row in the slot, and in what state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nobody has the slot.
    Free,
    /// A row that people see.
    Seen(State),
}

/// Where the text of a row is.
#[derive(Clone, Debug)]
enum Body {
    None,
    Server(crate::base::Text),
    Laid(Arc<str>),
}

impl Body {
    fn as_str(&self) -> &str {
        match self {
            Self::None => "{}",
            Self::Server(text) => text.as_str(),
            Self::Laid(text) => text,
        }
    }
}

/// Texts that follow from bodies, made a little at a time or when somebody first asks.
#[derive(Debug, Default)]
pub(crate) struct Derived {
    pub(crate) texts: Texts,
    /// Slots from here on have no text yet.
    pub(crate) next: usize,
    /// Slots before that whose rows changed since.
    pub(crate) changed: Vec<u32>,
}

impl Derived {
    fn touch(&mut self, slot: u32) {
        if (slot as usize) < self.next {
            self.changed.push(slot);
        }
    }
}

impl Rows {
    /// No rows yet.
    pub fn new(kind: Kind) -> Self {
        let layout = layout::of(kind);
        let columns = layout.fields.iter().map(|field| Column::new(field.holds));
        Self {
            kind,
            layout,
            index: ById::default(),
            free: Vec::new(),
            ids: Vec::new(),
            live: Bits::default(),
            heads: Vec::new(),
            columns: columns.collect(),
            laid: HashMap::new(),
            units: Vec::new(),
            orders: layout.orders.iter().map(|_| Order::default()).collect(),
            names: Derived::default(),
            sought: Derived::default(),
        }
    }

    /// How many rows are live.
    pub const fn len(&self) -> usize {
        self.live.len()
    }

    /// True when no row is live.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, more: usize) {
        self.index.reserve(more);
        self.ids.reserve(more);
        self.live.reserve(more);
        self.heads.reserve(more);
        self.columns
            .iter_mut()
            .for_each(|column| column.reserve(more));
    }

    /// Puts the server's row, or takes it away. What lies over it stays.
    pub fn put(&mut self, id: Id, base: Option<Base>) {
        match (self.index.get(&id).copied(), base) {
            (None, None) => {}
            (None, Some(base)) => {
                let slot = self.take_slot(id);
                self.show_base(slot, base);
            }
            (Some(slot), base) => match (self.laid.get_mut(&slot), base) {
                (Some(laid), base) => {
                    let seq = base.as_ref().map_or(0, |base| base.seq);
                    *laid = base;
                    if let Some(head) = self.heads.get_mut(slot as usize) {
                        head.seq = seq;
                    }
                }
                (None, Some(base)) => self.show_base(slot, base),
                (None, None) => self.give_back(slot),
            },
        }
    }

    /// Shows this row in place of the server's.
    pub fn lay(&mut self, id: Id, row: &Row) {
        let slot = match self.index.get(&id) {
            Some(slot) => *slot,
            None => self.take_slot(id),
        };
        if !self.laid.contains_key(&slot) {
            let base = self.shown_base(slot);
            self.laid.insert(slot, base);
        }
        let text = serde_json::to_string(&row.fields).unwrap_or_default();
        let unit = self.unit_number(&row.unit.as_str().into());
        self.show(
            slot,
            Standing::Seen(row.state),
            unit,
            row.owner,
            true,
            Body::Laid(text.into()),
        );
    }

    /// Shows the server's row again, if there is one.
    pub fn unlay(&mut self, id: Id) {
        let Some(slot) = self.index.get(&id).copied() else {
            return;
        };
        let Some(laid) = self.laid.remove(&slot) else {
            return;
        };
        match laid {
            Some(base) => self.show_base(slot, base),
            None => self.give_back(slot),
        }
    }

    /// The server's row.
    pub fn base(&self, id: Id) -> Option<Base> {
        let slot = *self.index.get(&id)?;
        match self.laid.get(&slot) {
            Some(below) => below.clone(),
            None => self.shown_base(slot),
        }
    }

    /// All rows of the server, by id.
    pub fn bases(&self) -> Vec<(Id, Base)> {
        let ids = self.index.iter();
        let mut ranked: Vec<(u64, u32)> = ids
            .map(|(id, slot)| ((id.as_u128() >> 64) as u64, *slot))
            .collect();
        let id = |slot: u32| self.ids.get(slot as usize).copied();
        sort_ranked(&mut ranked, &mut |a, b| id(a).cmp(&id(b)));
        let all = ranked.into_iter().filter_map(|(_, slot)| {
            let base = match self.laid.get(&slot) {
                Some(below) => below.clone(),
                None => self.shown_base(slot),
            };
            Some((id(slot)?, base?))
        });
        all.collect()
    }

    /// How many slots there are, taken or not.
    pub const fn slots(&self) -> usize {
        self.heads.len()
    }

    /// The server's row in a slot, if there is one.
    pub fn base_in(&self, slot: usize) -> Option<(Id, Base)> {
        let id = *self.ids.get(slot)?;
        let slot = u32::try_from(slot).ok()?;
        let base = match self.laid.get(&slot) {
            Some(below) => below.clone(),
            None => self.shown_base(slot),
        };
        Some((id, base?))
    }

    /// An instant of the row in a slot, as people see it; 0 when there is none.
    pub fn instant_in(&self, slot: usize, column: layout::Instant) -> Millis {
        let column = self.columns.get(column.0);
        column.map_or(0, |column| column.instant(slot))
    }

    /// The server's row stands in another block from now on, where it says the same. Nothing else changes.
    pub fn move_text(&mut self, id: Id, to: &Base) {
        let Some(slot) = self.index.get(&id) else {
            return;
        };
        let laid = self.laid.get_mut(slot).and_then(Option::as_mut);
        let shown = self.heads.get_mut(*slot as usize);
        let (seq, body) = match (laid, shown) {
            (Some(below), _) => (below.seq, &mut below.body),
            (None, Some(head)) => match &mut head.body {
                Body::Server(body) => (head.seq, body),
                _ => return,
            },
            (None, None) => return,
        };
        if seq == to.seq && body.as_str() == to.body.as_str() {
            *body = to.body.clone();
        }
    }

    /// The row as people see it, in the bin or not, read whole.
    pub fn row(&self, id: Id) -> Option<Row> {
        let head = self.head(id)?;
        let Standing::Seen(state) = head.standing else {
            return None;
        };
        Some(Row {
            kind: self.kind,
            id,
            unit: self.unit(head.unit).to_owned(),
            owner: head.owner,
            state,
            // A body that cannot be read counts as empty, so that one bad row never takes its table along.
            fields: serde_json::from_str(head.body.as_str()).unwrap_or_default(),
        })
    }

    /// Sequence of the server's row, 0 when it is only on this device, and
    /// whether an edit of the row waits.
    pub fn standing(&self, id: Id) -> Option<(u64, bool)> {
        self.head(id).map(|head| (head.seq, head.pending))
    }

    fn head(&self, id: Id) -> Option<&Head> {
        self.heads.get(*self.index.get(&id)? as usize)
    }

    pub(crate) fn slot(&self, id: Id) -> Option<u32> {
        self.index.get(&id).copied()
    }

    pub(crate) fn unit(&self, number: u16) -> &str {
        self.units.get(usize::from(number)).map_or("", |unit| unit)
    }

    pub(crate) fn body(&self, slot: usize) -> &str {
        self.heads.get(slot).map_or("{}", |head| head.body.as_str())
    }

    pub(crate) fn is_live(&self, slot: usize) -> bool {
        self.live.holds(slot)
    }

    fn take_slot(&mut self, id: Id) -> u32 {
        let head = Head {
            owner: None,
            seq: 0,
            unit: 0,
            standing: Standing::Free,
            pending: false,
            body: Body::None,
        };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.columns.iter_mut().for_each(Column::grow);
            self.heads.push(head.clone());
            self.ids.push(id);
            // More than four thousand million rows find no place in memory before.
            u32::try_from(self.heads.len() - 1).unwrap_or(u32::MAX)
        });
        let at = slot as usize;
        if let (Some(place), Some(whose)) = (self.heads.get_mut(at), self.ids.get_mut(at)) {
            *place = head;
            *whose = id;
        }
        self.index.insert(id, slot);
        slot
    }

    fn give_back(&mut self, slot: u32) {
        let id = self.ids.get(slot as usize).copied();
        self.show(slot, Standing::Free, 0, None, false, Body::None);
        self.index.remove(&id.unwrap_or_default());
        self.free.push(slot);
    }

    /// What is shown, if it is the server's.
    fn shown_base(&self, slot: u32) -> Option<Base> {
        let head = self.heads.get(slot as usize)?;
        match (&head.body, head.standing) {
            (Body::Server(body), Standing::Seen(state)) => Some(Base {
                unit: self.units.get(usize::from(head.unit)).cloned()?,
                seq: head.seq,
                state,
                owner: head.owner,
                body: body.clone(),
            }),
            _ => None,
        }
    }

    fn show_base(&mut self, slot: u32, base: Base) {
        let unit = self.unit_number(&base.unit);
        if let Some(head) = self.heads.get_mut(slot as usize) {
            head.seq = base.seq;
        }
        self.show(
            slot,
            Standing::Seen(base.state),
            unit,
            base.owner,
            false,
            Body::Server(base.body),
        );
    }

    fn show(
        &mut self,
        slot: u32,
        standing: Standing,
        unit: u16,
        owner: Option<Id>,
        pending: bool,
        body: Body,
    ) {
        let at = slot as usize;
        read_columns(&mut self.columns, self.layout, at, body.as_str());
        if let Some(head) = self.heads.get_mut(at) {
            head.standing = standing;
            head.unit = unit;
            head.owner = owner;
            head.pending = pending;
            head.body = body;
        }
        self.live.set(at, standing == Standing::Seen(State::Live));
        self.orders.iter_mut().for_each(|order| order.touch(slot));
        self.names.touch(slot);
        self.sought.touch(slot);
    }

    fn unit_number(&mut self, unit: &Arc<str>) -> u16 {
        // Rows of one unit come together, and there are few units.
        let known = self
            .units
            .iter()
            .rposition(|own| Arc::ptr_eq(own, unit) || own == unit);
        let at = known.unwrap_or_else(|| {
            self.units.push(Arc::clone(unit));
            self.units.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }
}

/// Sets the columns of a slot from a body, in one pass over it.
fn read_columns(columns: &mut [Column], layout: &Layout, slot: usize, text: &str) {
    if columns.is_empty() {
        return;
    }
    let mut missing = columns.len();
    let mut found = 0_u64;
    for (name, value) in body::fields(text) {
        let Some(at) = layout.fields.iter().position(|field| field.name == name) else {
            continue;
        };
        if let Some(column) = columns.get_mut(at) {
            column.set(slot, Some(value));
            found |= 1 << at;
            missing -= 1;
        }
        if missing == 0 {
            break;
        }
    }
    for (at, column) in columns.iter_mut().enumerate() {
        if found & (1 << at) == 0 {
            column.set(slot, None);
        }
    }
}
