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

/// True when a test of this file carries the number.
fn tests(source: &Source, number: usize) -> bool {
    let starts = match source.path.rsplit('.').next() {
        Some("rs") => [format!("fn i{number}_"), format!("async fn i{number}_")],
        Some("mjs") => [format!("test(\"i{number}: "), format!("test('i{number}: ")],
        _ => return false,
    };
    let mut lines = source.text.lines().map(str::trim_start);
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
            .map(|number| format!("    fn i{number}_holds() {{}}\n"))
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
}
