//! Search everywhere: customers by name, pinyin or the end of their number, and pages by name.

use std::cmp::Reverse;
use std::sync::Arc;

use forecourt_domain::customer::Customer;
use forecourt_domain::search::Query;
use leptos::html;
use leptos::prelude::*;

use super::destinations::{DEVICE, Destination, WORK};
use super::key_list::KeyList;
use super::outdated::Outdated;
use super::readiness::keep_ready;
use super::{Overlays, use_overlays};
use crate::data::layout::customer;
use crate::data::sort::sorted;
use crate::data::{Entry, use_data};
use crate::platform::page;
use crate::routes::{Path, use_go};
use crate::text::{Text, use_text};
use crate::ui::{Icon, Modal, element_id, is_composing};

/// Customers shown at once.
const MOST: usize = 8;

/// One thing to choose.
#[derive(Clone, PartialEq)]
struct Found {
    path: Path,
    icon: &'static str,
    name: String,
    aside: String,
}

/// Draws what lies over every page: the palette and the list of keys, both closed until somebody
/// asks for them, and the screen that asks to update.
pub fn draw() -> AnyView {
    let Overlays { palette, keys } = use_overlays();
    keep_ready();
    view! {
        <Palette open=palette/>
        <KeyList open=keys/>
        <Outdated/>
    }
    .into_any()
}

/// The palette.
#[component]
fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let text = use_text();
    view! {
        <Modal
            open
            on_close=move |()| open.set(false)
            label=move || text.get().shell_palette_label()
            class="palette"
            inside=move || view! { <Content open/> }
        />
    }
}

#[component]
fn Content(open: RwSignal<bool>) -> impl IntoView {
    let (text, data, go) = (use_text(), use_data(), use_go());
    let asked = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let customers = data.table::<Customer>();
    let found = Memo::new(move |_| {
        let (text, asked) = (text.get(), asked.get());
        let query = Query::new(&asked);
        let mut people = Vec::new();
        if !query.is_empty() {
            customers.each_hit(&query, |row, rank| {
                people.push((rank, Reverse(row.day(customer::LAST_CONTACT)), row.id()));
            });
            people = sorted(people);
        }
        let people = people.into_iter().take(MOST);
        let people: Vec<Found> = people
            .filter_map(|(.., id)| customers.peek(id))
            .map(|entry| person(text, &entry))
            .collect();
        Arc::new((people, pages(text, &asked)))
    });
    let all = move || {
        let found = found.get();
        found.0.iter().chain(&found.1).cloned().collect::<Vec<_>>()
    };
    Effect::new(move |_| {
        found.get();
        at.set(0);
    });
    let choose = Callback::new(move |path: Path| {
        open.set(false);
        go(path);
    });
    let list = element_id("found");
    let option_id = {
        let list = list.clone();
        move |place: usize| format!("{list}-{place}")
    };
    let active = option_id.clone();
    let input = NodeRef::<html::Input>::new();
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if is_composing(&event) {
            return;
        }
        let count = all().len();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(chosen) = all().get(at.get_untracked()) {
                    choose.run(chosen.path);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let groups = move || {
        let found = found.get();
        let text = text.get();
        let people = (text.shell_palette_customers(), found.0.clone(), 0);
        let pages = (text.shell_palette_pages(), found.1.clone(), found.0.len());
        [people, pages]
            .into_iter()
            .filter(|(_, found, _)| !found.is_empty())
            .map(|(name, found, from)| {
                let option_id = option_id.clone();
                view! { <Group name found from at choose option_id/> }
            })
            .collect_view()
    };
    view! {
        <div class="ask">
            <Icon name="search"/>
            <input
                node_ref=input
                type="text"
                role="combobox"
                autofocus=true
                autocomplete="off"
                spellcheck="false"
                aria-expanded="true"
                aria-controls=list.clone()
                aria-activedescendant=move || active(at.get())
                aria-label=move || text.get().shell_palette_label()
                placeholder=move || text.get().shell_palette_hint()
                prop:value=asked
                on:input=move |event| asked.set(event_target_value(&event))
                on:keydown=keys
            />
            <kbd class="only-desk" aria-hidden="true">
                "Esc"
            </kbd>
            <button
                type="button"
                class="button only-phone"
                data-tone="quiet"
                on:click=move |_| open.set(false)
            >
                {move || text.get().common_cancel()}
            </button>
        </div>
        <div
            class="found"
            id=list
            role="listbox"
            aria-label=move || text.get().shell_palette_label()
        >
            {groups}
        </div>
        <p class="say" role="status">
            {move || {
                let text = text.get();
                match all().len() {
                    0 => text.shell_palette_nothing().to_owned(),
                    count => text.shell_palette_found(count as u64),
                }
            }}
        </p>
        <Show when=move || all().is_empty()>
            <p class="empty muted">{move || text.get().shell_palette_nothing()}</p>
        </Show>
    }
}

#[component]
fn Group<F>(
    name: &'static str,
    found: Vec<Found>,
    from: usize,
    at: RwSignal<usize>,
    choose: Callback<Path>,
    option_id: F,
) -> impl IntoView
where
    F: Fn(usize) -> String + 'static,
{
    let options = found
        .into_iter()
        .enumerate()
        .map(
            |(
                place,
                Found {
                    path,
                    icon,
                    name,
                    aside,
                },
            )| {
                let place = from + place;
                view! {
                    <div
                        id=option_id(place)
                        role="option"
                        aria-selected=move || (at.get() == place).to_string()
                        on:mousemove=move |_| at.set(place)
                        on:click=move |_| choose.run(path)
                    >
                        <Icon name=icon/>
                        <span class="grow clip">
                            <b>{name}</b>
                            " "
                            <span class="muted">{aside}</span>
                        </span>
                        <span class="end">
                            {move || (at.get() == place).then(|| view! { <kbd>"Enter"</kbd> })}
                        </span>
                    </div>
                }
            },
        )
        .collect_view();
    view! {
        <div role="group" aria-label=name>
            <p class="group-name" aria-hidden="true">
                {name}
            </p>
            {options}
        </div>
    }
}

fn person(text: Text, entry: &Entry<Customer>) -> Found {
    let customer = &entry.value;
    let phone = customer
        .phones
        .first()
        .map(|entry| text.phone(&entry.number));
    let aside = [phone.unwrap_or_default(), customer.model_interest.clone()];
    Found {
        path: Path::Customer(entry.id),
        icon: "user",
        name: customer.name.clone(),
        aside: aside
            .iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn pages(text: Text, asked: &str) -> Vec<Found> {
    const MAKE: [Destination; 2] = [
        Destination {
            path: Path::NewCustomer,
            icon: "user-plus",
            name: Text::shell_palette_new_customer,
        },
        Destination {
            path: Path::NewLead,
            icon: "plus",
            name: Text::shell_palette_new_lead,
        },
    ];
    let asked = page::in_small_letters(asked.trim());
    WORK.into_iter()
        .chain(MAKE)
        .chain(DEVICE)
        .filter(|to| page::in_small_letters((to.name)(text)).contains(&asked))
        .map(|to| Found {
            path: to.path,
            icon: to.icon,
            name: (to.name)(text).to_owned(),
            aside: String::new(),
        })
        .collect()
}
