//! The generator in a real `build.rs`: cargo runs it, its crate serves, and a change of any file of the document runs it again.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use common::workspace::{assert_clean, cargo, repository, text};

const SPEC: &str = r#"openapi: 3.0.3
info: {title: Built, version: "1"}
tags: [{name: Things}]
paths:
  /things/{id}:
    get:
      operationId: getThing
      tags: [Things]
      parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
      responses: {"200": {description: It, content: {application/json: {schema: {$ref: "types.yaml#/Thing"}}}}}
"#;

const TYPES: &str = "Thing: {type: object, required: [name], properties: {name: {type: string}}}\n";

/// As the guide has it.
const BUILD: &str = r#"fn main() {
    if let Err(report) = openapi_stubs::Builder::new("spec/openapi.yaml").generate() {
        eprintln!("{report}");
        std::process::exit(1);
    }
}
"#;

const ROOT: &str = r#"//! The API.
#![allow(clippy::all, rustdoc::all)]
include!(concat!(env!("OUT_DIR"), "/lib.rs"));
"#;

const SERVER: &str = r#"//! A server of the API.

use std::sync::Arc;

use script_api::models::types::Thing;
use script_api::things::{GetThingPath, GetThingResponse, Things};
use script_api::{Api, rt, security::Backend};

struct App;

impl Backend for App {
    type Caller = ();
    type Error = rt::Problem;
    fn problem(&self, _: &'static rt::Operation, error: rt::Problem) -> rt::Problem {
        error
    }
    fn scaffolded(&self, operation: &'static str) -> rt::Problem {
        rt::Problem::not_implemented(operation)
    }
}

impl Things for App {
    async fn get_thing(&self, path: GetThingPath) -> Result<GetThingResponse, rt::Problem> {
        let name = format!("thing {}", path.id);
        Ok(GetThingResponse::Ok(Thing { name }))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let things = script_api::things::routes(&Arc::new(App));
    let service = Api { things }.into_service(rt::Hooks::default())?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, axum::Router::new().fallback_service(service)).await?;
    Ok(())
}
"#;

fn write(folder: &Path, path: &str, contents: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, contents).unwrap();
}

/// A workspace of an API that a build script fills, and its server.
fn workspace(folder: &Path) {
    let generator = repository().join("generator");
    let manifest = format!(
        r#"[workspace]
resolver = "3"
members = ["api", "server"]

[workspace.dependencies]
openapi-stubs = {{ path = {generator:?}, default-features = false }}
openapi-stubs-runtime = {{ path = {runtime:?} }}

[profile.dev]
debug = "line-tables-only"
[profile.dev.package."*"]
debug = false
"#,
        runtime = generator.join("runtime"),
    );
    write(folder, "Cargo.toml", &manifest);
    let api = "[package]\nname = \"script-api\"\nedition = \"2024\"\n\n[dependencies]\n\
        openapi-stubs-runtime.workspace = true\nserde = { version = \"1\", features = [\"derive\"] }\n\n\
        [build-dependencies]\nopenapi-stubs.workspace = true\n";
    write(folder, "api/Cargo.toml", api);
    write(folder, "api/build.rs", BUILD);
    write(folder, "api/src/lib.rs", ROOT);
    write(folder, "api/spec/openapi.yaml", SPEC);
    write(folder, "api/spec/types.yaml", TYPES);
    let server = "[package]\nname = \"script-server\"\nedition = \"2024\"\n\n[dependencies]\n\
        script-api = { path = \"../api\" }\n\
        axum = { version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }\n\
        tokio = { version = \"1\", features = [\"rt-multi-thread\", \"macros\", \"net\", \"signal\"] }\n";
    write(folder, "server/Cargo.toml", server);
    write(folder, "server/src/main.rs", SERVER);
    // So that nothing is resolved anew.
    std::fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// A process that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the server answers to a `GET`.
fn answers(paths: &[&str]) -> Vec<String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let process = Command::new(target.join("debug/script-server"))
        .stdout(Stdio::piped())
        .spawn();
    let mut server = Server(process.unwrap());
    let mut address = String::new();
    let output = server.0.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut address).unwrap();
    let ask = |path: &&str| {
        let mut stream = TcpStream::connect(address.trim()).unwrap();
        let patience = Some(Duration::from_secs(60));
        stream.set_read_timeout(patience).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    paths.iter().map(ask).collect()
}

fn build(folder: &Path) -> Output {
    cargo(folder, &["build"])
}

#[test]
fn cargo_runs_the_generator() {
    // Not below the target folder, where cargo would take the sources of one workspace for those of another.
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    workspace(folder);
    assert_clean(&build(folder));
    let answers = answers(&["/things/7", "/things/0"]);
    assert!(answers[0].starts_with("HTTP/1.1 200 "), "{}", answers[0]);
    assert!(
        answers[0].ends_with(r#"{"name":"thing 7"}"#),
        "{}",
        answers[0]
    );
    assert!(answers[1].starts_with("HTTP/1.1 400 "), "{}", answers[1]);

    // Nothing changed: nothing runs.
    let again = build(folder);
    assert_clean(&again);
    assert!(!text(&again).contains("Compiling"), "{}", text(&again));

    // The second file of the document: what is by hand must follow.
    let more = TYPES.replace("[name]", "[name, size]");
    write(
        folder,
        "api/spec/types.yaml",
        &more.replace("}}}", "}, size: {type: integer}}}"),
    );
    let failed = text(&build(folder));
    assert!(failed.contains("missing field `size`"), "{failed}");

    // What is wrong with the document is told where it is.
    write(
        folder,
        "api/spec/types.yaml",
        &TYPES.replace("string", "strin"),
    );
    let failed = build(folder);
    let said = text(&failed);
    assert!(!failed.status.success(), "{said}");
    for part in [
        "error[type-unknown]",
        "spec/types.yaml:1:",
        "did you mean `string`?",
    ] {
        assert!(said.contains(part), "no {part:?} in\n{said}");
    }

    // And a warning does not fail the build, but is seen.
    let warned = TYPES.replace("type: string", "type: string, format: unheard");
    write(folder, "api/spec/types.yaml", &warned);
    let built = build(folder);
    assert!(built.status.success(), "{}", text(&built));
    assert!(
        text(&built).contains("`unheard` is not known"),
        "{}",
        text(&built)
    );
}
