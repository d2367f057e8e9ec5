//! Turns the texts of `locales/` into typed functions of `Text`.
//!
//! Each language is a folder with one TOML file per part of the app. A key becomes a function
//! `<file>_<key>`: without arguments it gives a `&'static str`, with `{name}` in it a `String`, and
//! a table of plural forms takes the number first. `codes.toml` holds the words of error codes and
//! becomes `Text::code`; `fields.toml` does the same for names of fields. Whatever one language has and the other lacks (a file, a key, an argument,
//! a plural form) is a compile error, so no text can be missing at run time.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Folder of each language and the plural forms its grammar has (CLDR cardinal rules).
const LANGUAGES: [Language; 2] = [
    Language {
        folder: "en",
        forms: &["one", "other"],
    },
    Language {
        folder: "zh-CN",
        forms: &["other"],
    },
];
/// Files whose keys are words that only running code knows.
const LOOKUPS: [Lookup; 3] = [
    // What the store may say is asked for at every start; all other codes travel with the pages.
    Lookup {
        file: "codes",
        function: "code",
        otherwise: Some("store_code"),
    },
    Lookup {
        file: "store_codes",
        function: "store_code",
        otherwise: None,
    },
    Lookup {
        file: "fields",
        function: "field",
        otherwise: None,
    },
];
/// The key of what a lookup says to a word that it does not have.
const UNKNOWN: &str = "unknown";

struct Language {
    folder: &'static str,
    forms: &'static [&'static str],
}

/// A function from a word of code to a text.
struct Lookup {
    file: &'static str,
    function: &'static str,
    /// The function that is asked for words that are not in the file; without one, the file says
    /// what to say by its key [`UNKNOWN`].
    otherwise: Option<&'static str>,
}

/// One text in one language: plural form to template; a text without plural has the form "".
type Forms = BTreeMap<String, String>;
/// All texts of one language by file and key.
type Book = BTreeMap<(String, String), Forms>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    // Cutting the program into parts needs to know what refers to what.
    println!("cargo::rustc-link-arg-bin=forecourt=--emit-relocs");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    let mut problems = BTreeSet::new();
    let mut books = Vec::new();
    for language in &LANGUAGES {
        books.push(read(&root.join(language.folder), language, &mut problems)?);
    }
    let code = generate(&books, &mut problems)?;
    let out = PathBuf::from(env::var("OUT_DIR")?).join("texts.rs");
    fs::write(
        out,
        if problems.is_empty() {
            code
        } else {
            refuse(&problems)
        },
    )?;
    Ok(())
}

/// Reads the files of one language.
fn read(
    folder: &Path,
    language: &Language,
    problems: &mut BTreeSet<String>,
) -> Result<Book, Box<dyn Error>> {
    let mut book = Book::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(file) = path.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        if path.extension().is_none_or(|end| end != "toml") {
            continue;
        }
        let place = format!("locales/{}/{file}.toml", language.folder);
        match fs::read_to_string(&path)?.parse::<toml::Table>() {
            Err(error) => drop(problems.insert(format!("{place}: {error}"))),
            Ok(table) => {
                for (key, value) in table {
                    match forms(&value, language) {
                        Ok(forms) => drop(book.insert((file.to_owned(), key), forms)),
                        Err(why) => drop(problems.insert(format!("{place}: {key} {why}"))),
                    }
                }
            }
        }
    }
    Ok(book)
}

/// The templates of one value, if it has all forms that the language needs.
fn forms(value: &toml::Value, language: &Language) -> Result<Forms, String> {
    match value {
        toml::Value::String(text) => Ok([(String::new(), text.clone())].into()),
        toml::Value::Table(table) => {
            let found: BTreeSet<&str> = table.keys().map(String::as_str).collect();
            if found != language.forms.iter().copied().collect() {
                return Err(format!("must have the plural forms {:?}", language.forms));
            }
            table
                .iter()
                .map(|(form, text)| {
                    let text = text.as_str().ok_or(format!("form {form} is not text"))?;
                    Ok((form.clone(), text.to_owned()))
                })
                .collect()
        }
        _ => Err("is neither text nor a table of plural forms".to_owned()),
    }
}

/// The names in braces of all forms, in alphabetical order.
fn arguments(forms: &Forms) -> BTreeSet<String> {
    forms
        .values()
        .flat_map(|text| text.split('{').skip(1))
        .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
        .collect()
}

/// Names in braces become positions in the slice of arguments.
fn numbered(text: &str, names: &[String]) -> String {
    names
        .iter()
        .enumerate()
        .fold(text.to_owned(), |text, (place, name)| {
            text.replace(&format!("{{{name}}}"), &format!("{{{place}}}"))
        })
}

