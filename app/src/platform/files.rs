//! Files that people choose, and files made for them.

use futures::channel::oneshot;
use gloo::events::EventListener;
use js_sys::{Array, Uint8Array};
use leptos::prelude::document;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlInputElement, TextDecoder, Url};

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Lets the person choose a file. `accept` lists endings and types as in the
/// attribute of that name. `None` when the person chose none.
pub async fn pick(accept: &str) -> Option<Picked> {
    let input: HtmlInputElement = document().create_element("input").ok()?.dyn_into().ok()?;
    input.set_type("file");
    input.set_accept(accept);
    let (done, chosen) = oneshot::channel();
    let done = Rc::new(RefCell::new(Some(done)));
    let listeners = ["change", "cancel"].map(|name| {
        let done = Rc::clone(&done);
        EventListener::once(&input, name, move |_| {
            if let Some(done) = done.borrow_mut().take() {
                done.send(()).ok();
            }
        })
    });
    input.click();
    chosen.await.ok()?;
    drop(listeners);
    read(&input.files()?.get(0)?).await
}

/// Reads a file that was dropped or chosen. `None` when it cannot be read.
pub async fn read(file: &File) -> Option<Picked> {
    let bytes = gloo::file::futures::read_as_bytes(&gloo::file::Blob::from(file.clone()));
    Some(Picked {
        name: file.name(),
        bytes: bytes.await.ok()?,
    })
}

/// Reads bytes as text in the encoding with this label of the Encoding Standard.
/// What does not fit becomes U+FFFD and a byte-order mark is left out. `None`
/// when the browser does not know the label.
pub fn decode(bytes: &[u8], label: &str) -> Option<String> {
    let decoder = TextDecoder::new_with_label(label).ok()?;
    decoder
        .decode_with_js_u8_array(&Uint8Array::from(bytes))
        .ok()
}

/// Gives the person a file to keep. False when the browser does not let us.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options)
        .ok()
        .and_then(|blob| download(name, &blob))
        .is_some()
}

fn download(name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken hold of the content once the click was handled.
    Url::revoke_object_url(&address).ok()
}
