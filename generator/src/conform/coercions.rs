//! `x-coerce`: what a schema takes besides what its type says.

use serde_json::Value;

use super::translate::follow;
use crate::config::CoerceName;

/// The coercions of a schema.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Coercions {
    bool: bool,
    bool_loose: bool,
    null_text: bool,
    trim: bool,
    /// Moments may lack what completes them.
    moment: bool,
    /// A single value, and names with brackets.
    pub(super) array: bool,
}

impl Coercions {
    /// Those of a schema, and those that hold wherever it stands.
    pub(super) fn of(document: &Value, schema: Option<&Value>, everywhere: &[CoerceName]) -> Self {
        let mut coercions = Self::default();
        everywhere.iter().for_each(|name| coercions.add(*name));
        let schema = schema.and_then(|schema| follow(document, schema));
        let names = match schema.and_then(|schema| schema.get("x-coerce")) {
            Some(Value::Array(names)) => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
            None => &[],
        };
        for name in names {
            if let Ok(name) = serde_json::from_value(name.clone()) {
                coercions.add(name);
            }
        }
        let format = schema.and_then(|schema| schema.get("format"));
        coercions.moment &= format.is_some_and(|format| format == "date-time");
        coercions
    }

    fn add(&mut self, name: CoerceName) {
        match name {
            CoerceName::Bool => self.bool = true,
            CoerceName::BoolLoose => self.bool_loose = true,
            CoerceName::NullText => self.null_text = true,
            CoerceName::Trim => self.trim = true,
            CoerceName::Moment => self.moment = true,
            CoerceName::Array => self.array = true,
            // A text in the place of a parameter is read as a number anyway.
            CoerceName::Int => {}
        }
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
            _ if self.moment => completed(&text).into(),
            _ if self.trim && value.is_string() => text.into(),
            _ => value,
        }
    }
}

/// A moment with what it lacks: the time of a day alone, seconds, an offset.
fn completed(text: &str) -> String {
    let (day, time) = text.split_at_checked(10).unwrap_or((text, ""));
    let rest = match time {
        "" if day.len() == 10 => "T00:00:00Z",
        _ if time.len() == 6 => ":00Z",
        _ if time.len() > 6 && !time.contains(['Z', 'z', '+', '-']) => "Z",
        _ => "",
    };
    format!("{text}{rest}")
}
