//! What goes over the wire to and from generated crates: styles of parameters, media types, streams, credentials.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::path::Path;

use openapi_stubs::config::Runtime;
use openapi_stubs::write;

use common::generated;
use common::workspace::{assert_clean, cargo, folder, text, workspace_manifest};

/// Documents of `tests/golden` that are served; each has a module of its name in `tests/crates/wire`.
const SERVED: &[&str] = &[
    "answers",
    "directions",
    "encodings",
    "modern",
    "secrets",
    "security",
    "streams",
    "styles",
];

/// Requests to crates in a program of its own, which ends with a panic where an answer is not the expected one.
#[test]
fn requests_and_answers_of_served_crates() {
    let workspace = folder("wire");
    std::fs::write(workspace.join("Cargo.toml"), workspace_manifest()).unwrap();
    let mut manifest = "[package]\nname = \"wire\"\nedition = \"2024\"\n\n[dependencies]\n\
        openapi-stubs-runtime.workspace = true\nhttp-body-util.workspace = true\n\
        tokio.workspace = true\nfutures-util.workspace = true\n\
        fastrand.workspace = true\nhttp-body.workspace = true\nhyper.workspace = true\nhyper-util.workspace = true\n\
        tracing-subscriber.workspace = true\n"
        .to_owned();
    for stem in SERVED {
        let name = format!("wire-{stem}");
        let path = Path::new("tests/golden").join(format!("{stem}.yaml"));
        let files = generated(&path, &name, Runtime::Workspace);
        write::write(&files, &workspace.join(&name)).unwrap();
        manifest.push_str(&format!("{name} = {{ path = \"../{name}\" }}\n"));
    }
    let program = workspace.join("program");
    std::fs::create_dir_all(program.join("src")).unwrap();
    std::fs::write(program.join("Cargo.toml"), manifest).unwrap();
    for entry in std::fs::read_dir("tests/crates/wire").unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, program.join("src").join(path.file_name().unwrap())).unwrap();
    }
    assert_clean(&cargo(&workspace, &["build", "--workspace"]));
    let ran = cargo(&workspace, &["run", "--quiet", "-p", "wire"]);
    assert!(ran.status.success(), "{}", text(&ran));
}
