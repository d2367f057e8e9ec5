//! The table of columns: what each becomes, why, and another choice.

use std::sync::Arc;

use forecourt_domain::import::cells;
use forecourt_domain::import::columns::{Column, Field, Remark};
use forecourt_domain::import::csv::Sheet;
use leptos::prelude::*;

use super::wizard::{Content, use_wizard};
use super::words;
use crate::text::{Text, use_text};
use crate::ui::{Icon, Select, Size};

/// Every column of the file.
#[component]
pub fn Columns() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let matched = move || {
        wizard.columns.with(|columns| {
            let matched = columns.iter().filter(|column| column.field.is_some());
            text.get().import_matched(matched.count(), columns.len())
        })
    };
    let sheet = Memo::new(move |_| match wizard.content.get() {
        Some(Content::Table(sheet)) => Shared(Some(sheet)),
        _ => Shared(None),
    });
    let rows = move || {
        let sheet = sheet.get().0?;
        let rows = 0..sheet.columns();
        let rows = rows.map(|place| view! { <ColumnRow sheet=Arc::clone(&sheet) place/> });
        Some(rows.collect_view())
    };
    view! {
        <section aria-labelledby="import-map">
            <h2 class="group" id="import-map">
                {move || text.get().import_map()} " " <span class="count">{matched}</span>
            </h2>
            <table class="table map" data-flush="">
                <colgroup>
                    <col class="c-column"/>
                    <col class="c-example"/>
                    <col class="c-arrow"/>
                    <col class="c-field"/>
                    <col class="c-how"/>
                </colgroup>
                <thead class="only-desk">
                    <tr>
                        <th>{move || text.get().import_column()}</th>
                        <th>{move || text.get().import_example()}</th>
                        <th>
                            <span class="say">{move || text.get().import_becomes()}</span>
                        </th>
                        <th>{move || text.get().import_field()}</th>
                        <th>{move || text.get().import_how()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// A sheet that counts as changed only when it is another one.
#[derive(Clone)]
struct Shared(Option<Arc<Sheet>>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (None, None) => true,
            _ => false,
        }
    }
}

#[component]
fn ColumnRow(sheet: Arc<Sheet>, place: usize) -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let header = sheet.header().get(place).cloned().unwrap_or_default();
    let name = Signal::derive(move || {
        if header.is_empty() {
            text.get().import_column_number(place + 1)
        } else {
            header.clone()
        }
    });
    let filled = sheet.column(place).find(|cell| !cells::is_empty(cell));
    let example = filled.unwrap_or_default().to_owned();
    let column = Memo::new(move |_| wizard.columns.with(|columns| columns.get(place).copied()));
    let remark = Memo::new(move |_| {
        wizard
            .plan
            .with(|plan| plan.as_ref().and_then(|plan| plan.remark(place)))
    });
    let chosen = RwSignal::new(String::new());
    Effect::new(move |_| {
        chosen.set(words::key_of(column.get().and_then(|column| column.field)));
    });
    let options = Signal::derive(move || {
        let text = text.get();
        let fields = Field::ALL.into_iter();
        let fields = fields.map(|field| {
            let name = words::field_name(text, field).to_owned();
            (words::key_of(Some(field)), name)
        });
        let none = (String::new(), text.import_choose_field().to_owned());
        [none].into_iter().chain(fields).collect::<Vec<_>>()
    });
    view! {
        <tr>
            <th scope="row">
                <span class="mono">{name}</span>
            </th>
            <td class="faint clip">{example}</td>
            <td class="map-arrow">
                <Icon name="arrow-right" size=Size::Small/>
            </td>
            <td>
                <Select
                    value=chosen
                    options
                    label=Signal::derive(move || text.get().import_field_of(name.get()))
                    on_choose=move |key: String| wizard.choose(place, words::field_of(&key))
                />
            </td>
            <td class="map-how">
                {move || column.get().map(|column| how(text.get(), column, remark.get()))}
            </td>
        </tr>
    }
}

/// Why the column became its field, or what is doubtful in it.
fn how(text: Text, column: Column, remark: Option<Remark>) -> AnyView {
    let (said, doubtful) = match remark {
        Some(remark) => words::remark(text, remark),
        None => (
            words::why(text, column.why).to_owned(),
            column.field.is_none(),
        ),
    };
    if doubtful {
        view! {
            <span class="warning">
                <Icon name="alert"/>
                {said}
            </span>
        }
        .into_any()
    } else {
        view! { <span class="faint">{said}</span> }.into_any()
    }
}
