//! Acts that the server refused: what, why, and the ways on.

use forecourt_domain::{Fields, Id, Kind};
use forecourt_sync::Verb;
use leptos::prelude::*;

use super::sentence::{self, Values};
use crate::data::{ChangeView, OVERTAKEN, Refused, use_data};
use crate::platform::{clock, task};
use crate::routes::{Path, use_go};
use crate::sales::clash::{Clash, ClashChoice};
use crate::sales::leaving::give_up;
use crate::text::use_text;
use crate::ui::{Button, ButtonLink, Count, Icon, Toast, Variant, use_toaster};

/// The list; nothing while nothing was refused.
#[component]
pub fn RefusedList() -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let refused = data.refused();
    let shown = Memo::new(move |_| refused.get());
    let count = move || text.get().number(shown.with(Vec::len) as u32);
    view! {
        <Show when=move || !shown.with(Vec::is_empty)>
            <section class="stack-s" aria-labelledby="outbox-refused">
                <h2 class="group" id="outbox-refused">
                    {move || text.get().outbox_attention()}
                    " "
                    <Count value=count/>
                </h2>
                <For
                    each=move || shown.get()
                    key=|act| act.mid
                    children=move |act| view! { <RefusedCard act/> }
                />
            </section>
        </Show>
    }
}

#[component]
fn RefusedCard(act: Refused) -> impl IntoView {
    let (text, data, toaster) = (use_text(), use_data(), use_toaster());
    let Refused {
        mid,
        code,
        made_at,
        changes,
    } = act;
    let named = changes.clone();
    let naming = data.clone();
    let title = move || sentence::title(text.get(), &naming, &named);
    let path = sentence::record_path(&changes);
    let edited = edited_customer(&changes);
    let is_overtaken = code == OVERTAKEN;
    let compared = changes.iter().all(|change| change.verb == Verb::Patch);
    let shown_code = code.clone();
    let retry = {
        let data = data.clone();
        move |()| {
            let data = data.clone();
            task::start(async move { drop(data.retry(mid).await) });
            toaster.show(Toast::news(text.get_untracked().outbox_retried()));
        }
    };
    let giving_up = data.clone();
    let discard = move |()| {
        let words = text.get_untracked();
        give_up(&giving_up, toaster, words, mid, words.outbox_discarded());
    };
    view! {
        <article class="refused">
            <header>
                <Icon name="alert"/>
                <div class="grow">
                    <b>{title}</b>
                    {if compared {
                        view! { <Clash changes/> }.into_any()
                    } else {
                        view! { <Values changes/> }.into_any()
                    }}
                </div>
                <span class="faint nowrap">
                    {move || {
                        let text = text.get();
                        text.outbox_asked(text.ago(made_at, clock::now()))
                    }}
                </span>
            </header>
            <p class="reason">
                {move || text.get().code(&code)} " "
                <span class="muted">{move || text.get().outbox_reason_code(&shown_code)}</span>
            </p>
            <footer class="buttons">
                {if is_overtaken {
                    view! { <ClashChoice mid/> }.into_any()
                } else {
                    view! {
                        <Button icon="sync" label=move || text.get().common_retry() on_press=retry/>
                        {edited.map(|(id, fields)| view! { <EditAgain id fields/> })}
                    }
                        .into_any()
                }}
                {path
                    .map(|path| {
                        view! {
                            <ButtonLink
                                icon="arrow-right"
                                href=path.href()
                                label=move || text.get().outbox_open_record()
                            />
                        }
                    })}
                {(!is_overtaken)
                    .then(|| {
                        view! {
                            <Button
                                variant=Variant::Quiet
                                label=move || text.get().common_discard()
                                on_press=discard
                            />
                        }
                    })}
            </footer>
        </article>
    }
}

/// The customer that an act edits and nothing else, with the values asked for.
fn edited_customer(changes: &[ChangeView]) -> Option<(Id, Fields)> {
    let [change] = changes else {
        return None;
    };
    let edits = change.kind == Kind::Customer && change.verb == Verb::Patch;
    edits.then(|| (change.id, change.fields.clone()))
}

/// Opens the form of the record with the values that were refused.
#[component]
fn EditAgain(id: Id, fields: Fields) -> impl IntoView {
    let (text, data, go) = (use_text(), use_data(), use_go());
    let edit = move |()| {
        let values = serde_json::to_value(&fields).unwrap_or_default();
        data.draft_save(&Path::EditCustomer(id).href(), values);
        go(Path::EditCustomer(id));
    };
    view! {
        <Button icon="edit" label=move || text.get().outbox_edit() on_press=edit/>
    }
}
