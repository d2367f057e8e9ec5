//! Menus on the native popover, which closes on Escape and on a press beside it.

use leptos::html::{self, ElementType};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Icon, element_id};
use crate::platform::page;

/// A button with a menu below it.
#[component]
pub fn Menu(
    /// Name of the button when it has an icon only, and of the menu.
    #[prop(into)]
    label: Signal<String>,
    /// Class of the button.
    #[prop(default = "button")]
    class: &'static str,
    /// What the button shows.
    #[prop(into)]
    trigger: ViewFn,
    /// The button shows an icon only.
    #[prop(optional)]
    icon_only: bool,
    /// For `data-state` of the button.
    #[prop(into, optional)]
    state: Option<Signal<&'static str>>,
    /// The page is one of those in the menu.
    #[prop(into, optional)]
    current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let id = element_id("menu");
    let button = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        move_focus(menu, step);
    };
    let toggled = move |_| {
        let Some(shown) = element(menu) else {
            return;
        };
        let now = shown.matches(":popover-open").unwrap_or_default();
        open.set(now);
        if now {
            place(button, &shown);
            move_focus(menu, 1);
        }
    };
    view! {
        <button
            node_ref=button
            type="button"
            class=class
            data-icon=icon_only.then_some("")
            data-tone=icon_only.then_some("quiet")
            aria-label=move || icon_only.then(|| label.get())
            title=move || icon_only.then(|| label.get())
            data-state=move || state.map(|state| state.get())
            aria-current=move || current.get().then_some("true")
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            popovertarget=id.clone()
        >
            {move || trigger.run()}
        </button>
        <div
            node_ref=menu
            id=id
            class="menu"
            role="menu"
            popover="auto"
            aria-label=label
            on:toggle=toggled
            on:keydown=keys
            on:click=move |_| {
                if let Some(menu) = element(menu) {
                    menu.hide_popover().ok();
                }
            }
        >
            {children()}
        </div>
    }
}

/// One act in a menu.
#[component]
pub fn MenuItem(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] key_hint: Option<&'static str>,
    /// Takes something away.
    #[prop(optional)]
    danger: bool,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role="menuitem"
            data-tone=danger.then_some("danger")
            on:click=move |_| on_press.run(())
        >
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
            {key_hint.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
        </button>
    }
}

/// A place to go to in a menu.
#[component]
pub fn MenuLink(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] icon: Option<&'static str>,
) -> impl IntoView {
    view! {
        <a role="menuitem" href=href>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{label}</span>
        </a>
    }
}

/// The element, while it is in the page. The browser tells of a closed menu a moment later, when the
/// page may be gone.
fn element<E: ElementType>(node: NodeRef<E>) -> Option<E::Output>
where
    E::Output: JsCast + Clone + 'static,
{
    node.try_get_untracked().flatten()
}

/// Moves the focus among the items of a menu, round the ends.
fn move_focus(menu: NodeRef<html::Div>, step: i32) {
    let Some(menu) = element(menu) else {
        return;
    };
    let Ok(items) = menu.query_selector_all("[role=menuitem]") else {
        return;
    };
    let count = i32::try_from(items.length()).unwrap_or_default();
    let active = document().active_element();
    let at = (0..count).find(|at| {
        let item = items.item(at.unsigned_abs());
        active
            .as_ref()
            .is_some_and(|active| active.is_same_node(item.as_ref()))
    });
    let next = match at {
        Some(at) => (at + step).rem_euclid(count),
        None => 0,
    };
    let item = items
        .item(next.unsigned_abs())
        .and_then(|item| item.dyn_into::<HtmlElement>().ok());
    if let Some(item) = item {
        item.focus().ok();
    }
}

/// Puts an open menu below its button, or above when there is no room, inside the window.
fn place(button: NodeRef<html::Button>, menu: &HtmlElement) {
    const GAP: f64 = 4.0;
    let Some(button) = element(button) else {
        return;
    };
    let (from, size) = (
        button.get_bounding_client_rect(),
        menu.get_bounding_client_rect(),
    );
    let side =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64());
    let (width, height) = (side(window().inner_width()), side(window().inner_height()));
    let (width, height) = (width.unwrap_or_default(), height.unwrap_or_default());
    let below = from.bottom() + GAP;
    let top = if below + size.height() > height {
        from.top() - GAP - size.height()
    } else {
        below
    };
    let left = if from.left() + size.width() > width {
        from.right() - size.width()
    } else {
        from.left()
    };
    let style = HtmlElement::style(menu);
    style.set_property("inset", "auto").ok();
    style.set_property("top", &page::px(top.max(GAP))).ok();
    style.set_property("left", &page::px(left.max(GAP))).ok();
}
