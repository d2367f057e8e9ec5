//! Rows as JSON, one to a line inside an array.

use std::io::Write;

use super::WriteError;
use crate::sample::Sample;

/// Writes `{"tenant": …, "rows": [ … ]}`.
pub fn write_json(sample: &Sample, out: &mut impl Write) -> Result<(), WriteError> {
    let tenant = serde_json::to_string(&sample.tenant)?;
    write!(out, "{{\"tenant\":{tenant},\"rows\":[")?;
    for (index, row) in sample.rows().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &row)?;
    }
    writeln!(out, "\n]}}")?;
    Ok(())
}
