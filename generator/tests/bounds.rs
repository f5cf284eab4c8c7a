//! Input that is no document, or would exhaust whoever reads it: a report, exit status 1, and the crate as it was.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Long enough for an unoptimised build on a busy machine; what is without a bound takes longer than anyone waits.
const LONGEST: Duration = Duration::from_secs(60);

const GOOD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n\
    paths:\n  /a: {get: {operationId: a, responses: {'204': {description: Done}}}}\n";

/// What the tests read, beside a crate that was generated before.
struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let room = Self { folder };
        room.write("good.yaml", GOOD.as_bytes());
        assert_eq!(room.generate("good.yaml").0, 0);
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// Exit status and what was told, as JSON.
    fn generate(&self, name: &str) -> (i32, Value) {
        let started = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
            .args([
                "generate", "--out", "api", "--format", "json", "--spec", name,
            ])
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(
            started.elapsed() < LONGEST,
            "{name} took {:?}",
            started.elapsed()
        );
        let told = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        let status = output.status.code();
        let status = status.unwrap_or_else(|| panic!("{name}: {}: {errors}", output.status));
        assert_eq!(errors, "", "{name}");
        (status, serde_json::from_str(&told).unwrap())
    }

    /// Every file of the crate with its bytes and its time of change.
    fn crate_files(&self) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
        let mut files = BTreeMap::new();
        collect(&self.path("api"), &mut files);
        files
    }

    /// The input is refused with this code, and nothing is written.
    fn refuses(&self, name: &str, code: &str) {
        let before = self.crate_files();
        let (status, told) = self.generate(name);
        let found = told["report"]["diagnostics"].as_array().unwrap();
        let codes: Vec<&str> = found
            .iter()
            .filter_map(|found| found["code"].as_str())
            .collect();
        assert_eq!(status, 1, "{name}: {codes:?}");
        assert!(codes.contains(&code), "{name}: {code} is not in {codes:?}");
        assert!(
            self.crate_files() == before,
            "{name}: the crate was touched"
        );
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let changed = std::fs::metadata(&path).unwrap().modified().unwrap();
            files.insert(path.clone(), (std::fs::read(&path).unwrap(), changed));
        }
    }
}

/// A document of these components and one operation that uses the schema `S0`.
fn with_components(components: Value) -> Vec<u8> {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {
            "operationId": "a",
            "requestBody": {"content": content},
            "responses": {"204": {"description": "Done"}},
        }}},
        "components": components,
    });
    document.to_string().into_bytes()
}

/// Schemas `S0`, `S1` and so on, each made with a reference to the next; the last is an object.
fn chain(length: usize, of: impl Fn(Value) -> Value) -> Vec<u8> {
    let next = |index| json!({"$ref": format!("#/components/schemas/S{}", index + 1)});
    let mut schemas: serde_json::Map<String, Value> = (0..length)
        .map(|index| (format!("S{index}"), of(next(index))))
        .collect();
    schemas.insert(format!("S{length}"), json!({"type": "object"}));
    with_components(json!({ "schemas": schemas }))
}

/// Text with a beginning that makes it a document.
fn yaml(rest: &str) -> Vec<u8> {
    format!("{GOOD}{rest}\n").into_bytes()
}

