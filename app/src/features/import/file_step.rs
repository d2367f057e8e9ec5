//! The first step: drop a file, choose one or paste text; and imports made before.

use crate::platform::task;
use leptos::prelude::*;

use super::history::{self, Past};
use super::job;
use super::wizard::use_wizard;
use super::words;
use crate::platform::files;
use crate::text::use_text;
use crate::ui::{Button, Field, Hue, Icon, Notice, Progress, Size, Status, TextArea, Variant};

/// Endings of files that can be read.
const ACCEPTED: &str = ".csv,.txt,.tsv,.xml,.adf,text/csv,text/xml,application/x-adf+xml";

/// Choosing a file.
#[component]
pub fn FileStep() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let trouble = move || {
        wizard.trouble.get().map(|trouble| {
            view! {
                <Notice
                    title=move || text.get().import_failed().to_owned()
                    text=Signal::derive(move || words::trouble(text.get(), trouble))
                    hue=Hue::Danger
                    icon="alert"
                    alert=true
                />
            }
        })
    };
    let reading = move || {
        wizard.busy.get().map(|share| {
            view! {
                <Progress
                    label=move || text.get().import_reading().to_owned()
                    done=share
                    total=Some(100)
                />
            }
        })
    };
    view! {
        <div class="body import">
            {trouble} <DropPlace/> {reading}
            <div class="import-start">
                <PastePlace/>
                <History/>
            </div>
        </div>
    }
}

#[component]
fn DropPlace() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let over = RwSignal::new(false);
    let take = move |file: web_sys::File| {
        task::start(async move {
            if let Some(picked) = files::read(&file).await {
                wizard.read(picked.name, picked.bytes);
            }
        });
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            take(file);
        }
    };
    let choose = move |()| {
        task::start(async move {
            if let Some(picked) = files::pick(ACCEPTED).await {
                wizard.read(picked.name, picked.bytes);
            }
        });
    };
    let words = move || {
        if over.get() {
            text.get().import_drop_release()
        } else {
            text.get().import_drop_title()
        }
    };
    view! {
        <div
            class="drop"
            data-over=move || over.get().then_some("")
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Icon name="upload" size=Size::Large/>
            <h2>{words}</h2>
            <p class="muted">{move || text.get().import_drop_text()}</p>
            <Button
                label=move || text.get().import_choose().to_owned()
                variant=Variant::Primary
                on_press=choose
            />
        </div>
    }
}

#[component]
fn PastePlace() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let pasted = RwSignal::new(String::new());
    let read = move |()| {
        let name = text.get_untracked().import_pasted().to_owned();
        wizard.read_text(name, pasted.get_untracked());
    };
    let nothing = move || {
        let empty = pasted.with(|pasted| pasted.trim().is_empty());
        empty.then(|| text.get().import_nothing_to_import().to_owned())
    };
    view! {
        <section class="stack">
            <Field
                label=move || text.get().import_paste_title().to_owned()
                hint=Signal::derive(move || text.get().import_paste_hint().to_owned())
            >
                <TextArea value=pasted rows=5/>
            </Field>
            <div class="buttons">
                <Button
                    label=move || text.get().import_paste_read().to_owned()
                    on_press=read
                    disabled_reason=Signal::derive(nothing)
                />
            </div>
        </section>
    }
}

/// Imports of this device, each with its way back.
#[component]
fn History() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let all = RwSignal::new(Vec::<Past>::new());
    let data = wizard.data();
    task::start(async move {
        let past = history::load(&data).await;
        all.try_set(past);
    });
    let list = move || {
        (!all.with(Vec::is_empty)).then(|| {
            view! {
                <section class="stack" aria-labelledby="import-past">
                    <h2 class="group" id="import-past">
                        {move || text.get().import_past()}
                    </h2>
                    <ul class="import-past">
                        {all.get().into_iter().map(|past| view! { <PastRow past/> }).collect_view()}
                    </ul>
                </section>
            }
        })
    };
    view! { {list} }
}

#[component]
fn PastRow(past: Past) -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let (created, updated, at) = (past.created, past.updated, past.at);
    let now = wizard.data().now();
    let about = move || {
        let text = text.get();
        let number = |count: usize| text.number(i64::try_from(count).unwrap_or(i64::MAX));
        text.import_past_about(text.ago(at, now), number(created), number(updated))
    };
    let name = past.name.clone();
    let way_back = if past.undone {
        view! { <Status label=move || text.get().import_past_undone().to_owned() shape="ring"/> }
            .into_any()
    } else {
        view! {
            <Button
                label=move || text.get().import_undo_import().to_owned()
                icon="undo"
                size=Size::Small
                on_press=move |()| job::undo(wizard, past.clone())
            />
        }
        .into_any()
    };
    view! {
        <li>
            <p class="grow">
                <b>{name}</b>
                <br/>
                <span class="muted">{about}</span>
            </p>
            {way_back}
        </li>
    }
}
