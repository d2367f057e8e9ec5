//! The rows as they will be imported, with what is the matter in each cell.

use forecourt_domain::import::columns::Field;
use forecourt_domain::import::csv::{Sheet, unguarded};
use forecourt_domain::import::plan::{Mark, Outcome, RowPlan};
use leptos::prelude::*;

use super::check::counts_of;
use super::wizard::{CustomerPlan, use_wizard};
use super::words;
use crate::platform::files;
use crate::text::{Text, use_text};
use crate::ui::{Button, Chip, ChipGroup, Icon, Size, Status, Variant};

/// Rows that are shown at first, and that one press adds.
const ROWS: usize = 50;

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Filter {
    #[default]
    All,
    Errors,
    Doubtful,
}

impl Filter {
    fn shows(self, row: &RowPlan) -> bool {
        match self {
            Self::All => true,
            Self::Errors => row.is_left_out(),
            Self::Doubtful => row.is_doubtful(),
        }
    }
}

/// The preview with its filter and the file of rows that are left out.
#[component]
pub fn Preview() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let filter = RwSignal::new(Filter::All);
    let most = RwSignal::new(ROWS);
    let counts = Memo::new(move |_| counts_of(wizard));
    let total = Memo::new(move |_| {
        wizard.plan.with(|plan| {
            plan.as_ref()
                .map(|plan| plan.rows().len())
                .unwrap_or_default()
        })
    });
    let number = move |count: usize| text.get().number(i64::try_from(count).unwrap_or(i64::MAX));
    let choose = move |to: Filter| {
        Callback::new(move |()| {
            filter.set(to);
            most.set(ROWS);
        })
    };
    let is = move |own: Filter| Signal::derive(move || filter.get() == own);
    let download = move || {
        (counts.get().left_out() > 0).then(|| {
            view! {
                <Button
                    label=move || text.get().import_left_out_file().to_owned()
                    icon="download"
                    size=Size::Small
                    variant=Variant::Quiet
                    on_press=move |()| {
                        if let Some(plan) = wizard.plan.get_untracked() {
                            save_left_out(text.get_untracked(), &plan);
                        }
                    }
                />
            }
        })
    };
    view! {
        <section aria-labelledby="import-preview">
            <div class="line between wrap preview-head">
                <h2 id="import-preview">{move || text.get().import_preview()}</h2>
                <ChipGroup label=move || text.get().import_filter().to_owned()>
                    <Chip
                        label=move || text.get().import_filter_all(number(total.get()))
                        pressed=is(Filter::All)
                        on_press=choose(Filter::All)
                    />
                    <Chip
                        label=move || text.get().import_filter_left_out(number(counts.get().left_out()))
                        pressed=is(Filter::Errors)
                        on_press=choose(Filter::Errors)
                    />
                    <Chip
                        label=move || text.get().import_filter_doubtful(number(counts.get().doubtful))
                        pressed=is(Filter::Doubtful)
                        on_press=choose(Filter::Doubtful)
                    />
                    {download}
                </ChipGroup>
            </div>
            <Rows filter most/>
        </section>
    }
}

/// Gives the person the rows that are left out, with reasons.
pub fn save_left_out(text: Text, plan: &CustomerPlan) {
    let file = plan.left_out_file(text.import_reason(), |row| {
        words::reason(text, plan.sheet(), row)
    });
    files::save(text.import_left_out_name(), "text/csv;charset=utf-8", &file);
}

