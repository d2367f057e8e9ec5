//! The sections of the form.

mod reach;

use forecourt_domain::customer::Source;
use forecourt_domain::level::Level;
use leptos::prelude::*;

use super::draft::Place;
use super::state::FormState;
use crate::data::use_data;
use crate::features::customers::facts::{PARTIES, key_of, of_key};
use crate::sales::rules::{intervals, with_context};
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{Field, Select, TextArea, TextInput};
pub use reach::Reach;

/// Levels that a person can give; a deposit and a loss come from elsewhere.
const LEVELS: [Level; 4] = [Level::H, Level::A, Level::B, Level::C];

/// A heading with its fields.
#[component]
pub fn Section(#[prop(into)] title: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <fieldset class="form-section stack">
            <legend>{title}</legend>
            {children()}
        </fieldset>
    }
}

/// A word of the interface as a signal.
pub fn words_of(text: Signal<Text>, pick: fn(Text) -> &'static str) -> Signal<String> {
    Signal::derive(move || pick(text.get()).to_owned())
}

/// What is wrong at a place, in words.
pub fn error_at(form: FormState, text: Signal<Text>, place: Place) -> Signal<Option<String>> {
    Signal::derive(move || {
        form.problem(place)
            .map(|code| text.get().code(code).to_owned())
    })
}

/// Name and kind.
#[component]
pub fn Person(form: FormState) -> impl IntoView {
    let text = use_text();
    let parties = move || {
        PARTIES
            .map(|party| (key_of(&party), words::party(text.get(), party).to_owned()))
            .to_vec()
    };
    let is_firm = move || {
        let party = form.texts.party.get();
        !party.is_empty() && party != key_of(&PARTIES[0])
    };
    view! {
        <Section title=words_of(text, Text::customers_form_person)>
            <Field
                label=words_of(text, Text::customers_field_name)
                error=error_at(form, text, Place::Name)
            >
                <TextInput value=form.texts.name autocomplete="off" autofocus=true required=true/>
            </Field>
            <Field label=words_of(text, Text::customers_field_party)>
                <Select value=form.texts.party options=Signal::derive(parties)/>
            </Field>
            <Show when=is_firm>
                <Field label=words_of(text, Text::customers_field_company_no) optional=true>
                    <TextInput value=form.texts.company_no mono=true/>
                </Field>
            </Show>
        </Section>
    }
}

/// Models, source, expected day, level, and the next contact that follows.
#[component]
pub fn Buying(form: FormState) -> impl IntoView {
    let text = use_text();
    let sources = move || {
        let none = (String::new(), text.get().customers_choose_none().to_owned());
        std::iter::once(none)
            .chain(Source::ALL.map(|source| {
                (
                    key_of(&source),
                    words::source(text.get(), source).to_owned(),
                )
            }))
            .collect::<Vec<_>>()
    };
    view! {
        <Section title=words_of(text, Text::customers_form_buying)>
            <Field
                label=words_of(text, Text::customers_field_model)
                hint=words_of(text, Text::customers_form_model_hint)
                optional=true
            >
                <TextInput value=form.texts.model/>
            </Field>
            <Field
                label=words_of(text, Text::customers_field_expected)
                error=error_at(form, text, Place::Expected)
                optional=true
            >
                <TextInput value=form.texts.expected kind="date"/>
            </Field>
            <LevelField form/>
            <Field label=words_of(text, Text::customers_field_source) optional=true>
                <Select value=form.texts.source options=Signal::derive(sources)/>
            </Field>
        </Section>
    }
}

