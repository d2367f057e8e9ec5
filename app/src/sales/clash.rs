//! Values that stand against each other: what a person asked for, what stands
//! there now, and what the person saw. For acts that were refused, and for
//! those of which newer values kept a part.

use forecourt_domain::{Fields, Id, Kind};
use leptos::prelude::*;

use super::leaving::give_up;
use super::values::value_words;
use crate::data::{ChangeView, Data, OVERTAKEN, Refused, use_data};
use crate::platform::task;
use crate::text::{Text, use_text};
use crate::ui::{Button, Toast, Variant, use_toaster};

/// Per field of the changes: mine, now, before.
#[component]
pub fn Clash(changes: Vec<ChangeView>) -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let changes = StoredValue::new(changes);
    let rows = move || {
        let text = text.get();
        changes.with_value(|changes| {
            changes
                .iter()
                .flat_map(|change| rows(text, &data, change))
                .collect_view()
        })
    };
    view! { <ul class="clash">{rows}</ul> }
}

fn rows(text: Text, data: &Data, change: &ChangeView) -> Vec<AnyView> {
    let now = now(data, change);
    let named = change.fields.iter().filter_map(|(name, mine)| {
        let label = text.field(name);
        (!label.is_empty()).then_some((label, name, mine))
    });
    named
        .map(|(label, name, mine)| {
            let words = |fields: &Fields| {
                let value = fields.get(name).unwrap_or(&serde_json::Value::Null);
                value_words(text, name, value)
            };
            let theirs = now
                .as_ref()
                .map_or_else(|| text.sales_clash_gone().to_owned(), words);
            let before = words(&change.before);
            view! {
                <li>
                    <b>{label}</b>
                    <span>
                        <small>{text.sales_clash_mine()}</small>
                        <ins>{value_words(text, name, mine)}</ins>
                    </span>
                    <span>
                        <small>{text.sales_clash_now()}</small>
                        {theirs}
                    </span>
                    <span>
                        <small>{text.sales_clash_before()}</small>
                        {before}
                    </span>
                </li>
            }
            .into_any()
        })
        .collect()
}

/// The record as it stands. Tracked: the rows of the server come a moment after its verdict.
fn now(data: &Data, change: &ChangeView) -> Option<Fields> {
    data.refused().track();
    data.sync().track();
    data.fields_now(change.kind, change.id)
}

/// The two ways on from values that were overtaken.
#[component]
pub fn ClashChoice(
    /// Number of the act.
    mid: u64,
) -> impl IntoView {
    let (text, data, toaster) = (use_text(), use_data(), use_toaster());
    let take = {
        let data = data.clone();
        move |()| {
            let data = data.clone();
            let words = text.get_untracked();
            task::start(async move {
                let undo = data.retry(mid).await;
                let back = move || {
                    let (data, undo) = (data.clone(), undo.clone());
                    task::start(async move { drop(data.undo(undo).await) });
                };
                let (said, label) = (words.sales_clash_took_mine(), words.common_undo());
                toaster.show(Toast::undo(said, label, back));
            });
        }
    };
    let keep = move |()| {
        let words = text.get_untracked();
        give_up(&data, toaster, words, mid, words.sales_clash_kept_theirs());
    };
    view! {
        <Button
            icon="restore"
            label=move || text.get().sales_clash_take_mine()
            on_press=take
        />
        <Button
            variant=Variant::Quiet
            label=move || text.get().sales_clash_keep_theirs()
            on_press=keep
        />
    }
}

/// What newer values kept of edits of one record, on the record itself.
#[component]
pub fn Clashes(
    /// What the record is.
    kind: Kind,
    /// Which record.
    id: Id,
) -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let refused = data.refused();
    let own = Memo::new(move |_| {
        let is_of = |change: &ChangeView| change.kind == kind && change.id == id;
        let stays = |act: &&Refused| act.code == OVERTAKEN && act.changes.iter().any(is_of);
        refused.with(|all| all.iter().filter(stays).cloned().collect::<Vec<_>>())
    });
    view! {
        <For each=move || own.get() key=|act| act.mid let:act>
            <section class="refused" aria-label=move || text.get().sales_clash_title()>
                <b>{move || text.get().sales_clash_title()}</b>
                <Clash changes=act.changes/>
                <footer class="buttons">
                    <ClashChoice mid=act.mid/>
                </footer>
            </section>
        </For>
    }
}
