//! What commands tell tools: one JSON document, the codes of what goes wrong, and exit statuses.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\ntags: [{name: Things}]\n\
    paths:\n  /a: {get: {operationId: a, tags: [Things], responses: {'204': {description: Done}}}}\n";

/// A folder with a document, its crate, and the crate's one trait implemented.
fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "openapi.yaml", DOCUMENT);
    write(
        &folder,
        "codegen.toml",
        "crate = \"t-api\"\nout = \"api\"\n",
    );
    assert!(
        run(&folder, &["generate", "--spec", "openapi.yaml"])
            .status
            .success()
    );
    folder
}

fn write(folder: &tempfile::TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn run(folder: impl AsRef<Path>, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The JSON document and the exit status; nothing else may be written.
fn json(folder: &tempfile::TempDir, arguments: &[&str]) -> (Value, i32) {
    let arguments = [arguments, &["--format", "json"]].concat();
    let output = run(folder, &arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "",
        "{arguments:?}"
    );
    let document = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    (document, output.status.code().unwrap())
}

fn codes(document: &Value) -> Vec<&str> {
    let found = document["report"]["diagnostics"].as_array().unwrap();
    found
        .iter()
        .map(|found| found["code"].as_str().unwrap())
        .collect()
}

const SPEC: [&str; 2] = ["--spec", "openapi.yaml"];

#[test]
fn every_command_tells_one_document() {
    let folder = prepared();
    write(&folder, "server/src/lib.rs", "struct App;\n");
    for (arguments, key) in [
        (vec!["generate", SPEC[0], SPEC[1]], "written"),
        (vec!["check", SPEC[0], SPEC[1]], "stale"),
        (vec!["lint", SPEC[0], SPEC[1]], "operations"),
        (vec!["bundle", SPEC[0], SPEC[1]], "document"),
        (vec!["diff", "openapi.yaml", "openapi.yaml"], "changes"),
        (
            vec![
                "status",
                SPEC[0],
                SPEC[1],
                "--implementations",
                "server/src",
            ],
            "summary",
        ),
    ] {
        let (document, status) = json(&folder, &arguments);
        assert_eq!(document["command"], arguments[0]);
        assert_eq!(
            (document["ok"].as_bool(), status),
            (Some(true), 0),
            "{document:#}"
        );
        assert_eq!(document["report"]["version"], 1);
        assert!(document.get(key).is_some(), "{document:#}");
    }
}

#[test]
fn the_shape_of_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let twice = format!(
        "{DOCUMENT}  /b: {{get: {{operationId: a, responses: {{'204': {{description: Done}}}}}}}}\n"
    );
    write(&folder, "openapi.yaml", &twice);
    let (document, status) = json(&folder, &["lint", SPEC[0], SPEC[1]]);
    assert_eq!(status, 1);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let found = document["report"]["diagnostics"].as_array().unwrap();
        let twice = found
            .iter()
            .find(|found| found["code"] == "operation-id-twice");
        insta::assert_snapshot!("finding", format!("{:#}", twice.unwrap()));
    });
}

/// Changes of a prepared folder, the command, and the code that it then tells.
#[test]
fn what_commands_refuse() {
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c [&'c str], &'c str);
    let implementations = "crate = \"t-api\"\nout = \"api\"\nimplementations = [\"server/src\"]\n";
    let lib = ("server/src/lib.rs", "pub struct App;\n");
    let cases: &[Case<'_>] = &[
        (
            &[("codegen.toml", "crate = 1\n")],
            &["lint"],
            "settings-invalid",
        ),
        (&[("names.lock", "[")], &["lint"], "settings-invalid"),
        (
            &[("codegen.toml", "skip = [\"b\"]\n")],
            &["lint"],
            "skip-unneeded",
        ),
        (
            &[("codegen.toml", "crate = \"t-api\"\n")],
            &["generate"],
            "command-failed",
        ),
        (&[("api/src/lib.rs", "")], &["check"], "output-stale"),
        (
            &[("codegen.toml", implementations), lib],
            &["check"],
            "not-implemented",
        ),
        (
            &[
                ("codegen.toml", implementations),
                ("server/src/lib.rs", "fn"),
            ],
            &["check"],
            "not-rust",
        ),
        (
            &[("codegen.toml", implementations), ("server/src/lib.rs", "")],
            &["scaffold"],
            "cannot-scaffold",
        ),
    ];
    for (files, command, code) in cases {
        let folder = prepared();
        for (name, text) in *files {
            write(&folder, name, text);
        }
        let (document, status) = json(&folder, &[*command, &SPEC].concat());
        assert_eq!(
            (document["ok"].as_bool(), status),
            (Some(false), 1),
            "{document:#}"
        );
        assert!(codes(&document).contains(code), "{code}: {document:#}");
    }
}

