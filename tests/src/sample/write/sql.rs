//! Insert statements for the server's database. Rows travel as JSON text, many
//! to a statement, because that is shorter than values and needs no quoting of its own.

use std::io::Write;

use serde_json::{Value, json};

use super::WriteError;
use crate::sample::keys::verifier;
use crate::sample::{Sample, SampleRow};

/// Bytes of JSON in one statement; the database takes statements up to 100 KB.
const STATEMENT_BYTES: usize = 85_000;

/// Secrets of the sign-ins.
#[derive(Clone, Copy, Debug)]
pub struct Secrets<'a> {
    /// The password of everybody.
    pub password: &'a str,
    /// The server's secret.
    pub pepper: &'a str,
}

/// Writes tenant, sign-ins, access and rows as SQL. The tenant takes the next
/// free number, so that it can be loaded beside others.
pub fn write_sql(
    sample: &Sample,
    secrets: Secrets<'_>,
    out: &mut impl Write,
) -> Result<(), WriteError> {
    let tenant = &sample.tenant;
    let count = sample.rows().count();
    writeln!(
        out,
        "insert into tenant(ten, id, name, epoch, seq, created) \
         select coalesce(max(ten), 0) + 1, {}, {}, {}, {count}, {} from tenant;",
        quoted(&tenant.id.to_string()),
        quoted(tenant.name),
        quoted(&tenant.epoch.to_string()),
        tenant.created,
    )?;
    write_sign_ins(sample, secrets, out)?;
    write_rows(sample, out)
}

fn write_sign_ins(
    sample: &Sample,
    secrets: Secrets<'_>,
    out: &mut impl Write,
) -> Result<(), WriteError> {
    let tenant = quoted(&sample.tenant.id.to_string());
    for person in &sample.staff {
        let made = verifier(person.login, secrets.password, secrets.pepper)?;
        let (login, staff) = (quoted(person.login), quoted(&person.id.to_string()));
        writeln!(
            out,
            "insert into login(login, ten, staff, salt, memory_kib, passes, verifier, created) \
             select {login}, ten, {staff}, {}, {}, {}, {}, created from tenant where id = {tenant};",
            quoted(&made.derivation.salt),
            made.derivation.memory_kib,
            made.derivation.passes,
            quoted(&made.verifier),
        )?;
        writeln!(
            out,
            "insert into staff_access(ten, staff, units) \
             select ten, {staff}, {} from tenant where id = {tenant};",
            quoted(&json!(person.units()).to_string()),
        )?;
    }
    Ok(())
}

fn write_rows(sample: &Sample, out: &mut impl Write) -> Result<(), WriteError> {
    let mut batch = String::new();
    for (index, row) in sample.rows().enumerate() {
        let text = escaped(&as_json(&row, index + 1).to_string());
        if !batch.is_empty() && batch.len() + text.len() > STATEMENT_BYTES {
            write_batch(sample, &batch, out)?;
            batch.clear();
        }
        if !batch.is_empty() {
            batch.push(',');
        }
        batch.push_str(&text);
    }
    write_batch(sample, &batch, out)
}

fn write_batch(sample: &Sample, batch: &str, out: &mut impl Write) -> Result<(), WriteError> {
    let tenant = quoted(&sample.tenant.id.to_string());
    writeln!(
        out,
        "insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk) \
         select t.ten, x.value ->> 0, x.value ->> 1, x.value ->> 2, x.value ->> 3, 0, \
         x.value ->> 4, x.value ->> 4, x.value ->> 5, x.value -> 6, \
         json_object('*', x.value ->> 5) \
         from tenant t cross join json_each('[{batch}]') x where t.id = {tenant};",
    )?;
    Ok(())
}

fn as_json(row: &SampleRow, seq: usize) -> Value {
    json!([
        row.kind, row.id, row.unit, row.owner, seq, row.stamp, row.fields
    ])
}

fn escaped(text: &str) -> String {
    text.replace('\'', "''")
}

fn quoted(text: &str) -> String {
    format!("'{}'", escaped(text))
}
