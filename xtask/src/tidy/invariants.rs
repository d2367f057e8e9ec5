//! Every invariant of syncing has a test whose name begins with its id, so that whoever changes
//! one finds what holds it, and nobody takes the last such test away unseen.

use super::{Offence, Source};

/// How many invariants there are.
const INVARIANTS: usize = 15;
/// The sources are judged as a whole where the simulation is among them.
const WHOLE: &str = "tests/tests/sync/simulator.rs";

/// The invariants that no test names.
pub fn untested(sources: &[Source]) -> Vec<Offence> {
    if !sources.iter().any(|source| source.path == WHOLE) {
        return Vec::new();
    }
    (1..=INVARIANTS)
        .filter(|number| !sources.iter().any(|source| tests(source, *number)))
        .map(|number| format!("{WHOLE}:1 (I{number})"))
        .collect()
}

/// Attributes that make a test of a function.
const MARKS: [&str; 2] = ["#[test]", "#[wasm_bindgen_test]"];

/// True when a test of this file carries the number.
fn tests(source: &Source, number: usize) -> bool {
    match source.path.rsplit('.').next() {
        Some("rs") => has_test(&source.text, number),
        Some("mjs") => has_spec(&source.text, number),
        _ => false,
    }
}

/// True when a function with the number stands under a mark of a test. Other attributes and comments may stand between;
/// a function that is called by tests is none, because it may be called by none.
fn has_test(text: &str, number: usize) -> bool {
    let starts = [format!("fn i{number}_"), format!("async fn i{number}_")];
    let mut is_marked = false;
    for line in text.lines().map(str::trim) {
        if MARKS.contains(&line) {
            is_marked = true;
        } else if is_marked && starts.iter().any(|start| line.starts_with(start)) {
            return true;
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            is_marked = false;
        }
    }
    false
}

fn has_spec(text: &str, number: usize) -> bool {
    let starts = [format!("test(\"i{number}: "), format!("test('i{number}: ")];
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| starts.iter().any(|start| line.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.into(),
            text: text.into(),
        }
    }

    #[test]
    fn an_invariant_without_a_test_is_named() {
        let text: String = (1..=INVARIANTS)
            .filter(|number| ![1, 12, 14].contains(number))
            .map(|number| format!("    #[test]\n    fn i{number}_holds() {{}}\n"))
            .collect();
        let native = source(WHOLE, &text);
        let spec = |text| source("tests/worker/a.spec.mjs", text);
        let missing = |spec| untested(&[source(WHOLE, &native.text), spec]);
        let all = ["(I1)", "(I12)", "(I14)"].map(|id| format!("{WHOLE}:1 {id}"));
        assert_eq!(missing(spec("// i12: not a test")), all);
        assert_eq!(missing(spec("  test(\"i12: x\", () => {")).len(), 2);
        assert_eq!(missing(spec("  test('i14: x', () => {")).len(), 2);
        assert!(untested(&[spec("")]).is_empty());
    }

    #[test]
    fn a_function_is_a_test_only_under_the_mark_of_one() {
        let has = |text: &str| tests(&source("a.rs", text), 4);
        assert!(has("#[test]\nfn i4_holds() {}"));
        assert!(has("  #[wasm_bindgen_test]\n  async fn i4_holds() {}"));
        assert!(has(
            "#[test]\n#[ignore = \"slow\"]\n/// Why.\n// And how.\nfn i4_holds() {}"
        ));
        // As it stands within `proptest!`.
        assert!(has(
            "proptest! {\n    #[test]\n    fn i4_holds(\n        a in 0..3,\n    ) {}\n}"
        ));
        assert!(!has("fn i4_holds() {}"));
        assert!(!has("/// Not a #[test].\nfn i4_holds() {}"));
        assert!(!has("#[test]\nfn other() {}\nfn i4_holds() {}"));
        assert!(!has("#[test]\n\nfn i4_holds() {}"));
        assert!(!has("#[test]\nfn i41_holds() {}"));
        assert!(!has("#[cfg(test)]\nfn i4_holds() {}"));
    }
}
