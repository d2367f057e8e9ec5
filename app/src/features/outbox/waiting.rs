//! Acts that wait to be sent.

use leptos::prelude::*;

use super::sentence::{self, Values};
use crate::data::{Waiting, use_data};
use crate::platform::clock;
use crate::text::use_text;
use crate::ui::{Count, Icon};

/// Acts drawn at once; an import of thousands is counted above.
const MOST: usize = 200;

/// The list, oldest first; nothing while nothing waits.
#[component]
pub fn WaitingList() -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let waiting = data.outbox();
    let count = move || text.get().number(waiting.with(Vec::len) as u32);
    view! {
        <Show when=move || !waiting.with(Vec::is_empty)>
            <section aria-labelledby="outbox-waiting">
                <h2 class="group" id="outbox-waiting">
                    {move || text.get().outbox_waiting()}
                    " "
                    <Count value=count/>
                </h2>
                <ul class="list out-list">
                    <For
                        each=move || waiting.with(|all| all.iter().take(MOST).cloned().collect::<Vec<_>>())
                        key=|act| (act.mid, act.attempts)
                        let:act
                    >
                        <Line act/>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Line(act: Waiting) -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let Waiting {
        made_at,
        attempts,
        last_error,
        changes,
        ..
    } = act;
    let icon = sentence::icon(&changes);
    let named = changes.clone();
    let title = move || sentence::title(text.get(), &data, &named);
    let failed = move || {
        let text = text.get();
        let tries = (attempts > 0).then(|| text.outbox_tried(u64::from(attempts)));
        tries.map(|tries| {
            let why = last_error.as_deref().map(|code| text.code(code));
            view! {
                <br/>
                <span title=why>{tries}</span>
            }
        })
    };
    view! {
        <li>
            <Icon name=icon/>
            <span class="grow">
                <b>{title}</b>
                <br/>
                <Values changes/>
            </span>
            <span class="faint nowrap out-age">
                {move || text.get().ago(made_at, clock::now())} {failed}
            </span>
        </li>
    }
}
