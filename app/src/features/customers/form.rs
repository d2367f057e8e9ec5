//! The form for a customer, new or known. Every keystroke is kept as a draft;
//! errors are said after the first try to save, warnings at once.

mod draft;
mod sections;
mod state;

use std::sync::Arc;

use forecourt_domain::customer::Customer;
use forecourt_domain::{Change, Id, State};
use leptos::prelude::*;

use crate::data::{Data, Entry, Then, use_data};
use crate::routes::{Path, use_go};
use crate::sales::marks::shown_name;
use crate::sales::rules::{row_of, with_context};
use crate::text::{Text, use_text};
use crate::ui::{Button, ButtonLink, Head, Hue, Notice, Variant};
use draft::{CustomerDraft, create_changes, revise_changes};
use sections::{Buying, More, Person, Reach, VehicleSection};
use state::FormState;

/// The page: a new customer, or the one to change.
#[component]
pub fn CustomerFormPage(
    /// The customer to change; none for a new one.
    #[prop(into, optional)]
    id: Option<Id>,
) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let known = id.and_then(|id| data.table::<Customer>().peek(id));
    let known = known.filter(|entry| entry.state == State::Live);
    let start = known
        .as_ref()
        .map(|entry| CustomerDraft::of(&entry.value))
        .unwrap_or_default();
    let form = FormState::new(start, id);
    let title = {
        let name = known.as_ref().map(|entry| entry.value.clone());
        move || match &name {
            Some(customer) => text
                .get()
                .customers_form_edit(shown_name(text.get(), customer)),
            None => text.get().customers_form_new().to_owned(),
        }
    };
    let go = use_go();
    let refused = RwSignal::new(None::<&'static str>);
    // The page leaves a moment after it saved; until then a second press saves nothing.
    let saved = StoredValue::new(false);
    let back = id.map_or(Path::Customers, Path::Customer);
    let is_new = known.is_none();
    let save = {
        let data = data.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if saved.get_value() {
                return;
            }
            form.try_now();
            if !form.problems().read_untracked().is_empty() {
                form.focus_first();
                return;
            }
            let draft = form.draft();
            match decide(&data, text.get_untracked(), &draft, known.as_ref()) {
                Ok((id, said, changes)) => {
                    saved.set_value(true);
                    let (go, forget) = (go.clone(), form.forget());
                    // When the disk has no room, what was typed stays where it is.
                    let leave: Then = Box::new(move |is_kept| {
                        if is_kept {
                            forget();
                        }
                        // Whoever went elsewhere meanwhile is not taken away from there.
                        let is_left = saved.try_set_value(is_kept).is_some();
                        if is_kept && !is_left {
                            go(Path::Customer(id));
                        }
                    });
                    if changes.is_empty() {
                        leave(true);
                    } else {
                        data.act_then(said, changes, leave);
                    }
                }
                Err(code) => refused.set(Some(code)),
            }
        }
    };
    view! {
        <Head title=Signal::derive(title)/>
        <form class="body narrow stack form-page" novalidate on:submit=save>
            <Restored form/>
            <Person form/>
            <Reach form id/>
            <Buying form/>
            {is_new.then(|| view! { <VehicleSection form/> })}
            <More form/>
            <Problems form/>
            {move || refused.get().map(|code| view! {
                <Notice
                    hue=Hue::Danger
                    icon="alert"
                    alert=true
                    title=Signal::derive(move || text.get().code(code).to_owned())
                />
            })}
            <div class="form-end buttons">
                <Button
                    submit=true
                    variant=Variant::Primary
                    icon="check"
                    label=Signal::derive(move || {
                        let text = text.get();
                        if is_new {
                            text.customers_form_save()
                        } else {
                            text.customers_form_save_edit()
                        }
                        .to_owned()
                    })
                />
                <ButtonLink
                    variant=Variant::Quiet
                    href=back.href()
                    label=Signal::derive(move || text.get().common_cancel().to_owned())
                />
                <span class="hint end">{move || text.get().customers_form_draft()}</span>
            </div>
        </form>
    }
}

/// Says that a draft came back, and offers to drop it.
#[component]
fn Restored(form: FormState) -> impl IntoView {
    let text = use_text();
    view! {
        <Show when=move || form.was_restored()>
            <Notice
                icon="history"
                title=Signal::derive(move || text.get().customers_form_draft_restored().to_owned())
            >
                <Button
                    variant=Variant::Quiet
                    label=Signal::derive(move || text.get().customers_form_draft_drop().to_owned())
                    on_press=move |()| form.start_over()
                />
            </Notice>
        </Show>
    }
}

/// How many fields need another look, once somebody tried to save.
#[component]
fn Problems(form: FormState) -> impl IntoView {
    let text = use_text();
    let count = Memo::new(move |_| form.shown_problems().len() as u64);
    view! {
        <Show when=move || { count.get() > 0 }>
            <Notice
                hue=Hue::Danger
                icon="alert"
                alert=true
                title=Signal::derive(move || text.get().customers_form_errors(count.get()))
            />
        </Show>
    }
}

/// Applies the rules. Gives the record, what to say, and what changes.
fn decide(
    data: &Data,
    text: Text,
    draft: &CustomerDraft,
    known: Option<&Arc<Entry<Customer>>>,
) -> Result<(Id, String, Vec<Change>), &'static str> {
    let me = data.me();
    let (id, changes) = untrack(|| {
        with_context(data, |ctx| match known {
            Some(entry) => {
                let changes = revise_changes(draft, &row_of(entry), ctx)?;
                Ok((entry.id, changes))
            }
            None => {
                let id = data.new_id();
                let unit = me.store_unit.clone();
                create_changes(draft, id, || data.new_id(), &unit, ctx).map(|changes| (id, changes))
            }
        })
        .map_err(|error: forecourt_domain::RuleError| error.code())
    })?;
    let name = draft.name.trim().to_owned();
    let said = match known {
        Some(_) => text.customers_form_saved(name),
        None => text.customers_form_created(name),
    };
    Ok((id, said, changes))
}
