//! What can be asked of the Worker. The only place that knows paths.

/// One thing that can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// What a visitor may do.
    Status,
    /// How a login's key is derived.
    Derivation,
    /// Makes a dealership.
    SignUp,
    /// Starts a session.
    SignIn,
    /// Ends it.
    SignOut,
    /// Who is signed in.
    Session,
    /// Binds the session to a device.
    Device,
    /// Lists devices.
    Devices,
    /// Takes devices away.
    Revoke,
    /// Takes changes.
    Push,
    /// Gives changes.
    Pull,
    /// Gives the last changes of a record.
    History,
    /// Opens a socket on which news are announced.
    Live,
}

const ROUTES: &[(&str, &str, Route)] = &[
    ("GET", "/api/v1/status", Route::Status),
    ("GET", "/api/v1/derivation", Route::Derivation),
    ("POST", "/api/v1/sign-up", Route::SignUp),
    ("POST", "/api/v1/sign-in", Route::SignIn),
    ("POST", "/api/v1/sign-out", Route::SignOut),
    ("GET", "/api/v1/session", Route::Session),
    ("GET", "/api/v1/devices", Route::Devices),
    ("POST", "/api/v1/devices/revoke", Route::Revoke),
    ("POST", "/api/v1/device", Route::Device),
    ("POST", "/api/v1/push", Route::Push),
    ("POST", "/api/v1/pull", Route::Pull),
    ("POST", "/api/v1/history", Route::History),
    ("GET", "/api/v1/live", Route::Live),
];

impl Route {
    /// The route for a method and a path, if there is one.
    pub fn parse(method: &str, path: &str) -> Option<Self> {
        ROUTES
            .iter()
            .find(|(verb, at, _)| *verb == method && *at == path)
            .map(|(.., route)| *route)
    }

    /// True for what must come from our own pages. A pull counts: it is a POST
    /// and answers with everything that a person may see.
    pub fn changes_something(self) -> bool {
        ROUTES
            .iter()
            .any(|(verb, _, route)| *route == self && *verb != "GET")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_found_by_its_own_method_alone() {
        for (verb, path, route) in ROUTES {
            assert_eq!(Route::parse(verb, path), Some(*route));
            assert_eq!(Route::parse("PUT", path), None);
            assert_eq!(Route::parse(verb, &format!("{path}/")), None);
        }
    }

    #[test]
    fn only_reading_needs_no_proof_of_origin() {
        let open: Vec<_> = ROUTES
            .iter()
            .filter(|(.., route)| !route.changes_something())
            .map(|(_, path, _)| *path)
            .collect();
        assert_eq!(
            open,
            [
                "/api/v1/status",
                "/api/v1/derivation",
                "/api/v1/session",
                "/api/v1/devices",
                // A browser sends no header of ours with it: it is checked by its own rule.
                "/api/v1/live"
            ]
        );
    }
}