#[component]
fn Rows(filter: RwSignal<Filter>, most: RwSignal<usize>) -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let shown = move || -> Option<(Vec<usize>, usize)> {
        let plan = wizard.plan.get()?;
        let mut fitting = plan
            .rows()
            .iter()
            .enumerate()
            .filter(|(_, row)| filter.get().shows(row));
        let shown = fitting
            .by_ref()
            .take(most.get())
            .map(|(row, _)| row)
            .collect();
        Some((shown, fitting.count()))
    };
    let columns = move || -> Vec<(usize, Field)> {
        wizard.columns.with(|columns| {
            let columns = columns.iter().enumerate();
            columns
                .filter_map(|(place, column)| Some((place, column.field?)))
                .collect()
        })
    };
    let table = move || {
        let (rows, more) = shown()?;
        if rows.is_empty() {
            return Some(
                view! { <p class="muted preview-none">{move || text.get().import_nothing_here()}</p> }
                    .into_any(),
            );
        }
        let plan = wizard.plan.get()?;
        let columns = columns();
        let heads = columns.clone().into_iter();
        let heads = heads.map(|(_, field)| {
            view! { <th scope="col">{move || words::field_name(text.get(), field)}</th> }
        });
        let body = rows.into_iter().filter_map(|row| {
            let planned = plan.rows().get(row)?;
            Some(line(text.get(), plan.sheet(), row, planned, &columns))
        });
        let next = more.min(ROWS) as u64;
        let button = (more > 0).then(|| {
            view! {
                <Button
                    label=move || text.get().import_show_more(next)
                    variant=Variant::Quiet
                    on_press=move |()| most.update(|most| *most += ROWS)
                />
            }
        });
        Some(
            view! {
                <div
                    class="scroll-x"
                    tabindex="0"
                    role="region"
                    aria-label=move || text.get().import_preview_scrolls()
                >
                    <table class="table preview">
                        <thead>
                            <tr>
                                <th class="num" scope="col">
                                    {move || text.get().import_row()}
                                </th>
                                <th scope="col">{move || text.get().import_result()}</th>
                                {heads.collect_view()}
                            </tr>
                        </thead>
                        <tbody>{body.collect_view()}</tbody>
                    </table>
                </div>
                {button}
            }
            .into_any(),
        )
    };
    view! { {table} }
}

fn line(
    text: Text,
    sheet: &Sheet,
    row: usize,
    planned: &RowPlan,
    columns: &[(usize, Field)],
) -> AnyView {
    let (label, hue, shape) = words::outcome(text, planned.outcome);
    let label = match planned.outcome {
        Outcome::Duplicate(earlier) => text.import_same_as_row(Sheet::number(earlier)),
        _ => label.to_owned(),
    };
    let whole = planned.marks.iter().filter(|mark| mark.column.is_none());
    let whole = whole.map(|mark| note(text, mark)).collect_view();
    let status = match shape {
        Some(shape) => view! { <Status label hue shape/> }.into_any(),
        None => view! { <Status label hue/> }.into_any(),
    };
    let cells = columns.iter().map(|(column, _)| {
        let marks: Vec<&Mark> = planned
            .marks
            .iter()
            .filter(|mark| mark.column == Some(*column))
            .collect();
        cell(text, sheet.cell(row, *column), &marks)
    });
    view! {
        <tr>
            <td class="num faint">{Sheet::number(row)}</td>
            <td>{status} {whole}</td>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

fn cell(text: Text, value: &str, marks: &[&Mark]) -> impl IntoView + use<> {
    let bad = marks.iter().any(|mark| mark.problem.is_error());
    let value = unguarded(value).to_owned();
    let empty = value.trim().is_empty();
    let notes = marks.iter().map(|mark| note(text, mark)).collect_view();
    view! {
        <td data-bad=bad.then_some("") data-doubt=(!bad && !marks.is_empty()).then_some("")>
            {if empty {
                view! { <span class="faint">"–"</span> }.into_any()
            } else {
                view! { <span class="cell">{value}</span> }.into_any()
            }}
            {notes}
        </td>
    }
}

fn note(text: Text, mark: &Mark) -> impl IntoView + use<> {
    let (class, icon) = if mark.problem.is_error() {
        ("error", "alert")
    } else {
        ("warning", "info")
    };
    view! {
        <span class=class>
            <Icon name=icon/>
            {words::problem(text, mark.problem)}
        </span>
    }
}
