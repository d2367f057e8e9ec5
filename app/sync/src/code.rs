//! Every code with which the server refuses, one list for both ends. The code
//! is the key of the text that people read.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)+) => {
        /// Why something was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The stable word, also the key of its text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text),+ }
            }

            /// The HTTP status that goes with it when a whole request is refused.
            pub const fn status(self) -> u16 {
                match self { $(Code::$name => $status),+ }
            }

            /// The code for a word.
            pub fn parse(word: &str) -> Option<Code> {
                match word { $($text => Some(Code::$name),)+ _ => None }
            }
        }
    };
}

codes! {
    /// No route has this method and path.
    NoSuchRoute = "request.no_such_route", 404;
    /// The body is not what the route takes.
    BadBody = "request.bad_body", 400;
    /// The body is larger than allowed.
    BodyTooLarge = "request.too_large", 413;
    /// Too many requests; try again later.
    TooManyRequests = "request.too_many", 429;
    /// The request did not come from the app.
    BadOrigin = "request.bad_origin", 403;
    /// The server failed; try again later.
    ServerFault = "server.fault", 500;
    /// This build is too old for the server.
    ClientTooOld = "request.client_too_old", 426;
    /// Nobody is signed in.
    NoSession = "session.none", 401;
    /// The session ran out.
    SessionExpired = "session.expired", 401;
    /// The device was revoked.
    DeviceRevoked = "device.revoked", 401;
    /// The device's numbers stand for other groups: its profile was set back or copied.
    DeviceRewound = "device.rewound", 409;
    /// The device belongs to somebody else.
    DeviceForeign = "device.foreign", 403;
    /// Login or password is wrong.
    BadCredentials = "auth.bad_credentials", 401;
    /// The set-up code is wrong.
    BadSetupCode = "auth.bad_setup_code", 403;
    /// New dealerships are not taken here.
    SignUpClosed = "auth.sign_up_closed", 403;
    /// Somebody has this login already.
    LoginTaken = "auth.login_taken", 409;
    /// The login is not an e-mail address or a name of 3 to 64 signs.
    BadLogin = "auth.bad_login", 400;
    /// The device's numbers have a gap: the server expects an earlier one.
    GroupGap = "push.gap", 409;
    /// The database was restored; the device starts again.
    EpochChanged = "sync.epoch_changed", 409;
    /// The person may not do this here.
    Denied = "op.denied", 403;
    /// The record is not there.
    NotFound = "op.not_found", 404;
    /// The record was purged.
    Gone = "op.gone", 410;
    /// A record with this id is there already and is another one.
    Exists = "op.exists", 409;
    /// A field name or value cannot be stored.
    BadField = "op.bad_field", 400;
    /// The record would be larger than allowed.
    RecordTooLarge = "op.record_too_large", 413;
    /// Nobody would be left who may change places and people.
    LastAdministrator = "op.last_administrator", 409;
    /// It builds on a record whose creation was refused.
    GroupRefused = "op.group_refused", 409;
}
