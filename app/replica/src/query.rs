//! What lists ask: rows in order, rows that a filter lets through, rows that a
//! search finds, rows that belong to another.

use core::cmp::Ordering;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use forecourt_domain::search::{Query, Rank, name_key, push_search_text};
use forecourt_domain::{Date, Id, Kind, Millis, body};

use crate::bits::Bits;
use crate::column::Column;
use crate::layout::{By, ByName, Day, Instant, Key, Link, Of, Ranking, Word};
use crate::order::{Compares, Order};
use crate::rows::{Derived, Head, Rows};

/// A row while a list is made: its columns, without the rest of it.
#[derive(Clone, Copy)]
pub struct Scanned<'a> {
    rows: &'a Rows,
    slot: usize,
}

impl<'a> Scanned<'a> {
    /// Its id.
    pub fn id(&self) -> Id {
        self.rows.ids.get(self.slot).copied().unwrap_or_default()
    }

    /// Who is responsible.
    pub fn owner(&self) -> Option<Id> {
        self.head()?.owner
    }

    /// The unit it belongs to.
    pub fn unit(&self) -> &'a str {
        self.head().map_or("", |head| self.rows.unit(head.unit))
    }

    /// True while an edit of it waits to be sent.
    pub fn is_pending(&self) -> bool {
        self.head().is_some_and(|head| head.pending)
    }

    fn head(&self) -> Option<&'a Head> {
        self.rows.heads.get(self.slot)
    }

    /// A date; none when there is none.
    pub fn day(&self, column: Day) -> Option<Date> {
        self.rows.columns.get(column.0)?.day(self.slot)
    }

    /// An instant; 0 when there is none.
    pub fn instant(&self, column: Instant) -> Millis {
        let column = self.rows.columns.get(column.0);
        column.map_or(0, |column| column.instant(self.slot))
    }

    /// A word; none when there is none.
    pub fn word(&self, column: Word) -> Option<&'a str> {
        self.rows.columns.get(column.0)?.word(self.slot)
    }

    /// A word, read as a choice; none when there is none, or one that is not known.
    pub fn choice<T: Deserialize<'a>>(&self, column: Word) -> Option<T> {
        let word: StrDeserializer<'a, Error> = self.word(column)?.into_deserializer();
        T::deserialize(word).ok()
    }

    /// The id of another row; none when there is none.
    pub fn link(&self, column: Link) -> Option<Id> {
        self.rows.columns.get(column.0)?.link(self.slot)
    }
}

/// The rows that a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits(Bits);

impl Hits {
    /// How many rows.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// True when nothing was found.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True when the row was found.
    pub fn holds(&self, row: &Scanned<'_>) -> bool {
        self.0.holds(row.slot)
    }
}

impl Rows {
    /// Shows every live row to `visit`, in no order.
    pub fn scan<'a>(&'a self, mut visit: impl FnMut(Scanned<'a>)) {
        for slot in self.live.iter() {
            visit(Scanned { rows: self, slot });
        }
    }

    /// Shows every live row that a search found to `visit`, in no order.
    pub fn scan_hits<'a>(&'a self, hits: &Hits, mut visit: impl FnMut(Scanned<'a>)) {
        for row in hits.0.iter().filter_map(|slot| self.scanned(slot)) {
            visit(row);
        }
    }

    /// Brings an order up to date, for [`Rows::select`].
    pub fn keep_up(&mut self, by: By) {
        self.keep_up_order(by.0);
    }

    /// Brings the order of names up to date, and gives it.
    pub fn keep_up_names(&mut self, by: ByName) -> By {
        self.ready_names(by, usize::MAX);
        By(by.0)
    }

    /// Readies the order of names for up to `most` rows. True when more rows wait for it.
    pub fn ready_names(&mut self, by: ByName, most: usize) -> bool {
        // A place is found faster than a name is read.
        let places = u32::try_from(most.saturating_mul(8)).unwrap_or(u32::MAX);
        self.read_names(most) || self.ready_order(by.0, places)
    }

    fn read_names(&mut self, most: usize) -> bool {
        let mut names = core::mem::take(&mut self.names);
        let more = self.refresh(&mut names, most, |text, into| {
            let name = body::field(text, "name").and_then(body::text);
            name_key(&name.unwrap_or_default(), into);
        });
        self.names = names;
        more
    }

    /// Brings an order up to date, for [`Rows::walk_of`].
    pub fn keep_up_of(&mut self, of: Of) {
        self.keep_up_order(of.0);
    }

