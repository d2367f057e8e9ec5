//! What happens to rows: choices of the person.

use forecourt_domain::import::columns::Field as Target;
use forecourt_domain::import::plan::Mode;
use leptos::prelude::*;

use super::known::colleagues;
use super::wizard::use_wizard;
use crate::text::use_text;
use crate::ui::{Checkbox, Field, Segmented, Select};

/// The choices for a table of customers.
#[component]
pub fn TableSettings() -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let modes = vec![
        (
            Mode::Create,
            Signal::derive(move || text.get().import_mode_create().to_owned()),
        ),
        (
            Mode::Update,
            Signal::derive(move || text.get().import_mode_update().to_owned()),
        ),
        (
            Mode::Both,
            Signal::derive(move || text.get().import_mode_both().to_owned()),
        ),
    ];
    let has_origin = move || {
        wizard.columns.with(|columns| {
            let origin = [Some(Target::CreatedOn), Some(Target::CreatedBy)];
            columns.iter().any(|column| origin.contains(&column.field))
        })
    };
    let keep = move || {
        has_origin().then(|| {
            view! {
                <Checkbox
                    label=move || text.get().import_keep_dates().to_owned()
                    checked=wizard.keep_dates
                    on_change=move |keep| {
                        wizard.keep_dates.set(keep);
                        wizard.plan_again();
                    }
                />
            }
        })
    };
    view! {
        <section class="stack import-set" aria-labelledby="import-how">
            <h2 class="group" id="import-how">
                {move || text.get().import_what_happens()}
            </h2>
            <div class="field">
                <span class="label">{move || text.get().import_existing()}</span>
                <Segmented
                    value=wizard.mode
                    options=modes
                    label=move || text.get().import_existing().to_owned()
                    on_choose=move |mode| {
                        wizard.mode.set(mode);
                        wizard.plan_again();
                    }
                />
                <p class="hint">{move || text.get().import_matched_by()}</p>
            </div>
            <OwnerField
                label=move || text.get().import_new_go_to().to_owned()
                hint=Signal::derive(move || text.get().import_go_to_hint().to_owned())
            />
            {keep}
        </section>
    }
}

/// Who gets new records: the person or a colleague of the store.
#[component]
pub fn OwnerField(
    #[prop(into)] label: Signal<String>,
    #[prop(into, optional)] hint: Option<Signal<String>>,
) -> impl IntoView {
    let text = use_text();
    let wizard = use_wizard();
    let data = wizard.data();
    let me = data.me();
    let own = wizard.owner.get_untracked().unwrap_or(me.staff).to_string();
    let chosen = RwSignal::new(own);
    let options = Signal::derive(move || {
        let me = data.me();
        let own = (me.staff.to_string(), text.get().import_me(&me.name));
        let others = colleagues(&data)
            .into_iter()
            .filter(|(id, _)| *id != me.staff);
        let others = others.map(|(id, name)| (id.to_string(), name));
        [own].into_iter().chain(others).collect::<Vec<_>>()
    });
    let choose = move |id: String| {
        wizard.owner.set(id.parse().ok());
        wizard.plan_again();
    };
    let select = move || view! { <Select value=chosen options on_choose=choose/> };
    match hint {
        Some(hint) => view! {
            <Field label hint>
                {select()}
            </Field>
        }
        .into_any(),
        None => view! { <Field label>{select()}</Field> }.into_any(),
    }
}
