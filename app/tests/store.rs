//! The database of a device, in a real browser: what is called kept is kept,
//! and what fails leaves nothing behind.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/broken.rs"]
mod broken;
#[path = "support/compacted.rs"]
mod compacted;
#[path = "support/device.rs"]
mod device;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use broken::Broken;
use compacted::compacted;
use device::{customers, fresh_name, group, load, open, replica, rows, settled, stamp};
use forecourt_app::data::StoreError;
use forecourt_app::data::Table;
use forecourt_app::data::replica::Batch;
use forecourt_app::data::store::{
    self, Plan, RefusedGroup, Settled, Shelf, StoreHandle, Stored, Write, block,
};
use forecourt_app::platform::ids;
use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use leptos::prelude::{ArcMemo, GetUntracked};
use serde_json::json;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn what_was_kept_is_there_after_opening_again() {
    let name = fresh_name();
    let store = open(&name).await;
    let first = load(&store).await;
    assert!(first.fresh);
    let groups = [group(10, "Li Na"), group(11, "Wang Wei")];
    assert_eq!(store.append(&groups, stamp(11), None).await, Ok(vec![1, 2]));
    store
        .settle(settled(Some(rows(1..4, "first")), &[]))
        .await
        .unwrap();
    store.close().await;
    assert_eq!(
        store.append(&groups, stamp(11), None).await,
        Err(StoreError::Stopped)
    );

    let again = load(&open(&name).await).await;
    assert!(!again.fresh);
    assert_eq!(again.device, first.device);
    assert_eq!(again.sync.as_deref(), Some(r#"{"machine":1}"#));
    assert_eq!(again.clock, stamp(900));
    let expect: Vec<_> = (1..).zip(groups).collect();
    assert_eq!(again.outbox, expect);
    assert_eq!(customers(&again).len(), 3);
    assert_eq!(again.log_end, 1);
}

#[wasm_bindgen_test]
async fn a_clock_never_falls_behind_the_acts_it_stamped() {
    let name = fresh_name();
    let store = open(&name).await;
    load(&store).await;
    store
        .append(&[group(500, "late")], stamp(500), None)
        .await
        .unwrap();
    // Another tab, whose clock is behind, writes last.
    store
        .append(&[group(400, "early")], stamp(400), None)
        .await
        .unwrap();
    assert_eq!(load(&store).await.clock, stamp(500));
}

#[wasm_bindgen_test]
async fn i1_rows_cursors_and_retired_acts_move_together_or_not_at_all() {
    let store = open(&fresh_name()).await;
    load(&store).await;
    let groups = [group(10, "a"), group(11, "b"), group(12, "c")];
    store.append(&groups, stamp(12), None).await.unwrap();
    {
        let _broken = Broken::new("add", "log", "UnknownError");
        let failed = store.settle(settled(Some(rows(1..4, "x")), &[1, 3])).await;
        assert!(matches!(failed, Err(StoreError::Write(_))), "{failed:?}");
    }
    let after = load(&store).await;
    assert_eq!(
        after.outbox.len(),
        3,
        "the outbox was emptied without the rows"
    );
    assert_eq!(after.sync, None, "the cursors moved without the rows");
    assert!(after.blocks.is_empty());

    store
        .settle(settled(Some(rows(1..4, "x")), &[1, 3]))
        .await
        .unwrap();
    let after = load(&store).await;
    let left: Vec<u64> = after.outbox.iter().map(|(mid, _)| *mid).collect();
    assert_eq!(left, [2], "the acts that are named go, and no other");
    assert_eq!(customers(&after).len(), 3);
}

#[wasm_bindgen_test]
async fn a_write_that_fails_half_way_leaves_nothing_and_takes_no_number() {
    let store = open(&fresh_name()).await;
    load(&store).await;
    {
        // The acts are added before the clock is put.
        let _broken = Broken::new("put", "meta", "UnknownError");
        let failed = store
            .append(&[group(10, "lost"), group(11, "lost")], stamp(11), None)
            .await;
        assert!(matches!(failed, Err(StoreError::Write(_))), "{failed:?}");
    }
    assert!(load(&store).await.outbox.is_empty());
    assert_eq!(
        store.append(&[group(12, "kept")], stamp(12), None).await,
        Ok(vec![1])
    );
}

#[wasm_bindgen_test]
async fn removal_up_to_a_number_takes_that_number_too() {
    let store = open(&fresh_name()).await;
    load(&store).await;
    let add = |text: &str| Write::Add(Shelf::Log, Stored::Bytes(text.into()));
    let writes = vec![add(""), add(""), add(""), Write::RemoveTo(Shelf::Log, 2)];
    let numbers = store
        .write(Plan {
            strict: false,
            writes,
        })
        .await;
    assert_eq!(numbers, Ok(vec![1, 2, 3]));
    assert_eq!(load(&store).await.blocks.len(), 1);
    // And reading after a number leaves that number out.
    let news = store.news(2, 0).await.unwrap();
    assert_eq!(news.blocks.map(|blocks| blocks.len()), Some(1));
    let news = store.news(3, 0).await.unwrap();
    assert_eq!(news.blocks.map(|blocks| blocks.len()), Some(0));
}

/// Segments are asked for a few at a time, the next ones while an answer is being heard: a browser that takes no more
/// requests then, or a reading that ends at the first place without one, would lose rows.
#[wasm_bindgen_test]
async fn every_segment_is_read_wherever_it_stands() {
    let name = fresh_name();
    let store = open(&name).await;
    load(&store).await;
    // So many that there are several pieces; a gap wider than one; and one beyond all pieces.
    let numbers: Vec<u64> = (0..75).chain(150..152).chain([5_000]).collect();
    let put = |number: &u64| {
        let id = u128::from(*number) + 1;
        let text = Stored::Bytes(rows(id..id + 1, "read").into());
        Write::Put(Shelf::Seg, (*number).into(), text)
    };
    let mut writes: Vec<Write> = numbers.iter().map(put).collect();
    let list = json!({ "count": numbers.len(), "floor": 0 }).to_string();
    writes.push(Write::Put(
        Shelf::Meta,
        "segments".into(),
        Stored::Text(list),
    ));
    let strict = false;
    store.write(Plan { strict, writes }).await.unwrap();
    store.close().await;
    let mut shown = Vec::new();
    let mut show = |block: Option<&Arc<str>>| shown.push(block.map(ToString::to_string));
    let store = open(&name).await;
    let loaded = store.load_showing(ids::new_id(), &mut show).await.unwrap();
    assert!(!loaded.damaged);
    let expect = numbers.iter().map(|number| u128::from(*number) + 1);
    let expect: Vec<String> = expect.map(|id| rows(id..id + 1, "read")).collect();
    assert_eq!(shown.remove(0), None, "reading begins");
    assert_eq!(shown.into_iter().flatten().collect::<Vec<_>>(), expect);
    assert_eq!(customers(&loaded).len(), numbers.len());
}

#[wasm_bindgen_test]
async fn a_push_reads_its_own_numbers_and_no_others() {
    let store = open(&fresh_name()).await;
    load(&store).await;
    let groups = [1, 2, 3, 4, 5].map(|ms| group(ms, "x"));
    store.append(&groups, stamp(5), None).await.unwrap();
    let numbers = async |from, to| {
        let found = store.outbox(from, to).await.unwrap();
        found.iter().map(|(mid, _)| *mid).collect::<Vec<u64>>()
    };
    assert_eq!(numbers(2, 4).await, [2, 3, 4]);
    assert_eq!(numbers(5, 9).await, [5]);
    assert_eq!(numbers(0, 1).await, [1]);
    assert_eq!(numbers(6, 5).await, [0; 0]);
}

#[wasm_bindgen_test]
async fn two_handles_never_share_a_number() {
    let name = fresh_name();
    let (left, right) = (open(&name).await, open(&name).await);
    let device = load(&left).await.device;
    assert_eq!(load(&right).await.device, device);
    let mut writes = Vec::new();
    for number in 0..20 {
        let store = if number % 2 == 0 {
            left.clone()
        } else {
            right.clone()
        };
        writes.push(async move {
            store
                .append(&[group(number, "x")], stamp(number), None)
                .await
        });
    }
    let mut numbers: Vec<u64> = Vec::new();
    for written in futures::future::join_all(writes).await {
        numbers.extend(written.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<u64>>());
}

#[wasm_bindgen_test]
async fn two_tabs_that_open_at_once_are_one_device() {
    let name = fresh_name();
    let (left, right) = (open(&name).await, open(&name).await);
    let (one, two) = futures::join!(load(&left), load(&right));
    assert_eq!(one.device, two.device);
}

#[wasm_bindgen_test]
async fn a_tab_that_was_away_reads_what_it_missed_or_everything() {
    let name = fresh_name();
    let (leader, other) = (open(&name).await, open(&name).await);
    load(&leader).await;
    let seen = load(&other).await.log_end;
    leader
        .settle(settled(Some(rows(1..3, "x")), &[]))
        .await
        .unwrap();
    let end = leader
        .settle(settled(Some(rows(3..5, "x")), &[]))
        .await
        .unwrap()
        .unwrap();
    let news = other.news(seen, 0).await.unwrap();
    assert_eq!(
        (news.blocks.map(|blocks| blocks.len()), news.log_end),
        (Some(2), end)
    );

    compacted(&leader).await;
    let late = other.news(seen, 0).await.unwrap();
    assert!(
        late.blocks.is_none(),
        "the blocks it missed are in the segments"
    );
    let current = other.news(end, 0).await.unwrap();
    assert_eq!(current.blocks.map(|blocks| blocks.len()), Some(0));
}

#[wasm_bindgen_test]
async fn a_restart_drops_rows_keeps_work_and_is_seen_by_other_tabs() {
    let name = fresh_name();
    let (leader, other) = (open(&name).await, open(&name).await);
    load(&leader).await;
    leader
        .append(&[group(10, "unsent")], stamp(10), None)
        .await
        .unwrap();
    let end = leader
        .settle(settled(Some(rows(1..3, "old")), &[]))
        .await
        .unwrap()
        .unwrap();
    let restart = Settled {
        restart: Some(end),
        ..settled(None, &[])
    };
    let after = leader.settle(restart).await.unwrap().unwrap();
    assert!(after > end);
    assert!(other.news(end, 0).await.unwrap().blocks.is_none());
    let loaded = load(&other).await;
    assert!(customers(&loaded).is_empty());
    assert_eq!(loaded.outbox.len(), 1);
    leader
        .settle(settled(Some(rows(7..9, "new")), &[]))
        .await
        .unwrap();
    let news = other.news(loaded.log_end, 0).await.unwrap();
    assert_eq!(news.blocks.map(|blocks| blocks.len()), Some(1));
}

#[wasm_bindgen_test]
async fn a_refused_act_moves_to_the_tray_and_leaves_it_by_retry() {
    let store = open(&fresh_name()).await;
    load(&store).await;
    store
        .append(&[group(10, "a"), group(11, "b")], stamp(11), None)
        .await
        .unwrap();
    let refused = RefusedGroup {
        code: "op.denied".to_owned(),
        group: group(10, "a").as_ref().clone(),
    };
    let refuse = vec![(1, refused.clone())];
    store
        .settle(Settled {
            refuse,
            ..settled(None, &[])
        })
        .await
        .unwrap();
    let loaded = load(&store).await;
    assert_eq!(loaded.refused, [(1, refused)]);
    assert_eq!(loaded.outbox.len(), 1);
    // Sent again as a new act, in one transaction.
    assert_eq!(
        store.append(&[group(12, "a")], stamp(12), Some(1)).await,
        Ok(vec![3])
    );
    let loaded = load(&store).await;
    assert!(loaded.refused.is_empty());
    assert_eq!(loaded.outbox.len(), 2);
}

#[wasm_bindgen_test]
async fn drafts_come_back_as_they_were_left() {
    let store = open(&fresh_name()).await;
    load(&store).await;
    let draft = json!({ "name": "李娜", "phones": ["138"], "step": 2 });
    assert_eq!(store.draft("customer.new").await, Ok(None));
    store.put_draft("customer.new", Some(&draft)).await.unwrap();
    assert_eq!(store.draft("customer.new").await, Ok(Some(draft)));
    store.put_draft("customer.new", None).await.unwrap();
    assert_eq!(store.draft("customer.new").await, Ok(None));
}

#[wasm_bindgen_test]
async fn a_tab_gives_way_when_the_database_is_wanted() {
    let name = fresh_name();
    let told: Rc<RefCell<Option<StoreError>>> = Rc::default();
    let hears = Rc::clone(&told);
    let old = StoreHandle::open(name.clone(), move |why| *hears.borrow_mut() = Some(why))
        .await
        .unwrap();
    load(&old).await;
    // Resolves only because the open tab closes its handle.
    store::delete(&name).await.unwrap();
    assert_eq!(*told.borrow(), Some(StoreError::Stopped));
    let failed = old.append(&[group(1, "x")], stamp(1), None).await;
    assert_eq!(failed, Err(StoreError::Stopped));
}

#[wasm_bindgen_test]
async fn rows_of_which_nobody_was_told_are_seen_by_who_asks_and_told_together() {
    let store = open(&fresh_name()).await;
    store
        .settle(settled(Some(rows(1..3, "first")), &[]))
        .await
        .unwrap();
    let replica = replica(&load(&store).await);
    let table: Table<Customer> = replica.table();
    let note = || table.peek(Id::from_u128(1)).unwrap().value.note.clone();
    assert_eq!(note(), "first");
    let watched = table.clone();
    let runs = ArcMemo::new(move |before: Option<&usize>| {
        watched.len();
        before.copied().unwrap_or_default() + 1
    });
    assert_eq!(runs.get_untracked(), 1);

    let mut batch = Batch::default();
    block::read(&rows(1..3, "second").into(), &mut batch);
    replica.apply_untold(batch);
    assert_eq!(note(), "second");
    assert_eq!(runs.get_untracked(), 1);
    replica.tell();
    assert_eq!(runs.get_untracked(), 2);
    replica.tell();
    assert_eq!(runs.get_untracked(), 2);
}

#[wasm_bindgen_test]
async fn an_old_tab_that_meets_a_newer_format_says_so() {
    use indexed_db_futures::database::Database;

    let name = fresh_name();
    let told: Rc<RefCell<Option<StoreError>>> = Rc::default();
    let hears = Rc::clone(&told);
    let old = StoreHandle::open(name.clone(), move |why| *hears.borrow_mut() = Some(why))
        .await
        .unwrap();
    load(&old).await;
    let newer = Database::open(&name)
        .with_version(store::FORMAT + 1)
        .await
        .unwrap();
    assert_eq!(*told.borrow(), Some(StoreError::OutOfDate));
    let failed = old.append(&[group(1, "x")], stamp(1), None).await;
    assert_eq!(failed, Err(StoreError::OutOfDate));
    let late = StoreHandle::open(name, |_| ()).await;
    assert!(matches!(late, Err(StoreError::OutOfDate)));
    newer.close();
}
