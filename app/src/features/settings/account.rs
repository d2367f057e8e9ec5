//! Who is signed in, where, and with which version.

use forecourt_domain::organisation::OrgUnit;
use leptos::prelude::*;

use crate::data::use_data;
use crate::platform::page;
use crate::text::use_text;
use crate::ui::{Card, Fact, Facts};

/// The card.
#[component]
pub fn AccountCard() -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let (me, stores) = (data.me(), data.table::<OrgUnit>());
    let (name, login) = (me.name.clone(), me.login.clone());
    let dealership = me.dealership.clone();
    let store = move || stores.row(me.store).map(|store| store.value.name.clone());
    view! {
        <Card title=move || text.get().settings_account()>
            <Facts>
                <Fact name=move || text.get().settings_name()>{name}</Fact>
                <Fact name=move || text.get().settings_login()>{login}</Fact>
                <Fact name=move || text.get().settings_dealership()>{dealership}</Fact>
                <Fact name=move || text.get().settings_store()>{store}</Fact>
                <Fact name=move || text.get().settings_device()>{page::device_name()}</Fact>
                <Fact name=move || text.get().settings_version()>{env!("CARGO_PKG_VERSION")}</Fact>
            </Facts>
        </Card>
    }
}
