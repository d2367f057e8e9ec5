//! The frame's edges: the column of a desk, the top and bottom bars of a phone.

use forecourt_domain::organisation::{OrgUnit, Role, Staff};
use leptos::prelude::*;

use super::badge::SyncBadge;
use super::destinations::{DEVICE, DestinationLink, WORK};
use super::use_overlays;
use crate::data::use_data;
use crate::routes::{Path, use_path};
use crate::sales::log_contact::use_log_contact;
use crate::text::{Text, use_text};
use crate::ui::{Avatar, Icon, Mark, Menu, MenuItem, MenuLink, Size, Wordmark};

/// The column of a desk; a rail of icons on a tablet.
#[component]
pub fn Side() -> impl IntoView {
    let text = use_text();
    let overlays = use_overlays();
    let work = WORK
        .into_iter()
        .map(|to| view! { <DestinationLink to/> })
        .collect_view();
    let device = DEVICE
        .into_iter()
        .map(|to| view! { <DestinationLink to/> })
        .collect_view();
    view! {
        <aside class="side" aria-label=move || text.get().shell_main()>
            <div class="side-brand">
                <Mark/>
                <Wordmark/>
            </div>
            <div class="side-store">
                <Icon name="store"/>
                <StoreName/>
            </div>
            <button type="button" class="side-find" on:click=move |_| overlays.palette.set(true)>
                <Icon name="search"/>
                <span class="clip">{move || text.get().shell_find()}</span>
                <kbd aria-hidden="true">"Ctrl K"</kbd>
            </button>
            <nav class="side-nav" aria-label=move || text.get().shell_work()>
                {work}
            </nav>
            <nav class="side-nav" aria-label=move || text.get().shell_device()>
                <h2>{move || text.get().shell_device()}</h2>
                {device}
            </nav>
            <div class="side-foot">
                <SyncBadge/>
                <MeMenu/>
            </div>
        </aside>
    }
}

/// The bar on top of a phone.
#[component]
pub fn TopBar() -> impl IntoView {
    let text = use_text();
    let overlays = use_overlays();
    view! {
        <header class="topbar">
            <a class="line" href=Path::Today.href() aria-label=move || text.get().shell_product()>
                <Mark/>
            </a>
            <div class="store">
                <StoreName/>
            </div>
            <span class="grow"></span>
            <SyncBadge short=true/>
            <button
                type="button"
                class="button"
                data-icon=""
                data-tone="quiet"
                aria-label=move || text.get().shell_palette_label()
                on:click=move |_| overlays.palette.set(true)
            >
                <Icon name="search" size=Size::Large/>
            </button>
        </header>
    }
}

/// The bar at the bottom of a phone, with the act of the day in its middle.
#[component]
pub fn TabBar() -> impl IntoView {
    let text = use_text();
    let path = use_path();
    let [today, leads, customers] = WORK;
    let elsewhere = move || DEVICE.into_iter().any(|to| to.holds(path.get()));
    let rest = move || {
        DEVICE
            .into_iter()
            .map(|to| {
                view! {
                    <MenuLink
                        icon=to.icon
                        href=to.path.href()
                        label=move || (to.name)(text.get())
                    />
                }
            })
            .collect_view()
    };
    view! {
        <nav class="tabbar" aria-label=move || text.get().shell_main()>
            <DestinationLink to=today/>
            <DestinationLink to=customers/>
            <MakeButton/>
            <DestinationLink to=leads/>
            <Menu
                class="tab"
                label=move || text.get().shell_more()
                current=elsewhere
                trigger=move || {
                    view! {
                        <Icon name="more"/>
                        <span>{move || text.get().shell_more()}</span>
                    }
                }
            >
                {rest()}
            </Menu>
        </nav>
    }
}

/// The acts of the day: log a contact, or make a record.
#[component]
fn MakeButton() -> impl IntoView {
    let text = use_text();
    let log = use_log_contact();
    view! {
        <Menu
            class="make"
            label=move || text.get().sales_make()
            trigger=move || {
                view! {
                    <span>
                        <Icon name="plus"/>
                    </span>
                    <span class="say">{move || text.get().sales_make()}</span>
                }
            }
        >
            <MenuItem
                icon="check"
                label=move || text.get().sales_log_title()
                on_press=move |()| log.choose()
            />
            <MenuLink
                icon="user-plus"
                href=Path::NewCustomer.href()
                label=move || text.get().shell_palette_new_customer()
            />
            <MenuLink
                icon="inbox"
                href=Path::NewLead.href()
                label=move || text.get().shell_palette_new_lead()
            />
        </Menu>
    }
}

/// Where new records are made: the store, or the dealership before its first sync.
#[component]
fn StoreName() -> impl IntoView {
    let data = use_data();
    let (me, stores) = (data.me(), data.table::<OrgUnit>());
    let name = move || {
        let store = stores.row(me.store).map(|store| store.value.name.clone());
        store
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| me.dealership.clone())
    };
    view! { <span class="clip">{name}</span> }
}

/// Who is signed in, with the way to settings and out.
#[component]
fn MeMenu() -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let me = data.me();
    let staff = data.table::<Staff>();
    let name = me.name.clone();
    let role = Memo::new(move |_| staff.row(me.staff).map(|staff| staff.value.role));
    let trigger = move || {
        let shown = name.clone();
        view! {
            <Avatar name=name.clone() size=Size::Large/>
            <span>
                {shown} <small>{move || role.get().map(|role| role_name(text.get(), role))}</small>
            </span>
            <Icon name="more"/>
        }
    };
    view! {
        <Menu class="side-me" label=move || text.get().shell_account() trigger>
            <MenuLink
                icon="sliders"
                href=Path::Settings.href()
                label=move || text.get().shell_settings()
            />
            <MenuLink
                icon="logout"
                href=Path::Settings.with(&[("leave", "1")])
                label=move || text.get().shell_sign_out()
            />
        </Menu>
    }
}

fn role_name(text: Text, role: Role) -> &'static str {
    match role {
        Role::Administrator => text.shell_role_administrator(),
        Role::SalesManager => text.shell_role_sales_manager(),
        Role::SalesConsultant => text.shell_role_sales_consultant(),
        Role::DccClerk => text.shell_role_dcc_clerk(),
    }
}
