//! Dialogs and bottom sheets on the native `dialog` element, which traps focus, closes on Escape
//! and gives focus back to where it was.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::IconButton;
use crate::text::use_text;

/// A dialog in the middle of the page. It asks only about what cannot be undone.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: ChildrenFn,
    /// The buttons, the primary one last.
    #[prop(into, optional)]
    footer: ViewFn,
) -> impl IntoView {
    let inside = move || {
        view! {
            <header>
                <h2>{title}</h2>
                <span class="end">
                    <CloseButton open/>
                </span>
            </header>
            <div class="inside">{children()}</div>
            <footer>{footer.run()}</footer>
        }
    };
    let on_close = move |()| open.set(false);
    view! { <Modal open on_close label=title class="dialog" inside/> }
}

/// A sheet: rises from the bottom of a phone, a plain dialog on a desk. For an act of a few taps.
/// Its content has a heading of its own and a way to close it.
#[component]
pub fn Sheet(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] label: Signal<String>,
    /// Class beside that of all sheets.
    #[prop(default = "")]
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let inside = move || {
        view! {
            <div class="grab" aria-hidden="true"></div>
            {children()}
        }
    };
    view! { <Modal open on_close label class=format!("bottom-sheet {class}") inside/> }
}

#[component]
fn CloseButton(open: RwSignal<bool>) -> impl IntoView {
    let text = use_text();
    view! {
        <IconButton
            icon="x"
            label=move || text.get().common_close()
            on_press=move |()| open.set(false)
        />
    }
}

/// A native dialog that follows a signal. What is inside exists only while it is open, so a form
/// starts afresh each time.
#[component]
pub fn Modal(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] class: String,
    #[prop(into)] inside: ViewFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    // Between asking for the dialog and its frame, word of an earlier closing may still arrive.
    let coming = StoredValue::new(false);
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted && !dialog.open() {
            // A frame later the content is there, and with it the element that takes the focus.
            coming.set_value(true);
            request_animation_frame(move || {
                coming.try_set_value(false);
                drop(dialog.show_modal());
            });
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    // The dialog has no padding: a press on the element itself is a press on the backdrop.
    let outside = move |event: leptos::ev::MouseEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let own = dialog.get_untracked();
        if own
            .zip(target)
            .is_some_and(|(own, target)| own.is_same_node(Some(&target)))
        {
            on_close.run(());
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class=class
            aria-label=label
            on:cancel=move |event: leptos::ev::Event| {
                // Escape: the signal closes it at once, not when the browser tells of it.
                event.prevent_default();
                on_close.try_run(());
            }
            on:close=move |_| {
                // The browser tells of it a moment later, when the page may be gone.
                if !coming.try_get_value().unwrap_or(true) {
                    on_close.try_run(());
                }
            }
            on:mousedown=outside
        >
            {move || open.get().then(|| inside.run())}
        </dialog>
    }
}
