//! The Worker of Forecourt: a thin, authoritative end of sync over D1.
//!
//! This file owns the two events that Cloudflare sends, a request and the
//! nightly timer. It must not know SQL, nor what a record means.

mod attempts;
mod auth;
mod body;
mod call;
mod db;
mod devices;
mod error;
mod headers;
mod history;
mod hub;
mod limits;
mod live;
mod night;
mod pull;
mod push;
mod route;

use worker::{Context, Env, Request, Response, ScheduleContext, ScheduledEvent, event};

use call::{Answer, Call};
use error::ApiError;
use route::Route;

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let mut call = Call::new(request, env, context)?;
    let answer = match handle(&mut call).await {
        Ok(answer) => answer,
        Err(error) => {
            error.log(&call.what());
            error.answer()
        }
    };
    headers::dress(answer, call.db.tally())
}

async fn handle(call: &mut Call) -> Result<Answer, ApiError> {
    let route = Route::parse(&call.method(), &call.path())
        .ok_or(ApiError::refused(forecourt_sync::Code::NoSuchRoute))?;
    if route.changes_something() {
        headers::check_origin(call)?;
    }
    call.check_rate().await?;
    match route {
        Route::Status => auth::status(call).await,
        Route::Derivation => auth::derivation(call).await,
        Route::SignUp => auth::sign_up(call).await,
        Route::SignIn => auth::sign_in(call).await,
        Route::SignOut => auth::sign_out(call).await,
        Route::Session => auth::account(call).await,
        Route::Device => auth::enrol(call).await,
        Route::Devices => devices::list(call).await,
        Route::Revoke => devices::revoke(call).await,
        Route::Push => push::push(call).await,
        Route::Pull => pull::pull(call).await,
        Route::History => history::history(call).await,
        Route::Live => live::join(call).await,
    }
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if let Err(error) = night::expire(&env).await {
        error.log("night shift");
    }
}
