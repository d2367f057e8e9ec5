//! Sealing of bytes by the browser's own cryptography: AES-256-GCM, and keys whose bytes no script can read out.
//!
//! Knows neither the product nor where sealed bytes are kept. A browser offers this to secure pages only.

use js_sys::{Array, Object, Promise, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, CryptoKey, HkdfParams, SubtleCrypto};

use super::ids;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Bytes of the number that no two seals of one key share. It is random: after 2^32 seals the chance that two are
/// alike is 2^-33 (NIST SP 800-38D, 8.3).
const NONCE_BYTES: usize = 12;
const CIPHER: &str = "AES-GCM";

/// A key that seals and opens. The browser does not give its bytes away.
#[derive(Clone, Debug)]
pub struct SealKey(CryptoKey);

impl SealKey {
    /// A key from bytes. The bytes are the caller's to forget.
    pub async fn from_bytes(bytes: &[u8; KEY_BYTES]) -> Option<Self> {
        import(bytes, CIPHER, &["encrypt", "decrypt"])
            .await
            .map(Self)
    }

    /// A new key that nobody ever sees the bytes of.
    pub async fn random() -> Option<Self> {
        Self::from_bytes(&ids::random()?).await
    }

    /// A key as a database gave it back.
    pub fn from_js(value: JsValue) -> Option<Self> {
        value.dyn_into().ok().map(Self)
    }

    /// The key as a database takes it.
    pub fn to_js(&self) -> JsValue {
        self.0.clone().into()
    }

    /// Seals bytes: only this key opens them again, and only together with the words they are `bound` to. The work
    /// starts at once; the browser does it beside the page. `None` when the browser refuses.
    pub fn seal(
        &self,
        plain: &[u8],
        bound: &str,
    ) -> impl Future<Output = Option<Uint8Array>> + use<> {
        let begun = self.begin_seal(plain, bound);
        async {
            let (nonce, work) = begun?;
            let secret = Uint8Array::new(&JsFuture::from(work).await.ok()?);
            let sealed = Uint8Array::new_with_length(NONCE_BYTES as u32 + secret.length());
            sealed.set(&nonce, 0);
            sealed.set(&secret, NONCE_BYTES as u32);
            Some(sealed)
        }
    }

    fn begin_seal(&self, plain: &[u8], bound: &str) -> Option<(Uint8Array, Promise)> {
        let nonce: [u8; NONCE_BYTES] = ids::random()?;
        let nonce = Uint8Array::from(nonce.as_slice());
        let how = parameters(&nonce, bound);
        let work = subtle()?.encrypt_with_object_and_u8_array(&how, &self.0, plain);
        Some((nonce, work.ok()?))
    }

    /// Opens what this key sealed, bound to the same words. `None` when anything about it differs, be it one bit.
    /// The work starts at once.
    pub fn open(
        &self,
        sealed: &Uint8Array,
        bound: &str,
    ) -> impl Future<Output = Option<Vec<u8>>> + use<> {
        let begun = self.begin_open(sealed, bound);
        async {
            let plain = JsFuture::from(begun?).await.ok()?;
            Some(Uint8Array::new(&plain).to_vec())
        }
    }

    fn begin_open(&self, sealed: &Uint8Array, bound: &str) -> Option<Promise> {
        let nonce = sealed.subarray(0, NONCE_BYTES as u32);
        let secret = sealed.subarray(NONCE_BYTES as u32, sealed.length());
        let how = parameters(&nonce, bound);
        let work = subtle()?.decrypt_with_object_and_js_u8_array(&how, &self.0, &secret);
        work.ok()
    }
}

/// A secret of this device that keys are mixed with. The browser does not give its bytes away.
#[derive(Clone, Debug)]
pub struct MixKey(CryptoKey);

impl MixKey {
    /// A new one.
    pub async fn random() -> Option<Self> {
        let bytes: [u8; KEY_BYTES] = ids::random()?;
        import(&bytes, "HKDF", &["deriveKey"]).await.map(Self)
    }

    /// As a database gave it back.
    pub fn from_js(value: JsValue) -> Option<Self> {
        value.dyn_into().ok().map(Self)
    }

    /// As a database takes it.
    pub fn to_js(&self) -> JsValue {
        self.0.clone().into()
    }

    /// The key that comes of this secret and another one together (HKDF, RFC 5869): whoever lacks either has nothing.
    pub async fn mix(&self, other: &[u8; KEY_BYTES], purpose: &str) -> Option<SealKey> {
        let how = HkdfParams::new_with_str(
            "HKDF",
            "SHA-256",
            &Uint8Array::from(purpose.as_bytes()),
            &Uint8Array::from(other.as_slice()),
        );
        let what = AesKeyGenParams::new(CIPHER, 256);
        let uses = uses(&["encrypt", "decrypt"]);
        let work = subtle()?
            .derive_key_with_object_and_object(&how, &self.0, &what, false, &uses)
            .ok()?;
        let key = JsFuture::from(work).await.ok()?;
        key.dyn_into().ok().map(SealKey)
    }
}

async fn import(bytes: &[u8; KEY_BYTES], kind: &str, for_what: &[&str]) -> Option<CryptoKey> {
    let bytes: Object = Uint8Array::from(bytes.as_slice()).into();
    let work = subtle()?.import_key_with_str("raw", &bytes, kind, false, &uses(for_what));
    JsFuture::from(work.ok()?).await.ok()?.dyn_into().ok()
}

fn uses(names: &[&str]) -> JsValue {
    let list = Array::new();
    for name in names {
        list.push(&JsValue::from_str(name));
    }
    list.into()
}

fn parameters(nonce: &Uint8Array, bound: &str) -> AesGcmParams {
    let how = AesGcmParams::new_with_u8_array(CIPHER, nonce);
    how.set_additional_data_u8_array(&Uint8Array::from(bound.as_bytes()));
    how
}

/// Pages that did not come over a secure way have none, whatever the binding says.
fn subtle() -> Option<SubtleCrypto> {
    window().crypto().ok()?.subtle().dyn_into().ok()
}
