//! The app as something installed: the worker that keeps it available without
//! a network, new versions, and the offer to put it on the home screen.

use std::cell::RefCell;
use std::rc::Rc;

use super::clock;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{ArcRwSignal, ArcSignal, GetUntracked, Set, window};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Event, RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, ServiceWorkerUpdateViaCache,
};

const WORKER: &str = "/sw.js";
/// What the worker takes as the word to take over.
const TAKE_OVER: &str = "skip";
/// Between two looks for a new version, ms.
const LOOK_EVERY_MS: u32 = 3_600_000;

/// How often a version that is being fetched is looked for …
const UPDATE_LOOKS: u32 = 60;
/// … and how long between two looks, ms.
const UPDATE_LOOK_MS: u32 = 250;

/// What can be installed or renewed. One for the life of the page; cheap to clone.
#[derive(Clone)]
pub struct Install {
    waiting: ArcRwSignal<bool>,
    offer: ArcRwSignal<bool>,
    /// Not `Send`, but there is one thread; the wrapper checks that.
    held: SendWrapper<Rc<RefCell<Held>>>,
}

#[derive(Default)]
struct Held {
    registration: Option<ServiceWorkerRegistration>,
    offer: Option<Event>,
}

impl Install {
    /// Registers the worker and listens.
    pub fn start() -> Self {
        let install = Self {
            waiting: ArcRwSignal::new(false),
            offer: ArcRwSignal::new(false),
            held: SendWrapper::new(Rc::default()),
        };
        install.keep_offer();
        let this = install.clone();
        spawn_local(async move {
            // Without a worker the app still runs; it only needs the network to open.
            if let Some(registration) = register().await {
                this.follow(registration);
            }
        });
        install
    }

    /// True while a new version waits.
    pub fn update_waiting(&self) -> ArcSignal<bool> {
        self.waiting.clone().into()
    }

    /// True while the browser would install the app if asked.
    pub fn can_install(&self) -> ArcSignal<bool> {
        self.offer.clone().into()
    }

    /// True when the app runs from the home screen or as a window of its own.
    pub fn is_installed() -> bool {
        let query = window().match_media("(display-mode: standalone)");
        query.ok().flatten().is_some_and(|query| query.matches())
    }

    /// True where the app is installed by the share menu of the browser, as on an iPhone.
    pub fn is_by_share_menu() -> bool {
        let navigator = window().navigator();
        let agent = navigator.user_agent().unwrap_or_default();
        // An iPad calls itself a Mac, but a Mac has no touch.
        agent.contains("iPhone")
            || (agent.contains("Macintosh") && navigator.max_touch_points() > 1)
    }

    /// Lets the waiting version take over and loads the page again once it has.
    pub fn accept_update(&self) {
        let waiting = self
            .held
            .borrow()
            .registration
            .as_ref()
            .and_then(ServiceWorkerRegistration::waiting);
        let (Some(waiting), Some(container)) = (waiting, container()) else {
            return;
        };
        EventListener::once(&container, "controllerchange", |_| {
            window().location().reload().ok();
        })
        .forget();
        waiting.post_message(&JsValue::from_str(TAKE_OVER)).ok();
    }

    /// Fetches the newest version and loads the page again with it, or without one if there is
    /// none or none comes soon.
    pub async fn update_now(&self) {
        let look = |held: &Held| held.registration.as_ref()?.update().ok();
        let look = look(&self.held.borrow());
        if let Some(look) = look {
            JsFuture::from(look).await.ok();
        }
        for _ in 0..UPDATE_LOOKS {
            let (coming, waiting) = match &self.held.borrow().registration {
                Some(found) => (found.installing().is_some(), found.waiting().is_some()),
                None => (false, false),
            };
            if waiting {
                return self.accept_update();
            }
            if !coming {
                break;
            }
            clock::sleep(UPDATE_LOOK_MS).await;
        }
        window().location().reload().ok();
    }

    /// Asks the browser to install the app. True when the person agreed.
    pub async fn install(&self) -> bool {
        let Some(offer) = self.held.borrow_mut().offer.take() else {
            return false;
        };
        self.offer.set(false);
        prompt(&offer).await.unwrap_or(false)
    }

    fn keep_offer(&self) {
        let this = self.clone();
        EventListener::new(&window(), "beforeinstallprompt", move |event| {
            // The browser would ask at a moment of its own choosing.
            event.prevent_default();
            this.held.borrow_mut().offer = Some(event.clone());
            this.offer.set(true);
        })
        .forget();
        let this = self.clone();
        EventListener::new(&window(), "appinstalled", move |_| {
            this.held.borrow_mut().offer = None;
            this.offer.set(false);
        })
        .forget();
    }

    fn follow(&self, registration: ServiceWorkerRegistration) {
        self.waiting
            .set(registration.waiting().is_some() && is_controlled());
        let this = self.clone();
        EventListener::new(&registration.clone(), "updatefound", move |_| {
            let installing = this
                .held
                .borrow()
                .registration
                .as_ref()
                .and_then(ServiceWorkerRegistration::installing);
            if let Some(worker) = installing {
                this.follow_worker(&worker);
            }
        })
        .forget();
        self.held.borrow_mut().registration = Some(registration);
        self.look_again();
    }

    fn follow_worker(&self, worker: &ServiceWorker) {
        let this = self.clone();
        let followed = worker.clone();
        EventListener::new(worker, "statechange", move |_| {
            // The first worker of all also goes through "installed", but no page waits for it.
            if followed.state() == ServiceWorkerState::Installed && is_controlled() {
                this.waiting.set(true);
            }
        })
        .forget();
    }

    /// Pages stay open for days: look for a new version now and then.
    fn look_again(&self) {
        let this = self.clone();
        Timeout::new(LOOK_EVERY_MS, move || {
            if !this.waiting.get_untracked()
                && let Some(registration) = &this.held.borrow().registration
                && let Ok(look) = registration.update()
            {
                spawn_local(async move {
                    JsFuture::from(look).await.ok();
                });
            }
            this.look_again();
        })
        .forget();
    }
}

fn container() -> Option<ServiceWorkerContainer> {
    // Missing where the page did not come over a secure connection.
    let navigator = window().navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

fn is_controlled() -> bool {
    container().is_some_and(|container| container.controller().is_some())
}

async fn register() -> Option<ServiceWorkerRegistration> {
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let asked = container()?.register_with_options(WORKER, &options);
    JsFuture::from(asked).await.ok()?.dyn_into().ok()
}

async fn prompt(offer: &Event) -> Option<bool> {
    let prompt: Function = Reflect::get(offer, &"prompt".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let asked: Promise = prompt.call0(offer).ok()?.dyn_into().ok()?;
    let answer = JsFuture::from(asked).await.ok()?;
    let outcome = Reflect::get(&answer, &"outcome".into()).ok()?;
    Some(outcome.as_string().as_deref() == Some("accepted"))
}
