//! The page around the app.

use std::cell::Cell;
use std::rc::Rc;

use futures::channel::oneshot;
use gloo::events::EventListener;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement, HtmlLinkElement};

/// Shows the static panel that says the app stopped. Drawn without Leptos,
/// because after a panic nothing of the app may run any more.
pub fn stop(reason: &str) {
    web_sys::console::error_1(&reason.into());
    hide_splash();
    if let Some(panel) = document().get_element_by_id("panic") {
        panel.remove_attribute("hidden").ok();
    }
}

/// The place of the app: the first in the page, so that its way past the navigation is the first
/// link. The static panel stands after it.
pub fn root() -> Option<HtmlElement> {
    let root = document().create_element("div").ok()?;
    document().body()?.prepend_with_node_1(&root).ok()?;
    root.dyn_into().ok()
}

/// Takes the picture away that stands while the app loads.
pub fn hide_splash() {
    if let Some(splash) = document().get_element_by_id("splash") {
        splash.remove();
    }
}

/// A text with composed characters (NFC), so that the same password typed on
/// two systems gives the same bytes.
pub fn composed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}

/// A text in capitals, by the browser's tables: those of the standard library are twelve kilobytes.
pub fn in_capitals(text: &str) -> String {
    js_sys::JsString::from(text).to_upper_case().into()
}

/// A text in small letters, by the browser's tables.
pub fn in_small_letters(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// A length for a style. Whole pixels are exact enough, and printing fractions takes eleven
/// kilobytes of program.
pub fn px(length: f64) -> String {
    format!("{}px", length.round() as i64)
}

/// Brings the style of the pages after the first one, whose file the page names. False when it did
/// not come; it is asked for anew the next time.
pub async fn bring_pages_style() -> bool {
    const ID: &str = "pages-style";
    let link = match document().get_element_by_id(ID) {
        Some(link) => link.dyn_into().ok(),
        None => add_style(ID),
    };
    let Some(link): Option<HtmlLinkElement> = link else {
        return false;
    };
    if link.sheet().is_some() {
        return true;
    }
    let (done, heard) = oneshot::channel();
    let done = Rc::new(Cell::new(Some(done)));
    let listen = |event: &'static str, came: bool| {
        let done = Rc::clone(&done);
        EventListener::once(&link, event, move |_| {
            done.take().map(|done| done.send(came));
        })
    };
    let _listeners = [listen("load", true), listen("error", false)];
    let came = heard.await.unwrap_or(false);
    if !came {
        link.remove();
    }
    came
}

fn add_style(id: &str) -> Option<HtmlLinkElement> {
    let named = document().query_selector("meta[name=pages-style]").ok()??;
    let link: HtmlLinkElement = document().create_element("link").ok()?.dyn_into().ok()?;
    link.set_id(id);
    link.set_rel("stylesheet");
    link.set_href(&named.get_attribute("content")?);
    document().head()?.append_child(&link).ok()?;
    Some(link)
}

/// What people would call this device, such as "Chrome on Windows".
pub fn device_name() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let first = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| agent.contains(mark));
        found.map_or("?", |(_, name)| *name)
    };
    // Most browsers also carry the names of others: the more special come first.
    let browser = first(&[
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    format!("{browser} on {system}")
}

/// A text as part of an address.
pub fn escaped(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// Sets or takes away an attribute of the root element.
pub fn set_root(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else {
        return;
    };
    match value {
        Some(value) => root.set_attribute(name, value).ok(),
        None => root.remove_attribute(name).ok(),
    };
}

/// The languages that the person set in the browser, the best first.
pub fn languages() -> Vec<String> {
    let listed = window().navigator().languages();
    listed.iter().filter_map(|tag| tag.as_string()).collect()
}

/// Sets the title of the page.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// The words of the page's first heading, once it is drawn. A heading that greets has its title in
/// `data-title`.
pub fn heading() -> Option<String> {
    let heading = first_heading()?;
    let said = heading
        .get_attribute("data-title")
        .or_else(|| heading.text_content())?;
    Some(said.trim().to_owned())
}

/// Moves the focus to where work on the page begins: the field that asks for it, or the first
/// heading, without scrolling.
pub fn focus_start() {
    if focus_first("main [autofocus]") {
        return;
    }
    if let Some(heading) = first_heading() {
        if !heading.has_attribute("tabindex") {
            heading.set_tab_index(-1);
        }
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        heading.focus_with_options(&options).ok();
    }
}

/// Moves the focus to the first element that fits, if it can be seen. True when there was one.
pub fn focus_first(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let found = found.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|found| found.offset_parent().is_some() && found.focus().is_ok())
}

fn first_heading() -> Option<HtmlElement> {
    document().query_selector("main h1").ok()??.dyn_into().ok()
}

/// Loads the page again.
pub fn reload() {
    window().location().reload().ok();
}
