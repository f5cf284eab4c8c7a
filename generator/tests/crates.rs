//! Generated crates in the hands of rustc: they compile without a warning, their documentation is sound, they serve, and an
//! implementation that lacks something does not compile.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_stubs::api::SchemeKind;
use openapi_stubs::config::{Config, Runtime};
use openapi_stubs::implementations::{self, Implementor};
use openapi_stubs::templates::Templates;
use openapi_stubs::write;

use common::workspace::{
    assert_clean, by_hand, cargo, folder, repository, text, workspace_manifest,
};
use common::{documents, generated, stem};

/// A crate that implements all golden documents with scaffolds alone; answers with its root.
fn scaffolded(workspace: &Path, dependencies: &str) -> PathBuf {
    let folder = workspace.join("scaffolded");
    let mut root = String::new();
    for path in documents("golden") {
        if common::read(&path, &Config::default())
            .api
            .is_of_models_alone()
        {
            continue;
        }
        let (module, krate) = (stem(&path), format!("golden_{}", stem(&path)));
        let read = common::read(&path, &Config::default());
        let mut methods = String::new();
        if read.api.combines_callers() {
            methods.push_str("    fn combine(&self, _: &'static rt::Operation, _: Vec<()>) -> Result<(), rt::Problem> {\n        Ok(())\n    }\n");
        }
        for scheme in &read.api.schemes {
            let ty = match scheme.kind {
                SchemeKind::Basic => "rt::BasicCredentials",
                _ => "&str",
            };
            methods.push_str(&format!(
                "    async fn {}(\n        &self,\n        _: &'static rt::Operation,\n        _: &rt::Client,\n        _: {ty},\n        _: &'static [{krate}::security::Scope],\n    ) -> Result<(), rt::Problem> {{\n        Ok(())\n    }}\n",
                scheme.name
            ));
        }
        let mut text = format!(
            "//! A document.\n\nuse openapi_stubs_runtime as rt;\n\npub struct App;\n\nimpl {krate}::security::Backend for App {{\n    type Caller = ();\n    type Error = rt::Problem;\n    fn problem(&self, _: &'static rt::Operation, error: rt::Problem) -> rt::Problem {{\n        error\n    }}\n    fn scaffolded(&self, operation: &'static str) -> rt::Problem {{\n        rt::Problem::not_implemented(operation)\n    }}\n{methods}}}\n"
        );
        let implementor = Implementor::plain(&format!("crate::{module}::App"));
        let source = folder.join("src").join(&module);
        std::fs::create_dir_all(&source).unwrap();
        let mut modules: Vec<&str> = Vec::new();
        for tag in &read.api.tags {
            let file = implementations::new_file(
                &read.api,
                tag,
                &krate,
                &implementor,
                &Templates::default(),
            )
            .unwrap();
            std::fs::write(source.join(format!("{}.rs", tag.module)), file).unwrap();
            modules.push(&tag.module);
        }
        modules.sort_unstable();
        let declared: String = modules
            .iter()
            .map(|name| format!("mod {name};\n"))
            .collect();
        text = text.replacen("\n\n", &format!("\n\n{declared}\n"), 1);
        std::fs::write(source.join("mod.rs"), text).unwrap();
        root.push_str(&format!("pub mod {module};\n"));
    }
    let manifest = format!(
        "[package]\nname = \"scaffolded\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let path = folder.join("src/lib.rs");
    std::fs::write(&path, root).unwrap();
    path
}

#[test]
fn a_workspace_of_generated_crates() {
    let workspace = folder("generated-crates");
    std::fs::write(workspace.join("Cargo.toml"), workspace_manifest()).unwrap();
    let mut names = Vec::new();
    for path in documents("golden") {
        let name = format!("golden-{}", stem(&path));
        let files = generated(&path, &name, Runtime::Workspace);
        write::write(&files, &workspace.join(&name)).unwrap();
        names.push(name);
    }
    let golden: String = names
        .iter()
        .map(|name| format!("{name} = {{ path = \"../{name}\" }}\n"))
        .collect();
    let crates = "openapi-stubs-runtime.workspace = true\nhttp-body-util.workspace = true\ntokio.workspace = true\ntower.workspace = true\n";
    by_hand(
        &workspace,
        "behaviour",
        "behaviour.rs",
        &format!("{crates}{golden}"),
    );
    by_hand(
        &workspace,
        "behaviour-schemas",
        "schemas.rs",
        &format!("{crates}{golden}"),
    );
    let bare = "openapi-stubs-runtime.workspace = true\ngolden-maps = { path = \"../golden-maps\" }\ngolden-parameters = { path = \"../golden-parameters\" }\n";
    by_hand(&workspace, "without-a-method", "without_a_method.rs", bare);
    by_hand(&workspace, "without-a-tag", "without_a_tag.rs", bare);
    by_hand(
        &workspace,
        "without-an-implementation",
        "without_an_implementation.rs",
        bare,
    );

    let scaffolded = scaffolded(
        &workspace,
        &format!("openapi-stubs-runtime.workspace = true\n{golden}"),
    );

    // The whole of it is built because a part of it is run.
    let built = cargo(
        &workspace,
        &["build", "--workspace", "--exclude", "without-*"],
    );
    assert_clean(&built);
    // Scaffolds are as rustfmt would have them.
    let format = Command::new("rustfmt")
        .args(["--edition", "2024", "--check"])
        .arg(scaffolded)
        .output()
        .unwrap();
    assert!(format.status.success(), "{}", text(&format));
    for package in ["behaviour", "behaviour-schemas"] {
        let ran = cargo(&workspace, &["run", "--quiet", "-p", package]);
        assert!(ran.status.success(), "{}", text(&ran));
    }

    let mut arguments = vec!["doc", "--no-deps"];
    arguments.extend(names.iter().flat_map(|name| ["-p", name]));
    assert_clean(&cargo(&workspace, &arguments));

    let expected = [
        ("without-a-method", "missing: `list_all_things`"),
        (
            "without-a-tag",
            "missing field `things` in initializer of `Api`",
        ),
        (
            "without-an-implementation",
            "the tag `Things` is not implemented by `Shop`",
        ),
    ];
    for (package, message) in expected {
        let failed = cargo(&workspace, &["build", "-p", package]);
        assert!(!failed.status.success(), "{package} compiled");
        assert!(
            text(&failed).contains(message),
            "{package}: {}",
            text(&failed)
        );
    }
}

#[test]
fn a_crate_that_stands_on_its_own() {
    let out = folder("standalone-crate");
    let made = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args([
            "generate",
            "--spec",
            "tests/golden/unions.yaml",
            "--name",
            "alone",
            "--out",
        ])
        .arg(&out)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", text(&made));
    assert!(out.join("runtime/src/lib.rs").exists());
    assert_clean(&cargo(&out, &["build"]));
}

/// The document of a large API that was not written for this generator; it is no part of the repository.
#[test]
fn a_large_foreign_document_compiles() {
    let spec = repository().join("../shared/upstream/peertube-8.1.yaml");
    if !spec.exists() {
        eprintln!("skipped: {} is not there", spec.display());
        return;
    }
    let workspace = folder("foreign-crate");
    std::fs::write(workspace.join("Cargo.toml"), workspace_manifest()).unwrap();
    let files = generated(&spec, "foreign", Runtime::Workspace);
    write::write(&files, &workspace.join("foreign")).unwrap();
    assert_clean(&cargo(&workspace, &["build"]));
}
