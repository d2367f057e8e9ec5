//! One request on its way: what came, the database, the time, the secrets.

use forecourt_domain::Millis;
use forecourt_sync::Code;
use serde::Serialize;
use worker::{Context, Date, Env, ObjectNamespace, Request, WebSocket};

use crate::auth::secret;
use crate::auth::secret::Token;
use crate::db::Database;
use crate::error::ApiError;

/// What leaves, before it gets its headers.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: String,
    /// Value of `Set-Cookie`.
    pub cookie: Option<String>,
    /// Seconds to wait, for `Retry-After`.
    pub retry_after: Option<u64>,
    /// The other end of a socket, in place of a body.
    pub socket: Option<WebSocket>,
}

impl Answer {
    /// A good answer with a body that is JSON already.
    pub const fn of(body: String) -> Self {
        Self {
            status: 200,
            body,
            cookie: None,
            retry_after: None,
            socket: None,
        }
    }

    /// A good answer.
    pub fn json(value: &impl Serialize) -> Result<Self, ApiError> {
        serde_json::to_string(value)
            .map(Self::of)
            .map_err(ApiError::json("writing the answer"))
    }

    /// The call goes on as a socket.
    pub const fn socket(socket: WebSocket) -> Self {
        Self {
            status: 101,
            body: String::new(),
            cookie: None,
            retry_after: None,
            socket: Some(socket),
        }
    }

    /// The same answer, which also sets a cookie.
    pub fn with_cookie(self, cookie: String) -> Self {
        Self {
            cookie: Some(cookie),
            ..self
        }
    }
}

/// One request.
pub struct Call {
    /// What came.
    pub request: Request,
    /// The database, counting what this call costs.
    pub db: Database,
    /// Server time at its arrival.
    pub now: Millis,
    env: Env,
    context: Context,
}

impl Call {
    /// Takes a request.
    pub fn new(request: Request, env: Env, context: Context) -> worker::Result<Self> {
        Ok(Self {
            db: Database::of(&env)?,
            now: Date::now().as_millis(),
            request,
            env,
            context,
        })
    }

    /// Its method.
    pub fn method(&self) -> String {
        self.request.method().to_string()
    }

    /// Its path.
    pub fn path(&self) -> String {
        self.request.path()
    }

    /// What the log calls it. The query is left out: it holds a login.
    pub fn what(&self) -> String {
        format!("{} {}", self.method(), self.path())
    }

    /// A header of the request.
    pub fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    /// A parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let url = self.request.url().ok()?;
        let found = url.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned())
    }

    /// A secret or setting; an empty one counts as missing.
    pub fn setting(&self, name: &'static str) -> Option<String> {
        let value = self.env.var(name).ok()?.to_string();
        (!value.is_empty()).then_some(value)
    }

    /// Refuses a caller whose version of the wire is too old. The setting raises
    /// the least version without a new build, for the day on which an old one turns out to do harm.
    ///
    /// # Errors
    /// `request.client_too_old`.
    pub fn check_version(&self, v: u32, name: &'static str, least: u32) -> Result<(), ApiError> {
        let raised = self.setting(name).and_then(|text| text.parse().ok());
        if v < least.max(raised.unwrap_or(0)) {
            return Err(ApiError::refused(Code::ClientTooOld));
        }
        Ok(())
    }

    /// The hubs of the dealerships.
    pub fn hubs(&self) -> Result<ObjectNamespace, ApiError> {
        self.env
            .durable_object("HUB")
            .map_err(|_| ApiError::Unset { name: "HUB" })
    }

    /// Does something after the answer is on its way.
    pub fn afterwards(&self, work: impl Future<Output = ()> + 'static) {
        self.context.wait_until(work);
    }

    /// The secret that turns keys into verifiers.
    pub fn pepper(&self) -> Result<String, ApiError> {
        let name = "PEPPER";
        self.setting(name).ok_or(ApiError::Unset { name })
    }

    /// The token that the cookie holds, if it looks like one.
    pub fn token(&self) -> Option<Token> {
        Token::from_cookies(&self.header("cookie")?)
    }

    /// Where the call comes from, for counting tries. The last half of an IPv6
    /// address is the caller's to choose and does not count.
    pub fn address(&self) -> String {
        let text = self.header("cf-connecting-ip").unwrap_or_default();
        match text.parse() {
            Ok(std::net::IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}")
            }
            _ => text,
        }
    }

    /// Stops a caller that loops: by address always, because nobody has looked
    /// at the cookie yet and a new one can be made up for every request; by
    /// session besides, so that one browser does not use up what its address has.
    /// Cloudflare counts per place and roughly, without a row in D1.
    pub async fn check_rate(&self) -> Result<(), ApiError> {
        self.take("ADDRESSES", secret::digest(&self.address()))
            .await?;
        match self.token() {
            Some(token) => self.take("REQUESTS", token.stored()).await,
            None => Ok(()),
        }
    }

    /// Takes one request from what a key has; where the binding is missing
    /// nothing is counted.
    async fn take(&self, binding: &str, key: String) -> Result<(), ApiError> {
        let Ok(limiter) = self.env.rate_limiter(binding) else {
            return Ok(());
        };
        let outcome = limiter
            .limit(key)
            .await
            .map_err(ApiError::runtime("counting requests"))?;
        if outcome.success {
            Ok(())
        } else {
            Err(ApiError::refused_for(Code::TooManyRequests, 60))
        }
    }
}
