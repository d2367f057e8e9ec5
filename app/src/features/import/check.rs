//! The second step for a table of customers: the file, counts, columns, what
//! happens, a preview, and the button that writes.

use forecourt_domain::import::columns::Field;
use forecourt_domain::import::encoding::Encoding;
use forecourt_domain::import::plan::{Counts, RowPlan};
use leptos::prelude::*;

use super::columns::Columns;
use super::counts::{Tile, Tiles};
use super::job::{self, Job};
use super::preview::Preview;
use super::settings::TableSettings;
use super::wizard::{Content, Wizard, use_wizard};
use crate::text::{Text, use_text};
use crate::ui::{Button, Hue, Icon, Notice, Progress, Select, Size, Variant};

/// Checking a table.
#[component]
pub fn CheckStep() -> impl IntoView {
    let wizard = use_wizard();
    let planned = move || wizard.plan.get().is_some();
    view! {
        <div class="body import">
            <FileLine/>
            <Busy/>
            {move || planned().then(|| view! { <CustomerTiles/> })}
            <div class="import-cols">
                <Columns/>
                <TableSettings/>
            </div>
            {move || planned().then(|| view! { <Preview/> })}
        </div>
        <SaveLine/>
    }
}

/// The file: its name and size, how it was read, and another one.
#[component]
pub fn FileLine() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let name = move || {
        wizard
            .source
            .get()
            .map(|source| source.name)
            .unwrap_or_default()
    };
    let encoding = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(source) = wizard.source.get() {
            encoding.set(source.encoding.name().to_owned());
        }
    });
    let choices =
        Encoding::ALL.map(|encoding| (encoding.name().to_owned(), encoding.name().to_owned()));
    let change = move |name: String| {
        if let Some(encoding) = Encoding::ALL.into_iter().find(|other| other.name() == name) {
            wizard.change_encoding(encoding);
        }
    };
    let uneven = move || match wizard.content.get() {
        Some(Content::Table(sheet)) if sheet.uneven_rows() > 0 => {
            let count = sheet.uneven_rows() as u64;
            Some(view! { <br/> <span class="muted">{text.get().import_uneven(count)}</span> })
        }
        _ => None,
    };
    let damaged = move || {
        wizard
            .source
            .get()
            .filter(|source| source.damaged)
            .map(|_| {
                view! {
                    <Notice
                        title=move || text.get().import_bad_encoding().to_owned()
                        hue=Hue::Warn
                        icon="alert"
                        alert=true
                    />
                }
            })
    };
    let trouble = move || {
        wizard.trouble.get().map(|trouble| {
            view! {
                <Notice
                    title=move || text.get().import_failed().to_owned()
                    text=Signal::derive(move || super::words::trouble(text.get(), trouble))
                    hue=Hue::Danger
                    icon="alert"
                    alert=true
                />
            }
        })
    };
    view! {
        <section class="file-line">
            <Icon name="table" size=Size::Large/>
            <p class="grow">
                <b>{name}</b>
                <br/>
                <span class="muted">{move || about(text.get(), wizard)}</span>
                {uneven}
            </p>
            <Select
                value=encoding
                options=Signal::stored(choices.to_vec())
                label=Signal::derive(move || text.get().import_encoding().to_owned())
                on_choose=change
            />
            <Button
                label=move || text.get().import_other_file().to_owned()
                icon="upload"
                size=Size::Small
                on_press=move |()| wizard.restart()
            />
        </section>
        {trouble}
        {damaged}
    }
}

fn about(text: Text, wizard: Wizard) -> String {
    let (Some(source), Some(content)) = (wizard.source.get(), wizard.content.get()) else {
        return String::new();
    };
    let seconds = format!("{:.1}", (source.took as f64 / 1000.0).max(0.1));
    let encoding = source.encoding.name();
    match content {
        Content::Table(sheet) => text.import_size(
            text.import_columns(sheet.columns() as u64),
            encoding,
            text.import_rows(sheet.len() as u64),
            seconds,
        ),
        Content::Enquiries { .. } => {
            let count = wizard.enquiries.with(|all| all.len());
            text.import_size_leads(encoding, text.import_enquiries(count as u64), seconds)
        }
    }
}