#[test]
fn texts_that_are_no_documents() {
    let room = Room::new();
    let repeated = |text: &str, count: usize| text.repeat(count);
    let utf16 = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    };
    let cases: &[(&str, Vec<u8>, &str)] = &[
        ("empty.yaml", Vec::new(), "not-openapi"),
        ("empty.json", Vec::new(), "not-json"),
        ("blank.yaml", b" \n\n\r\n".to_vec(), "not-openapi"),
        ("comment.yaml", b"# nothing\n".to_vec(), "not-openapi"),
        ("mark.yaml", b"\xef\xbb\xbf".to_vec(), "not-openapi"),
        ("scalar.yaml", b"openapi".to_vec(), "not-openapi"),
        ("number.json", b"1".to_vec(), "not-openapi"),
        ("nul.yaml", b"openapi: 3.0.3\0\n".to_vec(), "not-yaml"),
        ("nuls.yaml", vec![0; 4096], "not-yaml"),
        (
            "nul.json",
            b"{\"openapi\": \"3.0.3\"\0}".to_vec(),
            "not-json",
        ),
        (
            "tab.yaml",
            b"openapi: 3.0.3\npaths:\n\t/a: {}\n".to_vec(),
            "not-yaml",
        ),
        ("utf16.yaml", utf16(GOOD), "not-utf8"),
        (
            "latin.yaml",
            b"openapi: 3.0.3\ninfo: {title: \xe9}\n".to_vec(),
            "not-utf8",
        ),
        ("binary.yaml", (0..=255).collect(), "not-utf8"),
        ("binary.json", (0..=255).collect(), "not-utf8"),
        (
            "html.yaml",
            b"<!DOCTYPE html><html><body>404</body></html>".to_vec(),
            "not-openapi",
        ),
        ("open.json", b"{\"openapi\": \"3.0.3\"".to_vec(), "not-json"),
        ("open.yaml", b"openapi: \"3.0.3".to_vec(), "not-yaml"),
        (
            "quotes.yaml",
            repeated("\"", 10_001).into_bytes(),
            "not-yaml",
        ),
        (
            "brackets.yaml",
            repeated("[", 10_000).into_bytes(),
            "nested-too-deeply",
        ),
        (
            "braces.yaml",
            repeated("{a: ", 10_000).into_bytes(),
            "nested-too-deeply",
        ),
        (
            "dashes.yaml",
            repeated("- ", 10_000).into_bytes(),
            "nested-too-deeply",
        ),
        (
            "questions.yaml",
            repeated("? ", 10_000).into_bytes(),
            "nested-too-deeply",
        ),
        (
            "brackets.json",
            repeated("[", 10_000).into_bytes(),
            "nested-too-deeply",
        ),
        (
            "objects.json",
            repeated("{\"a\":", 10_000).into_bytes(),
            "nested-too-deeply",
        ),
        (
            "indented.yaml",
            (0..2_000)
                .map(|level| format!("{}a:\n", " ".repeat(level)))
                .collect::<String>()
                .into_bytes(),
            "nested-too-deeply",
        ),
        ("infinite.yaml", yaml("x: .inf"), "value-invalid"),
        ("no-number.yaml", yaml("x: .nan"), "value-invalid"),
        ("huge.yaml", yaml("x: 1e400"), "value-invalid"),
        (
            "long.yaml",
            yaml(&format!("x: {}", "9".repeat(400))),
            "value-invalid",
        ),
        ("huge.json", b"{\"openapi\": 1e400}".to_vec(), "not-json"),
        ("loop.yaml", yaml("x: &x [*x]"), "alias-invalid"),
        ("merge-loop.yaml", yaml("x: &x {<<: *x}"), "alias-invalid"),
    ];
    for (name, bytes, code) in cases {
        room.write(name, bytes);
        room.refuses(name, code);
    }
}

#[test]
fn documents_that_unfold_without_a_bound() {
    let room = Room::new();
    let bomb = |item: fn(usize) -> String| {
        let lines = (1..10).map(|level| format!("x{level}: &x{level} {}\n", item(level - 1)));
        yaml(&format!("x0: &x0 {{a: 1}}\n{}", lines.collect::<String>()))
    };
    let ten = |text: String| [text.as_str(); 10].join(", ");
    let lists = bomb(|below| format!("[{}]", [format!("*x{below}").as_str(); 10].join(", ")));
    let mappings = bomb(|below| {
        let pairs = (0..10).map(|index| format!("k{index}: *x{below}"));
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
    });
    let references = |below: usize| ten(format!("{{$ref: '#/x-{below}'}}"));
    let of_references: String = (0..130)
        .map(|level| format!("x-{level}: {{$ref: '#/x-{}', a: 1}}\n", level + 1))
        .collect();
    let nested: String = (0..13)
        .map(|level| format!("x-{level}: [[[[[[[[[[{}]]]]]]]]]]\n", references(level + 1)))
        .collect();
    let responses = |length: usize| {
        let of = |index| {
            let next = format!("#/components/responses/R{}", index + 1);
            (format!("R{index}"), json!({"x-inner": {"$ref": next}}))
        };
        let all: serde_json::Map<String, Value> = (0..length).map(of).collect();
        with_components(json!({"schemas": {"S0": {}}, "responses": all}))
    };
    let object = |inner: Value| json!({"type": "object", "additionalProperties": inner});
    let twice = |inner: Value| json!({"allOf": [inner.clone(), inner]});
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("lists.yaml", lists, "too-many-values"),
        ("mappings.yaml", mappings, "too-many-values"),
        ("references.yaml", yaml(&of_references), "nested-too-deeply"),
        (
            "nested.yaml",
            yaml(&format!("{nested}x-13: 1")),
            "nested-too-deeply",
        ),
        ("responses.json", responses(10_000), "nested-too-deeply"),
        ("aliases.json", chain(10_000, |next| next), "schema-unfolds"),
        (
            "items.json",
            chain(10_000, |next| json!({"type": "array", "items": next})),
            "schema-unfolds",
        ),
        (
            "all-of.json",
            chain(10_000, |next| json!({"allOf": [next]})),
            "schema-unfolds",
        ),
        (
            "one-of.json",
            chain(10_000, |next| json!({"oneOf": [next, {"type": "integer"}]})),
            "schema-unfolds",
        ),
        (
            "any-of.json",
            chain(10_000, |next| json!({"anyOf": [next, {"type": "integer"}]})),
            "schema-unfolds",
        ),
        (
            "not.json",
            chain(10_000, |next| json!({"not": next})),
            "schema-unfolds",
        ),
        ("maps.json", chain(10_000, object), "schema-unfolds"),
        ("twice.json", chain(40, twice), "schema-unfolds"),
    ];
    for (name, bytes, code) in &cases {
        room.write(name, bytes);
        room.refuses(name, code);
    }
}

