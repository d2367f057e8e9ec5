//! What pages keep while somebody is signed in: it outlives the page that made
//! it and ends with the sign-out, or with the tab. It knows no page, and what
//! must outlive the tab belongs to the data.

use leptos::prelude::*;

/// The time from signing in, or from opening the tab, to signing out.
#[derive(Clone)]
struct Sitting(Owner);

/// Begins a sitting, which ends with the owner that it is begun in.
pub fn begin() {
    if let Some(owner) = Owner::current() {
        provide_context(Sitting(owner.child()));
    }
}

/// What was made earlier in this sitting, or else what is made now. There is
/// one of each type; its signals live as long as the sitting.
pub fn keep<T: Clone + Send + Sync + 'static>(make: impl FnOnce() -> T) -> T {
    let Some(Sitting(owner)) = use_context() else {
        return make();
    };
    owner.with(|| {
        use_context().unwrap_or_else(|| {
            let made = make();
            provide_context(made.clone());
            made
        })
    })
}
