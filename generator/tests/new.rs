//! `new`: the workspace that a newcomer begins with compiles, serves, and goes on from there.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use common::workspace::{assert_clean, cargo, repository, text};

const PETSTORE: &str = "tests/new/petstore.yaml";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn new(spec: &Path, out: &Path, more: &[&str]) -> Output {
    let spec = std::path::absolute(spec).unwrap();
    let paths = [
        "--spec",
        spec.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    run(Path::new("."), &[&["new"][..], &paths, more].concat())
}

/// A workspace with the repository's `Cargo.lock`, so that nothing is resolved anew. It is not below the target folder, where cargo
/// would take the sources of one workspace for those of another.
fn workspace(folder: &tempfile::TempDir, spec: &Path) -> PathBuf {
    let out = folder.path().join("made");
    let made = new(spec, &out, &[]);
    assert!(made.status.success(), "{}", text(&made));
    std::fs::copy(repository().join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
    out
}

/// Cargo with the repository's profile, which makes the same artifacts of dependencies.
fn cargo_like_ours(folder: &Path, arguments: &[&str]) -> Output {
    let profile = [
        "--config",
        "profile.dev.debug='line-tables-only'",
        "--config",
        "profile.dev.package.'*'.debug=false",
    ];
    cargo(folder, &[arguments, &profile].concat())
}

/// The server as a process, which ends with the test.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(name: &str) -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let mut process = Command::new(target.join("debug").join(name))
            .env("ADDRESS", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let address = line.trim().rsplit('/').next().unwrap().to_owned();
        Self { process, address }
    }

    /// Status line, headers and content of an answer.
    fn ask(&self, method: &str, path: &str, more: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: pets.example\r\nConnection: close\r\n{more}\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[track_caller]
fn assert_answer(answer: &str, status: u16, part: &str) {
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status} ")),
        "{answer}"
    );
    assert!(answer.contains(part), "{answer}");
}

#[test]
fn a_workspace_serves_at_once_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let out = workspace(&folder, Path::new(PETSTORE));
    assert!(out.join("spec/types.yaml").exists());
    // What is begun is as rustfmt would have it.
    let format = Command::new("rustfmt")
        .args(["--edition", "2024", "--check"])
        .args(
            ["src/main.rs", "src/lib.rs", "tests/requests.rs"]
                .map(|path| out.join("server").join(path)),
        )
        .output()
        .unwrap();
    assert!(format.status.success(), "{}", text(&format));
    assert_clean(&cargo_like_ours(
        &out,
        &["build", "--workspace", "--all-targets"],
    ));
    assert_clean(&cargo_like_ours(&out, &["clippy", "--all-targets"]));
    let tested = cargo_like_ours(&out, &["test", "--quiet"]);
    assert!(tested.status.success(), "{}", text(&tested));
    {
        let server = Server::start("pet-store-server");
        let problem = "content-type: application/problem+json";
        assert_answer(&server.ask("GET", "/v1/pets/1", ""), 501, problem);
        assert_answer(&server.ask("GET", "/v1/owners", ""), 501, "listOwners");
        assert_answer(&server.ask("GET", "/v1/nothing", ""), 404, problem);
        assert_answer(&server.ask("GET", "/v1/pets?limit=0", ""), 400, "limit");
        assert_answer(&server.ask("DELETE", "/v1/pets", ""), 405, problem);
        assert_answer(
            &server.ask("POST", "/v1/pets", "Content-Length: 0\r\n"),
            401,
            problem,
        );
        let key = "X-Key: a\r\nContent-Length: 0\r\n";
        assert_answer(&server.ask("POST", "/v1/pets", key), 501, problem);
    }

    // All commands find the settings, wherever in the workspace they are run.
    for folder in [out.clone(), out.join("server/src"), out.join("spec")] {
        let status = run(&folder, &["status"]);
        assert!(
            text(&status).contains("0 implemented, 4 scaffolded, 0 missing"),
            "{}",
            text(&status)
        );
        let generated = run(&folder, &["generate"]);
        assert!(
            text(&generated).contains("0 files changed"),
            "{}",
            text(&generated)
        );
        let scaffolded = run(&folder, &["scaffold"]);
        assert!(
            text(&scaffolded).contains("no file was touched"),
            "{}",
            text(&scaffolded)
        );
        let checked = run(&folder, &["check"]);
        assert_eq!(checked.status.code(), Some(1));
        assert!(text(&checked).contains("scaffolded"), "{}", text(&checked));
    }

    // One operation is written.
    let file = out.join("server/src/pets.rs");
    let source = std::fs::read_to_string(&file).unwrap();
    let written = source.replace(
        "Err(self.scaffolded(\"getPet\"))",
        "match path.id {\n            1 => Ok(GetPetResponse::Ok(pet_store_api::models::schemas::Pet {\n                id: 1,\n                name: \"Rex\".into(),\n            })),\n            _ => Err(crate::Error::status(pet_store_api::rt::StatusCode::NOT_FOUND)),\n        }",
    );
    let written = written.replace("_path: GetPetPath", "path: GetPetPath");
    assert_ne!(source, written);
    std::fs::write(&file, written).unwrap();
    assert_clean(&cargo_like_ours(&out, &["build"]));
    let server = Server::start("pet-store-server");
    assert_answer(
        &server.ask("GET", "/v1/pets/1", ""),
        200,
        r#"{"id":1,"name":"Rex"}"#,
    );
    assert_answer(
        &server.ask("GET", "/v1/pets/2", ""),
        404,
        "application/problem+json",
    );
    let status = run(&out, &["status", "--open"]);
    assert!(
        text(&status).contains("1 implemented, 3 scaffolded"),
        "{}",
        text(&status)
    );
}

