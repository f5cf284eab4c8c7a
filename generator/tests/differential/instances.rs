//! Random values: such as a schema may allow, and changed ones.

use fastrand::Rng;
use serde_json::{Map, Number, Value, json};

use crate::random::{one, percent};
use crate::schemas::{Case, NAMES, PATTERNS};

/// Stands in every text that is a secret.
pub(crate) const SECRET_TEXT: &str = "hush";
/// The secret among numbers.
pub(crate) const SECRET_NUMBER: i64 = 7_654_321;

/// Texts that have a format, and such that nearly have it.
pub(crate) const FORMATTED: &[(&str, &[&str])] = &[
    (
        "date",
        &[
            "2026-02-28",
            "2024-02-29",
            "0000-01-01",
            "9999-12-31",
            "2026-02-30",
            "2025-02-29",
            "2026-13-01",
            "2026-1-01",
            "2026-01-01T00:00:00Z",
            " 2026-01-01",
            "2026-00-10",
            "+2026-01-1",
            "20260101",
            "2026-01-0a",
            "-026-01-01",
            "२०२६-०१-०१",
        ],
    ),
    (
        "date-time",
        &[
            "2026-01-02T03:04:05Z",
            "2026-01-02t03:04:05z",
            "2026-01-02T03:04:05.678+01:30",
            "2016-12-31T23:59:60Z",
            "2017-01-01T00:59:60+01:00",
            "2026-01-02T23:59:60Z",
            "2026-01-02T12:34:60Z",
            "2026-01-02 03:04:05Z",
            "2026-01-02T03:04:05",
            "2026-01-02",
            "2026-02-30T00:00:00Z",
            "2026-01-02T24:00:00Z",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T03:04:05+25:00",
            "2026-01-02T03:04:05-00:00",
            "2026-01-02T03:04Z",
            "2026-01-02T03:04:05.123456789012Z",
            "2026-01-02T03:04:05+0100",
            "0000-01-01T00:00:00Z",
            "2026-01-02T03:04:61Z",
            "2026-01-02T03:60:00Z",
            "2026-01-02T03:04:05Z ",
            "2026-01-02T03:04:05,5Z",
            "2026-01-02T03:04:05+23:59",
            "12026-01-02T03:04:05Z",
        ],
    ),
    (
        "uuid",
        &[
            "00000000-0000-0000-0000-000000000000",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
            "f81d4fae7dec11d0a76500a0c91e6bf6",
            "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bfg",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "f81d4fae-7dec-11d0-a76500a0c91e6bf6-",
            "f81d4fae-7dec11d0-a765-00a0-c91e6bf6",
        ],
    ),
    (
        "email",
        &[
            "a@b.org",
            "a.b+c@sub.example.com",
            "\"a b\"@b.org",
            "é@b.org",
            "a@b",
            "a@localhost",
            "a@[127.0.0.1]",
            "a@b_c.org",
            ".a@b.org",
            "a..b@c.org",
            "@b.org",
            "a@",
            "a b@c.org",
            "a@b@c.org",
            "a@1.2",
            "a@-b.org",
            "a@b.c",
            "a@b.org.",
            "a@exämple.org",
            "\"a\"b\"@c.org",
            "\"\"@c.org",
            "a@b.123",
            "a.@b.org",
        ],
    ),
    (
        "uri",
        &[
            "https://example.org/a?b#c",
            "urn:a:b",
            "mailto:a@b.org",
            "a:",
            "/relative",
            "//host/p",
            "http://a b",
            "http://[::1]:80/",
            "http://[::1",
            "http://a/%zz",
            "http://a/%20",
            "http://exämple.org",
            "1a:b",
            "a:b:c",
            "http://user@host:8o/",
            "http:///p",
            "a://",
            "http://a/#b#c",
            "http://a/[x]",
            "a:{b}",
            "a+b-c.d:e",
            "",
            "http://host:99999/",
            "http://a@b@c/",
            "http://[v1.a]/",
            "http://[1.2.3.4]/",
            "x:?#",
        ],
    ),
    (
        "hostname",
        &[
            "example.org",
            "a",
            "A-1.b",
            "-a.org",
            "a-.org",
            "a..b",
            "a_b.org",
            "",
            "1.2.3.4",
            "example.org.",
            "exämple.org",
            "xn--nxasmq6b",
            "xn--X",
            "ab--cd",
            ".",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.org",
        ],
    ),
    (
        "ipv4",
        &[
            "127.0.0.1",
            "255.255.255.255",
            "256.0.0.1",
            "1.2.3",
            "01.2.3.4",
            "1.2.3.4.5",
            "1.2.3.4 ",
            "0x7f.0.0.1",
            "",
        ],
    ),
    (
        "ipv6",
        &[
            "::1",
            "::",
            "2001:db8::8a2e:370:7334",
            "1:2:3:4:5:6:7:8",
            "1::2::3",
            ":::",
            "::ffff:1.2.3.4",
            "::1%eth0",
            "1:2:3",
            "12345::",
            "1:2:3:4:5:6:7:8:9",
            "[::1]",
            "1:2:3:4:5:6:7::",
            "::01.2.3.4",
            "",
        ],
    ),
    (
        "byte",
        &[
            "", "YQ==", "YWI=", "YWJj", "YQ", "YQ=", "Y", "YW=j", "a-_b", "YW Jj", "+/+/", "YR==",
            "YWJj\n", "====",
        ],
    ),
];

