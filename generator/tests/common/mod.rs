//! What the tests of the generator share.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

pub(crate) mod workspace;

use std::path::{Path, PathBuf};

use openapi_stubs::config::{Config, Runtime};
use openapi_stubs::diagnostics::Report;
use openapi_stubs::emit::OutputFile;
use openapi_stubs::generate::{self, Care, Read};
use openapi_stubs::lock::Lock;

/// The documents of a folder below `tests`, sorted.
#[allow(dead_code)]
pub(crate) fn documents(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new("tests").join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|end| end == "yaml" || end == "json")
    });
    paths.sort();
    paths
}

/// Name of a document without folder and ending.
#[allow(dead_code)]
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Reads a document with the settings that hold without `codegen.toml`.
#[allow(dead_code)]
pub(crate) fn read(path: &Path, config: &Config) -> Read {
    generate::read(path, config, &mut Lock::default(), Care::Usual)
}

/// What is said about a document.
#[allow(dead_code)]
pub(crate) fn report(path: &Path) -> Report {
    read(path, &Config::default()).report
}

/// The files of the crate `name` of a document that has no errors.
#[allow(dead_code)]
pub(crate) fn generated(path: &Path, name: &str, runtime: Runtime) -> Vec<OutputFile> {
    let config = Config {
        crate_name: Some(name.to_owned()),
        ..Config::default()
    };
    let read = read(path, &config);
    assert!(!read.report.has_errors(), "{}", read.report.render(false));
    generate::files(&read.api, runtime)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Snapshots named by their document only.
#[allow(dead_code)]
pub(crate) fn snapshots() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
