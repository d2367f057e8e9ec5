//! Gives what a wasm file imports short names, in the file and in the script that provides it.
//!
//! Format: WebAssembly core specification 2.0, 5.5.5 "Import Section".

/// The start of every wasm file: magic number and version.
const HEADER: usize = 8;
const IMPORT_SECTION: u8 = 2;
/// Names that wasm-bindgen made; others are agreed with the loader of the parts.
const MADE: &str = "__wb";

/// Long name and short name.
pub type Names = Vec<(String, String)>;

/// The same file with short names; `None` when it is not wasm.
pub fn shorten(wasm: &[u8]) -> Option<(Vec<u8>, Names)> {
    let mut names = Names::new();
    let mut out = wasm.get(..HEADER)?.to_vec();
    let mut input = Input {
        bytes: wasm,
        at: HEADER,
    };
    while input.at < wasm.len() {
        let id = input.byte()?;
        let length = input.number()?;
        let body = input.take(length)?;
        let body = if id == IMPORT_SECTION {
            imports(body, &mut names)?
        } else {
            body.to_vec()
        };
        out.push(id);
        put_number(&mut out, body.len());
        out.extend(body);
    }
    Some((out, names))
}

/// A script with the short names. A name is a word of its own wherever it stands.
pub fn rename(script: &str, names: &[(String, String)]) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find(MADE) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '$'));
        let (word, after) = from.split_at(end.unwrap_or(from.len()));
        let short = names.iter().find(|(long, _)| long == word);
        out += before;
        out += short.map_or(word, |(_, short)| short);
        rest = after;
    }
    out + rest
}

fn imports(body: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let mut input = Input { bytes: body, at: 0 };
    let count = input.number()?;
    let mut out = Vec::with_capacity(body.len());
    put_number(&mut out, count);
    for _ in 0..count {
        let (module, name) = (input.name()?, input.name()?);
        let start = input.at;
        input.pass_kind()?;
        put_name(&mut out, module);
        if name.starts_with(MADE) {
            let short = short(names.len());
            put_name(&mut out, &short);
            names.push((name.to_owned(), short));
        } else {
            put_name(&mut out, name);
        }
        out.extend(body.get(start..input.at)?);
    }
    Some(out)
}

/// The name number `at`: `$a` to `$z`, `$aa` and so on. The sign keeps them apart from the names
/// that the minifier gives.
fn short(at: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = at;
    loop {
        letters.push(char::from(
            b'a' + u8::try_from(rest % 26).unwrap_or_default(),
        ));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    std::iter::once('$')
        .chain(letters.into_iter().rev())
        .collect()
}

fn put_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        out.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return;
        }
    }
}

fn put_name(out: &mut Vec<u8>, name: &str) {
    put_number(out, name.len());
    out.extend(name.bytes());
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// An unsigned LEB128.
    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0_usize, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(taken)
    }

    fn name(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// What is imported: a function by its type, a table, a memory, a global, a tag.
    fn pass_kind(&mut self) -> Option<()> {
        match self.byte()? {
            0 => drop(self.number()?),
            1 => {
                self.byte()?;
                self.pass_limits()?;
            }
            2 => self.pass_limits()?,
            3 => drop(self.take(2)?),
            4 => {
                self.byte()?;
                self.number()?;
            }
            _ => return None,
        }
        Some(())
    }

    fn pass_limits(&mut self) -> Option<()> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Header, one import section with `m.__wbg_log_12 (func 0)`, `m.memory (memory 1)` and
    /// `m.other (global i32)`, an empty custom section.
    fn module(first: &str) -> Vec<u8> {
        let mut body = vec![3];
        for (name, kind) in [
            (first, &[0, 0][..]),
            ("memory", &[2, 0, 1]),
            ("other", &[3, 127, 0]),
        ] {
            put_name(&mut body, "m");
            put_name(&mut body, name);
            body.extend(kind);
        }
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.push(IMPORT_SECTION);
        put_number(&mut wasm, body.len());
        wasm.extend(body);
        wasm.extend([0, 1, 0]);
        wasm
    }

    #[test]
    fn made_names_become_short_and_all_else_stays() {
        let (short, names) = shorten(&module("__wbg_log_12")).unwrap();
        assert_eq!(short, module("$a"));
        assert_eq!(names, [("__wbg_log_12".to_owned(), "$a".to_owned())]);
        assert!(shorten(b"\0asm").is_none());
    }

    #[test]
    fn a_script_provides_the_short_names() {
        let names = [("__wbg_log_1".to_owned(), "$a".to_owned())];
        let script = "x={__wbg_log_1:f,__wbg_log_12:g,__wbindgen_free};";
        assert_eq!(
            rename(script, &names),
            "x={$a:f,__wbg_log_12:g,__wbindgen_free};"
        );
    }

    #[test]
    fn no_two_short_names_are_alike() {
        let names: std::collections::BTreeSet<String> = (0..2_000).map(short).collect();
        assert_eq!(names.len(), 2_000);
        assert!(names.contains("$z") && names.contains("$aa"));
    }
}
