//! Acts that the server refused: what, why, and the ways on.

use std::collections::HashSet;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::sentence::{self, Values};
use crate::data::{Data, Refused, use_data};
use crate::platform::{clock, task};
use crate::text::use_text;
use crate::ui::{Button, ButtonLink, Count, Icon, Toast, Variant, use_toaster};

/// How long a discarded act can be taken back, ms; a little more than its toast stays.
const REGRET_MS: u32 = 8_500;

/// Acts that are on their way out. They are discarded for good when the toast is over; a page that
/// closes before that keeps them, which is the safe side.
#[derive(Clone)]
struct Leaving(ArcRwSignal<HashSet<u64>>);

impl Leaving {
    fn holds(&self, mid: u64) -> bool {
        self.0.with(|leaving| leaving.contains(&mid))
    }

    fn add(&self, data: Data, mid: u64) {
        self.0.update(|leaving| {
            leaving.insert(mid);
        });
        let leaving = self.0.clone();
        Timeout::new(REGRET_MS, move || {
            if leaving.with_untracked(|leaving| leaving.contains(&mid)) {
                task::start(async move { data.discard(mid).await });
            }
        })
        .forget();
    }

    fn take_back(&self, mid: u64) {
        self.0.update(|leaving| {
            leaving.remove(&mid);
        });
    }
}

/// The list; nothing while nothing was refused.
#[component]
pub fn RefusedList() -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let refused = data.refused();
    let leaving = Leaving(ArcRwSignal::default());
    let staying = leaving.clone();
    let shown = Memo::new(move |_| {
        let stays = |act: &&Refused| !staying.holds(act.mid);
        refused.with(|all| all.iter().filter(stays).cloned().collect::<Vec<_>>())
    });
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
                    children={
                        let leaving = leaving.clone();
                        move |act| view! { <RefusedCard act leaving=leaving.clone()/> }
                    }
                />
            </section>
        </Show>
    }
}

#[component]
fn RefusedCard(act: Refused, leaving: Leaving) -> impl IntoView {
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
    let shown_code = code.clone();
    let retry = {
        let data = data.clone();
        move |()| {
            let data = data.clone();
            task::start(async move { data.retry(mid).await });
            toaster.show(Toast::news(text.get_untracked().outbox_retried()));
        }
    };
    let discard = move |()| {
        let words = text.get_untracked();
        leaving.add(data.clone(), mid);
        let leaving = leaving.clone();
        let back = move || leaving.take_back(mid);
        toaster.show(Toast::undo(
            words.outbox_discarded(),
            words.common_undo(),
            back,
        ));
    };
    view! {
        <article class="refused">
            <header>
                <Icon name="alert"/>
                <div class="grow">
                    <b>{title}</b>
                    <Values changes/>
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
                <Button icon="sync" label=move || text.get().common_retry() on_press=retry/>
                {path
                    .map(|path| {
                        view! {
                            <ButtonLink
                                icon="edit"
                                href=path.href()
                                label=move || text.get().outbox_open_record()
                            />
                        }
                    })}
                <Button
                    variant=Variant::Quiet
                    label=move || text.get().common_discard()
                    on_press=discard
                />
            </footer>
        </article>
    }
}
