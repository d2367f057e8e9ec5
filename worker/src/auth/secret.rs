//! Tokens, verifiers and hashes. Knows no database.

use forecourt_domain::{Id, Millis};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::error::ApiError;
use crate::limits::SESSION_TOTAL;

const COOKIE: &str = "__Host-forecourt";
const TOKEN_LENGTH: usize = 43;
const URL_ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What a session's cookie holds: 32 random bytes, base64url.
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn new() -> Result<Self, ApiError> {
        Ok(Self(base64url(&random::<32>()?)))
    }

    /// The one among the cookies of a request, if it has the right shape.
    pub fn from_cookies(cookies: &str) -> Option<Self> {
        let value = cookies
            .split(';')
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE)
            .map(|(_, value)| value)?;
        let fits =
            value.len() == TOKEN_LENGTH && value.bytes().all(|byte| URL_ALPHABET.contains(&byte));
        fits.then(|| Self(value.to_owned()))
    }

    /// As the database has it: a copy of the database opens no session.
    pub fn stored(&self) -> String {
        digest(&self.0)
    }

    /// The `Set-Cookie` that gives it to the browser.
    pub fn cookie(&self) -> String {
        cookie(&self.0, SESSION_TOTAL / 1_000)
    }
}

/// The `Set-Cookie` that takes it away.
pub fn no_cookie() -> String {
    cookie("", 0)
}

fn cookie(value: &str, seconds: u64) -> String {
    format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}")
}

/// Random bytes.
pub fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], ApiError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(ApiError::Random)?;
    Ok(bytes)
}

/// A new record id: a version 7 UUID, so that ids sort by time.
pub fn new_id(now: Millis) -> Result<Id, ApiError> {
    let random = u128::from_be_bytes(random()?);
    let time = u128::from(now & ((1 << 48) - 1)) << 80;
    let below = random & ((1 << 80) - 1);
    let marks = (0x7 << 76) | (0b10 << 62);
    let kept = below & !((0xf << 76) | (0b11 << 62));
    Ok(Id::from_u128(time | marks | kept))
}

/// A new epoch: a word that no database had before.
pub fn new_epoch() -> Result<String, ApiError> {
    Ok(base64url(&random::<12>()?))
}

/// SHA-256, hexadecimal.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// HMAC-SHA-256 of a text under a secret. A secret of any length will do, so
/// the error of the library cannot come up; an empty value would match nothing.
fn seal(secret: &str, text: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(text.as_bytes());
    Some(mac)
}

/// What the database keeps of a key: useless without the secret.
pub fn verifier(pepper: &str, login: &str, key: &str) -> String {
    sealed(pepper, &format!("v1:{login}:{key}"))
}

/// A salt that an unknown login always gets, like a real one.
pub fn false_salt(pepper: &str, login: &str) -> String {
    let mut salt = sealed(pepper, &format!("salt:{login}"));
    salt.truncate(32);
    salt
}

fn sealed(secret: &str, text: &str) -> String {
    seal(secret, text).map_or_else(String::new, |mac| hex(&mac.finalize().into_bytes()))
}

/// Compares two texts in a time that tells neither where they differ nor how long they are.
pub fn same(secret: &str, one: &str, other: &str) -> bool {
    let expected = seal(secret, one).map(|mac| mac.finalize().into_bytes());
    match (expected, seal(secret, other)) {
        (Some(expected), Some(mac)) => mac.verify_slice(&expected).is_ok(),
        _ => false,
    }
}

/// True for so many lower-case hexadecimal digits.
pub fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let letter = URL_ALPHABET.get(digit as usize).copied();
            text.push(char::from(letter.unwrap_or(b'A')));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_follows_rfc_4648() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foobar", "Zm9vYmFy"),
            (&[0xfb, 0xff], "-_8"),
        ] {
            assert_eq!(base64url(bytes), text);
        }
        assert_eq!(base64url(&[0; 32]).len(), TOKEN_LENGTH);
    }

    #[test]
    fn hmac_follows_rfc_4231() {
        assert_eq!(
            sealed("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn the_cookie_is_found_among_others_and_only_in_its_shape() {
        let value = "A".repeat(TOKEN_LENGTH);
        let found = Token::from_cookies(&format!("a=b; {COOKIE}={value}; c=d")).unwrap();
        assert_eq!(found.0, value);
        for other in [
            String::new(),
            format!("x{COOKIE}={value}"),
            format!("{COOKIE}={value}A"),
            format!("{COOKIE}={}", value.replace('A', "+")),
        ] {
            assert!(Token::from_cookies(&other).is_none(), "{other}");
        }
    }

    #[test]
    fn comparing_needs_the_whole_text() {
        assert!(same("pepper", "code", "code"));
        for other in ["", "cod", "codes", "Code"] {
            assert!(!same("pepper", "code", other), "{other}");
        }
    }

    #[test]
    fn a_false_salt_is_stable_and_shaped_like_a_real_one() {
        let salt = false_salt("pepper", "nobody");
        assert_eq!(salt, false_salt("pepper", "nobody"));
        assert_ne!(salt, false_salt("pepper", "somebody"));
        assert_ne!(salt, false_salt("other", "nobody"));
        assert!(is_hex(&salt, 32));
    }

    #[test]
    fn ids_carry_time_version_and_variant() {
        let bits = new_id(0x0123_4567_89ab).unwrap().as_u128();
        assert_eq!(bits >> 80, 0x0123_4567_89ab);
        assert_eq!((bits >> 76) & 0xf, 7);
        assert_eq!((bits >> 62) & 0b11, 0b10);
        assert_ne!(bits, new_id(0x0123_4567_89ab).unwrap().as_u128());
    }
}
