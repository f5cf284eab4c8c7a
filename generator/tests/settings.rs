//! Settings that are wrong, templates of the user's, and the generator in a build script.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use openapi_stubs::Builder;
use openapi_stubs::config::Config;
use openapi_stubs::templates;

use common::workspace::{assert_clean, cargo, folder, text, workspace_manifest};

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\ntags: [{name: Things}]\n\
    paths:\n  /a: {get: {operationId: getA, tags: [Things], responses: {'200': {description: A, \
    content: {application/json: {schema: {$ref: 'types.yaml#/Thing'}}}}}}}\n";
const TYPES: &str = "Thing: {type: object, required: [name], properties: {name: {type: string}}}\n";

fn with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let document = [("spec/openapi.yaml", DOCUMENT), ("spec/types.yaml", TYPES)];
    for (name, text) in document.iter().chain(files) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn run(folder: &Path, command: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .arg(command)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn what_is_wrong_with_settings_has_its_place_and_a_remedy() {
    for (settings, place, message, help) in [
        (
            "out = 'api'\nimplementation = []\n",
            ":2:1",
            "unknown field `implementation`",
            "did you mean `implementations`?",
        ),
        (
            "[coerce]\nqery = ['int']\n",
            ":2:1",
            "unknown field `qery`",
            "did you mean `query`?",
        ),
        (
            "[coerce]\nquery = ['int', 'bool-lose']\n",
            ":2:17",
            "unknown variant `bool-lose`",
            "did you mean `bool-loose`?",
        ),
        (
            "runtime = 'kopy'\n",
            ":1:11",
            "unknown variant `kopy`",
            "did you mean `copy`?",
        ),
        (
            "crate = 1\n",
            ":1:9",
            "invalid type: integer",
            "config-schema",
        ),
        (
            "# ä\n[max-body]\njson = 'much'\n",
            ":3:8",
            "invalid type: string",
            "config-schema",
        ),
        (
            "xyzzy = 1\n",
            ":1:1",
            "unknown field `xyzzy`, expected one of",
            "config-schema",
        ),
        ("a = [\n", ":", "", ""),
    ] {
        let folder = with(&[("spec/codegen.toml", settings)]);
        let output = run(folder.path(), "lint");
        assert_eq!(output.status.code(), Some(1));
        let text = text(&output);
        for part in [
            &format!("spec/codegen.toml{place}"),
            message,
            help,
            "settings-invalid",
        ] {
            assert!(text.contains(part), "{settings}: no {part} in\n{text}");
        }
    }
}

/// Every template can be replaced, and gets the variables that it says.
#[test]
fn templates_of_the_user_replace_built_in_ones() {
    let folder = with(&[
        (
            "spec/codegen.toml",
            "out = '../api'\ntemplates = '../mine'\nimplementations = ['../src']\n",
        ),
        ("src/lib.rs", "pub struct App;\n"),
        ("mine/notes.txt", "no template"),
    ]);
    for template in templates::ALL {
        let variables = template.variables.iter();
        let uses: String = variables
            .map(|(name, _)| format!("{{{{ {name} }}}} "))
            .collect();
        // Code has to stay code: the variables go into a comment.
        let body = match template.name.ends_with(".rs.jinja") {
            true => format!("/* of the house: {uses} */\nstruct Mine;"),
            false => format!("of the house: {uses}"),
        };
        let path = folder.path().join("mine").join(template.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, body).unwrap();
    }
    for command in ["generate", "scaffold"] {
        let output = run(folder.path(), command);
        assert!(output.status.success(), "{}", text(&output));
    }
    for path in ["api/Cargo.toml", "api/ROUTES.md", "src/things.rs"] {
        let text = std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(text.contains("of the house"), "{path}: {text}");
    }
    assert!(run(folder.path(), "generate").status.success());
    // Those of `new` get what they are said to get.
    let made = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args([
            "new",
            "--spec",
            "spec/openapi.yaml",
            "--out",
            "made",
            "--templates",
            "mine",
        ])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", text(&made));
    for path in [
        "README.md",
        ".gitignore",
        "spec/codegen.toml",
        "server/src/lib.rs",
    ] {
        let text = std::fs::read_to_string(folder.path().join("made").join(path)).unwrap();
        assert!(text.contains("of the house"), "{path}: {text}");
    }
}

#[test]
fn what_is_wrong_with_a_template_has_its_place() {
    for (name, body, parts) in [
        (
            "ROUTES.md.jinja",
            "a\nb {{ titel }}\n",
            ["mine/ROUTES.md.jinja:2:", "undefined value", "`title`"],
        ),
        (
            "ROUTES.md.jinja",
            "a\n\n{% for x in %}\n",
            ["mine/ROUTES.md.jinja:3:", "syntax error", "`tags`"],
        ),
        (
            "ROUTE.md.jinja",
            "",
            [
                "ROUTE.md.jinja replaces no template",
                "did you mean",
                "ROUTES.md.jinja",
            ],
        ),
    ] {
        let folder = with(&[
            (
                "spec/codegen.toml",
                "out = '../api'\ntemplates = '../mine'\n",
            ),
            (&format!("mine/{name}"), body),
        ]);
        let output = run(folder.path(), "generate");
        assert_eq!(output.status.code(), Some(1));
        let text = text(&output);
        for part in parts.iter().chain(&["template-invalid"]) {
            assert!(text.contains(part), "no {part} in\n{text}");
        }
        assert!(!folder.path().join("api").exists());
    }
    let folder = with(&[("spec/codegen.toml", "out = '../api'\ntemplates = 'none'\n")]);
    let output = text(&run(folder.path(), "generate"));
    assert!(
        output.contains("cannot read") && output.contains("`templates`"),
        "{output}"
    );
}

/// What a build script writes is a crate with one line by hand.
#[test]
fn a_build_script_fills_a_crate() {
    let workspace = folder("build-script");
    std::fs::write(workspace.join("Cargo.toml"), workspace_manifest()).unwrap();
    let sources = with(&[]);
    let spec = sources.path().join("spec/openapi.yaml");
    let out = workspace.join("built/out");
    let generated = Builder::new(&spec).out_dir(&out).generate().unwrap();
    assert_eq!(generated.root, out.join("lib.rs"));
    assert_eq!(
        generated.inputs,
        [spec.clone(), sources.path().join("spec/types.yaml")]
    );
    let package = workspace.join("built");
    std::fs::create_dir_all(package.join("src")).unwrap();
    let manifest = "[package]\nname = \"built\"\nedition = \"2024\"\n\n[dependencies]\n\
        openapi-stubs-runtime.workspace = true\nserde.workspace = true\n";
    std::fs::write(package.join("Cargo.toml"), manifest).unwrap();
    // As `concat!(env!("OUT_DIR"), "/lib.rs")`, which only cargo sets.
    let root = format!("#![allow(clippy::all)]\ninclude!({:?});\n", generated.root);
    std::fs::write(package.join("src/lib.rs"), root).unwrap();
    assert_clean(&cargo(&workspace, &["build", "-p", "built"]));
}

#[test]
fn a_build_script_is_told_what_is_wrong() {
    let broken = |files: &[(&str, &str)]| {
        let folder = with(files);
        let out = folder.path().join("out");
        let spec = folder.path().join("spec/openapi.yaml");
        let report = Builder::new(spec).out_dir(&out).generate().unwrap_err();
        assert!(!out.exists());
        let error: Box<dyn std::error::Error> = Box::new(report);
        error.to_string()
    };
    let text = broken(&[("spec/types.yaml", "Thing: {type: objekt}\n")]);
    assert!(
        text.contains("types.yaml:1:") && text.contains("objekt"),
        "{text}"
    );
    let text = broken(&[("spec/codegen.toml", "crat = 'a'\n")]);
    assert!(
        text.contains("codegen.toml:1:1") && text.contains("did you mean `crate`?"),
        "{text}"
    );
    let nowhere = Builder::new("nowhere.yaml")
        .config(Config::default())
        .out_dir(PathBuf::from("never"));
    let text = nowhere.generate().unwrap_err().to_string();
    assert!(text.contains("cannot read nowhere.yaml"), "{text}");
}
