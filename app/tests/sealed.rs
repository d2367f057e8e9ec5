//! What lies on the disk of a device says nothing without its key, and says so when it was touched.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "support/bare.rs"]
mod bare;
#[path = "support/compacted.rs"]
mod compacted;
#[path = "support/damaged.rs"]
mod damaged;
#[path = "support/device.rs"]
mod device;

use bare::bare;
use compacted::compacted;
use damaged::damage;
use device::{customers, fresh_name, group, load, open, rows, settled, stamp};
use forecourt_app::data::StoreError;
use forecourt_app::data::store::{
    self, Plan, Shelf, StoreHandle, Stored, Stretched, Unlocked, Write,
};
use forecourt_app::platform::clock;
use forecourt_app::platform::crypto::{MixKey, SealKey};
use js_sys::Uint8Array;
use serde_json::json;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const RIGHT: [u8; 32] = [7; 32];
const WRONG: [u8; 32] = [8; 32];

fn stretched(key: [u8; 32]) -> Stretched {
    Stretched { salt: [3; 16], key }
}

/// A database with an act and three customers, closed again.
async fn filled() -> String {
    let name = fresh_name();
    let store = open(&name).await;
    load(&store).await;
    store
        .append(&[group(10, "Li Na")], stamp(10), None)
        .await
        .unwrap();
    store
        .settle(settled(Some(rows(1..4, "first")), &[]))
        .await
        .unwrap();
    store.close().await;
    name
}

async fn why_shut(name: &str) -> Option<StoreError> {
    StoreHandle::open(name.to_owned(), |_| ()).await.err()
}

#[wasm_bindgen_test]
async fn what_is_sealed_opens_by_its_key_and_place_alone() {
    let key = SealKey::random().await.unwrap();
    let sealed = key.seal(b"Li Na", "here").await.unwrap();
    let plain = key.open(&sealed, "here").await;
    assert_eq!(plain.as_deref(), Some(b"Li Na".as_slice()));
    assert_eq!(key.open(&sealed, "there").await, None);
    let other = SealKey::random().await.unwrap();
    assert_eq!(other.open(&sealed, "here").await, None);
    for place in 0..sealed.length() {
        let torn = Uint8Array::new(&sealed);
        torn.set_index(place, torn.get_index(place) ^ 1);
        assert_eq!(key.open(&torn, "here").await, None, "byte {place}");
    }
    assert_eq!(key.open(&sealed.slice(0, 11), "here").await, None);
    let nothing = Uint8Array::new_with_length(0);
    assert_eq!(key.open(&nothing, "here").await, None);
}

#[wasm_bindgen_test]
async fn sealing_the_same_twice_shows_no_likeness() {
    let key = SealKey::random().await.unwrap();
    let one = key.seal(b"Li Na", "here").await.unwrap().to_vec();
    let two = key.seal(b"Li Na", "here").await.unwrap().to_vec();
    let alike = one.iter().zip(&two).filter(|(one, two)| one == two);
    assert!(alike.count() < 8);
    assert_eq!(one.len(), 12 + 5 + 16);
}

#[wasm_bindgen_test]
async fn a_mixed_key_needs_both_secrets_and_the_purpose() {
    let device = MixKey::random().await.unwrap();
    let key = device.mix(&RIGHT, "x").await.unwrap();
    let sealed = key.seal(b"key", "k").await.unwrap();
    let opens = async |device: &MixKey, other: [u8; 32], purpose: &str| {
        let key = device.mix(&other, purpose).await.unwrap();
        key.open(&sealed, "k").await.is_some()
    };
    assert!(opens(&device, RIGHT, "x").await);
    assert!(!opens(&device, WRONG, "x").await);
    assert!(!opens(&device, RIGHT, "y").await);
    assert!(!opens(&MixKey::random().await.unwrap(), RIGHT, "x").await);
}

