//! Toasts: what has just happened, with a way back for a few seconds.

use std::sync::Arc;

use leptos::prelude::*;

use super::Icon;
use crate::text::use_text;

/// How long a way back is offered, ms.
const UNDO_MS: u32 = 8_000;
/// How long plain news stays, ms.
const NEWS_MS: u32 = 5_000;
/// How often the time that is left is drawn, ms.
const TICK_MS: u32 = 100;
/// Toasts in view at once; older ones go.
const MOST: usize = 3;

/// What the button of a toast does. Not a `Callback`: a toast outlives the page that shows it, and
/// what a page owns goes with the page.
type Act = Arc<dyn Fn() + Send + Sync>;

/// Something to tell.
#[derive(Clone)]
pub struct Toast {
    /// Icon before the words.
    pub icon: &'static str,
    /// What happened.
    pub text: String,
    /// Words of the button and what it does.
    pub action: Option<(String, Act)>,
    /// True for the action that the key Z runs as well.
    pub undo: bool,
    /// Stays until it is pressed or sent away.
    pub stays: bool,
}

impl Toast {
    /// Plain news.
    pub fn news(text: impl Into<String>) -> Self {
        Self {
            icon: "check",
            text: text.into(),
            action: None,
            undo: false,
            stays: false,
        }
    }

    /// News with a way back.
    pub fn undo(
        text: impl Into<String>,
        label: impl Into<String>,
        back: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            action: Some((label.into(), Arc::new(back))),
            undo: true,
            ..Self::news(text)
        }
    }

    /// An offer that waits.
    pub fn offer(
        icon: &'static str,
        text: impl Into<String>,
        label: impl Into<String>,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            icon,
            action: Some((label.into(), Arc::new(run))),
            stays: true,
            ..Self::news(text)
        }
    }
}

#[derive(Clone)]
struct Shown {
    id: u32,
    toast: Toast,
    left: ArcRwSignal<u32>,
    paused: ArcRwSignal<bool>,
}

/// Shows toasts.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Vec<Shown>>,
    last: StoredValue<u32>,
}

impl Toaster {
    /// Makes a toaster known to everything below.
    pub fn provide() -> Self {
        let toaster = Self::new();
        provide_context(toaster);
        toaster
    }

    fn new() -> Self {
        Self {
            shown: RwSignal::default(),
            last: StoredValue::new(0),
        }
    }

    /// Shows a toast.
    pub fn show(self, toast: Toast) {
        let life = if toast.undo { UNDO_MS } else { NEWS_MS };
        self.last.try_update_value(|last| *last += 1);
        let id = self.last.try_get_value().unwrap_or_default();
        let shown = Shown {
            id,
            toast,
            left: ArcRwSignal::new(life),
            paused: ArcRwSignal::new(false),
        };
        self.shown.try_update(|all| {
            all.push(shown);
            let gone = all.len().saturating_sub(MOST);
            all.drain(..gone);
        });
    }

    /// Runs the way back of the newest toast that has one: the key Z. False when there is none.
    pub fn undo_latest(self) -> bool {
        let shown = self.shown.get_untracked();
        let Some(latest) = shown.iter().rev().find(|shown| shown.toast.undo) else {
            return false;
        };
        self.press(latest);
        true
    }

    fn press(self, shown: &Shown) {
        self.close(shown.id);
        if let Some((_, run)) = &shown.toast.action {
            run();
        }
    }

    fn close(self, id: u32) {
        self.shown
            .try_update(|all| all.retain(|shown| shown.id != id));
    }

    /// One step of the clock for every toast that nobody looks at.
    fn tick(self) {
        let mut over = Vec::new();
        for shown in self.shown.get_untracked() {
            if shown.toast.stays || shown.paused.get_untracked() {
                continue;
            }
            let left = shown.left.get_untracked().saturating_sub(TICK_MS);
            shown.left.set(left);
            if left == 0 {
                over.push(shown.id);
            }
        }
        if !over.is_empty() {
            self.shown
                .update(|all| all.retain(|shown| !over.contains(&shown.id)));
        }
    }
}

/// The toaster of this page; one that nobody sees when there is none, as in tests.
pub fn use_toaster() -> Toaster {
    use_context().unwrap_or_else(Toaster::new)
}

/// The place of toasts. Its status region stands in the page from the start.
#[component]
pub fn Toasts(toaster: Toaster) -> impl IntoView {
    // The clock runs only while there is something to count down.
    let idle = Memo::new(move |_| toaster.shown.with(Vec::is_empty));
    Effect::new(move |_| {
        (!idle.get()).then(|| {
            let clock = gloo::timers::callback::Interval::new(TICK_MS, move || toaster.tick());
            StoredValue::new_local(clock)
        })
    });
    view! {
        <div class="toast-place" role="status" aria-live="polite">
            <For each=move || toaster.shown.get() key=|shown| shown.id let:shown>
                <ToastCard shown toaster/>
            </For>
        </div>
    }
}

#[component]
fn ToastCard(shown: Shown, toaster: Toaster) -> impl IntoView {
    let text = use_text();
    let press = shown.clone();
    let paused = RwSignal::from(shown.paused);
    let left = RwSignal::from(shown.left);
    let life = if shown.toast.undo { UNDO_MS } else { NEWS_MS };
    let stays = shown.toast.stays;
    let id = shown.id;
    let undo = shown.toast.undo;
    let action = shown.toast.action.map(|(label, _)| {
        view! {
            <button type="button" on:click=move |_| toaster.press(&press)>
                {label}
                {undo.then(|| view! { <kbd aria-hidden="true">{move || text.get().kit_undo_key()}</kbd> })}
            </button>
        }
    });
    view! {
        <div
            class="toast"
            on:mouseenter=move |_| paused.set(true)
            on:mouseleave=move |_| paused.set(false)
            on:focusin=move |_| paused.set(true)
            on:focusout=move |_| paused.set(false)
        >
            <Icon name=shown.toast.icon/>
            <span>{shown.toast.text}</span>
            {action}
            <button
                type="button"
                aria-label=move || text.get().common_close()
                on:click=move |_| toaster.close(id)
            >
                <Icon name="x"/>
            </button>
            {(!stays)
                .then(|| {
                    view! {
                        <span
                            class="left"
                            style:--left=move || format!("{}%", left.get() * 100 / life)
                        ></span>
                    }
                })}
        </div>
    }
}
