//! Whatever prose and names a document holds, its crate compiles and its documentation is sound; no text becomes code.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use openapi_stubs::config::Runtime;
use openapi_stubs::emit::OutputFile;
use openapi_stubs::write;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value, json};

use common::generated;
use common::workspace::{assert_clean, cargo, folder, workspace_manifest};

/// What Markdown, rustdoc and Rust have a meaning for.
const FRAGMENTS: &[&str] = &[
    "```",
    "```rust\n",
    "```\n",
    "~~~",
    "````",
    "`",
    "``",
    "`x` `",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "    let x = 1;\n",
    "\tpanic!();\n",
    "\t",
    " ",
    "  \n",
    "[x]",
    "[`Vec`]",
    "[`Self::x`](crate::y)",
    "[x]: http://a\n",
    "[^1]",
    "[^1]: note\n",
    "![a](b)",
    "[a](<b",
    "](",
    "][",
    "[[x]]",
    "[Missing::path]",
    "<b>",
    "</b>",
    "<script>",
    "<!--",
    "-->",
    "<T>",
    "Vec<T>",
    "<http://a.b>",
    "<br/",
    "&lt;",
    "&#0;",
    "http://a.b/<x>?y[z]",
    "www.a.b",
    "a@b.c",
    "*/",
    "/*",
    "///",
    "//!",
    "\"",
    "\"#",
    "\"\"\"#",
    "r#\"",
    "\\",
    "\\\\",
    "\\n",
    "\\[",
    "\\`",
    "#[doc]",
    "#![deny(warnings)]",
    "# Panics\n",
    "## ",
    "===\n",
    "---\n",
    "***",
    "**a",
    "_b_",
    "~~c~~",
    "1. ",
    "1) ",
    "- ",
    "* ",
    "+ ",
    "> ",
    ">> ",
    "| a | b |\n|---|---|\n| [c] | <d>\n",
    "|",
    "- [ ] ",
    "$x$",
    "{{ x }}",
    "{%",
    "{x}",
    "}",
    "{",
    "$crate",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\u{feff}",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{1f600}",
    "e\u{301}",
    "日本",
    "\u{fffd}",
    "\u{ad}",
    "); }",
    "}}}",
    "fn main() {",
    "';",
    "'a",
    "b'\\''",
    "text",
    "ends.",
    ":",
    "::",
    "->",
    "=>",
    "@",
    "%",
    "\u{b}",
    "\u{c}",
];

/// What Rust, its prelude and generated code have a meaning for, or no identifier at all.
const NAMES: &[&str] = &[
    "type",
    "self",
    "Self",
    "crate",
    "super",
    "_",
    "__",
    "fn",
    "async",
    "await",
    "dyn",
    "try",
    "gen",
    "union",
    "macro_rules",
    "static",
    "abstract",
    "yield",
    "true",
    "raw",
    "Option",
    "Result",
    "String",
    "Vec",
    "Box",
    "Some",
    "None",
    "Ok",
    "Err",
    "Send",
    "Sync",
    "Sized",
    "Default",
    "Clone",
    "Debug",
    "Drop",
    "Fn",
    "From",
    "Into",
    "Iterator",
    "ToString",
    "str",
    "bool",
    "u8",
    "i64",
    "char",
    "Backend",
    "Api",
    "Routes",
    "routes",
    "Scope",
    "Caller",
    "Error",
    "problem",
    "scaffolded",
    "models",
    "security",
    "rt",
    "std",
    "core",
    "Arc",
    "serde",
    "api",
    "body",
    "path",
    "query",
    "headers",
    "caller",
    "client",
    "accept",
    "OPERATIONS",
    "DOCUMENT",
    "f",
    "r",
    "v0",
    "at",
    "e",
    "tag",
    "additional",
    "status",
    "result",
    "1",
    "42nd",
    "-1",
    "+1",
    "1.5",
    "\u{1f600}",
    "\u{1f600}\u{1f680}",
    "日本語",
    "é",
    "ß",
    "ﬁ",
    "ǅ",
    "@",
    "$",
    "!",
    "a-b",
    "a_b",
    "a.b",
    "a b",
    "A",
    "AB",
    "aB",
    "\"",
    "\\",
    "`",
    "*/",
    "\"#",
    "\u{202e}x",
    "a\nb",
    "a\u{0}b",
    "{x}",
    "[x]",
    "<T>",
    "as",
    "Getter",
    "main",
    "lib",
    "mod",
    "Input",
    "Response",
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % most
    }

    fn prose(&mut self) -> String {
        if self.below(40) == 0 {
            return "long [x] <y> ".repeat(400);
        }
        let count = 1 + self.below(12);
        let text: String = (0..count)
            .map(|_| FRAGMENTS[self.below(FRAGMENTS.len())])
            .collect();
        // What is blank is as good as absent, and absent is told by other code.
        if text.trim().is_empty() {
            "blank".to_owned()
        } else {
            text
        }
    }
}

