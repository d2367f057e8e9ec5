//! Who asks: a customer that is known, found by a few letters, or a new one.

use forecourt_domain::Id;
use forecourt_domain::customer::Customer;
use forecourt_domain::phone::Phone;
use forecourt_domain::search::Query;
use leptos::prelude::*;

use super::draft::Place;
use super::{Problems, Texts, error_at};
use crate::data::layout::customer;
use crate::data::use_data;
use crate::sales::marks::{LevelMark, shown_name};
use crate::sales::numbers::with_number;
use crate::sales::rules::HOME_COUNTRY;
use crate::text::use_text;
use crate::ui::{Button, Field, Hue, Notice, SearchInput, Segmented, Size, TextInput, Variant};

/// Hits shown at once.
const SHOWN: usize = 6;

/// The section.
#[component]
pub fn Who(texts: Texts, problems: Problems) -> impl IntoView {
    let text = use_text();
    let fresh = RwSignal::new(false);
    let options = vec![
        (
            false,
            Signal::derive(move || text.get().leads_form_existing().to_owned()),
        ),
        (
            true,
            Signal::derive(move || text.get().leads_form_fresh().to_owned()),
        ),
    ];
    let options = StoredValue::new(options);
    view! {
        <fieldset class="form-section stack">
            <legend>{move || text.get().leads_form_who()}</legend>
            <Show
                when=move || texts.customer.get().is_none()
                fallback=move || view! { <Picked texts/> }
            >
                <div>
                    <Segmented
                        value=fresh
                        options=options.get_value()
                        label=Signal::derive(move || text.get().leads_form_who().to_owned())
                        on_choose=move |choice: bool| fresh.set(choice)
                    />
                </div>
                <Show when=move || fresh.get() fallback=move || view! { <Finder texts problems/> }>
                    <Fresh texts problems/>
                </Show>
            </Show>
        </fieldset>
    }
}

/// Finds a customer.
#[component]
fn Finder(texts: Texts, problems: Problems) -> impl IntoView {
    let text = use_text();
    let customers = use_data().table::<Customer>();
    let typed = RwSignal::new(String::new());
    let found = {
        let customers = customers.clone();
        Memo::new(move |_| {
            let query = Query::new(&typed.read());
            if query.is_empty() {
                return Vec::new();
            }
            let hits = customers.hits(&query);
            let mut found = Vec::with_capacity(SHOWN);
            customers.walk_by_name(customer::BY_NAME, |row| {
                found.extend(hits.holds(&row).then(|| row.id()));
                found.len() < SHOWN
            });
            found
        })
    };
    let row = move |id: Id| {
        let entry = customers.row(id)?;
        Some(view! {
            <li>
                <button
                    type="button"
                    class="choose"
                    on:click=move |_| texts.customer.set(Some(id))
                >
                    <LevelMark level=entry.value.intent_level/>
                    <b>{shown_name(text.get(), &entry.value)}</b>
                    <span class="muted clip">{entry.value.model_interest.clone()}</span>
                </button>
            </li>
        })
    };
    let missing = move || {
        let missing = problems
            .read()
            .iter()
            .any(|(place, _)| *place == Place::Name);
        missing.then(|| {
            view! {
                <p class="error" role="alert">{text.get().leads_form_no_customer()}</p>
            }
        })
    };
    view! {
        <SearchInput
            value=typed
            label=Signal::derive(move || text.get().leads_form_pick().to_owned())
            placeholder=Signal::derive(move || text.get().leads_form_pick_hint().to_owned())
        />
        {missing}
        <ul class="list">{move || found.get().into_iter().map(row.clone()).collect_view()}</ul>
    }
}

/// The customer that was found.
#[component]
fn Picked(texts: Texts) -> impl IntoView {
    let text = use_text();
    let customers = use_data().table::<Customer>();
    let row = move || {
        let entry = customers.row(texts.customer.get()?)?;
        Some(view! {
            <LevelMark level=entry.value.intent_level/>
            <b class="grow">{shown_name(text.get(), &entry.value)}</b>
        })
    };
    view! {
        <p class="line picked">
            {row}
            <Button
                size=Size::Small
                variant=Variant::Quiet
                label=Signal::derive(move || text.get().leads_form_change().to_owned())
                on_press=move |()| texts.customer.set(None)
            />
        </p>
    }
}

/// A new customer: name and number.
#[component]
fn Fresh(texts: Texts, problems: Problems) -> impl IntoView {
    let text = use_text();
    let customers = use_data().table::<Customer>();
    let known = {
        let customers = customers.clone();
        Memo::new(move |_| {
            let number = Phone::parse(&texts.phone.read(), HOME_COUNTRY).ok()?;
            with_number(&customers, &number).pop()
        })
    };
    let duplicate = move || {
        let id = known.get()?;
        let entry = customers.row(id)?;
        let name = shown_name(text.get(), &entry.value);
        Some(view! {
            <Notice
                hue=Hue::Warn
                icon="users"
                alert=true
                title=text.get().leads_form_duplicate(&name)
            >
                <Button
                    label=text.get().leads_form_duplicate_use(name)
                    on_press=move |()| texts.customer.set(Some(id))
                />
            </Notice>
        })
    };
    view! {
        <Field
            label=Signal::derive(move || text.get().leads_form_name().to_owned())
            error=error_at(problems, text, Place::Name)
        >
            <TextInput value=texts.name autocomplete="off"/>
        </Field>
        <Field
            label=Signal::derive(move || text.get().leads_form_phone().to_owned())
            hint=Signal::derive(move || text.get().leads_form_phone_hint().to_owned())
            error=error_at(problems, text, Place::Phone)
        >
            <TextInput value=texts.phone kind="tel" autocomplete="off"/>
        </Field>
        {duplicate}
    }
}
