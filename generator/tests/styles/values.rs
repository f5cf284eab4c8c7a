//! Random values: texts are full of what separates, encodes and ends things.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::random::{one, percent};
use crate::table::Shape;

/// What texts are made of.
const FRAGMENTS: &[&str] = &[
    "a",
    "Z",
    "0",
    "word",
    "-",
    "_",
    "~",
    ".",
    "..",
    ",",
    ";",
    "=",
    "&",
    "|",
    " ",
    "  ",
    "+",
    "%",
    "%20",
    "%2C",
    "%zz",
    "?",
    "#",
    "/",
    "//",
    ":",
    "@",
    "!",
    "$",
    "'",
    "(",
    ")",
    "*",
    "[",
    "]",
    "[]",
    "[0]",
    "[a]",
    "{",
    "}",
    "\"",
    "\\",
    "<",
    ">",
    "^",
    "`",
    "\t",
    "\n",
    "\u{0}",
    "\u{7f}",
    "é",
    "日本",
    "\u{1f600}",
    "e\u{301}",
    "\u{2028}",
    "null",
    "true",
    "value",
    "text",
    "{\"a\":1}",
];

/// Names that an object may have besides.
const NAMES: &[&str] = &[
    "a",
    "b",
    "value2",
    "with space",
    "x,y",
    "x;y",
    "x=y",
    "x&y",
    "x.y",
    "x|y",
    "x%41",
    "x+y",
    "é",
    "0",
    "[",
    "a[b]",
    "true",
    "-",
    "/",
];

/// A value of the shape.
pub(crate) fn value(rng: &mut Rng, shape: Shape) -> Value {
    match shape {
        Shape::Text => text(rng).into(),
        Shape::Integer => integer(rng).into(),
        Shape::Number => number(rng),
        Shape::Flag => rng.bool().into(),
        Shape::Texts => list(rng, |rng| text(rng).into()),
        Shape::Integers => list(rng, |rng| integer(rng).into()),
        Shape::Thing => {
            let mut fields = Map::new();
            let all: [(&str, Value); 5] = [
                ("text", text(rng).into()),
                ("count", integer(rng).into()),
                ("flag", rng.bool().into()),
                ("ratio", number(rng)),
                ("note", text(rng).into()),
            ];
            for (name, value) in all {
                if percent(rng, 60) {
                    fields.insert(name.to_owned(), value);
                }
            }
            fields.into()
        }
        Shape::Map => named(rng, Map::new(), |rng| text(rng).into()),
        Shape::Open => {
            let mut fields = Map::new();
            if rng.bool() {
                fields.insert("text".to_owned(), text(rng).into());
            }
            if rng.bool() {
                fields.insert("flag".to_owned(), rng.bool().into());
            }
            named(rng, fields, |rng| integer(rng).into())
        }
    }
}

fn text(rng: &mut Rng) -> String {
    let count = [0, 1, 1, 1, 2, 2, 3, 4, 6][rng.usize(..9)];
    (0..count).map(|_| one(rng, FRAGMENTS)).collect()
}

fn integer(rng: &mut Rng) -> i64 {
    match rng.u8(..6) {
        0 => 0,
        1 => i64::MAX,
        2 => i64::MIN,
        3 => rng.i64(..),
        _ => rng.i64(-1000..1000),
    }
}

fn number(rng: &mut Rng) -> Value {
    match rng.u8(..5) {
        0 => json!(0.0),
        1 => json!(1e300),
        2 => json!(-1.5e-9),
        // Few enough digits for every parser to agree on the last bit.
        3 => json!((rng.f64() * 1e9).round() / 1e9),
        _ => json!(f64::from(rng.i32(-1000..1000)) / 8.0),
    }
}

fn list(rng: &mut Rng, item: impl Fn(&mut Rng) -> Value) -> Value {
    let count = [0, 1, 1, 2, 2, 3, 5][rng.usize(..7)];
    (0..count).map(|_| item(rng)).collect()
}

fn named(
    rng: &mut Rng,
    mut fields: Map<String, Value>,
    value: impl Fn(&mut Rng) -> Value,
) -> Value {
    for _ in 0..rng.usize(..4) {
        let name = if percent(rng, 80) {
            one(rng, NAMES).to_owned()
        } else {
            text(rng)
        };
        if !fields.contains_key(&name) && name != "text" && name != "flag" {
            let value = value(rng);
            fields.insert(name, value);
        }
    }
    fields.into()
}
