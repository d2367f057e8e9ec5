//! How far a long task is.

use leptos::prelude::*;

/// A bar for a task that takes more than a second. `done` of `total`; without a total it only says
/// that something goes on.
#[component]
pub fn Progress(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] done: Signal<u64>,
    #[prop(into)] total: Signal<Option<u64>>,
) -> impl IntoView {
    let share = move || match total.get() {
        Some(total) if total > 0 => format!("{}%", done.get().min(total) * 100 / total),
        _ => "100%".to_owned(),
    };
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax=move || total.get().map(|total| total.to_string())
            aria-valuenow=move || total.get().map(|total| done.get().min(total).to_string())
            data-open=move || total.get().is_none().then_some("")
        >
            <i style:--w=share></i>
        </div>
    }
}
