//! Reading of values: what is accepted, what is refused, and what is said about it.

use openapi_stubs_runtime::{self as rt, Decode, Fields, Input, Location, Part, Patch, State};
use serde_json::{Value, json};
use std::borrow::Cow;

/// Reads the field `k` of an input: the value, or the violations.
macro_rules! read {
    ($location:ident, $input:expr, $ty:ty, |$at:ident| $read:expr) => {{
        #[derive(Debug)]
        struct One($ty);
        impl Decode for One {
            fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
                let $at = f.at("k");
                $read.map(One)
            }
        }
        let mut violations = Vec::new();
        rt::decode::<One>(Location::$location, $input, &mut violations)
            .map(|One(value)| value)
            .ok_or(violations)
    }};
}

macro_rules! query {
    ($text:expr, $ty:ty, |$at:ident| $read:expr) => {
        read!(Query, Input::query($text), $ty, |$at| $read)
    };
}

macro_rules! body {
    ($value:expr, $ty:ty, |$at:ident| $read:expr) => {
        read!(Body, Input::json(&$value), $ty, |$at| $read)
    };
}

#[test]
fn arrays_of_a_query() {
    let forms = [
        ("k=a&k=b", vec!["a", "b"]),
        ("k[]=a&k[]=b", vec!["a", "b"]),
        ("k%5B%5D=a", vec!["a"]),
        ("k[1]=b&k[0]=a", vec!["a", "b"]),
        ("k=a", vec!["a"]),
        ("k=a,b", vec!["a,b"]),
        ("k=", vec![]),
    ];
    for (text, expected) in forms {
        let read = query!(text, Vec<String>, |at| at
            .accept_single()
            .list(|at| at.text().required())
            .required());
        assert_eq!(read.unwrap(), expected, "{text}");
    }
    let strict = query!("k[]=a", Vec<String>, |at| at
        .list(|at| at.text().required())
        .required());
    assert_eq!(strict.unwrap_err()[0].message, "Must be an array");
}

#[test]
fn arrays_of_json() {
    let value = json!({ "k": "a" });
    let single = body!(value, Vec<String>, |at| at
        .accept_single()
        .list(|at| at.text().required())
        .required());
    assert_eq!(single.unwrap(), ["a"]);
    let strict = body!(value, Vec<String>, |at| at
        .list(|at| at.text().required())
        .required());
    assert_eq!(strict.unwrap_err()[0].code, "type");
    let value = json!({ "k": [1, "x", null, 4] });
    let items = body!(value, Vec<i64>, |at| at
        .list(|at| at.integer().required())
        .required());
    let names: Vec<String> = items
        .unwrap_err()
        .into_iter()
        .map(|violation| violation.name)
        .collect();
    assert_eq!(names, ["k[1]", "k[2]"]);
}

#[test]
fn a_hundred_thousand_items_are_compared_in_time() {
    let value = json!({ "k": (0..100_000).collect::<Vec<i64>>() });
    let unique = body!(value, Vec<i64>, |at| at
        .unique()
        .list(|at| at.integer().required())
        .required());
    assert_eq!(unique.unwrap().len(), 100_000);
    let value = json!({ "k": [1, 2, 1] });
    let twice = body!(value, Vec<i64>, |at| at
        .unique()
        .list(|at| at.integer().required())
        .required());
    assert_eq!(twice.unwrap_err()[0].code, "unique_items");
}

#[test]
fn loose_booleans() {
    let table = [
        ("true", Some(true)),
        ("TRUE", Some(true)),
        ("1", Some(true)),
        ("anything", Some(true)),
        ("false", Some(false)),
        ("FALSE", Some(false)),
        ("0", Some(false)),
        ("", Some(false)),
        ("null", None),
    ];
    for (text, expected) in table {
        let query = format!("k={text}");
        let read = query!(&query, Option<bool>, |at| at
            .accept_any_bool()
            .boolean()
            .nullable());
        assert_eq!(read.unwrap(), expected, "{text}");
        let value = json!({ "k": text });
        let read = body!(value, Option<bool>, |at| at
            .accept_any_bool()
            .boolean()
            .nullable());
        assert_eq!(read.unwrap(), expected, "{text}");
    }
    for (value, expected) in [(json!(1), true), (json!(0), false), (json!(true), true)] {
        let value = json!({ "k": value });
        assert_eq!(
            body!(value, bool, |at| at.accept_any_bool().boolean().required()).unwrap(),
            expected
        );
    }
    let value = json!({ "k": [] });
    assert!(body!(value, bool, |at| at.accept_any_bool().boolean().required()).is_err());
}

