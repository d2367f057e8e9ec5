//! Verifiers of the sample sign-ins: what the server keeps of a password.

use argon2::{Algorithm, Argon2, Params, Version};
use forecourt_sync::auth::Derivation;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Memory of the derivation, KiB, and its passes: less than for real sign-ins,
/// so that tests sign in fast. The server keeps both per login.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// What the server keeps for a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    /// How the browser derives the key.
    pub derivation: Derivation,
    /// HMAC-SHA-256 of the login and the key under the server's pepper, hexadecimal.
    pub verifier: String,
}

/// Why a verifier cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The derivation refused its parameters.
    #[error("cannot derive a key: {0}")]
    Derivation(argon2::Error),
    /// The pepper has a length that the hash does not take.
    #[error("cannot use the pepper")]
    Pepper,
}

/// The verifier for a login. The salt follows from the login, so that equal
/// arguments give equal databases; real sign-ins have random ones.
pub fn verifier(login: &str, password: &str, pepper: &str) -> Result<Verifier, KeyError> {
    let digest = Sha256::digest(format!("sample:{login}").as_bytes());
    let salt = digest.get(..16).unwrap_or_default();
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(KeyError::Derivation)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut key)
        .map_err(KeyError::Derivation)?;
    let mut mac =
        Hmac::<Sha256>::new_from_slice(pepper.as_bytes()).map_err(|_| KeyError::Pepper)?;
    mac.update(format!("v1:{login}:{}", hex(&key)).as_bytes());
    Ok(Verifier {
        derivation: Derivation {
            salt: hex(salt),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
        },
        verifier: hex(&mac.finalize().into_bytes()),
    })
}

fn hex(bytes: &[u8]) -> String {
    use core::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