#[wasm_bindgen_test]
async fn i8_no_script_reads_the_bytes_of_a_key() {
    let name = filled().await;
    store::add_password(&name, &stretched(RIGHT)).await.unwrap();
    let script = "
        const [device] = await all(shelf('meta').get('wrap.device'));
        const [mix] = await all(shelf('meta').get('wrap.password'));
        const tries = [device, mix].map((key) => crypto.subtle.exportKey('raw', key));
        const ends = await Promise.allSettled(tries);
        return ends.map((end) => end.status).join() + [device, mix].map((key) => key.extractable);";
    let ends = bare(&name, script).await.as_string().unwrap();
    assert_eq!(ends, "rejected,rejectedfalse,false");
}

#[wasm_bindgen_test]
async fn i8_nothing_that_people_wrote_can_be_read_from_the_disk() {
    let name = filled().await;
    let store = open(&name).await;
    compacted(&store).await;
    store
        .settle(settled(Some(rows(4..6, "second")), &[]))
        .await
        .unwrap();
    store
        .put_draft("customer.new", Some(&json!({ "name": "Wang Wei" })))
        .await
        .unwrap();
    store.close().await;
    let script = "
        let text = '';
        for (const name of db.objectStoreNames) {
          for (const value of await all(shelf(name).getAll())) {
            if (typeof value === 'string') text += value;
            for (const part of [value].flat(9)) {
              if (part instanceof Uint8Array) text += new TextDecoder('latin1').decode(part);
            }
          }
        }
        return text;";
    let text = bare(&name, script).await.as_string().unwrap();
    assert!(text.len() > 1_000, "{} bytes", text.len());
    for word in [
        "Li Na", "Customer", "first", "second", "Wang", "name", "customer", "machine",
    ] {
        assert!(!text.contains(word), "{word}");
    }
}

#[wasm_bindgen_test]
async fn one_changed_bit_in_a_block_of_rows_is_noticed() {
    let name = filled().await;
    damage(&name, "log", "1").await;
    let store = open(&name).await;
    let loaded = load(&store).await;
    assert!(loaded.damaged);
    assert!(loaded.blocks.is_empty());

    let name = filled().await;
    let store = open(&name).await;
    compacted(&store).await;
    store.close().await;
    assert!(!load(&open(&name).await).await.damaged);
    damage(&name, "seg", "0").await;
    assert!(load(&open(&name).await).await.damaged);
}