    /// Ids of the live rows that `accepts`, in an order that is up to date; with `among` only of those that a search
    /// found, and nobody else is looked at.
    pub fn select(
        &self,
        by: By,
        reversed: bool,
        among: Option<&Hits>,
        mut accepts: impl FnMut(Scanned<'_>) -> bool,
    ) -> Vec<Id> {
        let slots = self.orders.get(by.0).map(Order::slots).unwrap_or_default();
        let among = among.map_or(&self.live, |hits| &hits.0);
        let mut found = Vec::new();
        let mut look = |slot: &u32| {
            if !among.holds(*slot as usize) {
                return;
            }
            if let Some(row) = self.scanned(*slot as usize).filter(|row| accepts(*row)) {
                found.push(row.id());
            }
        };
        if reversed {
            slots.iter().rev().for_each(&mut look);
        } else {
            slots.iter().for_each(&mut look);
        }
        found
    }

    /// Shows live rows to `visit`, in an order that is up to date, as long as it says true.
    pub fn walk(&self, by: By, mut visit: impl FnMut(Scanned<'_>) -> bool) {
        let slots = self.orders.get(by.0).map(Order::slots).unwrap_or_default();
        let rows = slots.iter().filter_map(|slot| self.scanned(*slot as usize));
        for row in rows {
            if !visit(row) {
                return;
            }
        }
    }

    /// Shows the live rows that link to `target` to `visit`, in an order that is
    /// up to date, as long as it says true.
    pub fn walk_of(&self, of: Of, target: Id, mut visit: impl FnMut(Scanned<'_>) -> bool) {
        let slots = self.orders.get(of.0).map(Order::slots).unwrap_or_default();
        let ranking = self.layout.orders.get(of.0);
        let first = ranking.and_then(|ranking| ranking.keys.first());
        let Some(Key::Rising(column)) = first else {
            return;
        };
        let link = |slot: &u32| {
            let column = self.columns.get(*column)?;
            column.link(*slot as usize)
        };
        // Rows without a link stand last.
        let from = slots.partition_point(|slot| link(slot).is_some_and(|id| id < target));
        let own = slots.get(from..).unwrap_or_default().iter();
        let own = own.take_while(|slot| link(slot) == Some(target));
        for row in own.filter_map(|slot| self.scanned(*slot as usize)) {
            if !visit(row) {
                return;
            }
        }
    }

    /// Brings the search texts up to date, for [`Rows::hits`].
    pub fn keep_up_search(&mut self) {
        self.ready_search(usize::MAX);
    }

    /// Readies the search texts of up to `most` rows. True when more rows wait for it.
    pub fn ready_search(&mut self, most: usize) -> bool {
        let mut sought = core::mem::take(&mut self.sought);
        let kind = self.kind;
        let write = |body: &str, into: &mut String| push_search_text(kind, body, into);
        let more = self.refresh(&mut sought, most, write);
        self.sought = sought;
        more
    }

    /// The live rows that a search finds in texts that are up to date.
    pub fn hits(&self, query: &Query) -> Hits {
        let mut hits = Hits::default();
        hits.0.reserve(self.heads.len());
        let texts = &self.sought.texts;
        let mut walk = texts.walk();
        let mut from = 0;
        while let Some(at) = query.next_in(texts.arena(), from) {
            let (slot, end) = walk.at(at);
            if let Some(slot) = slot
                && self.is_live(slot)
                && query.matches(texts.of(slot))
            {
                hits.0.set(slot, true);
            }
            from = end;
        }
        hits
    }

    /// How well a row fits a search, in texts that are up to date.
    pub fn rank(&self, row: &Scanned<'_>, query: &Query) -> Option<Rank> {
        query.rank(self.sought.texts.of(row.slot))
    }

    /// Adds rows by their id.
    pub fn add_hits(&self, hits: &mut Hits, ids: impl IntoIterator<Item = Id>) {
        let slots = ids.into_iter().filter_map(|id| self.slot(id));
        slots
            .map(|slot| slot as usize)
            .filter(|slot| self.is_live(*slot))
            .for_each(|slot| hits.0.set(slot, true));
    }

    fn scanned(&self, slot: usize) -> Option<Scanned<'_>> {
        self.is_live(slot).then_some(Scanned { rows: self, slot })
    }

    /// Readies up to `most` rows of the orders that need no names. True when more rows wait for it.
    pub fn ready_orders(&mut self, most: usize) -> bool {
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let needs_no_name = |order: &Ranking| !order.keys.contains(&Key::Name);
        let mut orders = self.layout.orders.iter().enumerate();
        orders.any(|(at, order)| needs_no_name(order) && self.ready_order(at, most))
    }

    fn keep_up_order(&mut self, at: usize) {
        self.ready_order(at, u32::MAX);
    }

    fn ready_order(&mut self, at: usize, most: u32) -> bool {
        let ranking = self.layout.orders.get(at);
        let keys = ranking.map_or(&[][..], |ranking| ranking.keys);
        let Some(place) = self.orders.get_mut(at) else {
            return false;
        };
        let mut order = core::mem::take(place);
        let more = order.ready(&InOrder::new(self, keys), most);
        if let Some(place) = self.orders.get_mut(at) {
            *place = order;
        }
        more
    }

    fn refresh(
        &self,
        derived: &mut Derived,
        most: usize,
        write: impl Fn(&str, &mut String),
    ) -> bool {
        let mut put = |slot: usize| {
            derived.texts.put(slot, |into| {
                if self.is_live(slot) {
                    write(self.body(slot), into);
                }
            });
        };
        let all = self.heads.len();
        let upto = all.min(derived.next.saturating_add(most));
        (derived.next..upto).for_each(&mut put);
        derived.next = upto;
        if upto < all {
            return true;
        }
        let changed = core::mem::take(&mut derived.changed);
        let mut seen = vec![false; if changed.is_empty() { 0 } else { all }];
        for slot in changed {
            let slot = slot as usize;
            let again = seen
                .get_mut(slot)
                .map(|seen| core::mem::replace(seen, true));
            if again == Some(false) {
                put(slot);
            }
        }
        false
    }
}

/// Compares slots by the keys of an order.
struct InOrder<'a> {
    rows: &'a Rows,
    keys: &'static [Key],
    /// Whether ranks hold the keys whole, so that equal ranks leave the id to decide.
    exact: bool,
}

/// Bits of a rank.
const RANK_BITS: u32 = 64;

impl<'a> InOrder<'a> {
    fn new(rows: &'a Rows, keys: &'static [Key]) -> Self {
        let bits = keys.iter().map(|key| match key {
            Key::Rising(column) | Key::Falling(column) => {
                let column = rows.columns.get(*column);
                column.and_then(Column::whole_bits).map(|bits| bits + 1)
            }
            Key::Name => None,
        });
        let bits = bits.sum::<Option<u32>>();
        Self {
            rows,
            keys,
            exact: bits.is_some_and(|bits| bits <= RANK_BITS),
        }
    }

