//! `x-coerce`: what a schema takes besides what its type says.

use serde_json::Value;

/// The coercions of a schema.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Coercions {
    bool: bool,
    bool_loose: bool,
    null_text: bool,
    trim: bool,
    /// A single value, and names with brackets.
    pub(super) array: bool,
}

impl Coercions {
    pub(super) fn of(schema: &Value) -> Self {
        let mut coercions = Self::default();
        let names = match schema.get("x-coerce") {
            Some(Value::Array(names)) => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
            None => &[],
        };
        for name in names.iter().filter_map(Value::as_str) {
            match name {
                "bool" => coercions.bool = true,
                "bool-loose" => coercions.bool_loose = true,
                "null-text" => coercions.null_text = true,
                "trim" => coercions.trim = true,
                "array" => coercions.array = true,
                _ => {}
            }
        }
        coercions
    }

    /// The value that a text stands for.
    pub(super) fn apply(self, value: Value) -> Value {
        let text = match &value {
            Value::String(text) if self.trim => text.trim().to_owned(),
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return value,
        };
        match text.as_str() {
            "null" if self.null_text => Value::Null,
            "true" | "1" if self.bool => true.into(),
            "false" | "0" if self.bool => false.into(),
            "" | "0" | "false" if self.bool_loose => false.into(),
            "null" if self.bool_loose => Value::Null,
            _ if self.bool_loose => true.into(),
            _ if self.trim && value.is_string() => text.into(),
            _ => value,
        }
    }
}