#[test]
fn statuses_and_colours() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "openapi.yaml", DOCUMENT);
    assert_eq!(run(&folder, &["lint", "--nonsense"]).status.code(), Some(2));
    assert_eq!(
        run(&folder, &["explain", "no-paths"]).status.code(),
        Some(0)
    );
    let unknown = run(&folder, &["explain", "no-path"]);
    assert_eq!(unknown.status.code(), Some(1));
    let text = String::from_utf8(unknown.stderr).unwrap();
    assert!(text.contains("did you mean `no-paths`?"), "{text}");
    // Standard error is no terminal here.
    assert!(!text.contains('\u{1b}'), "{text}");
}

/// What belongs to operations may be skipped; what belongs to the document may not.
#[test]
fn keep_going_skips_operations_and_nothing_else() {
    let folder = prepared();
    let broken = DOCUMENT.to_owned()
        + "  /b: {get: {operationId: b, tags: [Things], parameters: [{name: q, in: query, schema: {type: string, pattern: '('}}], responses: {'204': {description: Done}}}}\n  /c: {get: {operationId: c, tags: [Things], responses: {'200': {description: Done, content: {application/json: {schema: {$ref: '#/components/schemas/C'}}}}}}}\ncomponents: {schemas: {C: {type: object, properties: {c: {type: strin}}}}}\n";
    write(&folder, "openapi.yaml", &broken);
    let arguments = ["generate", SPEC[0], SPEC[1], "--keep-going"];
    let (document, status) = json(&folder, &arguments[..3]);
    assert_eq!((codes(&document).len(), status), (2, 1), "{document}");
    let (document, status) = json(&folder, &arguments);
    assert_eq!(status, 0, "{document}");
    assert_eq!(document["leftOut"], serde_json::json!(["b", "c"]));
    for found in document["report"]["diagnostics"].as_array().unwrap() {
        assert_eq!(found["severity"], "unsupported", "{found}");
        assert_eq!(found["skipped"], true, "{found}");
    }
    write(&folder, "openapi.yaml", &format!("{broken}tags: []\n"));
    let (document, status) = json(&folder, &arguments);
    assert_eq!(status, 1, "{document}");
    assert_eq!(document["report"]["errors"], 1);
    assert!(document["written"].is_null(), "{document}");
}

/// A document of schemas alone is a crate of types; there is nothing to serve or to hold a server against.
#[test]
fn a_document_without_operations() {
    let folder = prepared();
    let types = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {T: {type: object, properties: {a: {type: string}}}}}\n";
    write(&folder, "openapi.yaml", types);
    let output = run(&folder, &["generate", SPEC[0], SPEC[1]]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 type, no operations"), "{said}");
    assert!(folder.path().join("api/src/models/schemas.rs").exists());
    for gone in ["api/ROUTES.md", "api/src/security.rs"] {
        assert!(!folder.path().join(gone).exists(), "{gone}");
    }
    for arguments in [
        &["new", SPEC[0], SPEC[1], "--out", "new"][..],
        &[
            "proxy",
            SPEC[0],
            SPEC[1],
            "--upstream",
            "http://127.0.0.1:9",
        ],
    ] {
        let output = run(&folder, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("no operation"), "{arguments:?}: {said}");
    }
}

/// What is missing is said before anything is looked for, and many findings are counted by their codes.
#[test]
fn a_first_try_is_told_what_to_say() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["lint", "status", "bundle", "check"] {
        let output = run(&folder, &[command]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{command}: {said}");
        assert!(said.contains("say with --spec"), "{command}: {said}");
    }
    write(&folder, "openapi.yaml", DOCUMENT);
    let output = run(&folder, &["generate", SPEC[0], SPEC[1]]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("name its folder with --out"), "{said}");
    let paths = (0..30).map(|number| {
        format!("  /b{number}: {{get: {{tags: [Things], responses: {{'204': {{description: Done}}}}}}}}\n")
    });
    let many = DOCUMENT.to_owned() + &paths.collect::<String>();
    write(&folder, "openapi.yaml", &many);
    let output = run(&folder, &["lint", SPEC[0], SPEC[1]]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("61 warnings\n     31 summary-missing\n     30 operation-id-missing"),
        "{said}"
    );
}
