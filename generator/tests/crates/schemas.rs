//! Values held against generated types: which are taken, and what is said of those that are not.

use std::sync::atomic::{AtomicBool, Ordering};

use golden_choices::models::schemas::Choices;
use golden_composition::models::schemas::All;
use golden_exact::models::schemas::{Exact, Hidden};
use golden_values::models::schemas::Values;
use golden_webhooks::models::schemas::{Open, Pet, PetInput, Tree};
use openapi_stubs_runtime as rt;
use openapi_stubs_runtime::serde_json::{self, Value, json};

/// Whether a case was not as expected: all of them are told.
static FAILED: AtomicBool = AtomicBool::new(false);

/// The value as the type has it, or codes and places of what is wrong.
fn read<T: rt::Decode>(value: &Value) -> Result<T, String> {
    let mut sink = Vec::new();
    let read = rt::decode(rt::Location::Body, rt::Input::json(value), &mut sink);
    let told: Vec<String> = sink
        .iter()
        .map(|violation| format!("{} {}", violation.code, violation.pointer))
        .collect();
    assert_eq!(read.is_none(), !sink.is_empty(), "{told:?}");
    read.ok_or_else(|| told.join(", "))
}

/// Cases of one property, with what is wrong with each; nothing for what is taken.
fn cases<T: rt::Decode>(base: &Value, name: &str, cases: &[(Value, &str)]) {
    for (value, expected) in cases {
        let mut whole = base.clone();
        whole[name] = value.clone();
        let told = read::<T>(&whole).err().unwrap_or_default();
        if told != *expected {
            eprintln!("{whole}: `{told}` instead of `{expected}`");
            FAILED.store(true, Ordering::Relaxed);
        }
    }
}

fn composition() {
    let base = json!({ "name": "n", "unseen": 1 });
    assert_eq!(read::<All>(&base).map(|all| all.name), Ok("n".into()));
    let all = cases::<All>;
    all(
        &base,
        "name",
        &[(json!("x"), "not /name"), (json!(1), "type /name")],
    );
    all(&base, "other", &[(json!("abc"), "one_of ")]);
    all(
        &base,
        "narrow",
        &[(json!("b"), ""), (json!("a"), "type /narrow")],
    );
    all(
        &base,
        "number",
        &[
            (json!(1), ""),
            (json!(9), "exclusive_maximum /number"),
            (json!(0), "minimum /number"),
            (json!(1.5), "type /number"),
        ],
    );
    all(
        &base,
        "both",
        &[(json!("az"), ""), (json!("a"), "pattern /both")],
    );
    all(
        &base,
        "cat",
        &[
            (json!({ "petType": "Cat", "name": "Tom" }), ""),
            (
                json!({ "petType": "Cat", "name": "Thomas" }),
                "max_length /cat/name",
            ),
            (json!({}), "required /cat/petType, required /cat/name"),
        ],
    );
    all(
        &base,
        "tree",
        &[
            (json!({ "child": { "x": 1, "child": { "x": 2 } } }), ""),
            (
                json!({ "child": { "child": { "x": "2" } } }),
                "type /tree/child/child/x",
            ),
        ],
    );
    all(
        &base,
        "noTree",
        &[
            (json!(1), ""),
            (json!({ "child": { "x": "1" } }), ""),
            (json!({ "kids": [{ "child": { "x": 1 } }] }), "not /noTree"),
        ],
    );
    all(
        &base,
        "short",
        &[
            (json!(1), ""),
            (json!("abc"), ""),
            (json!("ab"), "min_length /short"),
        ],
    );
    let id = "00000000-0000-0000-0000-000000000000";
    all(
        &base,
        "id",
        &[
            (json!(id), ""),
            (json!(id.replacen('0', "1", 1)), "pattern /id"),
        ],
    );
    all(
        &base,
        "closed",
        &[
            (json!({ "other": 1 }), ""),
            (json!({ "other": 0 }), "minimum /closed/other"),
            (json!({ "a": "text" }), "type /closed/a"),
        ],
    );
    let told = read::<All>(&json!({ "name": "n", "unseen": 1, "a": 1, "b": 2 }));
    assert_eq!(told.unwrap_err(), "not ");
    assert_eq!(
        read::<All>(&json!({ "name": "n" })).unwrap_err(),
        "required /unseen"
    );
    let told = read::<All>(&json!({ "unseen": 1, "other": "abc" }));
    assert_eq!(told.unwrap_err(), "required /name");
}