#[test]
fn strict_booleans() {
    assert_eq!(
        query!("k=true", bool, |at| at.boolean().required()),
        Ok(true)
    );
    assert!(query!("k=1", bool, |at| at.boolean().required()).is_err());
    assert_eq!(
        query!("k=1", bool, |at| at.accept_bool().boolean().required()),
        Ok(true)
    );
    let value = json!({ "k": "true" });
    assert!(body!(value, bool, |at| at.boolean().required()).is_err());
    assert_eq!(
        body!(value, bool, |at| at.accept_bool().boolean().required()),
        Ok(true)
    );
}

#[test]
fn nulls() {
    let text = query!("k=null", Option<String>, |at| at
        .accept_null_text()
        .text()
        .nullable());
    assert_eq!(text, Ok(None));
    let plain = query!("k=null", Option<String>, |at| at.text().nullable());
    assert_eq!(plain, Ok(Some("null".to_owned())));
    let patches = [
        (json!({}), Patch::Absent),
        (json!({ "k": null }), Patch::Null),
        (json!({ "k": 5 }), Patch::Value(5)),
    ];
    for (value, expected) in patches {
        assert_eq!(
            body!(value, Patch<i64>, |at| at.integer().patch()),
            Ok(expected)
        );
    }
    let value = json!({ "k": null });
    for violations in [
        body!(value, i64, |at| at.integer().required()).unwrap_err(),
        body!(value, i64, |at| at.integer().or(3)).unwrap_err(),
    ] {
        assert_eq!((violations[0].code, violations.len()), ("null", 1));
    }
    assert_eq!(body!(json!({}), i64, |at| at.integer().or(3)), Ok(3));
    assert_eq!(
        body!(value, Option<i64>, |at| at.integer().nullable_or(Some(3))),
        Ok(None)
    );
}

#[test]
fn any_value_may_be_null() {
    let value = json!({ "k": null });
    let read = body!(value, Value, |at| at.any().required());
    assert_eq!(read, Ok(Value::Null));
    let read = body!(json!({}), Option<Value>, |at| at.any().optional());
    assert_eq!(read, Ok(None));
}

#[test]
fn integers_at_their_ends() {
    for (text, expected) in [
        ("9223372036854775807", Some(i64::MAX)),
        ("9223372036854775808", None),
        ("-9223372036854775808", Some(i64::MIN)),
    ] {
        let query = format!("k={text}");
        assert_eq!(
            query!(&query, i64, |at| at.integer().required()).ok(),
            expected
        );
        let value: Value = serde_json::from_str(&format!("{{\"k\":{text}}}")).unwrap();
        assert_eq!(
            body!(value, i64, |at| at.integer().required()).ok(),
            expected
        );
    }
    let value: Value = serde_json::from_str("{\"k\":1e300}").unwrap();
    assert!(body!(value, i64, |at| at.integer().required()).is_err());
    let value = json!({ "k": 2_147_483_648_i64 });
    assert!(body!(value, i32, |at| at.integer().required()).is_err());
    let digits = format!("k={}", "9".repeat(100_000));
    assert!(query!(&digits, i64, |at| at.integer().required()).is_err());
}

#[test]
fn secrets_are_never_shown() {
    let value = json!({ "k": "hunter2" });
    let violations = [
        body!(value, String, |at| at
            .secret()
            .text()
            .min_length(20)
            .required())
        .unwrap_err(),
        body!(value, i64, |at| at.secret().integer().required()).unwrap_err(),
        query!("k=hunter2", bool, |at| at.secret().boolean().required()).unwrap_err(),
        body!(json!({ "k": ["hunter2"] }), Vec<i64>, |at| at
            .secret()
            .list(|at| at.integer().required())
            .required())
        .unwrap_err(),
        // An object may have a secret among its fields.
        body!(json!({ "k": { "password": "hunter2" } }), i64, |at| at
            .integer()
            .required())
        .unwrap_err(),
        body!(json!({ "k": [{ "password": "hunter2" }] }), i64, |at| at
            .integer()
            .required())
        .unwrap_err(),
        body!(json!({ "k": { "password": "hunter2" } }), Form, |at| at
            .value::<Form>()
            .required())
        .unwrap_err(),
    ];
    for violation in violations.into_iter().flatten() {
        assert!(
            !format!("{violation:?}").contains("hunter2"),
            "{violation:?}"
        );
    }
}