/// How far a long check is.
#[component]
fn Busy() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    move || {
        wizard.busy.get().map(|share| {
            view! {
                <Progress
                    label=move || text.get().import_planning().to_owned()
                    done=share
                    total=Some(100)
                />
            }
        })
    }
}

#[component]
fn CustomerTiles() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let counts = Memo::new(move |_| counts_of(wizard));
    let number = move |count: usize| text.get().number(i64::try_from(count).unwrap_or(i64::MAX));
    let ready_note = move || {
        let counts = counts.get();
        text.get()
            .import_ready_note(number(counts.create), number(counts.update))
    };
    let untouched_note = move || {
        let counts = counts.get();
        let known = counts.same + counts.exists + counts.not_there;
        text.get()
            .import_untouched_note(number(known), number(counts.duplicate))
    };
    view! {
        <Tiles>
            <Tile
                count=Signal::derive(move || counts.get().written())
                label=move || text.get().import_ready().to_owned()
                note=ready_note
                hue=Hue::Ok
            />
            <Tile
                count=Signal::derive(move || counts.get().doubtful)
                label=move || text.get().import_doubtful().to_owned()
                note=move || text.get().import_doubtful_note().to_owned()
                hue=Hue::Warn
            />
            <Tile
                count=Signal::derive(move || counts.get().invalid)
                label=move || text.get().import_errors(counts.get().invalid as u64)
                note=move || text.get().import_errors_note().to_owned()
                hue=Hue::Danger
            />
            <Tile
                count=Signal::derive(move || counts.get().skipped())
                label=move || text.get().import_untouched().to_owned()
                note=untouched_note
            />
        </Tiles>
    }
}

/// The rows of the plan by outcome; none before it is made.
pub fn counts_of(wizard: Wizard) -> Counts {
    wizard
        .plan
        .with(|plan| plan.as_ref().map(|plan| plan.counts()))
        .unwrap_or_default()
}

#[component]
fn SaveLine() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let counts = Memo::new(move |_| counts_of(wizard));
    let rest = move || match counts.get().left_out() {
        0 => text.get().import_undo_days().to_owned(),
        count => text.get().import_to_error_file(count as u64),
    };
    let reason = move || {
        let has_name = wizard.columns.with(|columns| {
            columns
                .iter()
                .any(|column| column.field == Some(Field::Name))
        });
        if !has_name {
            Some(text.get().import_name_needed().to_owned())
        } else if counts.get().written() == 0 || wizard.busy.get().is_some() {
            Some(text.get().import_nothing_to_import().to_owned())
        } else {
            None
        }
    };
    view! {
        <SaveBar
            about=move || text.get().import_will_import(counts.get().written() as u64)
            rest=rest
            label=move || text.get().import_import_rows(counts.get().written() as u64)
            reason=Signal::derive(reason)
            on_press=move |()| write(wizard)
        />
    }
}

fn write(wizard: Wizard) {
    let Some(plan) = wizard.plan.get_untracked() else {
        return;
    };
    let rows = plan.rows().iter().enumerate();
    let rows = rows
        .filter(|(_, row)| RowPlan::is_written(row))
        .map(|(row, _)| row);
    let job = Job {
        rows: rows.collect(),
        changes: Box::new(move |row| plan.changes(row)),
    };
    job::write(wizard, job);
}

/// The line at the foot: what will be done, back, and do it.
#[component]
pub fn SaveBar(
    #[prop(into)] about: Signal<String>,
    #[prop(into)] rest: Signal<String>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] reason: Signal<Option<String>>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    view! {
        <footer class="savebar">
            <p class="grow">
                <b>{about}</b>
                " "
                <span class="muted">{rest}</span>
            </p>
            <Button
                label=move || text.get().common_back().to_owned()
                variant=Variant::Quiet
                on_press=move |()| wizard.restart()
            />
            <Button
                label=label
                icon="upload"
                variant=Variant::Primary
                on_press=on_press
                disabled_reason=reason
            />
        </footer>
    }
}