/// Values that a rule may or may not be about.
fn odd(rng: &mut Rng) -> Value {
    match rng.u32(..4) {
        0 => number(rng),
        1 => Value::from(text(rng)),
        _ => {
            let values = [
                json!(null),
                json!(true),
                json!(false),
                json!([]),
                json!({}),
                json!([1, 1.0]),
                json!([null]),
                json!({ "a": 1 }),
                json!({ "a": "x", "b": [2] }),
                json!(["a", "b", "a"]),
                json!({ "kind": "v0" }),
                json!({ "value": {} }),
                json!([[1, 2], [1.0, 2]]),
                json!({ "type": "v1", "kind": "v1", "a/b": "v1" }),
            ];
            one(rng, &values)
        }
    }
}

fn number(rng: &mut Rng) -> Value {
    let written = [
        "0",
        "1",
        "2",
        "3",
        "-1",
        "7",
        "30",
        "100",
        "1.0",
        "0.0",
        "-0.0",
        "-0",
        "0.1",
        "0.3",
        "0.5",
        "2.5",
        "7.5",
        "1.1",
        "99.99",
        "0.01",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "2147483647.0",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "1e18",
        "1e19",
        "1e3",
        "1.5e1",
        "1e-3",
        "1e300",
        "-1e300",
        "9007199254740993",
        "1.0000000000000002",
        "100.0000000001",
        "5e-324",
        "-4",
        "1000000000000000000000",
        "3.0e0",
    ];
    serde_json::from_str(one(rng, &written)).unwrap()
}

fn text(rng: &mut Rng) -> String {
    if percent(rng, 25) {
        return {
            let texts = one(rng, FORMATTED).1;
            one(rng, texts).to_owned()
        };
    }
    if percent(rng, 25) {
        return {
            let texts = one(rng, PATTERNS).1;
            one(rng, texts).to_owned()
        };
    }
    let pieces = [
        "a", "b", "é", "😀", " ", "1", "abc", "e\u{301}", "\u{0}", "\n", "-", "c", "\u{2028}", "A",
    ];
    (0..rng.usize(..6)).map(|_| one(rng, &pieces)).collect()
}

/// Makes values for the schemas of a case.
pub(crate) struct Values<'c> {
    pub(crate) rng: &'c mut Rng,
    pub(crate) case: &'c Case,
}

