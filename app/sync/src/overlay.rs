//! What a person sees: the server's row with the device's own edits laid over
//! it, whoever is ahead by stamp. An edit stays on top until a pull has
//! delivered what the server made of it, so nothing flickers.

use forecourt_domain::{Fields, Id, Kind, Row, State};

use crate::{Operation, Verb};

/// Lays one pending operation over a row. An operation on a record that is not
/// here shows nothing, and a creation of one that is here was delivered already.
pub fn lay((kind, id): (Kind, Id), row: Option<Row>, op: &Operation) -> Option<Row> {
    let Some(mut row) = row else {
        let Verb::Create { unit, owner } = &op.verb else {
            return None;
        };
        let mut fields = Fields::new();
        fields.apply(&op.fields);
        return Some(Row {
            kind,
            id,
            unit: unit.clone(),
            owner: *owner,
            state: State::Live,
            fields,
        });
    };
    match op.verb {
        Verb::Patch if row.state != State::Gone => row.fields.apply(&op.fields),
        _ => row.state = op.verb.state_after(row.state),
    }
    Some(row)
}