#[test]
fn long_values_are_not_shown() {
    let long = "x".repeat(100_000);
    let value = json!({ "k": long });
    for violations in [
        body!(value, i64, |at| at.integer().required()).unwrap_err(),
        body!(value, String, |at| at.text().max_length(5).required()).unwrap_err(),
    ] {
        assert_eq!(violations[0].value, None);
    }
}

#[derive(Debug, PartialEq)]
struct Point {
    x: i64,
    y: i64,
}

impl Decode for Point {
    fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
        f.deny_unknown(&["x", "y"]);
        let x = f.at("x").accept_int().integer().min(0.0).required();
        let y = f.at("y").accept_int().integer().min(0.0).required();
        Some(Self { x: x?, y: y? })
    }
}

#[derive(Debug, PartialEq)]
enum Form {
    Number(i64),
    Text(String),
    Point(Point),
}

impl rt::DecodeValue for Form {
    fn decode_value(at: rt::At<'_, '_>) -> State<Self> {
        at.among(
            false,
            &[
                rt::Form::number(|at| at.accept_int().integer().state().map(Self::Number)),
                rt::Form::text(|at| at.text().state().map(Self::Text)),
                rt::Form::object(|at| at.object().state().map(Self::Point)),
            ],
        )
    }
}

#[test]
fn unions() {
    let cases = [
        (json!(7), Form::Number(7)),
        // A string is a string where both are possible.
        (json!("7"), Form::Text("7".into())),
        (json!({ "x": 1, "y": 2 }), Form::Point(Point { x: 1, y: 2 })),
    ];
    for (value, expected) in cases {
        let value = json!({ "k": value });
        assert_eq!(body!(value, Form, |at| at.value().required()), Ok(expected));
    }
    // In a text everything is a string: the first form that fits is it.
    assert_eq!(
        query!("k=7", Form, |at| at.value().required()),
        Ok(Form::Number(7))
    );
    assert_eq!(
        query!("k=a", Form, |at| at.value().required()),
        Ok(Form::Text("a".into()))
    );
    let point = query!("k[x]=1&k[y]=2", Form, |at| at.value().required());
    assert_eq!(point, Ok(Form::Point(Point { x: 1, y: 2 })));
    // Only one form is an object: what is wrong is told as if there were no other.
    let value = json!({ "k": { "x": -1, "y": 2 } });
    assert_eq!(
        body!(value, Form, |at| at.value().required()).unwrap_err()[0].message,
        "Must be at least 0"
    );
}

/// Two forms that contain themselves.
#[derive(Debug)]
struct Tree;

impl rt::DecodeValue for Tree {
    fn decode_value(at: rt::At<'_, '_>) -> State<Self> {
        struct Node;
        impl Decode for Node {
            fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
                f.at("child").value::<Tree>().optional().map(|_| Self)
            }
        }
        at.among(
            false,
            &[
                rt::Form::object(|at| at.object::<Node>().state().map(|_| Self)),
                rt::Form::object(|at| at.object::<Node>().state().map(|_| Self)),
            ],
        )
    }
}

#[test]
fn forms_in_forms_end_in_time() {
    let mut value = json!({});
    for _ in 0..100 {
        value = json!({ "child": value });
    }
    let value = json!({ "k": value });
    assert!(body!(value, Tree, |at| at.value().required()).is_err());
}

#[derive(Debug, PartialEq)]
enum Shape {
    Point(Point),
    Named(String),
}

impl rt::DecodeValue for Shape {
    fn decode_value(at: rt::At<'_, '_>) -> State<Self> {
        struct Name(String);
        impl Decode for Name {
            fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
                f.at("name").text().min_length(2).required().map(Self)
            }
        }
        struct Plain(Point);
        impl Decode for Plain {
            fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
                let x = f.at("x").integer().required();
                let y = f.at("y").integer().required();
                Some(Self(Point { x: x?, y: y? }))
            }
        }
        at.by_property(
            "type",
            &[
                ("point", |at| {
                    at.object::<Plain>()
                        .state()
                        .map(|Plain(point)| Self::Point(point))
                }),
                ("named", |at| {
                    at.object::<Name>()
                        .state()
                        .map(|Name(name)| Self::Named(name))
                }),
            ],
        )
    }
}

