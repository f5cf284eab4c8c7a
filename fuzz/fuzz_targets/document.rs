//! Any bytes as a document: a report, or code that parses; never a panic, never without an end.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use openapi_stubs::config::{Config, Runtime};
use openapi_stubs::generate::{self, Care};
use openapi_stubs::lock::Lock;

/// A folder of this process; the document is written into it anew each time.
static FOLDER: LazyLock<tempfile::TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("a folder for documents"));

fuzz_target!(|bytes: &[u8]| {
    // A text that begins with a brace is read as JSON, as if its name said so.
    let is_json = bytes.first() == Some(&b'{');
    let path: PathBuf = FOLDER.path().join(if is_json { "document.json" } else { "document.yaml" });
    std::fs::write(&path, bytes).expect("the document is written");
    let read = generate::read(&path, &Config::default(), &mut Lock::default(), Care::Lint);
    let _ = read.report.render(false);
    if read.report.has_errors() && read.left_out.is_empty() {
        return;
    }
    let files = generate::files(&read.api, Runtime::Workspace).expect("code is Rust");
    for file in files {
        if file.path.extension().is_some_and(|end| end == "rs") {
            syn::parse_file(&file.contents).expect("code parses");
        }
    }
});
