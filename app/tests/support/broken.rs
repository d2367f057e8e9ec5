//! A browser that fails on demand.

/// Lets one method of all object stores throw when it is called on the named one.
pub struct Broken(&'static str);

impl Broken {
    /// Breaks it until this is dropped.
    pub fn new(method: &'static str, store: &str, error: &str) -> Self {
        js_sys::eval(&format!(
            "globalThis.kept_{method} = IDBObjectStore.prototype.{method};
             IDBObjectStore.prototype.{method} = function (...all) {{
               if (this.name === '{store}') throw new DOMException('told to', '{error}');
               return globalThis.kept_{method}.apply(this, all);
             }};"
        ))
        .unwrap();
        Self(method)
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        let method = self.0;
        js_sys::eval(&format!(
            "IDBObjectStore.prototype.{method} = globalThis.kept_{method};"
        ))
        .unwrap();
    }
}
