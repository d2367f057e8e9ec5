//! Contacts of years past lie on the disk and come into memory when somebody opens their customer.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/broken.rs"]
mod broken;
#[path = "support/server.rs"]
mod server;
#[path = "support/tab.rs"]
mod tab;

use broken::Broken;
use forecourt_app::data::layout::activity::OF_CUSTOMER;
use forecourt_app::data::store::{Key, Plan, Shelf, StoreHandle, Stored, Write};
use forecourt_app::data::{Data, StorageState, StoreError};
use forecourt_app::platform::clock;
use forecourt_domain::access::Reach;
use forecourt_domain::activity::Activity;
use forecourt_domain::{Change, Fields, Id, Kind, State};
use forecourt_sync::Stamp;
use forecourt_sync::wire::{PullReply, WireRow};
use leptos::prelude::GetUntracked;
use server::{Server, reading, reply, row, with};
use tab::{Bench, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const YEAR: u64 = 365 * 86_400_000;
/// Contacts of long ago of each of two customers.
const OLD: u64 = 800;
/// Where the list of the archive stands on its shelf.
const LIST: u64 = 1 << 40;

/// A contact of the server.
fn contact(seq: u64, id: u64, customer: u128, ago: u64, note: &str) -> WireRow {
    let fields = Fields::new()
        .with("customer_id", Id::from_u128(customer).to_string())
        .with("activity_type", "call_out")
        .with("started_at", clock::now() - ago)
        .with("note", note);
    let id = Id::from_u128(u128::from(id) + 1_000);
    WireRow(
        seq,
        "activity".to_owned(),
        id,
        State::Live,
        None,
        fields.into(),
    )
}

/// Customers 1 and 2 with their contacts: old ones in turn, and three of yesterday of the first.
fn past() -> Vec<WireRow> {
    let note = "Asked for the blue one, will come again with the family. ".repeat(3);
    let mut rows = vec![row(1, 1, "one"), row(2, 2, "two")];
    let old = 0..OLD * 2;
    rows.extend(old.map(|at| {
        contact(
            3 + at,
            at,
            1 + u128::from(at % 2),
            2 * YEAR,
            &format!("{note}{at}."),
        )
    }));
    let recent = OLD * 2..OLD * 2 + 3;
    rows.extend(recent.map(|at| contact(3 + at, at, 1, 86_400_000, "yesterday")));
    rows
}

const BOTH: [(&str, Reach); 2] = [("t", Reach::Unit), ("s:1", Reach::Unit)];

/// The server's clock shows now.
fn dated(mut reply: PullReply) -> PullReply {
    reply.clock = Some(Stamp::new(clock::now(), 0, 7));
    reply
}

fn page(high: u64, rows: Vec<WireRow>, more: bool) -> PullReply {
    dated(with(
        with(reply("e", high), "t", vec![], false),
        "s:1",
        rows,
        more,
    ))
}

/// A tab whose old contacts are in the archive.
async fn tab_with_archive(bench: &Bench, server: &Server) -> Data {
    let data = bench.tab().await;
    server
        .answer(&reading(page(5_000, past(), false), 1, &BOTH))
        .await;
    until_archived(&data, 2 * OLD).await;
    until_compacted(bench).await;
    data
}

/// Waits until nothing that lies in the archive is read at the start too.
async fn until_compacted(bench: &Bench) {
    for _ in 0..300 {
        let [start, _] = on_disk(bench).await;
        if !start.contains("blue one") && !start.contains("nnn") {
            return;
        }
        clock::sleep(100).await;
    }
    panic!("the start reads old contacts");
}

async fn until_archived(data: &Data, count: u64) {
    for _ in 0..150 {
        if data.archived() == count as usize {
            return;
        }
        clock::sleep(200).await;
    }
    panic!(
        "{} contacts are in the archive, not {count}",
        data.archived()
    );
}

fn count(data: &Data, customer: u128) -> usize {
    data.table::<Activity>()
        .of(OF_CUSTOMER, Id::from_u128(customer))
        .len()
}

fn note(data: &Data, id: u64) -> Option<String> {
    let entry = data
        .table::<Activity>()
        .peek(Id::from_u128(u128::from(id) + 1_000));
    entry.map(|entry| entry.value.note.clone())
}

async fn counts(data: &Data, customer: u128, expected: u64) {
    until(
        &format!("customer {customer} has {expected} contacts"),
        || count(data, customer) == expected as usize,
    )
    .await;
}

/// What lies on the disk: the text that a start reads, and that of the archive.
async fn on_disk(bench: &Bench) -> [String; 2] {
    let store = StoreHandle::open(bench.database(), |_| ()).await.unwrap();
    let loaded = store.load(Id::from_u128(1)).await.unwrap();
    let (archive, _) = store.archive().await.unwrap();
    let runs = archive
        .units()
        .flat_map(|unit| archive.runs(unit))
        .flatten();
    let numbers: Vec<u64> = runs.map(|piece| piece.number).collect();
    let pieces = store.pieces(&numbers).await.unwrap().unwrap();
    store.close().await;
    let text = |blocks: &[std::sync::Arc<str>]| blocks.iter().map(AsRef::as_ref).collect();
    [text(&loaded.blocks), text(&pieces)]
}

#[wasm_bindgen_test]
async fn old_contacts_leave_memory_and_come_back_with_their_customer() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_archive(&bench, &server).await;
    assert_eq!(data.table::<Activity>().len(), 3, "those of yesterday stay");
    let history = data.open_history(Id::from_u128(1));
    counts(&data, 1, OLD + 3).await;
    assert_eq!(count(&data, 2), 0, "nobody looks at the other one");
    assert_eq!(
        data.archived() as u64,
        OLD,
        "what is lent is not counted twice"
    );
    let other = bench.tab().await;
    assert_eq!(count(&other, 1), 3);
    let _looks = other.open_history(Id::from_u128(2));
    counts(&other, 2, OLD).await;
    drop(history);
    bench.close_all().await;

    let [_, archive] = on_disk(&bench).await;
    assert_eq!(archive.lines().count() as u64, 2 * OLD);
    let _server = Server::new();
    let data = bench.tab().await;
    assert_eq!(data.table::<Activity>().len(), 3);
    let _looks = data.open_history(Id::from_u128(1));
    counts(&data, 1, OLD + 3).await;
    assert!(note(&data, 4).unwrap().ends_with(" 4."));
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn news_outrank_the_archive_and_what_is_gone_leaves_it() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_archive(&bench, &server).await;
    data.sync_now();
    let mut gone = contact(6_000, 10, 1, 2 * YEAR, "");
    gone.3 = State::Gone;
    gone.5 = Fields::new().into();
    let moved = contact(6_001, 12, 2, 2 * YEAR, "of the other one");
    let changed = contact(6_002, 14, 1, 2 * YEAR, "said otherwise");
    server
        .answer(&page(6_002, vec![gone, moved, changed], false))
        .await;
    until("the news are here", || note(&data, 14).is_some()).await;
    // At once, whatever lies on the disk.
    let expect = async |data: &Data| {
        let looks = [1, 2].map(|customer| data.open_history(Id::from_u128(customer)));
        counts(data, 1, OLD + 3 - 2).await;
        counts(data, 2, OLD + 1).await;
        assert_eq!(note(data, 10), None);
        assert_eq!(note(data, 12).unwrap(), "of the other one");
        assert_eq!(note(data, 14).unwrap(), "said otherwise");
        drop(looks);
    };
    expect(&data).await;
    bench.close_all().await;

    // The word that it is gone must outlast an end of the app, until it is gone from the disk too.
    let server = Server::new();
    let data = bench.tab().await;
    expect(&data).await;
    server.answer(&page(6_002, vec![], false)).await;
    for _ in 0..300 {
        clock::sleep(100).await;
        if !on_disk(&bench).await[1].contains(" 10.") {
            break;
        }
    }
    let [start, archive] = on_disk(&bench).await;
    assert!(
        !archive.contains(" 10.") && !start.contains(" 10."),
        "what is gone is still there"
    );
    bench.close_all().await;
    let _server = Server::new();
    expect(&bench.tab().await).await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn a_unit_that_is_not_seen_any_more_leaves_the_archive_at_once() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_archive(&bench, &server).await;
    let _looks = data.open_history(Id::from_u128(1));
    counts(&data, 1, OLD + 3).await;
    // What a merge left that came to no end.
    let store = StoreHandle::open(bench.database(), |_| ()).await.unwrap();
    let debris = Write::Put(
        Shelf::Seg,
        Key::Number(LIST + 900),
        Stored::Text("?".to_owned()),
    );
    let plan = Plan {
        strict: true,
        writes: vec![debris],
    };
    store.write(plan).await.unwrap();
    assert!(store.pieces(&[899]).await.unwrap().is_some());
    data.sync_now();
    let narrowed = dated(with(reply("e", 6_000), "t", vec![], false));
    server
        .answer(&reading(narrowed, 2, &[("t", Reach::Unit)]))
        .await;
    until("nothing is shown", || data.table::<Activity>().is_empty()).await;
    assert_eq!(data.archived(), 0);
    until("it is written", || data.sync().get_untracked().waiting == 0).await;
    let debris = store.pieces(&[899]).await.unwrap();
    assert!(debris.is_none(), "debris stays on the disk");
    store.close().await;
    let mut start = String::new();
    for _ in 0..600 {
        [start, _] = on_disk(&bench).await;
        if !start.contains("yesterday") {
            break;
        }
        clock::sleep(50).await;
    }
    assert!(
        !start.contains("yesterday") && !start.contains("blue one"),
        "{start}"
    );
    let [_, archive] = on_disk(&bench).await;
    assert_eq!(archive, "");
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn a_long_download_never_stands_in_memory_whole() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = bench.tab().await;
    let note = "n".repeat(6 * 1024);
    let (pages, each) = (12, 500);
    let mut most = 0;
    for at in 0..pages {
        let from = at * each;
        let rows =
            (from..from + each).map(|id| contact(1 + id, id, u128::from(id % 7), YEAR, &note));
        let page = page(pages * each, rows.collect(), at + 1 < pages);
        server
            .answer(&if at == 0 {
                reading(page, 1, &BOTH)
            } else {
                page
            })
            .await;
        if at + 1 < pages {
            server.asked().await;
        }
        most = most.max(data.table::<Activity>().len());
    }
    assert!(
        most < 5_000,
        "{most} contacts of {} stood in memory together",
        pages * each
    );
    until_archived(&data, pages * each).await;
    until_compacted(&bench).await;
    let _looks = data.open_history(Id::from_u128(3));
    let own = (0..pages * each).filter(|id| id % 7 == 3).count();
    counts(&data, 3, own as u64).await;
    bench.close_all().await;
    let _server = Server::new();
    let data = bench.tab().await;
    assert_eq!(data.table::<Activity>().len(), 0);
    let _looks = data.open_history(Id::from_u128(3));
    counts(&data, 3, own as u64).await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn an_edit_of_an_old_contact_stays_over_it() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_archive(&bench, &server).await;
    let looks = data.open_history(Id::from_u128(1));
    counts(&data, 1, OLD + 3).await;
    let edit = Change::Patch {
        kind: Kind::Activity,
        id: Id::from_u128(1_004),
        fields: Fields::new().with("note", "mine"),
    };
    data.commit(vec![edit]).await.unwrap();
    drop(looks);
    bench.close_all().await;
    let _server = Server::new();
    let data = bench.tab().await;
    assert_eq!(
        note(&data, 4),
        None,
        "a row alone cannot be shown without what lies below"
    );
    let _looks = data.open_history(Id::from_u128(1));
    counts(&data, 1, OLD + 3).await;
    assert_eq!(note(&data, 4).unwrap(), "mine");
    assert_eq!(data.sync().get_untracked().waiting, 1);
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_is_told_and_fetched_again() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_archive(&bench, &server).await;
    let store = StoreHandle::open(bench.database(), |_| ()).await.unwrap();
    let spoiled = Write::Put(
        Shelf::Seg,
        Key::Number(LIST + 1),
        Stored::Text("?".to_owned()),
    );
    let plan = Plan {
        strict: true,
        writes: vec![spoiled],
    };
    store.write(plan).await.unwrap();
    store.close().await;
    let _looks = data.open_history(Id::from_u128(1));
    until("it is told", || {
        matches!(data.trouble().get_untracked(), Some(StoreError::Read(_)))
    })
    .await;
    assert_eq!(count(&data, 1), 3, "the others stay");
    bench.close_all().await;
    let server = Server::new();
    let data = bench.tab().await;
    let asked = server
        .answer(&reading(page(5_000, past(), false), 1, &BOTH))
        .await;
    assert!(asked.cursors.is_empty(), "{asked:?}");
    until_archived(&data, 2 * OLD).await;
    let _looks = data.open_history(Id::from_u128(1));
    counts(&data, 1, OLD + 3).await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn what_could_not_be_put_away_stays_in_memory_until_it_can() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = bench.tab().await;
    {
        let _broken = Broken::new("put", "seg", "UnknownError");
        server
            .answer(&reading(page(5_000, past(), false), 1, &BOTH))
            .await;
        until("it failed", || {
            data.sync().get_untracked().storage == StorageState::Failed
        })
        .await;
        assert_eq!(data.archived(), 0);
        counts(&data, 1, OLD + 3).await;
    }
    data.sync_now();
    server.answer(&page(5_000, vec![], false)).await;
    until_archived(&data, 2 * OLD).await;
    until_compacted(&bench).await;
    assert_eq!(count(&data, 1), 3);
    let _looks = data.open_history(Id::from_u128(1));
    counts(&data, 1, OLD + 3).await;
    bench.close_all().await;
}

