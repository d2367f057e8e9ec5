//! Customers in order. Names follow the browser's collation for pinyin. Their
//! ranks outlive the page: comparing ten thousand names anew takes a tenth of a
//! second, placing a new one among them takes none.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use forecourt_domain::customer::Customer;
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::filter::Sort;
use crate::data::Entry;

/// A customer as lists hold it.
pub type Row = Arc<Entry<Customer>>;

/// More new names than this are sorted together with the old ones, by the browser.
const FEW: usize = 64;

/// Puts rows in order; ties by id, which is by age.
pub fn sort_rows(rows: &mut [Row], sort: Sort, reversed: bool) {
    match sort {
        Sort::Name => RANKS.with_borrow_mut(|ranks| {
            ranks.learn(rows.iter().map(|row| row.value.name.as_str()));
            rows.sort_by_cached_key(|row| (ranks.of(&row.value.name), row.id));
        }),
        _ => rows.sort_unstable_by(|a, b| {
            compare(sort, &a.value, &b.value).then_with(|| a.id.cmp(&b.id))
        }),
    }
    if reversed {
        rows.reverse();
    }
}

fn compare(sort: Sort, a: &Customer, b: &Customer) -> Ordering {
    match sort {
        Sort::Next => (
            a.next_contact_on.is_none(),
            a.next_contact_on,
            a.intent_level,
        )
            .cmp(&(
                b.next_contact_on.is_none(),
                b.next_contact_on,
                b.intent_level,
            )),
        Sort::Level => (a.intent_level.is_none(), a.intent_level, a.next_contact_on).cmp(&(
            b.intent_level.is_none(),
            b.intent_level,
            b.next_contact_on,
        )),
        Sort::Last => b.last_contact_on.cmp(&a.last_contact_on),
        Sort::Created => b.created_at.cmp(&a.created_at),
        Sort::Name => a.name.cmp(&b.name),
    }
}

thread_local! {
    static RANKS: RefCell<NameRanks> = RefCell::default();
}

/// Names seen so far, in the order of the browser's collation.
#[derive(Default)]
struct NameRanks {
    compare: Option<Function>,
    sorted: Vec<String>,
    ranks: HashMap<String, usize>,
}

impl NameRanks {
    fn of(&self, name: &str) -> usize {
        self.ranks.get(name).copied().unwrap_or(usize::MAX)
    }

    fn learn<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let fresh: BTreeSet<&str> = names
            .filter(|name| !self.ranks.contains_key(*name))
            .collect();
        if fresh.is_empty() {
            return;
        }
        let compare = self.compare.get_or_insert_with(collation).clone();
        if fresh.len() > FEW {
            self.sorted.extend(fresh.into_iter().map(str::to_owned));
            self.sorted = sorted_by(&compare, &self.sorted);
        } else {
            for name in fresh {
                let at = self
                    .sorted
                    .partition_point(|other| stands_before(&compare, other, name));
                self.sorted.insert(at, name.to_owned());
            }
        }
        self.ranks = self.sorted.iter().cloned().zip(0..).collect();
    }
}

/// Han names by pinyin, then Latin ones: the order of Chinese directories.
fn collation() -> Function {
    let locales = Array::of1(&JsValue::from_str("zh-u-co-pinyin"));
    Intl::Collator::new(&locales, &Object::new()).compare()
}

fn stands_before(compare: &Function, a: &str, b: &str) -> bool {
    compare
        .call2(&JsValue::UNDEFINED, &a.into(), &b.into())
        .ok()
        .and_then(|answer| answer.as_f64())
        .map_or(a < b, |answer| answer < 0.0)
}

/// Sorts inside the browser, so that no comparison crosses into wasm.
fn sorted_by(compare: &Function, names: &[String]) -> Vec<String> {
    let array: Array = names.iter().map(|name| JsValue::from_str(name)).collect();
    let sort = Reflect::get(&array, &"sort".into()).ok();
    let sorted = sort
        .and_then(|sort| sort.dyn_into::<Function>().ok())
        .and_then(|sort| sort.call1(&array, compare).ok());
    if sorted.is_none() {
        let mut names = names.to_vec();
        names.sort();
        return names;
    }
    array.iter().filter_map(|name| name.as_string()).collect()
}
