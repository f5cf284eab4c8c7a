//! The generated crate, and the program that serves it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use openapi_stubs::config::Runtime;
use openapi_stubs::write;
use serde_json::Value;

use crate::common::generated;
use crate::common::workspace::{assert_clean, by_hand, cargo, folder, workspace_manifest};
use crate::encode::Sent;
use crate::table::{Case, document};

/// Status and value of each answer.
pub(crate) fn ask<'s>(
    cases: &[Case],
    requests: impl Iterator<Item = &'s Sent>,
) -> Vec<(u16, Value)> {
    let mut child = Command::new(build(cases))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = requests
        .map(|sent| format!("{}\n", serde_json::json!([sent.target, sent.headers])))
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

fn build(cases: &[Case]) -> std::path::PathBuf {
    let workspace = folder("styles");
    std::fs::write(workspace.join("Cargo.toml"), workspace_manifest()).unwrap();
    let path = workspace.join("styles.json");
    std::fs::write(&path, document(cases).to_string()).unwrap();
    let files = generated(&path, "styled", Runtime::Workspace);
    write::write(&files, &workspace.join("styled")).unwrap();
    by_hand(
        &workspace,
        "styles-program",
        "styles.rs",
        "styled = { path = \"../styled\" }\nopenapi-stubs-runtime.workspace = true\n\
         http-body-util.workspace = true\ntokio.workspace = true\n",
    );
    let lines: String = cases
        .iter()
        .map(|case| {
            let (number, (argument, end)) = (case.number, case.place.argument());
            format!("    {argument} c{number} C{number}{end} C{number}Response,\n")
        })
        .collect();
    let source = format!("//! The operations.\n\nsuper::echoes! {{\n{lines}}}\n");
    std::fs::write(workspace.join("styles-program/src/operations.rs"), source).unwrap();
    assert_clean(&cargo(&workspace, &["build", "--workspace"]));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("debug/styles-program")
}
