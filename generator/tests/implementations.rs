//! `status` and `scaffold`: what they find in hand-written files, and which bytes they change.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use openapi_stubs::api::Api;
use openapi_stubs::config::Config;
use openapi_stubs::generate::{self, Care};
use openapi_stubs::implementations::{Implementations, State, Status, apply, scaffold};
use openapi_stubs::lock::Lock;
use openapi_stubs::templates::Templates;

use common::snapshots;

/// The model of a small shop: `listThings` and `addThing` of the tag Things, `getOrder` of Orders in the group sales.
fn shop() -> Api {
    let config = Config {
        crate_name: Some("shop-api".to_owned()),
        ..Config::default()
    };
    let spec = Path::new("tests/implementations/shop.yaml");
    let read = generate::read(spec, &config, &mut Lock::default(), Care::Usual);
    assert!(!read.report.has_errors(), "{}", read.report.render(false));
    read.api
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                files.insert(path, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    files
}

fn read(api: &Api, base: &Path, pattern: &str) -> Implementations {
    Implementations::read(api, base, &[pattern.to_owned()]).unwrap()
}

/// Scaffolds, and proves that a second time changes nothing.
fn scaffolded(api: &Api, base: &Path, pattern: &str) -> Vec<String> {
    let found = read(api, base, pattern);
    assert!(!found.report.has_errors(), "{}", found.report.render(false));
    let plan = scaffold(api, &found, None, None, &Templates::default());
    apply(&found, &plan).unwrap();
    let once = files(base);
    let again = read(api, base, pattern);
    let plan_again = scaffold(api, &again, None, None, &Templates::default());
    assert!(plan_again.is_empty(), "{:?}", plan_again.done);
    apply(&again, &plan_again).unwrap();
    assert_eq!(once, files(base));
    let refused = plan.report.diagnostics.iter().map(ToString::to_string);
    let base = base.to_string_lossy();
    plan.done
        .iter()
        .map(|line| line.replace(&*base, ""))
        .chain(refused)
        .collect()
}

/// One file `lib.rs` in a folder of its own, scaffolded.
fn of_file(text: &str) -> (String, Vec<String>) {
    let base = tempfile::tempdir().unwrap();
    let source = base.path().join("src");
    std::fs::create_dir(&source).unwrap();
    std::fs::write(source.join("lib.rs"), text).unwrap();
    // The other tag is no matter of these tests.
    let mut api = shop();
    api.tags.retain(|tag| tag.name == "Things");
    let done = scaffolded(&api, base.path(), "src");
    (
        std::fs::read_to_string(source.join("lib.rs")).unwrap(),
        done,
    )
}

/// The new text is the old one with something put in: every byte of the old is there, in order, outside of `added`.
fn assert_only_added(old: &str, new: &str) {
    let prefix = old
        .bytes()
        .zip(new.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let mut rest = &old.as_bytes()[prefix..];
    for byte in &new.as_bytes()[prefix..] {
        if rest.first() == Some(byte) {
            rest = &rest[1..];
        }
    }
    assert!(rest.is_empty(), "bytes are gone:\n{old}\n---\n{new}");
}

const FILES: &[(&str, &str)] = &[
    (
        "plain",
        "use shop_api::things::{ListThingsResponse, Things};\n\npub struct App;\n\nimpl Things for App {\n    async fn list_things(&self) -> Result<ListThingsResponse, ()> {\n        todo!()\n    }\n}\n",
    ),
    (
        "empty-block",
        "struct App;\nimpl shop_api::things::Things for App {}",
    ),
    (
        "windows-line-ends",
        "use shop_api::things::Things;\r\n\r\nimpl Things for App {\r\n    // nothing yet\r\n}\r\n",
    ),
    (
        "tabs",
        "mod deep {\n\tuse api::things::Things as T;\n\tuse shop_api as api;\n\timpl T for super::App {\n\t\tfn list_things() {}\n\t}\n}\n",
    ),
    (
        "one-line",
        "use shop_api::{rt, security::Backend, things::*}; struct App; impl Things for App { fn list_things() {} } // end",
    ),
    (
        "generics-and-attributes",
        "use shop_api::{security, things};\n\n#[allow(dead_code)]\nimpl<T: Send + Sync + 'static> things::Things for App<T>\nwhere\n    T: Clone,\n{\n    /// Lists.\n    #[inline]\n    async fn list_things(&self, r#q: things::ListThingsQuery) -> crate::Result<things::ListThingsResponse> { /* } */ Err(\"}\")? }\n\n    // a last word }\n}\n",
    ),
    (
        "own-result-and-shadows",
        "use my::{Result, Option};\nuse openapi_stubs_runtime as runtime;\nuse shop_api::models::schemas::Thing as Ware;\nuse shop_api::things::Things;\nimpl Things for App {\n  fn list_things(&self) -> Result<shop_api::things::ListThingsResponse> { x() }\n}\n",
    ),
    (
        "inside-of-a-macro",
        "wrapped! {\n    use shop_api::things::Things;\n    impl Things for App {\n        fn list_things() {}\n    }\n}\n",
    ),
    (
        "inside-of-a-function",
        "fn main() {\n    struct App;\n    use shop_api::things::Things;\n    impl Things for App {\n        fn list_things() {}\n    }\n}\n",
    ),
    (
        "methods-by-macro",
        "use shop_api::things::Things;\nimpl Things for App {\n    all_methods!();\n}\n",
    ),
    (
        "two-types-and-a-test",
        "use shop_api::things::Things;\nimpl Things for A { fn list_things() {} fn add_thing() {} }\nimpl Things for B { fn add_thing() {} }\n#[cfg(test)]\nmod tests {\n    impl super::Things for Fake {}\n}\n",
    ),
    (
        "orphaned",
        "use shop_api::things::Things;\nimpl Things for App {\n    fn list_things() {}\n    fn add_thing() {}\n\n    /// Sells.\n    #[inline]\n    fn sell_thing() {}\n    fn a() {} fn b() {}\n}\n",
    ),
    (
        "orphaned-trait",
        "use shop_api::{gone::Gone, things::Things};\nimpl Things for App { fn list_things() {} fn add_thing() {} }\n/// Docs.\nimpl Gone for App {\n}\nimpl std::fmt::Debug for App {}\n",
    ),
    (
        "mark-no-longer-needed",
        "use shop_api::things::Things;\nimpl Things for App {\n    fn list_things() {}\n    // openapi-stubs: orphaned: the document has no operation for this method any more\n    /// Adds.\n    fn add_thing() {}\n}\n",
    ),
    (
        "byte-order-mark",
        "\u{feff}#!/usr/bin/env run\n// ä\nuse shop_api::things::Things;\nimpl Things for App { fn list_things() {} }\n",
    ),
];

#[test]
fn files_of_all_kinds() {
    let mut settings = snapshots();
    settings.set_snapshot_path("implementations");
    let _bound = settings.bind_to_scope();
    for (name, old) in FILES {
        let (new, done) = of_file(old);
        if *name != "mark-no-longer-needed" {
            assert_only_added(old, &new);
        }
        let lines = old.contains("\r\n");
        assert_eq!(lines, new.contains("\r\n"), "{name}");
        if lines {
            assert_eq!(
                new.matches('\n').count(),
                new.matches("\r\n").count(),
                "{name}"
            );
        }
        let shown = new.replace('\r', "␍").replace('\t', "→");
        insta::assert_snapshot!(*name, format!("{shown}\n---\n{}", done.join("\n")));
    }
}

/// A trait by hand that happens to have the same name is nobody's business.
#[test]
fn traits_of_the_same_name_are_left_alone() {
    let base = tempfile::tempdir().unwrap();
    let text = "trait Things {}\nimpl Things for App {}\nmod a { pub use crate::Things; impl Things for B {} }\n";
    std::fs::write(base.path().join("lib.rs"), text).unwrap();
    let api = shop();
    let found = read(&api, base.path(), ".");
    assert_eq!(found.impls.len(), 0);
}

#[test]
fn a_file_that_is_not_rust_is_reported_with_its_place() {
    let base = tempfile::tempdir().unwrap();
    std::fs::write(base.path().join("lib.rs"), "fn a() {}\nfn b( {\n").unwrap();
    let found = read(&shop(), base.path(), ".");
    let text = found.report.render(false);
    assert!(text.contains("lib.rs:2:"), "{text}");
}

#[test]
fn new_files_go_where_the_address_says() {
    let mut settings = snapshots();
    settings.set_snapshot_path("implementations");
    let _bound = settings.bind_to_scope();
    let base = tempfile::tempdir().unwrap();
    let source = base.path().join("src");
    std::fs::create_dir(&source).unwrap();
    std::fs::write(source.join("lib.rs"), "//! A shop.\n\npub struct App;\n").unwrap();
    scaffolded(&shop(), base.path(), "src");
    let made = files(base.path());
    let shown = made.iter().map(|(path, text)| {
        let path = path.strip_prefix(base.path()).unwrap();
        format!("// ---- {}\n{text}", path.display())
    });
    insta::assert_snapshot!("new-files", shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_group_without_a_crate_is_reported() {
    let base = tempfile::tempdir().unwrap();
    let source = base.path().join("server/stock/src");
    std::fs::create_dir_all(&source).unwrap();
    std::fs::write(source.join("lib.rs"), "pub struct Stock;\n").unwrap();
    let done = scaffolded_once(&shop(), base.path(), "server/*/src").join("\n");
    assert!(done.contains("for the group `sales`"), "{done}");
    assert!(source.join("things.rs").exists());
}

fn scaffolded_once(api: &Api, base: &Path, pattern: &str) -> Vec<String> {
    let found = read(api, base, pattern);
    let plan = scaffold(api, &found, None, None, &Templates::default());
    apply(&found, &plan).unwrap();
    plan.report
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// A copy of this repository's server in a temporary folder, with the model of its document.
fn server() -> (tempfile::TempDir, Api) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let base = tempfile::tempdir().unwrap();
    for (path, text) in files(&repository.join("server")) {
        let inner = path.strip_prefix(repository).unwrap();
        if inner
            .extension()
            .is_some_and(|end| end == "rs" || end == "toml")
        {
            let copy = base.path().join(inner);
            std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
            std::fs::write(copy, text).unwrap();
        }
    }
    let spec = repository.join("spec");
    let config = Config::read(&spec.join("codegen.toml")).unwrap();
    let mut lock = Lock::read(&spec.join("names.lock")).unwrap();
    let read = generate::read(&spec.join("openapi.yaml"), &config, &mut lock, Care::Usual);
    (base, read.api)
}

#[test]
fn a_method_that_is_missing_of_the_server() {
    let mut settings = snapshots();
    settings.set_snapshot_path("implementations");
    let _bound = settings.bind_to_scope();
    let (base, api) = server();
    let pattern = "server/*/src";
    let status = Status::of(&api, &read(&api, base.path(), pattern));
    assert!(status.summary.is_done(), "{:?}", status.summary);

    let file = base.path().join("server/videos/src/video_upload.rs");
    let whole = std::fs::read_to_string(&file).unwrap();
    let start = whole.find("    async fn upload_resumable_init").unwrap();
    let end = whole.find("    async fn upload_resumable(").unwrap();
    let lacking = format!("{}{}", &whole[..start], &whole[end..]);
    std::fs::write(&file, &lacking).unwrap();
    let ping = base.path().join("server/instance/src/ping.rs");
    std::fs::remove_file(&ping).unwrap();
    let root = base.path().join("server/instance/src/lib.rs");
    let text = std::fs::read_to_string(&root).unwrap();
    std::fs::write(&root, text.replace("mod ping;\n", "")).unwrap();

    let before = files(base.path());
    let status = Status::of(&api, &read(&api, base.path(), pattern));
    let missing = status
        .operations
        .iter()
        .filter(|row| row.state == State::Missing);
    let missing: Vec<&str> = missing.map(|row| row.operation.as_str()).collect();
    assert_eq!(missing, ["uploadResumableInit", "ping"]);

    scaffolded(&api, base.path(), pattern);
    let after = files(base.path());
    assert_eq!(std::fs::read_to_string(&root).unwrap(), text);
    let new = std::fs::read_to_string(&file).unwrap();
    assert_only_added(&lacking, &new);
    let changed = after
        .iter()
        .filter(|(path, text)| before.get(*path) != Some(text));
    let changed: Vec<&PathBuf> = changed.map(|(path, _)| path).collect();
    assert_eq!(changed, [&root, &ping, &file]);
    let added = new.find("    async fn upload_resumable_init").unwrap();
    insta::assert_snapshot!(
        "server-method",
        &new[added..added + new[added..].find("\n}\n").unwrap()]
    );
    insta::assert_snapshot!("server-file", after[&ping]);
    let status = Status::of(&api, &read(&api, base.path(), pattern));
    assert_eq!((status.summary.scaffolded, status.summary.missing), (2, 0));
}