/// The level, by the expected day or as chosen, with the day that follows from it.
#[component]
fn LevelField(form: FormState) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let by_rule = {
        let data = data.clone();
        Memo::new(move |_| {
            let expected = form.draft().expected_on();
            with_context(&data, |ctx| {
                intervals().level_for(0, expected, ctx.today, None).level
            })
        })
    };
    let options = move || {
        let text = text.get();
        let rule = text.customers_form_level_by_rule(by_rule.get().letter());
        let none = (String::new(), rule);
        std::iter::once(none)
            .chain(LEVELS.map(|level| (key_of(&level), words::level_title(text, Some(level)))))
            .collect::<Vec<_>>()
    };
    let next = move || {
        let level = of_key(&form.texts.level.read()).unwrap_or(by_rule.get());
        let next = intervals().next_follow_on(level, Some(data.today()), None);
        match next {
            Some(next) => text
                .get()
                .customers_form_next(text.get().weekday_date(next)),
            None => text.get().customers_next_none().to_owned(),
        }
    };
    view! {
        <Field
            label=words_of(text, Text::customers_field_level)
            hint=Signal::derive(next)
        >
            <Select value=form.texts.level options=Signal::derive(options)/>
        </Field>
    }
}

/// The car that the customer has now.
#[component]
pub fn VehicleSection(form: FormState) -> impl IntoView {
    let text = use_text();
    let doubtful = move || {
        form.draft()
            .vin_is_doubtful()
            .then(|| text.get().customers_form_vin_check().to_owned())
    };
    let hint = Memo::new(move |_| form.draft().vin_hint().map(|vin| vin.to_string()));
    view! {
        <details class="fold form-section">
            <summary>
                <crate::ui::Icon name="right"/>
                {move || text.get().customers_form_vehicle()}
                " "
                <span class="optional">{move || text.get().common_optional()}</span>
            </summary>
            <div class="stack">
                <Field
                    label=words_of(text, Text::customers_field_vin)
                    error=error_at(form, text, Place::Vin)
                    warning=Signal::derive(doubtful)
                >
                    <TextInput value=form.texts.vin mono=true autocomplete="off"/>
                </Field>
                {move || hint.get().map(|vin| {
                    let mended = vin.clone();
                    view! {
                        <button
                            type="button"
                            class="link"
                            on:click=move |_| form.texts.vin.set(mended.clone())
                        >
                            {text.get().customers_form_vin_hint(vin)}
                        </button>
                    }
                })}
                <Field
                    label=words_of(text, Text::customers_field_plate)
                    error=error_at(form, text, Place::Plate)
                >
                    <TextInput value=form.texts.plate mono=true autocomplete="off"/>
                </Field>
                <Field label=words_of(text, Text::customers_field_make)>
                    <TextInput value=form.texts.make/>
                </Field>
                <Field label=words_of(text, Text::customers_field_vehicle_model)>
                    <TextInput value=form.texts.car_model/>
                </Field>
            </div>
        </details>
    }
}

/// Address, birthday and note.
#[component]
pub fn More(form: FormState) -> impl IntoView {
    let text = use_text();
    view! {
        <details class="fold form-section">
            <summary>
                <crate::ui::Icon name="right"/>
                {move || text.get().customers_form_more()}
                " "
                <span class="optional">{move || text.get().common_optional()}</span>
            </summary>
            <div class="stack">
                <Field label=words_of(text, Text::customers_field_region)>
                    <TextInput value=form.texts.region/>
                </Field>
                <Field label=words_of(text, Text::customers_field_city)>
                    <TextInput value=form.texts.city/>
                </Field>
                <Field label=words_of(text, Text::customers_field_street)>
                    <TextInput value=form.texts.street/>
                </Field>
                <Field label=words_of(text, Text::customers_field_postal)>
                    <TextInput value=form.texts.postal/>
                </Field>
                <Field
                    label=words_of(text, Text::customers_field_birth)
                    error=error_at(form, text, Place::Birth)
                >
                    <TextInput value=form.texts.birth kind="date"/>
                </Field>
                <Field label=words_of(text, Text::customers_field_sub_source)>
                    <TextInput value=form.texts.sub_source/>
                </Field>
                <Field label=words_of(text, Text::customers_field_note)>
                    <TextArea value=form.texts.note/>
                </Field>
            </div>
        </details>
    }
}
