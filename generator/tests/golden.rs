//! What is generated of small documents, a feature each. The first line of a document says which files are shown.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use openapi_stubs::config::Runtime;

use common::{documents, generated, report, snapshots, stem};

#[test]
fn code_of_each_feature() {
    let mut settings = snapshots();
    settings.set_snapshot_path("golden");
    let _bound = settings.bind_to_scope();
    for path in documents("golden") {
        let text = std::fs::read_to_string(&path).unwrap();
        let shown = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# shows: "));
        let shown =
            shown.unwrap_or_else(|| panic!("{} does not say what it shows", path.display()));
        let files = generated(&path, "golden", Runtime::Workspace);
        let parts = shown.split_whitespace().map(|name| {
            let file = files.iter().find(|file| file.path.as_os_str() == name);
            let file =
                file.unwrap_or_else(|| panic!("{}: no {name} among {files:?}", path.display()));
            format!("// ---- {name}\n{}", file.contents)
        });
        insta::assert_snapshot!(stem(&path), parts.collect::<Vec<_>>().join("\n"));
    }
}

#[test]
fn the_same_document_gives_the_same_files() {
    for path in documents("golden") {
        let first = generated(&path, "golden", Runtime::Copy);
        assert_eq!(
            first,
            generated(&path, "golden", Runtime::Copy),
            "{}",
            path.display()
        );
    }
}

#[test]
fn warnings_of_the_documents() {
    let _bound = snapshots().bind_to_scope();
    let reports = documents("golden")
        .into_iter()
        .map(|path| report(&path).render(false));
    insta::assert_snapshot!("warnings", reports.collect::<String>());
}