/// Fills the shelf of segments of an empty database.
async fn put_segments(store: &StoreHandle, texts: Vec<String>) {
    let list = format!(r#"{{"count":{},"floor":0}}"#, texts.len());
    let list = Write::Put(Shelf::Meta, "segments".into(), Stored::Text(list));
    let put = |(number, text): (u64, String)| {
        Write::Put(Shelf::Seg, number.into(), Stored::Bytes(text.into_bytes()))
    };
    let writes = (0..).zip(texts).map(put).chain([list]).collect();
    store
        .write(Plan {
            strict: true,
            writes,
        })
        .await
        .unwrap();
}

#[wasm_bindgen_test]
async fn a_block_in_the_place_of_another_is_noticed() {
    let name = fresh_name();
    let store = open(&name).await;
    load(&store).await;
    let lines = [rows(1..3, "x"), rows(3..5, "x")];
    put_segments(&store, lines.to_vec()).await;
    store.close().await;
    assert!(!load(&open(&name).await).await.damaged);
    let swap = "const [one, two] = await all(shelf('seg').getAll());
                await all(shelf('seg').put(two, 0)); await all(shelf('seg').put(one, 1));";
    bare(&name, swap).await;
    assert!(load(&open(&name).await).await.damaged);

    // From another shelf, and as text that nobody sealed.
    for write in [
        "const [one] = await all(shelf('seg').getAll()); await all(shelf('log').put(one))",
        "await all(shelf('log').put('customer\\t00000000000000000000000001\\ts:1\\t1\\t0\\t\\t{}'))",
    ] {
        let name = fresh_name();
        let store = open(&name).await;
        load(&store).await;
        put_segments(&store, lines.to_vec()).await;
        store.close().await;
        bare(&name, write).await;
        let loaded = load(&open(&name).await).await;
        assert!(loaded.damaged && loaded.blocks.len() == 2, "{write}");
    }
}

#[wasm_bindgen_test]
async fn a_locked_database_opens_by_its_password_and_nothing_else() {
    let name = filled().await;
    assert_eq!(
        store::lock(&name).await,
        Ok(false),
        "no password would ever open it"
    );
    assert!(store::opens_by_itself(&name).await.unwrap());
    store::add_password(&name, &stretched(RIGHT)).await.unwrap();
    assert!(store::opens_by_itself(&name).await.unwrap());
    assert_eq!(store::lock(&name).await, Ok(true));
    assert!(!store::opens_by_itself(&name).await.unwrap());
    assert_eq!(why_shut(&name).await, Some(StoreError::Locked));
    assert_eq!(store::salt(&name).await, Ok(Some([3; 16])));
    assert_eq!(
        store::unlock(&name, &WRONG).await,
        Ok(Some(Unlocked::No { left: 9 }))
    );
    assert_eq!(why_shut(&name).await, Some(StoreError::Locked));
    assert_eq!(store::unlock(&name, &RIGHT).await, Ok(Some(Unlocked::Yes)));
    let loaded = load(&open(&name).await).await;
    assert_eq!((loaded.outbox.len(), customers(&loaded).len()), (1, 3));
    // The count starts anew.
    assert_eq!(store::lock(&name).await, Ok(true));
    assert_eq!(
        store::unlock(&name, &WRONG).await,
        Ok(Some(Unlocked::No { left: 9 }))
    );
}

#[wasm_bindgen_test]
async fn ten_wrong_passwords_destroy_the_key() {
    let name = filled().await;
    store::add_password(&name, &stretched(RIGHT)).await.unwrap();
    store::lock(&name).await.unwrap();
    for left in (0..store::MOST_TRIES).rev() {
        assert_eq!(
            store::unlock(&name, &WRONG).await,
            Ok(Some(Unlocked::No { left }))
        );
    }
    assert_eq!(store::unlock(&name, &RIGHT).await, Ok(None));
    assert_eq!(why_shut(&name).await, Some(StoreError::KeyLost));
}

#[wasm_bindgen_test]
async fn a_try_counts_even_when_the_page_ends_before_its_answer() {
    let name = filled().await;
    store::add_password(&name, &stretched(RIGHT)).await.unwrap();
    store::lock(&name).await.unwrap();
    // A page that ends while the key is made, which never comes.
    js_sys::eval("crypto.subtle.deriveKey = () => new Promise(() => {})").unwrap();
    let (counting, name) = (name.clone(), name);
    let (attempt, ends) = futures::future::abortable(async move {
        store::unlock(&counting, &WRONG).await.ok();
    });
    wasm_bindgen_futures::spawn_local(async { attempt.await.unwrap_or_default() });
    let counted = "return (await all(shelf('meta').get('wrap.password')))[3]";
    while bare(&name, counted).await.as_f64() != Some(1.0) {
        clock::sleep(5).await;
    }
    ends.abort();
    js_sys::eval("delete crypto.subtle.deriveKey").unwrap();
    assert_eq!(
        store::unlock(&name, &WRONG).await,
        Ok(Some(Unlocked::No { left: 8 }))
    );
}

#[wasm_bindgen_test]
async fn a_password_that_was_changed_takes_the_place_of_the_old_one() {
    let name = filled().await;
    store::add_password(&name, &stretched(WRONG)).await.unwrap();
    store::add_password(&name, &stretched(RIGHT)).await.unwrap();
    store::lock(&name).await.unwrap();
    assert_eq!(
        store::unlock(&name, &WRONG).await,
        Ok(Some(Unlocked::No { left: 9 }))
    );
    assert_eq!(store::unlock(&name, &RIGHT).await, Ok(Some(Unlocked::Yes)));
}

#[wasm_bindgen_test]
async fn wraps_of_another_database_open_nothing() {
    let (mine, other) = (filled().await, filled().await);
    let take = "return await all(shelf('meta').get('wrap.device'))";
    let wrap = bare(&other, take).await;
    js_sys::Reflect::set(&js_sys::global(), &"foreign".into(), &wrap).unwrap();
    bare(
        &mine,
        "await all(shelf('meta').put(globalThis.foreign, 'wrap.device'))",
    )
    .await;
    assert_eq!(why_shut(&mine).await, Some(StoreError::KeyLost));
}

#[wasm_bindgen_test]
async fn i9_a_revoked_device_reads_nothing_from_that_moment_on() {
    use std::cell::RefCell;
    use std::rc::Rc;

    let name = filled().await;
    store::add_password(&name, &stretched(RIGHT)).await.unwrap();
    let told: Rc<RefCell<Option<StoreError>>> = Rc::default();
    let hears = Rc::clone(&told);
    let store = StoreHandle::open(name.clone(), move |why| *hears.borrow_mut() = Some(why))
        .await
        .unwrap();
    store.shred(1).await;
    let revoked = StoreError::Revoked { unsent: 1 };
    assert_eq!(*told.borrow(), Some(revoked.clone()));
    assert_eq!(store.draft("x").await, Err(revoked));
    assert_eq!(store::unlock(&name, &RIGHT).await, Ok(None));
    assert_eq!(why_shut(&name).await, Some(StoreError::KeyLost));
}

#[wasm_bindgen_test]
async fn looking_for_a_database_that_is_not_there_makes_none() {
    let name = fresh_name();
    assert_eq!(store::salt(&name).await, Ok(None));
    assert_eq!(store::unlock(&name, &RIGHT).await, Ok(None));
    assert_eq!(store::lock(&name).await, Ok(false));
    assert!(load(&open(&name).await).await.fresh);
}

/// 100,000 rows of some 480 bytes. The figures are printed, not judged: they depend on the machine.
#[wasm_bindgen_test]
async fn a_hundred_thousand_rows_come_back_as_they_were() {
    let name = fresh_name();
    let store = open(&name).await;
    load(&store).await;
    let mut segments: Vec<String> = Vec::new();
    let mut number = 0;
    while number < 100_000 {
        segments.push(rows(number..number + 500, &"n".repeat(330)));
        number += 500;
    }
    let bytes: usize = segments.iter().map(String::len).sum();
    let (count, first) = (segments.len(), segments.first().cloned().unwrap());
    let begun = clock::now();
    put_segments(&store, segments).await;
    let kept = clock::now();
    let loaded = load(&store).await;
    let read = clock::now();
    console_log!(
        "{} rows, {} MB in {count} blocks of {} KiB: sealed and written {} ms, read and opened {} ms",
        number,
        bytes / 1_000_000,
        bytes / count / 1024,
        kept - begun,
        read - kept
    );
    let key = SealKey::random().await.unwrap();
    let begun = clock::now();
    let blocks = loaded.blocks.iter();
    let under_way: Vec<_> = blocks.map(|text| key.seal(text.as_bytes(), "x")).collect();
    let sealed = futures::future::join_all(under_way).await;
    let closed = clock::now();
    let blocks = sealed.iter().flatten();
    let under_way: Vec<_> = blocks.map(|block| key.open(block, "x")).collect();
    let opened = futures::future::join_all(under_way).await;
    console_log!(
        "sealed {} ms, opened {} ms",
        closed - begun,
        clock::now() - closed
    );
    assert!(opened.len() == count && opened.iter().all(Option::is_some));
    assert!(!loaded.damaged);
    assert_eq!(loaded.blocks.len(), count);
    assert_eq!(
        loaded.blocks.first().map(AsRef::as_ref),
        Some(first.as_str())
    );
}
