//! Fields in their states.

use leptos::prelude::*;

use super::Part;
use crate::ui::{
    Checkbox, DateInput, Field, PasswordInput, SearchInput, Select, Switch, TextArea, TextInput,
};

/// Fields in their states.
#[component]
pub fn Fields() -> impl IntoView {
    let [name, vin, doubt, secret, search, note, source] = [
        "Chen Yuting",
        "LNRBE5A17R100421O",
        "LNRBE5A18R1004217",
        "secret",
        "",
        "",
        "web",
    ]
    .map(|value| RwSignal::new(value.to_owned()));
    let day = RwSignal::new("2026-03-24".parse().ok());
    let (ticked, on) = (RwSignal::new(true), RwSignal::new(true));
    let error = Signal::stored(Some(
        "Letter O is not used in a VIN. Did you mean 0?".to_owned(),
    ));
    let warning = Signal::stored(Some(
        "Check digit does not match. You can keep it.".to_owned(),
    ));
    let options = [("", "none"), ("web", "Web"), ("walk_in", "Walk-in")]
        .map(|(value, words)| (value.to_owned(), words.to_owned()))
        .to_vec();
    view! {
        <Part name="Fields">
            <Field label="Name">
                <TextInput value=name/>
            </Field>
            <Field label="VIN" error=error>
                <TextInput value=vin mono=true/>
            </Field>
            <Field label="VIN" warning=warning>
                <TextInput value=doubt mono=true/>
            </Field>
            <Field label="Expected purchase" hint="5 days away, so level H" optional=true>
                <DateInput value=day/>
            </Field>
            <Field label="Source">
                <Select value=source options=Signal::stored(options)/>
            </Field>
            <Field label="Password">
                <PasswordInput value=secret autocomplete="off"/>
            </Field>
            <Field label="Note" optional=true>
                <TextArea value=note/>
            </Field>
            <SearchInput value=search label="Search" placeholder="Name, phone, plate" key_hint="/"/>
            <Checkbox
                label="Remind me"
                checked=ticked
                on_change=move |now| ticked.set(now)
            />
            <Checkbox
                label="All 214 customers"
                checked=Signal::stored(false)
                mixed=Signal::stored(true)
                on_change=|_| ()
            />
            <Switch label="Limit views per day" on=on on_change=move |now| on.set(now)/>
        </Part>
    }
}
