//! From the log into segments, in a real browser: nothing is lost at any moment, and what did not change is not written.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/broken.rs"]
mod broken;
#[path = "support/compacted.rs"]
mod compacted;
#[path = "support/device.rs"]
#[expect(dead_code, reason = "it serves all tests of the store")]
mod device;
#[path = "support/server.rs"]
mod server;
#[path = "support/tab.rs"]
mod tab;

use std::sync::Arc;

use broken::Broken;
use compacted::{Tab, compacted};
use device::{customers, fresh_name, load, open, rows, settled};
use forecourt_app::data::replica::Batch;
use forecourt_app::data::store::{
    Compacted, End, Key, Plan, Shelf, StoreHandle, Write, block, compact,
};
use forecourt_app::platform::clock;
use forecourt_domain::access::Reach;
use forecourt_domain::{Change, Fields, Id, Kind, State};
use forecourt_sync::wire::WireRow;
use server::{Server, reading, reply, row, with};
use tab::{Bench, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A database with so many customers of some 400 bytes in segments.
async fn compacted_with(count: u128) -> StoreHandle {
    let store = open(&fresh_name()).await;
    load(&store).await;
    put(&store, rows(1..count + 1, &"n".repeat(200))).await;
    assert!(matches!(compacted(&store).await.end, End::Whole(_)));
    store
}

/// Rows that come from the server.
async fn put(store: &StoreHandle, text: String) -> u64 {
    let settled = settled(Some(text), &[]);
    store.settle(settled).await.unwrap().unwrap()
}

/// The same in a tab that is open.
async fn put_in(tab: &mut Tab, store: &StoreHandle, text: String) {
    tab.tail.upto = put(store, text.clone()).await;
    let mut batch = Batch::default();
    assert_eq!(block::read(&text.into(), &mut batch), 0);
    tab.replica.apply(batch);
}

async fn compact_in(tab: &mut Tab, store: &StoreHandle) -> Compacted {
    let (segments, tail) = (&mut tab.segments, tab.tail.clone());
    let done = compact(store, &tab.replica, segments, tail, async || true).await;
    done.unwrap()
}

/// A row of a later version of the app, as it is written.
fn stranger(seq: u64, state: State) -> String {
    let mut text = String::new();
    let fields = Fields::new().with("eels", 7).with("of", "tomorrow");
    let kind = "hovercraft".to_owned();
    let row = WireRow(seq, kind, Id::from_u128(5), state, None, fields.into());
    block::push_wire(&mut text, "t", &row);
    text
}

async fn lines(store: &StoreHandle) -> String {
    load(store).await.blocks.iter().map(AsRef::as_ref).collect()
}

#[wasm_bindgen_test]
async fn every_row_stays_as_it_stands() {
    let store = open(&fresh_name()).await;
    load(&store).await;
    // More than one segment, and later blocks over earlier ones.
    put(&store, rows(1..3_000, &"n".repeat(100))).await;
    let end = put(&store, rows(2_000..2_500, "changed")).await;
    let before = load(&store).await;
    assert_eq!(compacted(&store).await.end, End::Whole(end));

    let after = load(&store).await;
    assert_eq!((after.log_bytes, after.log_end), (0, end));
    assert!(!after.damaged);
    assert!(after.segments > 2, "{} segments", after.segments);
    assert!(after.blocks.iter().all(|block| block.len() < 260 * 1024));
    assert_eq!(customers(&after), customers(&before));
    assert_eq!(customers(&after).len(), 2_999);
    assert!(lines(&store).await.contains("of_a_later_version"));
    // The log goes on after the segments.
    assert_eq!(put(&store, rows(1..2, "newest")).await, end + 1);
    let newest = customers(&load(&store).await);
    let first = newest.into_iter().next().map(|(_, _, note)| note);
    assert_eq!(first.as_deref(), Some("newest"));
}

#[wasm_bindgen_test]
async fn a_kind_of_a_later_version_stays_line_for_line_until_it_goes() {
    let store = compacted_with(1_000).await;
    put(&store, stranger(9, State::Live)).await;
    for round in 0..3 {
        // Other rows come and go around it.
        put(&store, rows(500..500 + round, "changed")).await;
        compacted(&store).await;
        let found = lines(&store).await;
        assert_eq!(found.matches("hovercraft").count(), 1);
        assert!(found.contains(&stranger(9, State::Live)), "round {round}");
    }
    let mut tab = Tab::of(&load(&store).await);
    put_in(&mut tab, &store, stranger(10, State::Binned)).await;
    compact_in(&mut tab, &store).await;
    let found = lines(&store).await;
    assert!(found.contains(&stranger(10, State::Binned)));
    assert!(!found.contains(&stranger(9, State::Live)));
    put(&store, stranger(11, State::Gone)).await;
    compacted(&store).await;
    assert!(!lines(&store).await.contains("hovercraft"));
}

#[wasm_bindgen_test]
async fn after_a_handful_of_changes_few_segments_are_written() {
    let store = compacted_with(12_000).await;
    let mut tab = Tab::of(&load(&store).await);
    let all = tab.segments.bytes();
    assert!(tab.segments.len() > 15, "{} segments", tab.segments.len());
    let first = load(&store).await;
    let small = first.blocks.iter().filter(|text| text.len() < 96 * 1024);
    assert!(small.count() < 2, "only the last may be small");
    // The second time the tab knows segments that it wrote itself.
    for note in ["once", "twice"] {
        put_in(&mut tab, &store, rows(6_000..6_005, note)).await;
        let done = compact_in(&mut tab, &store).await;
        assert!((1..5).contains(&done.segments), "{done:?}");
        assert!(done.bytes < all / 4, "{done:?} of {all}");
        let after = load(&store).await;
        assert!(!after.damaged && after.log_bytes == 0);
        let after = customers(&after);
        assert_eq!(after.len(), 12_000);
        let changed = after.iter().filter(|(_, _, found)| found == note);
        assert_eq!(changed.count(), 5);
    }
    // Small ones are joined: their number does not grow with every time.
    for round in 0..6 {
        put_in(&mut tab, &store, rows(round..round + 1, "again")).await;
        compact_in(&mut tab, &store).await;
    }
    let loaded = load(&store).await;
    let small = loaded.blocks.iter().filter(|text| text.len() < 96 * 1024);
    assert!(small.count() < 4);
    let nothing = compact_in(&mut tab, &store).await;
    assert!(nothing.segments < 3, "{nothing:?}");
}

#[wasm_bindgen_test]
async fn it_may_stop_between_any_two_slices_and_goes_on_where_it_was() {
    let store = compacted_with(4_000).await;
    let mut text = rows(1..400, "changed");
    text.push_str(&rows(3_000..6_000, "new"));
    put(&store, text).await;
    let expect = customers(&load(&store).await);
    let mut tab = Tab::of(&load(&store).await);
    let (mut stops, mut written) = (0, 0);
    for slices in 0.. {
        let mut left = slices;
        let goes_on = async || {
            left -= 1;
            left >= 0
        };
        let (segments, tail) = (&mut tab.segments, tab.tail.clone());
        let done = compact(&store, &tab.replica, segments, tail, goes_on).await;
        let done = done.unwrap();
        written += done.segments;
        let now = load(&store).await;
        assert!(!now.damaged, "after {slices} slices");
        assert_eq!(customers(&now), expect, "after {slices} slices");
        if done.end != End::Stopped {
            break;
        }
        stops += 1;
        assert!(now.log_bytes > 0, "the log goes last");
    }
    assert!(stops > 3, "{stops} stops");
    let count = load(&store).await.segments;
    assert!(written < 2 * count, "{written} written for {count}");
}

#[wasm_bindgen_test]
async fn one_that_fails_changes_nothing() {
    let store = compacted_with(100).await;
    put(&store, rows(1..50, "x")).await;
    let before = load(&store).await;
    let mut tab = Tab::of(&before);
    {
        let _broken = Broken::new("put", "seg", "UnknownError");
        let (segments, tail) = (&mut tab.segments, tab.tail.clone());
        let failed = compact(&store, &tab.replica, segments, tail, async || true).await;
        assert!(failed.is_err());
    }
    let after = load(&store).await;
    assert!(!after.damaged && after.log_bytes > 0);
    assert_eq!(customers(&after), customers(&before));
    // And the same tab can try again.
    compact_in(&mut tab, &store).await;
    assert_eq!(customers(&load(&store).await), customers(&before));
}

#[wasm_bindgen_test]
async fn missing_segments_are_noticed() {
    let store = compacted_with(50).await;
    let writes = vec![Write::Remove(Shelf::Seg, Key::Number(0))];
    store
        .write(Plan {
            strict: false,
            writes,
        })
        .await
        .unwrap();
    assert!(load(&store).await.damaged);
}

#[wasm_bindgen_test]
async fn a_tab_that_missed_a_compaction_does_none_of_its_own() {
    let store = compacted_with(1_000).await;
    let mut late = Tab::of(&load(&store).await);
    put_in(&mut late, &store, rows(1..10, "changed")).await;
    let mut other = Tab::of(&load(&store).await);
    compact_in(&mut other, &store).await;
    let before = customers(&load(&store).await);
    let done = compact_in(&mut late, &store).await;
    assert_eq!((done.end, done.segments), (End::Stale, 0));
    assert_eq!(customers(&load(&store).await), before);
}

#[wasm_bindgen_test]
async fn what_is_held_back_stays_in_the_log_and_what_left_does_not() {
    let store = compacted_with(1_000).await;
    let mut held = String::new();
    block::push_begun(&mut held, "s:1");
    block::push_wire_staged(&mut held, "s:1", &row(7, 1, "held one"));
    put(&store, held.clone()).await;
    let mut gone = rows(1..2, "secret");
    block::push_gone(&mut gone, "s:2");
    put(&store, gone + &stranger(2, State::Gone)).await;
    let mut tab = Tab::of(&load(&store).await);
    tab.tail.held = vec![held.clone()];
    let upto = tab.tail.upto;
    assert_eq!(compact_in(&mut tab, &store).await.end, End::Whole(upto + 1));
    let after = load(&store).await;
    assert_eq!(after.log_bytes, held.len());
    assert_eq!(customers(&after).len(), 1_000);
    let other = store.news(upto, 0).await.unwrap();
    assert_eq!(other.blocks, Some(vec![Arc::from(held)]));
    let mut whole = String::new();
    block::push_swapped(&mut whole, "s:1");
    put(&store, whole).await;
    let names: Vec<String> = customers(&load(&store).await)
        .into_iter()
        .map(|(_, name, _)| name)
        .collect();
    assert_eq!(names, ["held one"]);
    compacted(&store).await;
    assert!(!lines(&store).await.contains("secret"));
}

/// The browser is busy until somebody calls what it was asked to call when idle.
fn hold_idle_time() {
    js_sys::eval(
        "globalThis.keptIdle = window.requestIdleCallback;
         window.requestIdleCallback = (call) => { globalThis.held = call; return 1; };",
    )
    .unwrap();
}

fn give_idle_time() {
    js_sys::eval("window.requestIdleCallback = globalThis.keptIdle; globalThis.held({});").unwrap();
}

#[wasm_bindgen_test]
async fn it_gives_way_to_an_act() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = bench.tab().await;
    let name = "n".repeat(300);
    let many = (1..1_500_u32).map(|id| row(id.into(), id.into(), &name));
    let page = with(reply("e", 1_500), "s:1", many.collect(), false);
    hold_idle_time();
    server
        .answer(&reading(page, 1, &[("s:1", Reach::Unit)]))
        .await;
    let is_held = || js_sys::eval("!!globalThis.held").unwrap().is_truthy();
    until("the browser is asked for idle time", is_held).await;
    let edit = Change::Patch {
        kind: Kind::Customer,
        id: Id::from_u128(7),
        fields: Fields::new().with("city", "Hangzhou"),
    };
    data.commit(vec![edit]).await.unwrap();
    give_idle_time();
    clock::sleep(500).await;
    let store = StoreHandle::open(bench.database(), |_| ()).await.unwrap();
    let loaded = load(&store).await;
    assert!(loaded.log_bytes > 0, "it went on");
    assert_eq!((customers(&loaded).len(), loaded.outbox.len()), (1_499, 1));
    store.close().await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn a_long_log_goes_into_segments_by_itself() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = bench.tab().await;
    let name = "n".repeat(300);
    let many = (1..1_500_u32).map(|id| row(id.into(), id.into(), &name));
    let mut many: Vec<WireRow> = many.collect();
    // Of a kind, and with a field, that later versions know.
    let later = Fields::new().with("eels", 7).with("name", "n");
    let kind = "hovercraft".to_owned();
    many.push(WireRow(
        1_500,
        kind,
        Id::from_u128(5),
        State::Binned,
        None,
        later.into(),
    ));
    let mut written = String::new();
    many.iter()
        .for_each(|row| block::push_wire(&mut written, "s:1", row));
    let page = with(reply("e", 1_500), "s:1", many, false);
    server
        .answer(&reading(page, 1, &[("s:1", Reach::Unit)]))
        .await;
    let store = StoreHandle::open(bench.database(), |_| ()).await.unwrap();
    for _ in 0..1_500 {
        clock::sleep(20).await;
        let loaded = load(&store).await;
        if loaded.segments > 1 && loaded.log_bytes == 0 {
            assert_eq!(customers(&loaded).len(), 1_499);
            let found = lines(&store).await;
            assert!(written.lines().all(|line| found.contains(line)));
            store.close().await;
            drop(data);
            return bench.close_all().await;
        }
    }
    panic!("the log stays");
}