#[wasm_bindgen_test]
async fn what_moved_to_another_unit_and_became_old_there_lies_in_one_place() {
    let (bench, server) = (Bench::new(), Server::new());
    let data = tab_with_archive(&bench, &server).await;
    // All contacts of the second customer are of the first one now, and of another unit.
    let moved = (0..OLD).map(|at| contact(6_000 + at, 2 * at + 1, 1, 2 * YEAR, "blue one, moved"));
    let high = 6_000 + OLD;
    let more = (0..OLD).map(|at| contact(high + at, 9_000 + at, 3, 2 * YEAR, "blue one, new"));
    let rows: Vec<WireRow> = moved.chain(more).collect();
    data.sync_now();
    let page = with(
        with(reply("e", high + OLD), "t", rows, false),
        "s:1",
        vec![],
        false,
    );
    server.answer(&dated(page)).await;
    until_archived(&data, 3 * OLD).await;
    until_compacted(&bench).await;
    let [_, archive] = on_disk(&bench).await;
    assert_eq!(archive.lines().count() as u64, 3 * OLD);
    let _looks = [1, 2, 3].map(|customer| data.open_history(Id::from_u128(customer)));
    counts(&data, 1, 2 * OLD + 3).await;
    counts(&data, 3, OLD).await;
    assert_eq!(count(&data, 2), 0);
    assert_eq!(note(&data, 1).unwrap(), "blue one, moved");
    bench.close_all().await;
}