fn generate(books: &[Book], problems: &mut BTreeSet<String>) -> Result<String, Box<dyn Error>> {
    let keys: BTreeSet<&(String, String)> = books.iter().flat_map(|book| book.keys()).collect();
    let mut methods = String::new();
    let mut lookups: BTreeMap<&str, (String, String)> = BTreeMap::new();
    for key @ (file, name) in keys {
        let entries: Vec<&Forms> = books.iter().filter_map(|book| book.get(key)).collect();
        let [english, chinese] = entries.as_slice() else {
            for (language, book) in LANGUAGES.iter().zip(books) {
                if !book.contains_key(key) {
                    let folder = language.folder;
                    problems.insert(format!("locales/{folder}/{file}.toml lacks the key {name}"));
                }
            }
            continue;
        };
        if let Err(why) = check(english, chinese) {
            problems.insert(format!("{file}.toml: {name} {why}"));
            continue;
        }
        if LOOKUPS.iter().any(|lookup| lookup.file == file) {
            arm(lookups.entry(file).or_default(), name, english, chinese);
        } else {
            method(&mut methods, file, name, english, chinese)?;
        }
    }
    for Lookup {
        file,
        function,
        otherwise,
    } in LOOKUPS
    {
        let (arms, unknown) = lookups.remove(file).unwrap_or_default();
        let unknown = otherwise.map_or(unknown, |other| format!("self.{other}(word)"));
        if unknown.is_empty() {
            problems.insert(format!("{file}.toml lacks the key {UNKNOWN}"));
        }
        writeln!(
            methods,
            "    /// The words of `{file}.toml` for a word of code, or its general ones.\n    \
             pub fn {function}(self, word: &str) -> &'static str {{\n        \
             match word {{\n{arms}            _ => {unknown},\n        }}\n    }}"
        )?;
    }
    // Some texts are the same for one and for many.
    let allow = "#[allow(clippy::if_same_then_else)]";
    Ok(format!("{allow}\nimpl Text {{\n{methods}}}\n"))
}

/// Both languages must ask for the same arguments and both be plural or not.
fn check(english: &Forms, chinese: &Forms) -> Result<(), String> {
    if english.contains_key("") != chinese.contains_key("") {
        return Err("has plural forms in one language only".to_owned());
    }
    let (left, right) = (arguments(english), arguments(chinese));
    if left != right {
        return Err(format!(
            "has the arguments {left:?} in English and {right:?} in Chinese"
        ));
    }
    let bad = |name: &String| {
        name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    };
    match left.iter().find(|name| bad(name)) {
        Some(name) => Err(format!("has an argument {name:?}, which is not a name")),
        None => Ok(()),
    }
}

/// One arm of a lookup; the general words stand apart, because they come last.
fn arm(lookup: &mut (String, String), name: &str, english: &Forms, chinese: &Forms) {
    let [en, zh] = [english, chinese].map(|forms| forms.get("").cloned().unwrap_or_default());
    let words = format!("self.pick({en:?}, {zh:?})");
    if name == UNKNOWN {
        lookup.1 = words;
    } else {
        let word = name.replace("__", ".");
        lookup.0 += &format!("            {word:?} => {words},\n");
    }
}

fn method(
    out: &mut String,
    file: &str,
    name: &str,
    english: &Forms,
    chinese: &Forms,
) -> std::fmt::Result {
    let plural = !english.contains_key("");
    let mut names: Vec<String> = arguments(english).into_iter().collect();
    if plural {
        names.retain(|name| name != "n");
    }
    let takes: String = names
        .iter()
        .map(|name| format!(", {name}: impl Display"))
        .collect();
    if plural {
        names.insert(0, "n".to_owned());
    }
    let text = |forms: &Forms, form: &str| {
        let found = forms.get(form).or_else(|| forms.get("other"));
        numbered(found.map_or("", String::as_str), &names)
    };
    let given: String = names
        .iter()
        .map(|name| {
            if plural && name == "n" {
                "&group(n), ".to_owned()
            } else {
                format!("&{name}, ")
            }
        })
        .collect();
    let sample = english
        .get("")
        .or_else(|| english.get("other"))
        .cloned()
        .unwrap_or_default();
    writeln!(out, "    /// {}", sample.replace('\n', " "))?;
    write!(out, "    pub fn {file}_{name}(self")?;
    if plural {
        let [one, other, zh] = [(english, "one"), (english, "other"), (chinese, "other")]
            .map(|(f, form)| text(f, form));
        writeln!(out, ", n: u64{takes}) -> String {{")?;
        writeln!(
            out,
            "        let english = if n == 1 {{ {one:?} }} else {{ {other:?} }};"
        )?;
        writeln!(
            out,
            "        fill(self.pick(english, {zh:?}), &[{given}])\n    }}"
        )
    } else {
        let [en, zh] = [english, chinese].map(|forms| text(forms, ""));
        if names.is_empty() {
            writeln!(
                out,
                ") -> &'static str {{\n        self.pick({en:?}, {zh:?})\n    }}"
            )
        } else {
            writeln!(
                out,
                "{takes}) -> String {{\n        fill(self.pick({en:?}, {zh:?}), &[{given}])\n    }}"
            )
        }
    }
}

/// Code that does not compile and says why.
fn refuse(problems: &BTreeSet<String>) -> String {
    problems.iter().fold(String::new(), |all, problem| {
        all + &format!("compile_error!({problem:?});\n")
    })
}
