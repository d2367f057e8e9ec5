//! Which page an address shows.

use leptos::prelude::*;

use crate::features::customers::{CustomerFormPage, CustomerRecordPage, CustomersPage};
#[cfg(debug_assertions)]
use crate::features::gallery::GalleryPage;
use crate::features::import::ImportPage;
use crate::features::leads::{LeadFormPage, LeadRecordPage, LeadsPage};
use crate::features::outbox::OutboxPage;
use crate::features::settings::SettingsPage;
use crate::features::today::TodayPage;
use crate::routes::{Path, use_path};
use crate::text::use_text;
use crate::ui::{ButtonLink, EmptyScene, EmptyState, Head, Variant};

/// The page of the current address.
#[component]
pub fn Pages() -> impl IntoView {
    let path = use_path();
    move || page(path.get())
}

fn page(path: Option<Path>) -> AnyView {
    match path {
        Some(Path::Today) => view! { <TodayPage/> }.into_any(),
        Some(Path::Customers) => view! { <CustomersPage/> }.into_any(),
        Some(Path::Customer(id)) => view! { <CustomerRecordPage id/> }.into_any(),
        Some(Path::NewCustomer) => view! { <CustomerFormPage/> }.into_any(),
        Some(Path::EditCustomer(id)) => view! { <CustomerFormPage id/> }.into_any(),
        Some(Path::Leads) => view! { <LeadsPage/> }.into_any(),
        Some(Path::Lead(id)) => view! { <LeadRecordPage id/> }.into_any(),
        Some(Path::NewLead) => view! { <LeadFormPage/> }.into_any(),
        Some(Path::Import) => view! { <ImportPage/> }.into_any(),
        Some(Path::Outbox) => view! { <OutboxPage/> }.into_any(),
        Some(Path::Settings) => view! { <SettingsPage/> }.into_any(),
        #[cfg(debug_assertions)]
        Some(Path::Gallery) => view! { <GalleryPage/> }.into_any(),
        _ => view! { <NotFound/> }.into_any(),
    }
}

/// An address that leads nowhere.
#[component]
fn NotFound() -> impl IntoView {
    let text = use_text();
    view! {
        <Head title=move || text.get().shell_not_found()/>
        <div class="body">
            <EmptyState
                scene=EmptyScene::NothingMatches
                title=move || text.get().shell_not_found()
                text=move || text.get().shell_not_found_text()
            >
                <ButtonLink
                    variant=Variant::Primary
                    href=Path::Today.href()
                    label=move || text.get().shell_not_found_back()
                />
            </EmptyState>
        </div>
    }
}
