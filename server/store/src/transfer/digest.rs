//! A checksum of rows that does not depend on the database they are in.

use sea_query::Value;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

/// Rows and their checksum.
#[derive(Debug, Clone, Default)]
pub(super) struct Digest {
    rows: u64,
    hash: Sha256,
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && self.hash.clone().finalize() == other.hash.clone().finalize()
    }
}

impl Digest {
    /// How many rows were added.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds a row; the order of rows counts.
    pub(super) fn add(&mut self, row: &[Value]) {
        self.rows += 1;
        for value in row {
            self.value(value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::BigInt(Some(number)) => self.part(b'i', &number.to_be_bytes()),
            Value::Bool(Some(truth)) => self.part(b'b', &[u8::from(*truth)]),
            Value::Double(Some(number)) => self.double(*number),
            Value::String(Some(text)) => self.part(b't', text.as_bytes()),
            Value::Bytes(Some(bytes)) => self.part(b'x', bytes),
            Value::Uuid(Some(uuid)) => self.part(b'u', uuid.as_bytes()),
            Value::Json(Some(json)) => self.json(json),
            _ => self.part(b'0', &[]),
        }
    }

    /// With its length, so that no two rows of different values look alike.
    fn part(&mut self, kind: u8, bytes: &[u8]) {
        self.hash.update([kind]);
        self.hash.update((bytes.len() as u64).to_be_bytes());
        self.hash.update(bytes);
    }

    fn double(&mut self, number: f64) {
        // SQLite does not keep the sign of zero.
        let number = if number == 0.0 { 0.0 } else { number };
        self.part(b'd', &number.to_bits().to_be_bytes());
    }

    /// PostgreSQL keeps what JSON means, not how it was written.
    fn json(&mut self, json: &Json) {
        match json {
            Json::Null => self.part(b'n', &[]),
            Json::Bool(truth) => self.part(b'b', &[u8::from(*truth)]),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => self.double(whole as f64),
                (None, Some(number)) => self.double(number),
                (None, None) => self.part(b'#', number.to_string().as_bytes()),
            },
            Json::String(text) => self.part(b't', text.as_bytes()),
            Json::Array(items) => {
                self.part(b'[', &(items.len() as u64).to_be_bytes());
                items.iter().for_each(|item| self.json(item));
            }
            Json::Object(members) => {
                self.part(b'{', &(members.len() as u64).to_be_bytes());
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                for (name, value) in members {
                    self.part(b'k', name.as_bytes());
                    self.json(value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(rows: &[&[Value]]) -> Digest {
        let mut digest = Digest::default();
        rows.iter().for_each(|row| digest.add(row));
        digest
    }

    fn json(text: &str) -> Value {
        crate::value::json(text)
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        let left: &[Value] = &[json(r#"{"a": [1, 2.0], "b": null}"#), 0.0.into()];
        let right: &[Value] = &[json(r#"{"b":null,"a":[1.0,2]}"#), (-0.0).into()];
        assert!(digest(&[left]) == digest(&[right]));
    }

    #[test]
    fn what_differs_differs() {
        let rows: &[&[Value]] = &[
            &["ab".into(), "c".into()],
            &["a".into(), "bc".into()],
            &["c".into(), "ab".into()],
            &[Value::String(None), "abc".into()],
            &["".into(), "abc".into()],
            &[1_i64.into(), true.into()],
            &[true.into(), 1_i64.into()],
            &[json(r#"["a"]"#), json("[]")],
            &[json(r#"{"a": null}"#), json("{}")],
        ];
        for (index, row) in rows.iter().enumerate() {
            for other in &rows[index + 1..] {
                assert!(digest(&[row]) != digest(&[other]), "{row:?} {other:?}");
            }
        }
        assert!(digest(&[rows[0], rows[1]]) != digest(&[rows[1], rows[0]]));
    }
}