/// A document with all names, and with prose wherever there can be some.
fn document(mut prose: impl FnMut() -> String) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    let mut properties = Map::new();
    let mut tags = Vec::new();
    for (index, name) in NAMES.iter().enumerate() {
        // Some tags have a name of their own, the others share one.
        let tag = if index % 4 == 0 { *name } else { "common" };
        if index % 4 == 0 {
            tags.push(json!({"name": name, "description": prose()}));
        }
        let pattern = prose();
        properties.insert((*name).to_owned(), json!({"type": "string", "title": prose(), "description": prose(), "default": prose(), "example": pattern}));
        schemas.insert(format!("Of{index}"), json!({"type": "string", "description": prose(), "enum": [name, prose(), format!("{index}{}", prose())]}));
        let is_name = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        if is_name {
            let model = json!({"type": "object", "title": prose(), "description": prose(), "properties": {"value": {"type": "integer", "description": prose()}, *name: {"$ref": format!("#/components/schemas/Of{index}")}}});
            schemas.insert((*name).to_owned(), model);
        }
        let segment = if is_name {
            (*name).to_owned()
        } else {
            "x".to_owned()
        };
        let answer = if is_name {
            name.to_string()
        } else {
            format!("Of{index}")
        };
        let content = json!({"schema": {"$ref": format!("#/components/schemas/{answer}")}});
        let operation = json!({
            "operationId": name, "tags": [tag], "summary": prose(), "description": prose(), "deprecated": index % 3 == 0,
            "externalDocs": {"description": prose(), "url": "http://a.b"},
            "parameters": [{"name": name, "in": "query", "description": prose(), "example": prose(), "schema": {"type": "string", "default": prose()}}],
            "responses": {"200": {"description": prose(), "headers": {"X-A": {"description": prose(), "schema": {"type": "string"}}}, "content": {"application/json": content}}},
        });
        paths.insert(format!("/p{index}/{segment}/{{id}}"), json!({
            "summary": prose(), "parameters": [{"name": "id", "in": "path", "required": true, "description": prose(), "schema": {"type": "string"}}],
            "put": operation,
        }));
    }
    let scopes: Map<String, Value> = NAMES
        .iter()
        .map(|name| ((*name).to_owned(), json!(prose())))
        .collect();
    tags.push(json!({"name": "common", "description": prose()}));
    paths.insert("/all".to_owned(), json!({"post": {
        "operationId": "all", "tags": ["common"], "security": [{"crate": ["type"]}],
        "requestBody": {"description": prose(), "required": true, "content": {"application/json": {"schema": {"type": "object", "description": prose(), "properties": properties}}}},
        "responses": {"204": {"description": prose()}, "default": {"description": prose()}},
    }}));
    json!({
        "openapi": "3.0.3",
        "info": {"title": prose(), "version": prose(), "description": prose()},
        "tags": tags, "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"crate": {"type": "oauth2", "description": prose(), "flows": {"password": {"tokenUrl": "/t", "scopes": scopes}}}},
        },
    })
}

fn files(folder: &Path, name: &str, document: &Value) -> Vec<OutputFile> {
    let path = folder.join(format!("{name}.json"));
    std::fs::write(&path, document.to_string()).unwrap();
    generated(&path, name, Runtime::Workspace)
}

/// The words of code, but for documentation and texts.
fn words(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.stream().to_string().starts_with("doc =") => {}
            TokenTree::Group(group) => words(group.stream(), found),
            TokenTree::Ident(word) => drop(found.insert(word.to_string())),
            TokenTree::Literal(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// The words of a crate's code, but for its models: values of enumerations give names.
fn words_of(files: &[OutputFile]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let code = files.iter().filter(|file| {
        let is_rust = file.path.extension().is_some_and(|end| end == "rs");
        is_rust && !file.path.starts_with("src/models")
    });
    code.for_each(|file| words(file.contents.parse().unwrap(), &mut found));
    found
}

#[test]
fn prose_and_names_of_all_kinds() {
    let workspace = folder("nasty");
    std::fs::write(workspace.join("Cargo.toml"), workspace_manifest()).unwrap();
    let mut nasty = Vec::new();
    for seed in 1..=3_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        nasty.push(files(
            &workspace,
            &format!("nasty-{seed}"),
            &document(|| dice.prose()),
        ));
    }
    let mut number = 0;
    let plain = files(
        &workspace,
        "nasty-plain",
        &document(|| {
            number += 1;
            format!("text {number}")
        }),
    );
    // Where parameters are alike in all, descriptions included, they are one type.
    let mut known = words_of(&plain);
    known.insert("type".to_owned());
    for files in &nasty {
        let found = words_of(files);
        let new: Vec<_> = found.difference(&known).collect();
        assert!(new.is_empty(), "text became code: {new:?}");
    }
    write::write(&nasty[0], &workspace.join("nasty-1")).unwrap();
    assert_clean(&cargo(&workspace, &["check", "--workspace"]));
    assert_clean(&cargo(
        &workspace,
        &[
            "doc",
            "--no-deps",
            "--workspace",
            "--document-private-items",
        ],
    ));
}
