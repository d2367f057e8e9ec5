//! From a password to the key that the server knows: Argon2id in the browser,
//! so that the password itself never leaves it.

use argon2::{Algorithm, Argon2, Params, Version};
use forecourt_sync::auth::Derivation;

use super::SessionError;
use crate::data::store::Stretched;
use crate::platform::{clock, ids, page};

/// Parameters for new passwords: 64 MiB, three passes.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;
const KEY_BYTES: usize = 32;
/// Lets the page paint "Signing in" before the computation holds it for some 200 ms.
const PAINT_MS: u32 = 40;

/// How the password of a new login is derived.
pub(super) fn new_derivation() -> Result<Derivation, SessionError> {
    let salt: [u8; 16] = ids::random().ok_or(SessionError::Derivation)?;
    Ok(Derivation {
        salt: hex(&salt),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
    })
}

/// The key of a password, 64 hexadecimal digits.
pub(super) async fn derive(password: &str, how: &Derivation) -> Result<String, SessionError> {
    clock::sleep(PAINT_MS).await;
    key(&page::composed(password), how).ok_or(SessionError::Derivation)
}

/// The password as the wrap of this device's key takes it. Another salt than the server's, so another key.
pub(super) async fn stretch(password: &str, salt: [u8; 16]) -> Result<Stretched, SessionError> {
    clock::sleep(PAINT_MS).await;
    let key = argon(&page::composed(password), &salt, MEMORY_KIB, PASSES);
    let key = key.ok_or(SessionError::Derivation)?;
    Ok(Stretched { salt, key })
}

fn key(password: &str, how: &Derivation) -> Option<String> {
    let salt = bytes(&how.salt)?;
    argon(password, &salt, how.memory_kib, how.passes).map(|key| hex(&key))
}

fn argon(password: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Option<[u8; KEY_BYTES]> {
    let params = Params::new(memory_kib, passes, 1, Some(KEY_BYTES)).ok()?;
    let mut key = [0; KEY_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut key)
        .ok()?;
    Some(key)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    hex.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    /// From the test list of the reference implementation:
    /// version 0x13, t = 2, m = 256 KiB, p = 1, "password", "somesalt".
    #[test]
    fn the_key_is_that_of_the_standard() {
        let how = Derivation {
            salt: hex(b"somesalt"),
            memory_kib: 256,
            passes: 2,
        };
        let expect = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe";
        assert_eq!(key("password", &how).as_deref(), Some(expect));
    }

    #[test]
    fn salts_that_are_not_hexadecimal_are_refused() {
        for (text, expect) in [
            ("00ff", Some(vec![0, 255])),
            ("0", None),
            ("0g", None),
            ("é", None),
        ] {
            assert_eq!(bytes(text), expect, "{text}");
        }
    }
}