/// A document that was not written for this generator; it is no part of the repository.
#[test]
fn a_workspace_of_a_large_document_is_whole() {
    let spec = repository().join("../shared/upstream/peertube-8.1.yaml");
    if !spec.exists() {
        eprintln!("skipped: {} is not there", spec.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = workspace(&folder, &spec);
    let status = run(&out, &["status"]);
    assert!(
        text(&status).contains("304 operations: 0 implemented, 304 scaffolded, 0 missing"),
        "{}",
        text(&status)
    );
    assert_clean(&cargo_like_ours(&out, &["build"]));
}

/// Tags that are named like files, crates, keywords, types and folders that mean something to cargo.
#[test]
fn names_of_tags_clash_with_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = workspace(&folder, Path::new("tests/new/odd-tags.yaml"));
    let status = run(&out, &["status"]);
    assert!(
        text(&status).contains("39 operations: 0 implemented, 39 scaffolded, 0 missing"),
        "{}",
        text(&status)
    );
    assert_clean(&cargo_like_ours(&out, &["clippy", "--all-targets"]));
    let tested = cargo_like_ours(&out, &["test", "--quiet"]);
    assert!(tested.status.success(), "{}", text(&tested));
}

/// Templates of the workspace are replaced once; those of `generate` and `scaffold` go along and hold from then on.
#[test]
fn templates_of_a_workspace_are_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let templates = folder.path().join("own");
    std::fs::create_dir_all(templates.join("new")).unwrap();
    let own = |name: &str, text: &str| std::fs::write(templates.join(name), text).unwrap();
    own(
        "new/README.md.jinja",
        "# {{ title }}, ours\n\nBegin with {{ first.function }}.",
    );
    own("ROUTES.md.jinja", "Routes of {{ title }}.");
    own(
        "implementation.rs.jinja",
        "// Ours.\n{{ imports }}\n\nimpl{{ generics }} {{ trait_name }} for {{ self_type }} {{ where_clause }}{\n{{ methods }}\n}",
    );
    let out = folder.path().join("made");
    let arguments = ["--templates", templates.to_str().unwrap()];
    let made = new(Path::new(PETSTORE), &out, &arguments);
    assert!(made.status.success(), "{}", text(&made));
    let read = |path: &str| std::fs::read_to_string(out.join(path)).unwrap();
    assert_eq!(
        read("README.md"),
        "# Pet Store, ours\n\nBegin with Pets::list_pets.\n"
    );
    assert_eq!(read("api/ROUTES.md"), "Routes of Pet Store.\n");
    assert!(read("server/src/pets.rs").starts_with("// Ours.\n"));
    assert!(read("spec/codegen.toml").contains("templates = \"templates\""));
    assert!(out.join("spec/templates/ROUTES.md.jinja").exists());
    let generated = text(&run(&out, &["generate"]));
    assert!(generated.contains("0 files changed"), "{generated}");

    own("new/README.md.jinja", "{{ nothing }}");
    let again = folder.path().join("again");
    let broken = new(Path::new(PETSTORE), &again, &arguments);
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        text(&broken).contains("README.md.jinja:1:1"),
        "{}",
        text(&broken)
    );
    assert!(!again.exists());
    own("new/READ.md.jinja", "");
    let unknown = text(&new(Path::new(PETSTORE), &again, &arguments));
    assert!(
        unknown.contains("did you mean `new/README.md.jinja`?"),
        "{unknown}"
    );
}

#[test]
fn what_cannot_be_made_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    let broken = new(
        Path::new("tests/broken/operation-id-twice.yaml"),
        &deep,
        &[],
    );
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        text(&broken).contains("operation-id-twice.yaml:"),
        "{}",
        text(&broken)
    );
    let nothing = new(Path::new("tests/new/types.yaml"), &deep, &[]);
    assert_eq!(nothing.status.code(), Some(1));
    let name = new(Path::new(PETSTORE), &deep, &["--name", "No Name"]);
    assert!(
        text(&name).contains("cannot be the name of a crate"),
        "{}",
        text(&name)
    );
    let runtime = new(Path::new(PETSTORE), &deep, &["--runtime", "nowhere"]);
    assert!(
        text(&runtime).contains("no version, and no folder"),
        "{}",
        text(&runtime)
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

    std::fs::write(folder.path().join("mine"), "by hand").unwrap();
    let full = new(Path::new(PETSTORE), folder.path(), &[]);
    assert_eq!(full.status.code(), Some(1));
    assert!(text(&full).contains("is not empty"), "{}", text(&full));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn the_runtime_may_be_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    for (runtime, found) in [
        ("runtime", "openapi-stubs-runtime = { path = \""),
        ("0.1", "openapi-stubs-runtime = \"0.1\""),
    ] {
        let out = folder.path().join(runtime);
        let made = new(
            Path::new(PETSTORE),
            &out,
            &["--runtime", runtime, "--name", "pets"],
        );
        assert!(made.status.success(), "{}", text(&made));
        let manifest = std::fs::read_to_string(out.join("Cargo.toml")).unwrap();
        assert!(
            manifest.contains(found) && manifest.contains("\"api\""),
            "{manifest}"
        );
        assert!(!out.join("api/runtime").exists());
    }
}