fn values() {
    let base = json!({});
    let all = cases::<Values>;
    all(
        &base,
        "level",
        &[
            (json!(0.5), ""),
            (json!(1.0), ""),
            (json!("low"), ""),
            (json!(true), ""),
            (json!(null), ""),
            (json!("1"), "type /level"),
            (json!(false), "type /level"),
        ],
    );
    all(
        &base,
        "fraction",
        &[(json!(1.5), ""), (json!(1), "type /fraction")],
    );
    all(
        &base,
        "yes",
        &[(json!(true), ""), (json!(false), "enum /yes")],
    );
    all(
        &base,
        "one",
        &[(json!("only"), ""), (json!("other"), "type /one")],
    );
    all(
        &base,
        "quoted",
        &[
            (json!("1"), ""),
            (json!("true"), ""),
            (json!(1), "type /quoted"),
        ],
    );
    all(
        &base,
        "object",
        &[
            (json!({ "a": 1.0 }), ""),
            (json!({ "a": 2 }), "enum /object"),
        ],
    );
    all(
        &base,
        "grid",
        &[
            (json!([[0.1], [0.3]]), ""),
            (json!([[1], [1.0]]), "unique_items /grid"),
            (
                json!([[0.35], []]),
                "multiple_of /grid/0/0, min_items /grid/1",
            ),
        ],
    );
    all(
        &base,
        "small",
        &[
            (json!(2_147_483_647), ""),
            (json!(2_147_483_648_i64), "type /small"),
        ],
    );
    all(
        &base,
        "settings",
        &[
            (json!({ "b": "x" }), ""),
            (json!({}), "min_properties /settings"),
            (json!({ "c": 1 }), "unknown /settings/c"),
        ],
    );
    let defaults = read::<Values>(&base).unwrap();
    assert_eq!(defaults.listed, ["a", "b"]);
    assert_eq!(
        (defaults.settings.a, defaults.settings.b.as_str()),
        (Some(1), "q")
    );
    assert_eq!(defaults.day.to_string(), "2020-01-01");
    let level = read::<Values>(&json!({ "level": 0.5 })).unwrap();
    assert_eq!(serde_json::to_value(&level).unwrap()["level"], json!(0.5));
}

fn choices() {
    let base = json!({});
    let all = cases::<Choices>;
    all(
        &base,
        "pet",
        &[
            (json!({ "kind": "Cat", "lives": 9 }), ""),
            (json!({ "kind": "hound", "name": "Rex" }), ""),
            (json!({ "kind": "dog" }), "required /pet/name"),
            (json!({ "kind": "Dog", "name": "Rex" }), "type /pet/kind"),
            (json!({}), "required /pet/kind"),
        ],
    );
    all(
        &base,
        "inline",
        &[
            (json!({ "kind": "2nd" }), ""),
            (json!({ "kind": "third" }), "type /inline/kind"),
        ],
    );
    all(
        &base,
        "shape",
        &[
            (json!({ "kind": "circle", "r": 1 }), ""),
            (json!({ "kind": "circle", "s": 1 }), "required /shape/r"),
            (
                json!({ "kind": "box", "s": 1, "label": 1 }),
                "type /shape/label",
            ),
            (json!({ "kind": "line" }), "type /shape"),
        ],
    );
    all(
        &base,
        "byType",
        &[
            (json!(1), ""),
            (json!(true), ""),
            (json!(["a"]), ""),
            (json!("a"), ""),
            (json!(null), ""),
            (json!([1]), "type /byType/0"),
            (json!(1.5), "type /byType"),
            (json!({}), "type /byType"),
        ],
    );
    all(
        &base,
        "byField",
        &[
            (json!({ "r": 1 }), ""),
            (json!({ "s": "x" }), "type /byField/s"),
            (json!({ "r": 1, "s": 1 }), "type /byField"),
            // Only one of the two is what the other is not.
            (json!({ "r": 1, "s": "x" }), ""),
            (json!({}), "type /byField"),
        ],
    );
    all(
        &base,
        "alike",
        &[
            (json!("abc"), ""),
            (json!("Abcd"), ""),
            (json!("Abc"), "type /alike"),
            (json!("abcd"), "type /alike"),
        ],
    );
    all(
        &base,
        "any",
        &[(json!("Abc"), ""), (json!("abcd"), "type /any")],
    );
    all(
        &base,
        "rules",
        &[
            (json!("::1"), ""),
            (json!("1.2.3.4"), ""),
            (json!("x"), "any_of /rules"),
        ],
    );
}

