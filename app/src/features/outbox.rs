//! What waits for the server and what it refused, in words, and where all of it is.

mod device;
mod refused;
mod sealed;
mod sentence;
mod waiting;

use leptos::prelude::*;
use serde_json::{Value, json};

use crate::data::session::{Stage, use_session};
use crate::data::{ChangeView, Data, Refused, Waiting, use_data};
use crate::platform::{clock, files};
use crate::text::use_text;
use crate::ui::{
    Bay, Bays, Button, EmptyScene, EmptyState, Head, Icon, Size, Toast, Variant, use_toaster,
};
use device::DeviceSide;
use refused::RefusedList;
use sealed::SealedWorkPage;
use waiting::WaitingList;

/// Strokes drawn while nothing waits.
const EMPTY_BAYS: usize = 12;

/// Draws the page; where nobody can open the outbox, what can still be done about it.
pub fn draw() -> AnyView {
    match use_session().stage().get_untracked() {
        Stage::Broken(_) => view! { <SealedWorkPage/> }.into_any(),
        _ => view! { <OutboxPage/> }.into_any(),
    }
}

/// The page.
#[component]
fn OutboxPage() -> impl IntoView {
    let (text, data, toaster) = (use_text(), use_data(), use_toaster());
    let (waiting, refused) = (data.outbox(), data.refused());
    let clear = move || waiting.with(Vec::is_empty) && refused.with(Vec::is_empty);
    let (exporting, syncing) = (data.clone(), data);
    let export = move |()| {
        let json = described(&exporting).to_string();
        let saved = files::save("forecourt-outbox.json", "application/json", json.as_bytes());
        let words = text.get_untracked();
        let said = if saved {
            words.outbox_exported()
        } else {
            words.outbox_export_failed()
        };
        toaster.show(Toast::news(said));
    };
    view! {
        <Head title=move || text.get().outbox_title()>
            <Button
                icon="download"
                variant=Variant::Quiet
                label=move || text.get().outbox_export()
                on_press=export
            />
            <Button
                icon="sync"
                variant=Variant::Primary
                label=move || text.get().outbox_sync_now()
                on_press=move |()| syncing.sync_now()
            />
        </Head>
        <div class="body outbox">
            <SyncLine/>
            <div class="outbox-main stack-l">
                <Show when=clear>
                    <EmptyState
                        scene=EmptyScene::NothingYet
                        title=move || text.get().outbox_clear_title()
                        text=move || text.get().outbox_clear_text()
                    />
                </Show>
                <RefusedList/>
                <WaitingList/>
            </div>
            <DeviceSide/>
        </div>
    }
}

/// From this device to the firm: one stroke per act.
#[component]
fn SyncLine() -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let (waiting, refused, sync) = (data.outbox(), data.refused(), data.sync());
    let bays = move || {
        let waiting = waiting.with(Vec::len);
        let refused = refused.with(Vec::len);
        let mut bays = vec![Bay::On; waiting];
        bays.resize(waiting + refused, Bay::Refused);
        if bays.is_empty() {
            bays.resize(EMPTY_BAYS, Bay::Off);
        }
        bays
    };
    let label = move || {
        let (waiting, refused) = (waiting.with(Vec::len), refused.with(Vec::len));
        text.get().outbox_bays(refused, waiting)
    };
    let here = move || {
        let text = text.get();
        match waiting.with(|waiting| waiting.iter().map(|act| act.made_at).max()) {
            Some(at) => text.outbox_here_saved(text.time(at)),
            None => text.outbox_here_none().to_owned(),
        }
    };
    let firm = move || {
        let text = text.get();
        match sync.with(|sync| sync.last_synced) {
            Some(at) => text.outbox_firm_synced(text.ago(at, clock::now())),
            None => text.outbox_firm_never().to_owned(),
        }
    };
    view! {
        <section class="sync-line" aria-label=move || text.get().outbox_state()>
            <div class="sync-end">
                <span class="sync-ic">
                    <Icon name="device" size=Size::Large/>
                </span>
                <p>
                    <b>{move || text.get().outbox_here()}</b>
                    <br/>
                    <span class="muted">{here}</span>
                </p>
            </div>
            <div class="sync-way">
                <Bays bays=Signal::derive(bays) label=label size=Size::Large/>
                <p class="legend">
                    <span>
                        <i class="key" data-k="on"></i>
                        {move || text.get().outbox_waiting_key(waiting.with(Vec::len) as u64)}
                    </span>
                    <span>
                        <i class="key" data-k="bad"></i>
                        {move || text.get().outbox_refused_key(refused.with(Vec::len) as u64)}
                    </span>
                </p>
            </div>
            <div class="sync-end">
                <span class="sync-ic">
                    <Icon name="cloud" size=Size::Large/>
                </span>
                <p>
                    <b>{move || text.get().outbox_firm()}</b>
                    <br/>
                    <span class="muted">{firm}</span>
                </p>
            </div>
        </section>
    }
}

/// Everything that waits or was refused, for support.
fn described(data: &Data) -> Value {
    let changes = |changes: &[ChangeView]| -> Vec<Value> {
        let one = |change: &ChangeView| {
            json!({
                "kind": change.kind, "id": change.id, "verb": change.verb,
                "fields": change.fields, "before": change.before,
            })
        };
        changes.iter().map(one).collect()
    };
    let waiting: Vec<Value> = data.outbox().with_untracked(|acts| {
        let act = |act: &Waiting| {
            json!({
                "number": act.mid, "made_at": act.made_at, "attempts": act.attempts,
                "last_error": act.last_error, "changes": changes(&act.changes),
            })
        };
        acts.iter().map(act).collect()
    });
    let refused: Vec<Value> = data.refused().with_untracked(|acts| {
        let act = |act: &Refused| {
            json!({
                "number": act.mid, "made_at": act.made_at, "code": act.code,
                "changes": changes(&act.changes),
            })
        };
        acts.iter().map(act).collect()
    });
    json!({ "waiting": waiting, "refused": refused })
}
