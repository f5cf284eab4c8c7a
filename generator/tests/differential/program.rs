//! The generated crates, and the program that reads values with them.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use openapi_stubs::config::{Config, Runtime};
use openapi_stubs::write;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::common::workspace::{assert_clean, cargo, folder, workspace_manifest};
use crate::common::{generated, read};
use crate::schemas::Case;

/// So many cases are one document: crates compile side by side.
const PER_DOCUMENT: usize = 180;

/// What is wrong with a value.
#[derive(Debug, Deserialize)]
pub(crate) struct Violation {
    pub(crate) pointer: String,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) value: Value,
}

/// A program that reads values.
pub(crate) struct Program {
    path: std::path::PathBuf,
}

/// Whether the generator can make types of a case: it refuses schemas that no value satisfies.
pub(crate) fn is_lowered(case: &Case) -> bool {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("differential-{}.json", std::process::id()));
    std::fs::write(&path, document(std::slice::from_ref(case)).to_string()).unwrap();
    let lowered = read(&path, &Config::default());
    std::fs::remove_file(&path).unwrap();
    !lowered.report.has_errors()
}

/// A document with an operation that takes any of the cases.
fn document(cases: &[Case]) -> Value {
    let components: Map<String, Value> = cases
        .iter()
        .flat_map(|case| case.components.clone())
        .collect();
    let properties: Map<String, Value> = cases
        .iter()
        .map(|case| {
            (
                case.name.clone(),
                json!({ "$ref": format!("#/components/schemas/{}", case.name) }),
            )
        })
        .collect();
    let schema = json!({ "type": "object", "properties": properties });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Cases", "version": "1" },
        "paths": { "/cases": { "post": {
            "operationId": "read",
            "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
            "responses": { "204": { "description": "Read" } },
        } } },
        "components": { "schemas": components },
    })
}

impl Program {
    /// Generates and compiles the crates of the cases.
    pub(crate) fn build(cases: &[Case]) -> Self {
        let workspace = folder("differential");
        std::fs::write(workspace.join("Cargo.toml"), workspace_manifest()).unwrap();
        let mut manifest =
            "[package]\nname = \"differential-program\"\nedition = \"2024\"\n\n[dependencies]\n\
            openapi-stubs-runtime.workspace = true\n"
                .to_owned();
        let mut table = String::from(
            "/// How each case is read.\npub const CASES: &[fn(&rt::serde_json::Value) -> Vec<rt::Violation>] = &[\n",
        );
        for (number, cases) in cases.chunks(PER_DOCUMENT).enumerate() {
            let name = format!("differential-{number}");
            let path = workspace.join(format!("{name}.json"));
            std::fs::write(&path, document(cases).to_string()).unwrap();
            let files = generated(&path, &name, Runtime::Workspace);
            write::write(&files, &workspace.join(&name)).unwrap();
            manifest.push_str(&format!("{name} = {{ path = \"../{name}\" }}\n"));
            for case in cases {
                table.push_str(&format!(
                    "    super::read::<differential_{number}::models::schemas::{}>,\n",
                    case.name
                ));
            }
        }
        table.push_str("];\n");
        let program = workspace.join("program");
        std::fs::create_dir_all(program.join("src")).unwrap();
        std::fs::write(program.join("Cargo.toml"), manifest).unwrap();
        std::fs::copy("tests/crates/differential.rs", program.join("src/main.rs")).unwrap();
        std::fs::write(
            program.join("src/cases.rs"),
            format!("//! The cases.\n\nuse openapi_stubs_runtime as rt;\n\n{table}"),
        )
        .unwrap();
        assert_clean(&cargo(&workspace, &["build", "--workspace"]));
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        Self {
            path: target.join("debug/differential-program"),
        }
    }

    /// What is wrong with each of the values, by the number of its case.
    pub(crate) fn ask(&self, values: &[(usize, Value)]) -> Vec<Vec<Violation>> {
        let mut child = Command::new(&self.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let lines: String = values
            .iter()
            .map(|(case, value)| format!("{case} {value}\n"))
            .collect();
        let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
        let output = child.wait_with_output().unwrap();
        // A program that ended early broke the pipe, which its status says better.
        let written = writer.join().unwrap();
        assert!(output.status.success(), "{}, {written:?}", output.status);
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}