impl Values<'_> {
    /// A value that the case may allow, often changed in a place or two.
    pub(crate) fn instance(&mut self) -> Value {
        let schema = self.case.components[&self.case.name].clone();
        let mut value = self.of(&schema, 0, false);
        if percent(self.rng, 70) {
            for _ in 0..self.rng.usize(1..=2) {
                self.change(&mut value, 0);
            }
        }
        value
    }

    fn of(&mut self, schema: &Value, depth: usize, secret: bool) -> Value {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.rsplit('/').next().unwrap();
            let target = self.case.components[name].clone();
            return self.of(&target, depth, secret);
        }
        let secret = secret || schema["writeOnly"] == true || schema["format"] == "password";
        if schema["nullable"] == true && percent(self.rng, 15) {
            return Value::Null;
        }
        if let Some(values) = schema["enum"].as_array() {
            return one(self.rng, values);
        }
        if depth > 6 {
            return json!({});
        }
        let mut value = Value::Null;
        for key in ["oneOf", "anyOf"] {
            if let Some(members) = schema[key].as_array() {
                let member = one(self.rng, members);
                value = self.of(&member, depth + 1, secret);
            }
        }
        for member in schema["allOf"].as_array().into_iter().flatten() {
            let more = self.of(member, depth + 1, secret);
            value = merged(value, more);
        }
        let own = match schema["type"].as_str() {
            Some("string") => self.text_of(schema, secret),
            Some("integer" | "number") => self.number_of(schema, secret),
            Some("boolean") => json!(self.rng.bool()),
            Some("array") => self.list_of(schema, depth, secret),
            Some("object") => self.object_of(schema, depth, secret),
            _ if value.is_null() => odd(self.rng),
            _ => Value::Null,
        };
        merged(value, own)
    }

    fn text_of(&mut self, schema: &Value, secret: bool) -> Value {
        if secret {
            return json!(format!("{SECRET_TEXT}{}", self.rng.u32(..9)));
        }
        let format = schema["format"].as_str().unwrap_or_default();
        if let Some((_, texts)) = FORMATTED.iter().find(|(name, _)| *name == format) {
            return json!(one(self.rng, texts));
        }
        let pattern = schema["pattern"].as_str().unwrap_or_default();
        if let Some((_, texts)) = PATTERNS.iter().find(|(source, _)| *source == pattern) {
            return json!(one(self.rng, texts));
        }
        json!(text(self.rng))
    }

    fn number_of(&mut self, schema: &Value, secret: bool) -> Value {
        if secret {
            return json!(SECRET_NUMBER);
        }
        let limits: Vec<f64> = ["minimum", "maximum", "multipleOf"]
            .iter()
            .filter_map(|key| schema[*key].as_f64())
            .collect();
        if limits.is_empty() || percent(self.rng, 30) {
            return number(self.rng);
        }
        let near = one(self.rng, &limits) + one(self.rng, &[0.0, 0.5, 1.0, -1.0, 0.1]);
        let near = near * one(self.rng, &[1.0, 1.0, 2.0, 3.0]);
        // As people write it: not every reader of JSON takes the seventeenth digit for the same.
        let near = (near * 1e4).round() / 1e4;
        if near.fract() == 0.0 && self.rng.bool() {
            json!(near as i64)
        } else {
            Number::from_f64(near).map_or(Value::Null, Value::Number)
        }
    }

    fn list_of(&mut self, schema: &Value, depth: usize, secret: bool) -> Value {
        let least = schema["minItems"].as_u64().unwrap_or(0);
        let most = schema["maxItems"].as_u64().unwrap_or(least + 2);
        let count = self.rng.u64(least.min(most)..=most);
        let items = schema.get("items").cloned().unwrap_or(json!({}));
        (0..count)
            .map(|_| self.of(&items, depth + 1, secret))
            .collect()
    }

    fn object_of(&mut self, schema: &Value, depth: usize, secret: bool) -> Value {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let wanted = required.contains(&json!(name));
            if wanted || percent(self.rng, if depth > 3 { 10 } else { 60 }) {
                object.insert(name.clone(), self.of(property, depth + 1, secret));
            }
        }
        if let Some(additional) = schema.get("additionalProperties")
            && *additional != json!(false)
        {
            for _ in 0..self.rng.usize(..3) {
                let name = one(self.rng, NAMES);
                if schema["properties"].get(name).is_none() && !object.contains_key(name) {
                    let value = self.of(additional, depth + 1, secret);
                    object.insert(name.to_owned(), value);
                }
            }
        }
        for name in required.iter().filter_map(Value::as_str) {
            if !object.contains_key(name) && percent(self.rng, 90) {
                object.insert(name.to_owned(), odd(self.rng));
            }
        }
        if let Some(property) = schema["discriminator"]["propertyName"].as_str() {
            object.insert(property.to_owned(), json!("v0"));
        }
        Value::Object(object)
    }

    /// Changes one place; secrets stay where they are.
    fn change(&mut self, value: &mut Value, depth: usize) {
        let inside = depth == 0 || percent(self.rng, 65);
        match value {
            Value::Array(items) if !items.is_empty() && inside => {
                let index = self.rng.usize(..items.len());
                match self.rng.u32(..6) {
                    0 => drop(items.remove(index)),
                    1 => {
                        let twin = other_writing(&items[index]);
                        items.push(twin);
                    }
                    2 => items.push(odd(self.rng)),
                    _ => self.change(&mut items[index], depth + 1),
                }
            }
            Value::Object(object) if !object.is_empty() && inside => {
                let names: Vec<String> = object.keys().cloned().collect();
                let name = one(self.rng, &names);
                match self.rng.u32(..8) {
                    0 => drop(object.remove(&name)),
                    1 => {
                        let known = ["kind", "type", "a", "b", "unnamed", "new"];
                        let value = if self.rng.bool() {
                            json!(format!("v{}", self.rng.u32(..4)))
                        } else {
                            odd(self.rng)
                        };
                        object.insert(one(self.rng, &known).to_owned(), value);
                    }
                    _ => {
                        if let Some(member) = object.get_mut(&name) {
                            self.change(member, depth + 1);
                        }
                    }
                }
            }
            Value::Number(_) | Value::String(_) if percent(self.rng, 30) => {
                *value = other_writing(value);
            }
            Value::String(text) if percent(self.rng, 50) => {
                text.push_str(one(self.rng, &["😀", "e\u{301}", " ", "z", "\n", "1"]));
            }
            Value::String(text) if percent(self.rng, 30) => drop(text.pop()),
            _ => *value = odd(self.rng),
        }
    }
}

/// The same value otherwise written: 1 as 1.0, and a text of digits as the number.
fn other_writing(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(whole) => json!(whole as f64),
            None => json!(number.as_f64().unwrap_or_default() as i64),
        },
        Value::Array(items) => items.iter().map(other_writing).collect(),
        other => other.clone(),
    }
}

/// Members of both, or the later one.
fn merged(left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Object(mut left), Value::Object(right)) => {
            for (name, value) in right {
                left.entry(name).or_insert(value);
            }
            Value::Object(left)
        }
        (left, Value::Null) => left,
        (_, right) => right,
    }
}
