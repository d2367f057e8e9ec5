//! A unit that starts again: its rows stay until the new ones are whole, unless the person may see less of it.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/server.rs"]
mod server;
#[path = "support/tab.rs"]
mod tab;

use forecourt_app::data::store::StoreHandle;
use forecourt_app::data::{Data, Phase};
use forecourt_app::platform::ids;
use forecourt_domain::access::Reach;
use forecourt_domain::customer::Customer;
use forecourt_domain::{Change, Fields, Id, Kind};
use forecourt_sync::wire::PullReply;
use leptos::prelude::{ArcMemo, GetUntracked};
use server::{Server, reading, reply, row, with};
use tab::{Bench, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The names of customers 1 to 5 as a tab shows them.
fn names(data: &Data) -> Vec<String> {
    let table = data.table::<Customer>();
    let entries = (1..6).filter_map(|id| table.peek(Id::from_u128(id)));
    entries.map(|entry| entry.value.name.clone()).collect()
}

async fn shows(data: &Data, expect: &[&str]) {
    until(&format!("{expect:?} are shown"), || names(data) == expect).await;
}

/// All that lies on the disk, as text.
async fn on_disk(bench: &Bench) -> String {
    let store = StoreHandle::open(bench.database(), |_| ()).await.unwrap();
    let loaded = store.load(ids::new_id()).await.unwrap();
    store.close().await;
    loaded.blocks.iter().map(AsRef::as_ref).collect()
}

async fn until_gone_from_disk(bench: &Bench, word: &str) {
    for _ in 0..1_500 {
        if !on_disk(bench).await.contains(word) {
            return;
        }
        forecourt_app::platform::clock::sleep(20).await;
    }
    panic!("{word} stays on the disk");
}

/// Both units, this much of the store.
const fn all(reach: Reach) -> [(&'static str, Reach); 2] {
    [("t", Reach::Unit), ("s:1", reach)]
}

/// A tab that holds two customers of its own, and knows of the epoch "e".
async fn tab_with_two(bench: &Bench, server: &Server, reach: Reach) -> Data {
    let data = bench.tab().await;
    let rows = vec![row(1, 1, "old one"), row(2, 2, "old two")];
    let first = with(with(reply("e", 2), "t", vec![], false), "s:1", rows, false);
    server.answer(&reading(first, 1, &all(reach))).await;
    shows(&data, &["old one", "old two"]).await;
    data
}

#[wasm_bindgen_test]
async fn a_wider_unit_keeps_its_rows_through_an_end_of_the_app_until_the_new_ones_are_whole() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_two(&bench, &server, Reach::Own).await;
    data.sync_now();
    let wider = with(
        with(reply("e", 9), "t", vec![], false),
        "s:1",
        vec![],
        false,
    );
    server.answer(&reading(wider, 2, &all(Reach::Unit))).await;
    let rows = vec![row(5, 1, "new one")];
    let page = with(with(reply("e", 9), "t", vec![], false), "s:1", rows, true);
    let asked = server.answer(&page).await;
    assert!(!asked.cursors.contains_key("s:1"), "{asked:?}");
    // The next page is asked for: this one is put down.
    server.asked().await;
    let other = bench.tab().await;
    for tab in [&data, &other] {
        shows(tab, &["old one", "old two"]).await;
    }

    bench.close_all().await;
    let server = Server::new();
    let data = bench.tab().await;
    let other = bench.tab().await;
    shows(&data, &["old one", "old two"]).await;
    let mine = Fields::new().with("city", "Hangzhou");
    let edit = Change::Patch {
        kind: Kind::Customer,
        id: Id::from_u128(1),
        fields: mine,
    };
    // They can be worked with.
    data.commit(vec![edit]).await.unwrap();
    assert_ne!(data.sync().get_untracked().phase, Phase::Synced);
    let rows = vec![row(6, 3, "new three")];
    let page = with(with(reply("e", 9), "t", vec![], false), "s:1", rows, false);
    let asked = server.answer(&page).await;
    assert_eq!(
        asked.cursors.get("s:1"),
        Some(&5),
        "it goes on where it was"
    );
    for tab in [&data, &other] {
        shows(tab, &["new one", "new three"]).await;
        let one = tab.table::<Customer>().peek(Id::from_u128(1)).unwrap();
        assert_eq!(one.value.city, "Hangzhou", "the edit lies over the new row");
        assert!(one.pending);
    }
    until_gone_from_disk(&bench, "old two").await;
    assert!(on_disk(&bench).await.contains("new three"));
    bench.close_all().await;
}

/// Two customers that one act changed come in two pages, since something else filled the first.
#[wasm_bindgen_test]
async fn i3_what_one_act_changed_is_told_whole_though_a_page_ends_in_it() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_two(&bench, &server, Reach::Unit).await;
    let watched = data.clone();
    let told = ArcMemo::new(move |_| {
        watched.table::<Customer>().len();
        names(&watched)
    });
    assert_eq!(told.get_untracked(), ["old one", "old two"]);
    data.sync_now();
    let page = |rows, more| with(with(reply("e", 9), "t", vec![], false), "s:1", rows, more);
    server.answer(&page(vec![row(3, 1, "new one")], true)).await;
    // The next page is asked for: this one is in memory, for whoever asks.
    server.asked().await;
    shows(&data, &["new one", "old two"]).await;
    forecourt_app::platform::clock::sleep(50).await;
    assert_eq!(told.get_untracked(), ["old one", "old two"]);
    server
        .answer(&page(vec![row(4, 2, "new two")], false))
        .await;
    until("both are told", || {
        told.get_untracked() == ["new one", "new two"]
    })
    .await;

    // And when the last page does not come, what is here is told.
    data.sync_now();
    let rows = vec![row(12, 1, "newer one")];
    let page = with(with(reply("e", 20), "t", vec![], false), "s:1", rows, true);
    server.answer(&page).await;
    server.asked().await;
    server.fall_silent();
    until("what came is told", || {
        told.get_untracked() == ["newer one", "new two"]
    })
    .await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn i9_what_a_person_may_not_see_any_more_leaves_screen_stage_and_disk_at_once() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_two(&bench, &server, Reach::Team).await;
    data.sync_now();
    let wider = with(
        with(reply("e", 9), "t", vec![], false),
        "s:1",
        vec![],
        false,
    );
    server.answer(&reading(wider, 2, &all(Reach::Unit))).await;
    let rows = vec![row(5, 3, "held three")];
    let page = with(with(reply("e", 9), "t", vec![], false), "s:1", rows, true);
    server.answer(&page).await;
    // Before the rest came the person reads less than at first.
    let less = with(
        with(reply("e", 9), "t", vec![], false),
        "s:1",
        vec![],
        false,
    );
    server.answer(&reading(less, 3, &all(Reach::Own))).await;
    shows(&data, &[]).await;
    server.asked().await;
    let disk = on_disk(&bench).await;
    assert!(!disk.contains("old") && !disk.contains("held"), "{disk}");

    // The new rows are shown as they come.
    let rows = vec![row(4, 4, "own four")];
    let page = with(with(reply("e", 9), "t", vec![], false), "s:1", rows, true);
    server.answer(&page).await;
    shows(&data, &["own four"]).await;
    // And a unit that is not seen at all leaves whole.
    server
        .answer(&reading(
            with(reply("e", 9), "t", vec![], false),
            4,
            &[("t", Reach::Unit)],
        ))
        .await;
    shows(&data, &[]).await;
    until_gone_from_disk(&bench, "own four").await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn i9_the_first_word_of_what_a_person_reads_takes_away_the_rest() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = bench.tab().await;
    let page = |rows| with(with(reply("e", 2), "t", vec![], false), "s:1", rows, false);
    // As a server answers that does not know of reach.
    let rows = vec![row(1, 1, "mine"), row(2, 2, "secret")];
    server.answer(&page(rows)).await;
    shows(&data, &["mine", "secret"]).await;
    data.sync_now();
    server
        .answer(&reading(page(vec![]), 1, &all(Reach::Own)))
        .await;
    shows(&data, &[]).await;
    server.asked().await;
    assert!(!on_disk(&bench).await.contains("secret"));
    server.answer(&page(vec![row(1, 1, "mine")])).await;
    shows(&data, &["mine"]).await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn what_is_held_back_for_one_unit_outlives_the_loss_of_another() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_two(&bench, &server, Reach::Unit).await;
    data.sync_now();
    let both = |page: PullReply, second| with(page, "s:2", second, false);
    let reads = |second| [("t", Reach::Unit), ("s:1", Reach::Unit), ("s:2", second)];
    let t = || with(reply("e", 9), "t", vec![], false);
    let page = both(
        with(t(), "s:1", vec![], false),
        vec![row(3, 3, "other three")],
    );
    server.answer(&reading(page, 2, &reads(Reach::Unit))).await;
    shows(&data, &["old one", "old two", "other three"]).await;
    // The first store starts again, and on its way the second one is lost.
    data.sync_now();
    let mut restart = both(with(t(), "s:1", vec![], false), vec![]);
    restart.units.get_mut("s:1").unwrap().restart = true;
    server.answer(&restart).await;
    let rows = vec![row(5, 1, "new one")];
    server
        .answer(&both(with(t(), "s:1", rows, true), vec![]))
        .await;
    let page = with(t(), "s:1", vec![row(6, 2, "new two")], true);
    server
        .answer(&reading(page, 3, &reads(Reach::Unit)[..2]))
        .await;
    server.asked().await;
    shows(&data, &["old one", "old two"]).await;
    let disk = on_disk(&bench).await;
    assert!(!disk.contains("other three"), "{disk}");
    assert!(
        disk.contains("new one") && disk.contains("new two"),
        "{disk}"
    );

    bench.close_all().await;
    let server = Server::new();
    let data = bench.tab().await;
    shows(&data, &["old one", "old two"]).await;
    server.answer(&with(t(), "s:1", vec![], false)).await;
    shows(&data, &["new one", "new two"]).await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn i15_rows_of_another_epoch_stay_until_those_of_the_new_one_are_whole() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_two(&bench, &server, Reach::Unit).await;
    data.sync_now();
    server.answer(&reply("f", 7)).await;
    let rows = vec![row(1, 2, "restored two")];
    let page = with(with(reply("f", 7), "t", vec![], false), "s:1", rows, true);
    let asked = server.answer(&page).await;
    assert!(asked.cursors.is_empty() && asked.epoch == "f", "{asked:?}");
    server.asked().await;
    shows(&data, &["old one", "old two"]).await;
    assert_ne!(data.sync().get_untracked().phase, Phase::Synced);
    let rest = with(
        with(reply("f", 7), "t", vec![], false),
        "s:1",
        vec![],
        false,
    );
    server.answer(&rest).await;
    shows(&data, &["restored two"]).await;
    until_gone_from_disk(&bench, "old").await;

    // In the next one the store is not the person's any more.
    data.sync_now();
    server.answer(&reply("g", 3)).await;
    server
        .answer(&with(reply("g", 3), "t", vec![], false))
        .await;
    shows(&data, &[]).await;
    until_gone_from_disk(&bench, "restored").await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn a_disk_without_room_for_old_and_new_rows_gives_up_both_and_keeps_the_work() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_two(&bench, &server, Reach::Own).await;
    data.sync_now();
    let wider = with(
        with(reply("e", 9), "t", vec![], false),
        "s:1",
        vec![],
        false,
    );
    server.answer(&reading(wider, 2, &all(Reach::Unit))).await;
    let rows = vec![row(5, 1, "new one")];
    let page = with(with(reply("e", 9), "t", vec![], false), "s:1", rows, true);
    server.answer(&page).await;
    server.asked().await;
    let (id, fields) = (data.new_id(), Fields::new().with("name", "mine"));
    let create = Change::Create {
        kind: Kind::Customer,
        id,
        unit: "s:1".to_owned(),
        owner: None,
        fields,
    };
    data.commit(vec![create]).await.unwrap();
    // There is room for little things alone.
    js_sys::eval(
        "globalThis.keptAdd = IDBObjectStore.prototype.add;
         IDBObjectStore.prototype.add = function (...all) {
           if (all[0].byteLength > 2000) throw new DOMException('told to', 'QuotaExceededError');
           return globalThis.keptAdd.apply(this, all);
         };",
    )
    .unwrap();
    let rows = vec![row(6, 2, &"long".repeat(600))];
    let page = with(with(reply("e", 9), "t", vec![], false), "s:1", rows, true);
    server.answer(&page).await;
    shows(&data, &[]).await;
    until_gone_from_disk(&bench, "one").await;
    assert_eq!(data.sync().get_untracked().waiting, 1, "work was given up");
    let mine = data.table::<Customer>().peek(id);
    assert_eq!(
        mine.map(|entry| entry.value.name.clone()).as_deref(),
        Some("mine")
    );
    js_sys::eval("IDBObjectStore.prototype.add = globalThis.keptAdd").unwrap();
    // Without a rest the unit is filled from its beginning, in place.
    let rows = vec![row(5, 1, "new one")];
    let page = with(with(reply("e", 9), "t", vec![], false), "s:1", rows, true);
    let asked = server.answer(&page).await;
    assert!(!asked.cursors.contains_key("s:1"), "{asked:?}");
    shows(&data, &["new one"]).await;
    bench.close_all().await;
}