#[test]
fn files_that_are_none_or_too_large() {
    let room = Room::new();
    std::fs::create_dir(room.path("folder.yaml")).unwrap();
    room.refuses("folder.yaml", "file-unreadable");
    room.refuses("absent.yaml", "file-unreadable");
    room.refuses("good.yaml/inside.yaml", "file-unreadable");
    let large = [GOOD.as_bytes(), &b"# a comment\n".repeat(4_500_000)].concat();
    assert!(large.len() > 50_000_000);
    room.write("large.yaml", &large);
    room.refuses("large.yaml", "file-too-large");
    std::fs::rename(room.path("large.yaml"), room.path("large.json")).unwrap();
    room.refuses("large.json", "file-too-large");
    room.write("refers.yaml", &yaml("x: {$ref: large.json}"));
    room.refuses("refers.yaml", "file-too-large");
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        symlink("circle.yaml", room.path("circle.yaml")).unwrap();
        room.refuses("circle.yaml", "file-unreadable");
        room.refuses("/dev/zero", "file-unreadable");
        let made = Command::new("mkfifo").arg(room.path("pipe.yaml")).status();
        if made.is_ok_and(|status| status.success()) {
            room.refuses("pipe.yaml", "file-unreadable");
        }
        room.write("secret.yaml", GOOD.as_bytes());
        let nobody = std::fs::Permissions::from_mode(0o000);
        std::fs::set_permissions(room.path("secret.yaml"), nobody).unwrap();
        // The superuser may read it all the same.
        if std::fs::read(room.path("secret.yaml")).is_err() {
            room.refuses("secret.yaml", "file-unreadable");
        }
    }
}

#[test]
fn many_findings_are_told_in_time() {
    let room = Room::new();
    let keys: String = (0..5_000)
        .map(|index| format!("unheard{index}: 1\n"))
        .collect();
    room.write("many.yaml", &yaml(&format!("{keys}paths2: [")));
    room.refuses("many.yaml", "not-yaml");
    let keys: Vec<String> = (0..5_000).map(|index| format!("\"é{index}\": 1")).collect();
    // One line, as tools write them.
    let text = format!("{{\"openapi\": \"3.0.3\", {}}}", keys.join(", "));
    room.write("line.json", text.as_bytes());
    room.refuses("line.json", "key-missing");
    let (_, told) = room.generate("line.json");
    let found = told["report"]["diagnostics"].as_array().unwrap();
    assert!(found.len() > 5_000);
    let source = found[100]["place"]["source"].as_str().unwrap();
    assert!(source.chars().count() < 250, "{source}");
}

#[test]
fn marks_and_ends_of_lines_do_not_matter() {
    let room = Room::new();
    let before = room.crate_files();
    for (name, text) in [
        ("mark.yaml", format!("\u{feff}{GOOD}")),
        ("crlf.yaml", GOOD.replace('\n', "\r\n")),
        ("cr.yaml", GOOD.replace('\n', "\r")),
        ("end.yaml", format!("{GOOD}...\n")),
        ("start.yaml", format!("%YAML 1.2\n---\n{GOOD}")),
    ] {
        room.write(name, text.as_bytes());
        let (status, told) = room.generate(name);
        assert_eq!(status, 0, "{name}: {told:#}");
        assert!(room.crate_files() == before, "{name}");
    }
}
