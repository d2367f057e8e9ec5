use super::*;

/// The rules that one file with this text breaks, by the first words of the rule.
fn broken(path: &str, text: &str) -> Vec<String> {
    let source = Source {
        path: path.into(),
        text: text.into(),
    };
    let hit = apply(&[source])
        .into_iter()
        .filter(|(_, offences)| !offences.is_empty());
    hit.flat_map(|(_, offences)| offences).collect()
}

#[track_caller]
fn allowed(path: &str, text: &str) {
    assert_eq!(broken(path, text), Vec::<String>::new());
}

#[track_caller]
fn refused(path: &str, line: usize, text: &str) {
    assert_eq!(broken(path, text), [format!("{path}:{line}")]);
}

#[test]
fn indexed_db_has_one_home() {
    refused(
        "app/src/engine.rs",
        2,
        "\nuse indexed_db_futures::database::Database;",
    );
    allowed(
        "app/src/data/store.rs",
        "use indexed_db_futures::database::Database;",
    );
    allowed(
        "app/src/data/store/log.rs",
        "use indexed_db_futures::KeyRange;",
    );
}

#[test]
fn inline_styles_are_refused_and_style_properties_are_not() {
    refused("app/src/ui/bar.rs", 1, "view! { <p style=\"color:red\"/> }");
    refused(
        "app/src/ui/bar.rs",
        1,
        "view! { <p style=move || x.get()/> }",
    );
    allowed(
        "app/src/ui/bar.rs",
        "view! { <p style:width=\"4px\" style=(\"color\", c)/> }",
    );
    allowed("app/src/ui/bar.rs", "let style = 3; let same = style==4;");
}

#[test]
fn colours_have_one_home() {
    refused("style/kit/button.css", 1, "a { color: #fff }");
    refused("style/base.css", 1, "a { color: rgb(0 0 0 / .5) }");
    refused("app/src/ui/mark.rs", 1, "let fill = \"#0f5c6b\";");
    allowed(
        "style/tokens.css",
        ":root { --ink: #123456; --line: oklch(20% 0 0) }",
    );
    allowed(
        "style/layout.css",
        "#panic { color: var(--ink) } a { fill: url(#i-add) }",
    );
    allowed(
        "app/src/ui/icon.rs",
        "#[derive(Clone)] let href = format!(\"#i-{name}\");",
    );
}

#[test]
fn sql_has_one_home() {
    refused("worker/src/push.rs", 1, "db.prepare(\"SELECT 1 from rec\")");
    allowed("worker/src/db.rs", "db.prepare(\"select 1 from rec\")");
    allowed("worker/src/db/pull.rs", "db.prepare(\"select 1 from rec\")");
    allowed(
        "worker/src/push.rs",
        "match verb { \"update\" => 1, _ => 2 }",
    );
}

#[test]
fn exceptions_to_lints_are_explained() {
    refused("worker/src/push.rs", 1, "#[allow(dead_code)]");
    allowed(
        "worker/src/push.rs",
        "#[expect(dead_code, reason = \"read by the next step\")]",
    );
}

#[test]
fn comments_and_tests_are_free() {
    let bad = "let w = web_sys::window();";
    allowed("app/src/routes.rs", &format!("// {bad}"));
    allowed(
        "app/src/routes.rs",
        &format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n  {bad}\n}}"),
    );
    allowed("app/src/routes/tests.rs", bad);
    refused(
        "app/src/routes.rs",
        3,
        &format!("#[cfg(test)]\nfn a() {{}}\nfn b() {{ {bad} }}"),
    );
}

#[test]
fn browser_globals_and_tasks_have_their_homes() {
    refused("app/src/ui/menu.rs", 1, "let w = web_sys::window();");
    allowed("app/src/platform/clock.rs", "let w = web_sys::window();");
    refused("app/src/features/today.rs", 1, "spawn_local(async {});");
    allowed("app/src/engine/transport.rs", "spawn_local(async {});");
}

#[test]
fn features_stay_apart() {
    let source = |path: &str, text: &str| Source {
        path: path.into(),
        text: text.into(),
    };
    let other = || source("app/src/features/leads/list.rs", "");
    let find =
        |text: &str| features_apart(&[source("app/src/features/customers/page.rs", text), other()]);
    assert_eq!(find("use crate::features::leads::LeadsPage;").len(), 1);
    assert_eq!(find("use crate::features::{customers, leads};").len(), 1);
    assert_eq!(find("use crate::features::customers::row;").len(), 0);
    assert_eq!(find("use crate::features::leads_board;").len(), 0);
}

#[test]
fn long_files_are_refused() {
    refused("tests/src/world.rs", LINE_LIMIT, &"x\n".repeat(LINE_LIMIT));
    allowed("tests/src/world.rs", &"x\n".repeat(LINE_LIMIT - 1));
}

#[test]
fn pure_crates_may_use_anything_in_their_tests_only() {
    let path = "app/sync/Cargo.toml";
    refused(path, 2, "[dependencies]\nfutures.workspace = true");
    refused(path, 2, "[build-dependencies]\nrand = \"1\"");
    allowed(
        path,
        "[dependencies]\nserde = \"1\"\n[dev-dependencies]\nfutures = \"1\"",
    );
    allowed("app/Cargo.toml", "[dependencies]\nleptos = \"1\"");
}

#[test]
fn a_key_in_one_language_only_is_refused() {
    let source = |path: &str, text: &str| Source {
        path: path.into(),
        text: text.into(),
    };
    let english = source(
        "app/locales/en/a.toml",
        "x = '1'\n[count]\none = '1'\nother = 'n'",
    );
    let same = source("app/locales/zh-CN/a.toml", "x = '1'\n[count]\nother = 'n'");
    let less = source("app/locales/zh-CN/a.toml", "x = '1'");
    assert_eq!(same_keys(&[english, same]), Vec::<String>::new());
    let english = source("app/locales/en/a.toml", "x = '1'\ny = '2'");
    assert_eq!(
        same_keys(&[english, less]),
        ["app/locales/zh-CN/a.toml:1 (y)"]
    );
}

#[test]
fn two_versions_of_wasm_bindgen_are_refused() {
    let one = "name = \"wasm-bindgen\"\nversion = \"0.2.1\"\n";
    allowed("Cargo.lock", one);
    refused("Cargo.lock", 1, &format!("{one}{one}"));
}
