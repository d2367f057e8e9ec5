//! How to reach the customer. A number that somebody has already is said while
//! it is typed, with the way to that record.

use forecourt_domain::Id;
use forecourt_domain::customer::{CallTime, Customer};
use forecourt_domain::phone::Phone;
use leptos::prelude::*;

use super::{Section, error_at, words_of};
use crate::data::use_data;
use crate::features::customers::facts::key_of;
use crate::features::customers::form::draft::Place;
use crate::features::customers::form::state::{FormState, PhoneField};
use crate::routes::Path;
use crate::sales::marks::{LevelMark, shown_name};
use crate::sales::numbers::with_number;
use crate::sales::rules::HOME_COUNTRY;
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{Button, Field, Hue, IconButton, Notice, Select, Size, TextInput, Variant};

const TIMES: [CallTime; 5] = [
    CallTime::NoPreference,
    CallTime::Morning,
    CallTime::Afternoon,
    CallTime::Evening,
    CallTime::Day,
];

/// Telephone numbers, the best time, e-mail and WeChat.
#[component]
pub fn Reach(form: FormState, id: Option<Id>) -> impl IntoView {
    let text = use_text();
    let times = move || {
        let text = text.get();
        let word = |time| words::call_time(text, time).unwrap_or(text.customers_choose_none());
        TIMES
            .map(|time| (key_of(&time), word(time).to_owned()))
            .to_vec()
    };
    let phones =
        move || -> Vec<(usize, PhoneField)> { form.phones.get().into_iter().enumerate().collect() };
    view! {
        <Section title=words_of(text, Text::customers_form_reach)>
            <For
                each=phones
                key=|(at, (key, _))| (*at, *key)
                children=move |(at, field)| view! { <PhoneLine form id at field/> }
            />
            <div>
                <Button
                    size=Size::Small
                    variant=Variant::Quiet
                    icon="plus"
                    label=words_of(text, Text::customers_form_phone_add)
                    on_press=move |()| form.add_phone(String::new())
                />
            </div>
            <Field label=words_of(text, Text::customers_field_call_time) optional=true>
                <Select value=form.texts.call_time options=Signal::derive(times)/>
            </Field>
            <Field label=words_of(text, Text::customers_field_wechat) optional=true>
                <TextInput value=form.texts.wechat autocomplete="off"/>
            </Field>
            <Field
                label=words_of(text, Text::customers_field_email)
                error=error_at(form, text, Place::Email)
                optional=true
            >
                <TextInput value=form.texts.email kind="email" autocomplete="off"/>
            </Field>
        </Section>
    }
}

#[component]
fn PhoneLine(form: FormState, id: Option<Id>, at: usize, field: PhoneField) -> impl IntoView {
    let text = use_text();
    let (key, typed) = field;
    let more = (at > 0).then(|| {
        view! {
            <IconButton
                icon="x"
                label=Signal::derive(move || text.get().customers_form_phone_remove(typed.get()))
                on_press=move |()| form.remove_phone(key)
            />
        }
    });
    view! {
        <div class="phone-line">
            <Field
                label=words_of(text, Text::customers_field_phone)
                hint=words_of(text, Text::customers_form_phone_hint)
                error=error_at(form, text, Place::Phone(at))
            >
                <TextInput value=typed kind="tel" autocomplete="off"/>
            </Field>
            {more}
        </div>
        <Known typed id/>
    }
}

/// Whoever has this number already.
#[component]
fn Known(typed: RwSignal<String>, id: Option<Id>) -> impl IntoView {
    let text = use_text();
    let customers = use_data().table::<Customer>();
    let number = Memo::new(move |_| Phone::parse(&typed.read(), HOME_COUNTRY).ok());
    let known = {
        let customers = customers.clone();
        Memo::new(move |_| {
            let number = number.get()?;
            let found = with_number(&customers, &number);
            found.into_iter().rfind(|found| Some(*found) != id)
        })
    };
    move || {
        let entry = known.get().and_then(|id| customers.row(id))?;
        let text = text.get();
        let name = shown_name(text, &entry.value);
        Some(view! {
            <Notice
                hue=Hue::Warn
                icon="users"
                alert=true
                title=text.customers_form_duplicate(&name)
            >
                <a class="link line-s" href=Path::Customer(entry.id).href()>
                    <LevelMark level=entry.value.intent_level/>
                    {text.customers_form_duplicate_open(name)}
                </a>
            </Notice>
        })
    }
}
