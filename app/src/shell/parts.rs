//! Parts of the app that travel apart from the first load, and come when they are needed.
//!
//! The program cuts them off (see `main.rs`); here is which part an address needs, and what stands
//! in its place until it is here. Once a page stands, the other parts come on their own, so that
//! every page opens at once from then on; the service worker keeps all of them for later starts.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;

use crate::platform::{clock, task};
use crate::routes::{Path, use_path};
use crate::text::use_text;
use crate::ui::{Button, EmptyScene, EmptyState, Head, Variant};

/// Milliseconds until parts that did not come are asked for again.
const AGAIN_MS: u32 = 5_000;

/// A part of the app, named for what its reader does there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Signing in and setting up a dealership.
    Door,
    /// The work of the day.
    Today,
    /// Customers: list, record, form.
    Customers,
    /// Leads: list, record, form.
    Leads,
    /// The sheet that logs a contact.
    LogContact,
    /// Search everywhere, and the list of keys.
    Palette,
    /// What waits for the server.
    Outbox,
    /// Settings.
    Settings,
    /// Import of files.
    Import,
    /// Every part of the interface in every state; in builds for development only.
    Gallery,
}

impl Part {
    /// How many parts there are.
    const COUNT: usize = 10;

    /// The parts that people use, in the order in which they come: what is needed most comes first.
    const ALL: [Self; 9] = [
        Self::Today,
        Self::Customers,
        Self::LogContact,
        Self::Leads,
        Self::Palette,
        Self::Outbox,
        Self::Settings,
        Self::Import,
        Self::Door,
    ];

    /// The part with the page of `path`; `None` when there is no such page.
    pub fn of(path: Path) -> Option<Self> {
        match path {
            Path::SignIn | Path::SignUp => Some(Self::Door),
            Path::Today => Some(Self::Today),
            Path::Customers | Path::Customer(_) | Path::NewCustomer | Path::EditCustomer(_) => {
                Some(Self::Customers)
            }
            Path::Leads | Path::Lead(_) | Path::NewLead => Some(Self::Leads),
            Path::Import => Some(Self::Import),
            Path::Outbox => Some(Self::Outbox),
            Path::Settings => Some(Self::Settings),
            Path::Gallery => cfg!(feature = "gallery").then_some(Self::Gallery),
        }
    }
}

/// Draws a part that is here. What it shows follows from the address and from context.
pub type Draw = fn() -> AnyView;

/// A part did not come: there is no network, and this device does not hold it yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absent;

/// A part under way.
pub type Coming = Pin<Box<dyn Future<Output = Result<Draw, Absent>>>>;

/// Brings a part; at once when it came before.
pub type Bring = fn(Part) -> Coming;

#[derive(Clone, Copy)]
enum Arrival {
    /// Nobody asked yet.
    Away,
    Coming,
    Here(Draw),
    Failed,
    /// Asked for once more; until it is here its place says that it is missing.
    Again,
}

/// All parts, and which of them are here.
#[derive(Clone, Copy)]
pub struct Parts {
    bring: Bring,
    arrivals: [RwSignal<Arrival>; Part::COUNT],
}

impl Parts {
    /// Parts that `bring` brings, none of them here.
    pub fn new(bring: Bring) -> Self {
        Self {
            bring,
            arrivals: std::array::from_fn(|_| RwSignal::new(Arrival::Away)),
        }
    }

    /// The part, drawn; until it is here nothing, and when it cannot come the reason. Tracked.
    pub fn show(self, part: Part) -> AnyView {
        match self.arrival(part).get() {
            Arrival::Here(draw) => draw(),
            Arrival::Away => {
                self.ask(part);
                ().into_any()
            }
            Arrival::Coming => ().into_any(),
            Arrival::Failed | Arrival::Again => {
                view! { <Missing on_retry=move |()| self.ask(part)/> }.into_any()
            }
        }
    }

    /// A part that lies over the page, drawn once it is here. Tracked.
    pub fn show_over(self, part: Part) -> Option<AnyView> {
        match self.arrival(part).get() {
            Arrival::Here(draw) => Some(draw()),
            _ => None,
        }
    }

    /// Whether the part is here. Tracked.
    pub fn has(self, part: Part) -> bool {
        matches!(self.arrival(part).get(), Arrival::Here(_))
    }

    /// Brings a part unless it is here or under way.
    pub fn ask(self, part: Part) {
        if self.begin(part) {
            task::start(self.finish(part));
        }
    }

    /// Brings all parts, one after the other, and those that do not come again later.
    pub fn ask_all(self) {
        task::start(async move {
            loop {
                for part in Part::ALL {
                    if self.begin(part) {
                        self.finish(part).await;
                    }
                }
                let failed = |arrival: &RwSignal<Arrival>| {
                    matches!(arrival.get_untracked(), Arrival::Failed)
                };
                if !self.arrivals.iter().any(failed) {
                    return;
                }
                clock::sleep(AGAIN_MS).await;
            }
        });
    }

    fn begin(self, part: Part) -> bool {
        let arrival = self.arrival(part);
        let begun = match arrival.get_untracked() {
            Arrival::Away => Arrival::Coming,
            Arrival::Failed => Arrival::Again,
            Arrival::Coming | Arrival::Here(_) | Arrival::Again => return false,
        };
        arrival.set(begun);
        true
    }

    async fn finish(self, part: Part) {
        let came = (self.bring)(part).await;
        self.arrival(part)
            .set(came.map_or(Arrival::Failed, Arrival::Here));
    }

    fn arrival(self, part: Part) -> RwSignal<Arrival> {
        let [
            today,
            customers,
            log_contact,
            leads,
            palette,
            outbox,
            settings,
            import,
            door,
            gallery,
        ] = self.arrivals;
        match part {
            Part::Today => today,
            Part::Customers => customers,
            Part::LogContact => log_contact,
            Part::Leads => leads,
            Part::Palette => palette,
            Part::Outbox => outbox,
            Part::Settings => settings,
            Part::Import => import,
            Part::Door => door,
            Part::Gallery => gallery,
        }
    }
}

/// The parts of the app.
pub fn use_parts() -> Parts {
    expect_context()
}

/// Asks for the part with the page of the current address, before there is anything to draw.
pub fn ask_for_page() {
    let path = use_path().get_untracked();
    if let Some(part) = path.and_then(Part::of) {
        use_parts().ask(part);
    }
}

/// Says that a part did not come, with a way to try again.
#[component]
fn Missing(#[prop(into)] on_retry: Callback<()>) -> impl IntoView {
    let text = use_text();
    view! {
        <Head title=move || text.get().shell_part_missing()/>
        <div class="body">
            <EmptyState
                scene=EmptyScene::NothingMatches
                title=move || text.get().shell_part_missing()
                text=move || text.get().shell_part_missing_note()
            >
                <Button
                    variant=Variant::Primary
                    label=move || text.get().shell_part_again()
                    on_press=on_retry
                />
            </EmptyState>
        </div>
    }
}
