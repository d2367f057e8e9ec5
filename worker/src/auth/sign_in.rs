//! Signing in and out.

use forecourt_domain::Id;
use forecourt_sync::Code;
use forecourt_sync::auth::SignIn;
use serde::Deserialize;

use super::Caller;
use super::secret::{Token, is_hex, no_cookie, same, verifier};
use crate::attempts::Tries;
use crate::body;
use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::limits::{BY_ADDRESS, BY_LOGIN, FORM_BYTES, LOGIN_LENGTH, SESSION_IDLE, SESSION_TOTAL};
use crate::live;

#[derive(Deserialize)]
struct LoginRow {
    ten: u64,
    staff: Id,
    verifier: String,
    stopped: u8,
}

/// The row of `sign_out.sql`.
#[derive(Deserialize)]
struct Ended {
    ten: u64,
}

/// `POST /sign-in`
///
/// A wrong key and an unknown login take the same statements and the same
/// work, and get the same answer.
pub async fn sign_in(call: &mut Call) -> Result<Answer, ApiError> {
    let form: SignIn = body::read(call, FORM_BYTES).await?;
    check(&form)?;
    let pepper = call.pepper()?;
    let tries = Tries::of(&[(BY_LOGIN, &form.login), (BY_ADDRESS, &call.address())])?;
    let reading = Statement::of(sql::LOGIN).text(&form.login);
    let known = tries.count(call, reading).await?.row::<LoginRow>(0)?;
    let given = verifier(&pepper, &form.login, &form.key);
    let stored = known.as_ref().map_or("", |row| row.verifier.as_str());
    let fits = same(&pepper, stored, &given);
    let row = known
        .filter(|row| fits && row.stopped == 0)
        .ok_or(ApiError::refused(Code::BadCredentials))?;
    let session = NewSession {
        ten: row.ten,
        staff: row.staff,
        login: form.login,
        token: Token::new()?,
    };
    // The session that this browser had is not left behind for somebody to find.
    let replaced = call.token().map(|token| end(&token));
    let before = replaced.into_iter().chain([tries.forgive()]);
    session.open(call, before.collect()).await
}

/// Refuses what nobody can have, before it is counted. A key that no browser
/// derives is no try at all.
fn check(form: &SignIn) -> Result<(), ApiError> {
    if !is_hex(&form.key, 64) {
        return Err(ApiError::refused(Code::BadBody));
    }
    if !LOGIN_LENGTH.contains(&form.login.chars().count()) {
        return Err(ApiError::refused(Code::BadCredentials));
    }
    Ok(())
}

/// `POST /sign-out`. Somebody without a session is signed out already.
pub async fn sign_out(call: &Call) -> Result<Answer, ApiError> {
    if let Some(token) = call.token() {
        let results = call.db.batch("ending a session", vec![end(&token)]).await?;
        if let Some(ended) = results.row::<Ended>(0)? {
            live::leave(call, ended.ten, token.stored());
        }
    }
    Ok(Answer::of("{}".to_owned()).with_cookie(no_cookie()))
}

fn end(token: &Token) -> Statement {
    Statement::of(sql::SIGN_OUT).text(&token.stored())
}

/// A session about to begin.
pub(super) struct NewSession {
    /// Number of the dealership.
    pub ten: u64,
    /// The person.
    pub staff: Id,
    /// What the person signed in as.
    pub login: String,
    /// What the cookie will hold.
    pub token: Token,
}

impl NewSession {
    /// Runs `before` and begins the session in one batch; answers who that is.
    pub async fn open(self, call: &Call, before: Vec<Statement>) -> Result<Answer, ApiError> {
        let stored = self.token.stored();
        let place = before.len() + 1;
        let mut batch = before;
        batch.push(
            Statement::of(sql::SESSION)
                .text(&stored)
                .number(self.ten)
                .text(&self.staff.to_string())
                .text(&self.login)
                .instant(call.now)
                .instant(call.now + SESSION_IDLE)
                .instant(call.now + SESSION_TOTAL),
        );
        batch.push(Caller::statement(&stored));
        let results = call.db.batch("beginning a session", batch).await?;
        let caller = Caller::check(results.row(place)?, &stored, call.now)?;
        Ok(Answer::json(&caller.account(call.now)?)?.with_cookie(self.token.cookie()))
    }
}
