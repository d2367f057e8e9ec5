//! The third step: progress while rows are written, then what was done and the way back.

use leptos::prelude::*;

use super::check::counts_of;
use super::counts::{Tile, Tiles};
use super::job::{self, Progress as Work, Stage};
use super::preview::save_left_out;
use super::wizard::{Content, use_wizard};
use crate::routes::Path;
use crate::text::{Text, use_text};
use crate::ui::{Button, ButtonLink, Hue, Notice, Progress, Variant, use_announcer};

/// Rows being written, and what came of it.
#[component]
pub fn ResultStep() -> impl IntoView {
    let wizard = use_wizard();
    let stage = Memo::new(move |_| wizard.progress.with(|work| work.stage));
    let scene = move || match stage.get() {
        Stage::Idle => ().into_any(),
        Stage::Writing | Stage::Undoing => view! { <Running/> }.into_any(),
        Stage::Written => view! { <Written/> }.into_any(),
        Stage::Undone => view! { <Undone/> }.into_any(),
    };
    view! { <div class="body import">{scene}</div> }
}

#[component]
fn Running() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let work = wizard.progress;
    let undoing = move || work.with(|work| work.stage == Stage::Undoing);
    let title = Signal::derive(move || {
        let text = text.get();
        if undoing() {
            text.import_undoing()
        } else {
            text.import_running()
        }
        .to_owned()
    });
    let stopping = RwSignal::new(false);
    let stop_label = move || {
        let text = text.get();
        if stopping.get() {
            text.import_stopping()
        } else {
            text.import_stop()
        }
        .to_owned()
    };
    let stop = move |()| {
        stopping.set(true);
        work.with_untracked(Work::stop);
    };
    view! {
        <section class="stack import-run">
            <h2 tabindex="-1">{title}</h2>
            <Progress
                label=title
                done=Signal::derive(move || work.with(|work| work.done as u64))
                total=Signal::derive(move || work.with(|work| Some(work.total as u64)))
            />
            <p class="muted">{move || work.with(|work| rows_done(text.get(), work))}</p>
            {move || {
                (!undoing())
                    .then(|| {
                        view! {
                            <div class="buttons">
                                <Button label=stop_label busy=stopping on_press=stop/>
                            </div>
                        }
                    })
            }}
        </section>
    }
}

fn rows_done(text: Text, work: &Work) -> String {
    text.import_progress(number(text, work.done), number(text, work.total))
}

fn number(text: Text, count: usize) -> String {
    text.number(i64::try_from(count).unwrap_or(i64::MAX))
}

#[component]
fn Written() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let work = wizard.progress.get_untracked();
    let (done, total) = (work.done, work.total);
    let failure = work.failure;
    let is_table = matches!(wizard.content.get_untracked(), Some(Content::Table(_)));
    let (skipped, invalid, left_out) = untouched(wizard);
    let (created, updated) = (work.past.created, work.past.updated);

    let announcer = use_announcer();
    let now = text.get_untracked();
    announcer.say(now.import_announced(created, invalid, skipped, updated));

    let title = move || {
        let text = text.get();
        let (done, total) = (number(text, done), number(text, total));
        if failure.is_some() {
            text.import_failed_title().to_owned()
        } else if done == total {
            text.import_done_title().to_owned()
        } else {
            text.import_stopped_title(done, total)
        }
    };
    let about = move || {
        let text = text.get();
        match failure {
            Some(code) => {
                let kept = text.import_failed_text(number(text, done), number(text, total));
                format!("{} {kept}", text.code(code))
            }
            None => text.import_saved_here().to_owned(),
        }
    };
    let (hue, icon) = match failure {
        Some(_) => (Hue::Danger, "alert"),
        None if done < total => (Hue::Warn, "info"),
        None => (Hue::Ok, "check"),
    };
    let past = work.past.clone();
    let can_undo = past.groups > 0;
    view! {
        <Notice title=title text=Signal::derive(about) hue icon/>
        <Tiles>
            <Tile count=created label=move || text.get().import_created().to_owned() note="" hue=Hue::Ok/>
            <Tile count=updated label=move || text.get().import_updated().to_owned() note="" hue=Hue::Info/>
            <Tile count=skipped label=move || text.get().import_skipped().to_owned() note=""/>
            <Tile count=invalid label=move || text.get().import_errors(invalid as u64) note="" hue=Hue::Danger/>
        </Tiles>
        <div class="buttons">
            <SeeList is_table/>
            {(left_out > 0)
                .then(|| {
                    view! {
                        <Button
                            label=move || text.get().import_left_out_file().to_owned()
                            icon="download"
                            on_press=move |()| {
                                if let Some(plan) = wizard.plan.get_untracked() {
                                    save_left_out(text.get_untracked(), &plan);
                                }
                            }
                        />
                    }
                })}
            {can_undo
                .then(|| {
                    view! {
                        <Button
                            label=move || text.get().import_undo_import().to_owned()
                            icon="undo"
                            on_press=move |()| job::undo(wizard, past.clone())
                        />
                    }
                })}
            <Again/>
        </div>
    }
}

/// Rows that were skipped, that were invalid, and that went to the file of errors.
fn untouched(wizard: super::wizard::Wizard) -> (usize, usize, usize) {
    untrack(|| match wizard.content.get() {
        Some(Content::Enquiries { .. }) => {
            let counts = forecourt_domain::import::enquiries::count(&wizard.enquiries.get());
            (counts.same, counts.invalid, 0)
        }
        _ => {
            let counts = counts_of(wizard);
            (counts.skipped(), counts.invalid, counts.left_out())
        }
    })
}

#[component]
fn SeeList(is_table: bool) -> impl IntoView {
    let text = use_text();
    let (label, path) = if is_table {
        (
            Signal::derive(move || text.get().import_see_customers().to_owned()),
            Path::Customers,
        )
    } else {
        (
            Signal::derive(move || text.get().import_see_leads().to_owned()),
            Path::Leads,
        )
    };
    view! { <ButtonLink label href=Signal::stored(path.href()) variant=Variant::Primary/> }
}

#[component]
fn Again() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    view! {
        <Button
            label=move || text.get().import_import_more().to_owned()
            variant=Variant::Quiet
            on_press=move |()| wizard.restart()
        />
    }
}

#[component]
fn Undone() -> impl IntoView {
    let text = use_text();
    let announcer = use_announcer();
    announcer.say(text.get_untracked().import_undone_title());
    view! {
        <Notice
            title=move || text.get().import_undone_title().to_owned()
            text=Signal::derive(move || text.get().import_undone_text().to_owned())
            hue=Hue::Ok
            icon="check"
        />
        <div class="buttons">
            <Again/>
        </div>
    }
}
