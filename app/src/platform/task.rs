//! Tasks that run beside the pages.

use core::future::Future;

use leptos::task::spawn_local;

/// Starts a task that outlives the component that starts it, so that nothing it began is cut off
/// half done. By the time it answers the page may be gone: signals of a page are reached by `try_`.
pub fn start(task: impl Future<Output = ()> + 'static) {
    spawn_local(task);
}
