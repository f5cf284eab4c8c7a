//! Values of mappings and sequences, anchors and what stands for them.

use saphyr::{Scalar, ScalarStyle, Tag};
use serde_json::Value;

use super::nodes::{Anchored, Key, Kind, Open, merge};
use super::{Code, Place, Problem, Reader};

impl Reader {
    pub(super) fn anchor(&mut self, anchor: usize, value: Value, nodes: usize) {
        if anchor > 0 {
            let pointer = self.pointer.clone();
            self.anchors.insert(
                anchor,
                Anchored {
                    value,
                    pointer,
                    nodes,
                },
            );
        }
    }

    pub(super) fn alias(&mut self, anchor: usize, at: Place) -> Result<(), Problem> {
        let known = self.anchors.get(&anchor);
        let known = known.map(|known| (known.nodes, known.pointer.clone(), known.value.clone()));
        let Some((nodes, origin, value)) = known else {
            let message = "this alias stands inside of what it stands for".to_owned();
            let help = "write out what is meant, or use a `$ref`";
            self.report(Code::AliasInvalid, at, message, help);
            if !self.awaits_key() {
                self.place_of_value(at);
                self.add(Value::Null, at);
            } else {
                self.set_key(Key::Refused);
            }
            return Ok(());
        };
        self.count(nodes, at)?;
        if self.awaits_key() {
            match value {
                Value::String(text) => self.key(&text, ScalarStyle::DoubleQuoted, at),
                _ => {
                    self.no_text(at);
                    self.set_key(Key::Refused);
                }
            }
            return Ok(());
        }
        self.place_of_value(at);
        self.spans.alias(self.pointer.clone(), origin);
        self.add(value, at);
        Ok(())
    }

    /// Notes where the value that comes next stands; of a member of a mapping that is the place of its key.
    pub(super) fn place_of_value(&mut self, at: Place) {
        if let Some(Open {
            kind: Kind::Sequence(items),
            length,
            ..
        }) = self.open.last()
        {
            self.pointer.truncate(*length);
            self.pointer.push_str(&format!("/{}", items.len()));
        }
        self.spans.note(&self.pointer, at);
    }

    /// Puts a value where it belongs.
    pub(super) fn add(&mut self, value: Value, at: Place) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(value);
            return;
        };
        let mut not_mapping = false;
        match &mut open.kind {
            Kind::Ignored => {}
            Kind::Sequence(items) => items.push(value),
            Kind::Mapping {
                object,
                merged,
                key,
                ..
            } => {
                let own = self.pointer.get(..).unwrap_or_default();
                match std::mem::replace(key, Key::None) {
                    Key::Text(name) => {
                        object.insert(name, value);
                    }
                    Key::Merge => not_mapping = !merge(value, own, merged),
                    // A collection in place of a key ends here.
                    Key::None => *key = Key::Refused,
                    Key::Refused => {}
                }
                if !matches!(key, Key::Refused) {
                    self.pointer.truncate(open.length);
                }
            }
        }
        if not_mapping {
            let message = "`<<` takes a mapping".to_owned();
            self.report(
                Code::AliasInvalid,
                at,
                message,
                "name an anchor of a mapping",
            );
        }
    }

    pub(super) fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        at: Place,
    ) -> Value {
        let tag = tag.map(std::borrow::Cow::Borrowed);
        let scalar = Scalar::parse_from_cow_and_metadata(text.into(), style, tag.as_ref());
        match scalar {
            Some(Scalar::Null) => Value::Null,
            Some(Scalar::Boolean(value)) => Value::Bool(value),
            Some(Scalar::Integer(value)) => Value::from(value),
            Some(Scalar::String(text)) => Value::from(text.as_ref()),
            Some(Scalar::FloatingPoint(value)) => {
                if let Ok(whole) = text.parse::<u64>() {
                    return Value::from(whole);
                }
                let value = value.into_inner();
                if !value.is_finite() {
                    let message = format!("`{text}` is a number that JSON does not have");
                    self.report(
                        Code::ValueInvalid,
                        at,
                        message,
                        "write a smaller number, or put it in quotes",
                    );
                    return Value::from(0);
                }
                Value::from(value)
            }
            None => {
                let message = format!("`{text}` does not fit its tag");
                self.report(
                    Code::ValueInvalid,
                    at,
                    message,
                    "correct the value, or remove the tag",
                );
                Value::from(text)
            }
        }
    }
}
