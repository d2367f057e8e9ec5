//! A note about the customer: a line above the timeline. What is typed is kept
//! as a draft until it is added.

use forecourt_domain::Id;
use forecourt_domain::activity::{ActivityType, ContactResult};
use forecourt_domain::customer::Customer;
use forecourt_domain::follow_up::{ContactDraft, log_contact};
use leptos::prelude::*;

use crate::data::{Data, Then, use_data};
use crate::platform::task;
use crate::sales::rules::{row_of, with_context};
use crate::text::{Text, use_text};
use crate::ui::{IconButton, is_composing};

/// The line. Enter adds the note.
#[component]
pub fn NoteField(id: Id) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let typed = RwSignal::new(String::new());
    restore(&use_data(), id, typed);
    let write = move |note: String| {
        data.with_value(|data| keep(data, id, &note));
        typed.set(note);
    };
    // A note that is being kept is not added once more.
    let adding = StoredValue::new(false);
    let add = move || {
        if adding.get_value() {
            return;
        }
        let note = typed.get_untracked();
        let (kept, drafts) = (note.clone(), data.get_value());
        // Until the disk has it the line keeps it; what is typed meanwhile stays.
        let clear = Box::new(move |is_kept| {
            adding.try_set_value(false);
            if is_kept {
                let now = typed.try_get_untracked().unwrap_or_default();
                let rest = now.strip_prefix(&kept).unwrap_or_default();
                keep(&drafts, id, rest);
                typed.try_set(rest.to_owned());
            }
        });
        let is_added =
            data.with_value(|data| add_note(data, text.get_untracked(), id, note, clear));
        adding.set_value(is_added);
    };
    view! {
        <div class="compose">
            <input
                class="grow"
                type="text"
                aria-label=move || text.get().customers_note_write()
                placeholder=move || text.get().customers_note_write()
                prop:value=typed
                on:input=move |event| write(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Enter" && !is_composing(&event) {
                        add();
                    }
                }
            />
            <Show when=move || !typed.read().trim().is_empty()>
                <IconButton
                    icon="send"
                    label=Signal::derive(move || text.get().customers_note_add().to_owned())
                    on_press=move |()| add()
                />
            </Show>
        </div>
    }
}

/// The name of the draft.
fn key(id: Id) -> String {
    format!("note.{id}")
}

/// Brings back what was left, unless something is typed already.
fn restore(data: &Data, id: Id, typed: RwSignal<String>) {
    let data = data.clone();
    task::start(async move {
        let left = data.draft_load(&key(id)).await;
        let left = left.and_then(|left| left.as_str().map(str::to_owned));
        let untouched = typed.try_with_untracked(String::is_empty) == Some(true);
        if let Some(left) = left.filter(|_| untouched) {
            typed.try_set(left);
        }
    });
}

/// Keeps what is typed; a line of blanks leaves no draft.
fn keep(data: &Data, id: Id, note: &str) {
    if note.trim().is_empty() {
        data.draft_clear(&key(id));
    } else {
        data.draft_save(&key(id), note.into());
    }
}

/// A note is an activity that is no contact: it moves no date. False when there is none to add, and then `then` hears
/// nothing.
fn add_note(data: &Data, text: Text, id: Id, note: String, then: Then) -> bool {
    let Some(entry) = data.table::<Customer>().peek(id) else {
        return false;
    };
    if note.trim().is_empty() {
        return false;
    }
    let draft = ContactDraft {
        activity_type: ActivityType::Note,
        result: ContactResult::Reached,
        note,
        ..ContactDraft::default()
    };
    let changes = untrack(|| {
        with_context(data, |ctx| {
            log_contact(&row_of(&entry), None, &[], &draft, data.new_id(), ctx)
        })
    });
    match changes {
        Ok(changes) => {
            data.act_then(text.customers_note_added().to_owned(), changes, then);
            true
        }
        Err(_) => false,
    }
}