    fn compare_ids(&self, a: usize, b: usize) -> Ordering {
        let id = |slot: usize| self.rows.ids.get(slot).copied();
        id(a).cmp(&id(b))
    }

    fn rank_of(&self, key: Key, slot: usize) -> (Option<u64>, u32) {
        match key {
            Key::Rising(column) => self
                .rows
                .columns
                .get(column)
                .map_or((None, 0), |column| column.rank(slot)),
            Key::Falling(column) => {
                let (rank, bits) = self
                    .rows
                    .columns
                    .get(column)
                    .map_or((None, 0), |column| column.rank(slot));
                (
                    rank.map(|rank| ((1 << bits) - 1) - rank.min((1 << bits) - 1)),
                    bits,
                )
            }
            Key::Name => {
                let mut first = [0; 8];
                for (place, byte) in first.iter_mut().zip(self.rows.names.texts.of(slot).bytes()) {
                    *place = byte;
                }
                (Some(u64::from_be_bytes(first) >> 1), 63)
            }
        }
    }

    fn compare_key(&self, key: Key, a: usize, b: usize) -> Ordering {
        if key == Key::Name {
            let names = &self.rows.names.texts;
            return names.of(a).cmp(names.of(b));
        }
        let (x, y) = (self.rank_of(key, a).0, self.rank_of(key, b).0);
        // Rows without a value stand last.
        let by_rank = (x.is_none(), x).cmp(&(y.is_none(), y));
        by_rank.then_with(|| match key {
            Key::Name => Ordering::Equal,
            Key::Rising(column) => self
                .rows
                .columns
                .get(column)
                .map_or(Ordering::Equal, |column| column.compare(a, b)),
            Key::Falling(column) => self
                .rows
                .columns
                .get(column)
                .map_or(Ordering::Equal, |column| column.compare(b, a)),
        })
    }
}

impl Compares for InOrder<'_> {
    fn rank(&self, slot: u32) -> u64 {
        let (mut sum, mut left) = (0_u64, RANK_BITS);
        for key in self.keys {
            let (rank, bits) = self.rank_of(*key, slot as usize);
            // One bit more says that there is a value.
            let wide = rank.map_or(1 << bits, |rank| rank.min((1 << bits) - 1));
            let bits = bits + 1;
            if bits >= left {
                sum |= wide >> (bits - left);
                break;
            }
            left -= bits;
            sum |= wide << left;
        }
        sum
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        let (x, y) = (a as usize, b as usize);
        let by_keys = self.keys.iter().map(|key| self.compare_key(*key, x, y));
        let decided = by_keys.into_iter().find(|order| order.is_ne());
        decided.unwrap_or_else(|| self.compare_ids(x, y))
    }

    fn compare_equals(&self, a: u32, b: u32) -> Ordering {
        if self.exact {
            self.compare_ids(a as usize, b as usize)
        } else {
            self.compare(a, b)
        }
    }

    fn holds(&self, slot: u32) -> bool {
        self.rows.is_live(slot as usize)
    }

    fn slots(&self) -> u32 {
        u32::try_from(self.rows.heads.len()).unwrap_or(u32::MAX)
    }
}

/// The kind of the rows.
impl Rows {
    /// What the rows are.
    pub const fn kind(&self) -> Kind {
        self.kind
    }
}