fn exact() {
    let base = json!({});
    let all = cases::<Exact>;
    // Numbers by their exact value, however they are written.
    let large = 9_007_199_254_740_993_i64;
    all(
        &base,
        "even",
        &[
            (json!(1e18), ""),
            (json!(2.0), ""),
            (json!(1e19), "type /even"),
            (json!(large), "multiple_of /even"),
        ],
    );
    all(
        &base,
        "atMost",
        &[(json!(large - 1), ""), (json!(large), "maximum /atMost")],
    );
    all(
        &base,
        "cents",
        &[(json!(1e300), ""), (json!(0.001), "multiple_of /cents")],
    );
    all(
        &base,
        "notWhole",
        &[
            (json!(0.5), ""),
            (json!(1), "not /notWhole"),
            (json!(1e19), ""),
        ],
    );
    // Days and moments to the letter.
    all(
        &base,
        "day",
        &[
            (json!("2024-02-29"), ""),
            (json!("2026-02-30"), "type /day"),
            (json!("+2026-01-1"), "type /day"),
        ],
    );
    all(
        &base,
        "moment",
        &[
            (json!("2016-12-31t23:59:60z"), ""),
            (json!("2026-01-02T12:34:60Z"), "type /moment"),
            (json!("2026-01-02"), "type /moment"),
        ],
    );
    all(&base, "shortened", &[(json!("2026-01-02"), "")]);
    all(
        &base,
        "listed",
        &[(json!("::1"), ""), (json!("x"), "format /listed")],
    );
    // What is closed, what may be null, what contains itself.
    all(
        &base,
        "nothing",
        &[(json!({}), ""), (json!({ "a": 1 }), "unknown /nothing/a")],
    );
    all(
        &base,
        "either",
        &[
            (json!(null), ""),
            (json!({ "a": 1 }), ""),
            (json!({}), "any_of /either"),
        ],
    );
    all(
        &base,
        "both",
        &[
            (json!("x"), ""),
            (json!(null), "null /both"),
            (json!("xyz"), "max_length /both"),
        ],
    );
    all(
        &base,
        "lists",
        &[
            (json!([[], [[]]]), ""),
            (json!([[1]]), "type /lists/0/0"),
        ],
    );
}

/// Secrets are never told, as a whole or among others.
fn secrets() {
    let hush = "hush";
    let values = [
        json!({ "listed": hush }),
        json!({ "listed": [hush, 1] }),
        json!({ "card": { "number": 1, "owner": { "name": [hush] } } }),
        json!({ "choice": [hush] }),
        json!({ "choice": hush }),
        json!({ "address": hush }),
        json!({ "checked": hush }),
        json!({ "word": [hush] }),
    ];
    for value in values {
        let mut sink = Vec::new();
        let read: Option<Hidden> =
            rt::decode(rt::Location::Body, rt::Input::json(&value), &mut sink);
        assert!(read.is_none(), "{value}");
        assert!(!format!("{sink:?}").contains(hush), "{value}: {sink:?}");
    }
    // What stands beside a secret is told.
    let mut sink = Vec::new();
    let value = json!({ "beside": { "pin": hush, "name": 7 } });
    let _: Option<Hidden> = rt::decode(rt::Location::Body, rt::Input::json(&value), &mut sink);
    let told: Vec<_> = sink.iter().map(|told| told.value.clone()).collect();
    assert_eq!(told, [None, Some(json!(7))]);
}

/// Bodies that are an enumeration, or null.
fn bodies() {
    use golden_exact::default::{PutLevelBody, PutNoteBody};
    assert!(read::<PutLevelBody>(&json!("high")).is_ok());
    assert_eq!(read::<PutLevelBody>(&json!("no")).unwrap_err(), "type ");
    assert_eq!(read::<PutLevelBody>(&json!(null)).unwrap_err(), "null ");
    assert!(read::<PutNoteBody>(&json!(null)).is_ok_and(|body| body.0.is_none()));
    assert!(read::<PutNoteBody>(&json!({ "errors": ["e"] })).is_ok_and(|body| body.0.is_some()));
    assert_eq!(read::<PutNoteBody>(&json!(1)).unwrap_err(), "type ");
}

/// A crate of types alone: what is read and written through OpenAPI 3.1's keywords.
fn types_alone() {
    let pet = json!({ "name": "Rex", "kind": "dog", "legs": 4 });
    let cases_of_pet = [
        (json!({ "wings": 2 }), "unknown /wings"),
        (json!({ "legs": "four" }), "type /legs"),
        (json!({ "name": "" }), "min_length /name"),
        // What is read only may be sent back.
        (json!({ "id": 7 }), ""),
    ];
    assert_eq!(read::<PetInput>(&pet).map(|pet| pet.legs), Ok(Some(4)));
    for (more, expected) in cases_of_pet {
        let mut whole = pet.clone();
        let more = more.as_object().cloned().unwrap_or_default();
        whole.as_object_mut().unwrap().extend(more);
        let told = read::<PetInput>(&whole).err().unwrap_or_default();
        assert_eq!(told, expected, "{whole}");
    }
    let written = serde_json::to_value(Pet {
        kind: None,
        legs: Some(3),
        mother: None,
        name: "Rex".into(),
        id: Some(7),
    });
    assert_eq!(written.unwrap(), json!({ "legs": 3, "name": "Rex", "id": 7 }));
    // A `$dynamicRef` that means one schema only, and additional properties by another name.
    let tree = json!({ "children": [{ "children": [], "depth": "x" }] });
    assert_eq!(
        read::<Tree>(&tree).err().as_deref(),
        Some("type /children/0/depth")
    );
    // Everything is described by the schema beside it: nothing is left over.
    assert!(read::<Open>(&json!({ "a": "x", "b": "y" })).is_ok());
    assert!(golden_webhooks::DOCUMENT.contains("adopted"));
}

fn main() {
    types_alone();
    composition();
    exact();
    secrets();
    bodies();
    values();
    choices();
    assert!(!FAILED.load(Ordering::Relaxed));
}
