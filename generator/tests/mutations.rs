//! Documents with a few things changed at random: nothing panics, and what is accepted becomes code that parses.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use openapi_stubs::config::{Config, Runtime};
use openapi_stubs::generate;
use serde_json::{Value, json};

use common::{documents, read};

/// Mutations of each document; `MUTATIONS` asks for another number.
const ROUNDS: u64 = 600;

/// Numbers that look random and are the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// Pointers of every value below, with the value's own.
fn pointers(value: &Value, pointer: &str, all: &mut Vec<String>) {
    all.push(pointer.to_owned());
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{pointer}/{key}"), all);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{pointer}/{index}"), all);
            }
        }
        _ => {}
    }
}

/// What may stand anywhere and fits almost nowhere.
fn odd(numbers: &mut Numbers) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("a text"),
        json!("self"),
        json!("Self::r#x \"quoted\" */ \\ {} {{ \u{0}\u{7f}\u{202e}é"),
        json!("[a-"),
        json!("object"),
        json!("string"),
        json!([]),
        json!([null, {}]),
        json!({}),
        json!({"$ref": "#/components/schemas/Thing"}),
        json!({"$ref": "#/nowhere"}),
        json!({"$ref": "#"}),
        json!({"$ref": "#/paths"}),
        json!({"type": "object", "properties": {"$ref": {"type": "string"}}}),
        json!({"allOf": [{"$ref": "#/components/schemas/Shape"}, {"nullable": true}]}),
        json!({"not": {}}),
    ];
    numbers.one_of(&all).clone()
}

/// Keywords that change what something is.
const KEYS: &[&str] = &[
    "type",
    "enum",
    "default",
    "nullable",
    "format",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "properties",
    "required",
    "additionalProperties",
    "discriminator",
    "minimum",
    "maxLength",
    "pattern",
    "readOnly",
    "style",
    "explode",
    "content",
    "schema",
    "in",
    "name",
    "x-coerce",
    "x-group",
    "x-max-body",
    "x-file-reply",
    "parameters",
    "requestBody",
    "$ref",
    "security",
    "tags",
    "operationId",
    "headers",
    "encoding",
];

/// Changes one thing.
fn mutate(document: &mut Value, numbers: &mut Numbers) {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    let at = numbers.one_of(&all[1..]).clone();
    let (parent, key) = at.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    let other = numbers.one_of(&all).clone();
    let other = document.pointer(&other).unwrap().clone();
    let value = document.pointer(&at).unwrap().clone();
    let odd = odd(numbers);
    let name = *numbers.one_of(KEYS);
    let kind = numbers.below(8);
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) => match kind {
            0 => {
                object.remove(&key);
            }
            1 => {
                object.insert(key, odd);
            }
            2 => {
                object.insert(key, other);
            }
            3 => {
                // Under another name, and under its own.
                object.insert(format!("{key}2"), value);
            }
            4 => {
                object.insert(name.to_owned(), odd);
            }
            5 => {
                object.insert(name.to_owned(), other);
            }
            6 => {
                object.remove(&key);
                object.insert(
                    numbers
                        .one_of(&["type", "self", "", "a b", "é", "1", "x~/y", "Thing", "$x"])
                        .to_string(),
                    value,
                );
            }
            _ => {
                object.insert(key, json!([value]));
            }
        },
        Value::Array(items) => {
            let index: usize = key.parse().unwrap();
            match kind {
                0 => {
                    items.remove(index);
                }
                1 | 4 => items[index] = odd,
                2 | 5 => items[index] = other,
                _ => items.push(value),
            }
        }
        _ => {}
    }
}

/// Changes some bytes of a text.
fn flip(text: &str, numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len());
        match numbers.below(4) {
            0 => bytes[at] = numbers.next() as u8,
            1 => {
                bytes.remove(at);
            }
            2 => bytes.insert(at, *numbers.one_of(b"{}[]:,\"'#&*!|>-\n \t\0\xff0\\")),
            _ => {
                let end = (at + numbers.below(40)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
    }
    bytes
}

/// Reads the document and makes what code can be made of it. Whether there was any, or what went wrong that must not.
fn outcome(path: &Path) -> Result<bool, String> {
    let config = Config::default();
    let done = catch_unwind(AssertUnwindSafe(|| {
        let read = read(path, &config);
        let _ = read.report.render(false);
        let _ = serde_json::to_string(&read.report).unwrap();
        if read.report.has_errors() && read.left_out.is_empty() {
            return Ok(false);
        }
        // What is left without the operations that have errors is code too: `--keep-going` writes it.
        match generate::files(&read.api, Runtime::Workspace) {
            Err(error) => Err(error.to_string()),
            Ok(files) => files
                .iter()
                .filter(|file| file.path.extension().is_some_and(|end| end == "rs"))
                .find_map(|file| {
                    let error = syn::parse_file(&file.contents).err()?;
                    Some(format!("{}: {error}", file.path.display()))
                })
                .map_or(Ok(true), Err),
        }
    }));
    done.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panic: {}", text.unwrap_or_default()))
    })
}

#[test]
fn changed_documents_never_panic_and_give_code_that_parses() {
    let rounds = std::env::var("MUTATIONS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (mut defects, mut accepted, mut made) = (Vec::new(), 0, 0);
    for (number, path) in documents("mutated").into_iter().enumerate() {
        let text = std::fs::read_to_string(&path).unwrap();
        let whole = read(&path, &Config::default());
        assert!(!whole.report.has_errors(), "{}", whole.report.render(false));
        for round in 0..rounds {
            let mut numbers = Numbers((number as u64) << 32 | round);
            let (name, bytes) = if round % 4 == 0 {
                ("mutated.yaml", flip(&text, &mut numbers))
            } else {
                let mut document = whole.document.clone();
                for _ in 0..=numbers.below(3) {
                    mutate(&mut document, &mut numbers);
                }
                (
                    "mutated.json",
                    serde_json::to_vec_pretty(&document).unwrap(),
                )
            };
            let mutated = folder.path().join(name);
            std::fs::write(&mutated, &bytes).unwrap();
            made += 1;
            match outcome(&mutated) {
                Ok(is_code) => accepted += u64::from(is_code),
                Err(defect) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    defects.push((format!("document {number}, round {round}: {defect}"), text));
                }
            }
        }
    }
    eprintln!("{accepted} of {made} became code");
    let told: Vec<&str> = defects.iter().map(|(defect, _)| defect.as_str()).collect();
    assert!(
        defects.is_empty(),
        "{}\nthe first document:\n{}",
        told.join("\n"),
        defects[0].1
    );
    // Otherwise the mutations are so wild that they test little.
    assert!(accepted * 4 > made, "{accepted} of {made} became code");
}