#[test]
fn a_property_decides() {
    let read = |value: Value| {
        let value = json!({ "k": value });
        body!(value, Shape, |at| at.value().required())
    };
    assert_eq!(
        read(json!({ "type": "named", "name": "ab" })),
        Ok(Shape::Named("ab".into()))
    );
    let found = |value: Value| {
        let violations = read(value).unwrap_err();
        assert_eq!(violations.len(), 1, "{violations:?}");
        (violations[0].name.clone(), violations[0].message.clone())
    };
    assert_eq!(
        found(json!({ "type": "named", "name": "a" })),
        ("k.name".into(), "Must have at least 2 characters".into())
    );
    assert_eq!(
        found(json!({ "type": "circle" })),
        ("k.type".into(), "Must be one of point, named".into())
    );
    assert_eq!(found(json!({})), ("k.type".into(), "Is required".into()));
    assert_eq!(found(json!(5)), ("k".into(), "Must be an object".into()));
    let form = query!("k[type]=named&k[name]=ab", Shape, |at| at
        .value()
        .required());
    assert_eq!(form, Ok(Shape::Named("ab".into())));
}

#[test]
fn nested_names_of_a_form() {
    let pairs = |list: &[(&'static str, &'static str)]| {
        Input::pairs(
            list.iter()
                .map(|(name, value)| (Cow::Borrowed(*name), Part::Text(Cow::Borrowed(*value))))
                .collect(),
        )
    };
    let point = read!(Body, pairs(&[("k[x]", "1"), ("k[y]", "2")]), Point, |at| at
        .object()
        .required());
    assert_eq!(point, Ok(Point { x: 1, y: 2 }));
    let wrong = read!(Body, pairs(&[("k[x]", "-1"), ("k[z]", "2")]), Point, |at| {
        at.object().required()
    })
    .unwrap_err();
    let said: Vec<(&str, &str)> = wrong
        .iter()
        .map(|violation| (violation.name.as_str(), violation.code))
        .collect();
    assert_eq!(
        said,
        [("k.z", "unknown"), ("k.x", "minimum"), ("k.y", "required")]
    );
    assert_eq!(wrong[1].pointer, "/k/x");
    let map = read!(
        Body,
        pairs(&[("k[a]", "1"), ("k[b]", "2")]),
        Vec<(String, i64)>,
        |at| at
            .map(|at| at.integer().required())
            .required()
            .map(|map| map.into_iter().collect())
    );
    assert_eq!(map.unwrap(), [("a".to_owned(), 1), ("b".to_owned(), 2)]);
}

#[test]
fn further_fields() {
    #[derive(Debug, PartialEq)]
    struct Open(Vec<(String, i64)>);
    impl Decode for Open {
        fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
            let known = f.at("known").text().required();
            let additional = f.additional(&["known"], |at| at.integer().required());
            known?;
            Some(Self(additional?.into_iter().collect()))
        }
    }
    let read = |value: Value| {
        let value = json!({ "k": value });
        body!(value, Open, |at| at.object().required())
    };
    assert_eq!(
        read(json!({ "known": "", "a": 1 })),
        Ok(Open(vec![("a".into(), 1)]))
    );
    assert_eq!(
        read(json!({ "known": "", "a": "x" })).unwrap_err()[0].name,
        "k.a"
    );
}

#[test]
fn every_rule_that_is_broken_is_told() {
    static DIGITS: rt::Pattern = rt::Pattern::new("^[0-9]+$");
    let violations = query!("k=ab", String, |at| at
        .text()
        .min_length(5)
        .pattern(&DIGITS)
        .required())
    .unwrap_err();
    let codes: Vec<&str> = violations.iter().map(|violation| violation.code).collect();
    assert_eq!(codes, ["min_length", "pattern"]);
    assert_eq!(violations[0].value, Some(json!("ab")));
    let emoji = query!("k=%F0%9F%8E%A5%F0%9F%8E%A5", String, |at| at
        .text()
        .max_length(2)
        .required());
    assert_eq!(emoji.unwrap(), "🎥🎥", "characters are counted, not bytes");
}

#[test]
fn text_that_is_no_utf8_is_no_panic() {
    for text in [
        "k=%FF",
        "k=%",
        "k=%2",
        "%=%",
        "k[=1",
        "k]=1",
        "k[[]]=1",
        "[]=1",
        "=",
        "&&&",
        "k=1&k[a]=2",
    ] {
        let _ = query!(text, Vec<String>, |at| at
            .accept_single()
            .list(|at| at.text().required())
            .required());
        let _ = query!(text, Point, |at| at.object().required());
    }
}

#[test]
fn headers_in_any_case() {
    let mut headers = rt::HeaderMap::new();
    headers.insert("k", rt::HeaderValue::from_static("12"));
    let mut violations = Vec::new();
    struct Length(i64);
    impl Decode for Length {
        fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
            f.at("K").integer().required().map(Self)
        }
    }
    let read = rt::decode::<Length>(Location::Header, Input::headers(&headers), &mut violations);
    assert_eq!(read.map(|length| length.0), Some(12));
}
