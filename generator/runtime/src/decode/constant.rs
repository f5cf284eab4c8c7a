//! Values of the document that are written as JSON.

use serde::{Serialize as _, Serializer};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A [`Check`](crate::Check) in a `static` of its own.
#[macro_export]
macro_rules! check {
    ($schema:literal) => {{
        static CHECK: $crate::Check = $crate::Check::new($schema);
        &CHECK
    }};
}

/// A [`Constant`] in a `static` of its own.
#[macro_export]
macro_rules! constant {
    ($json:literal) => {{
        static CONSTANT: $crate::Constant = $crate::Constant::new($json);
        &CONSTANT
    }};
}

/// A value of the document, such as a default; it stands in a `static`.
#[derive(Debug)]
pub struct Constant {
    source: &'static str,
    value: OnceLock<Value>,
}

impl Constant {
    /// The value that is written so.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            value: OnceLock::new(),
        }
    }

    /// The value; null if it is no JSON.
    pub fn value(&self) -> &Value {
        let parse = || serde_json::from_str(self.source).unwrap_or_default();
        self.value.get_or_init(parse)
    }
}

/// Writes a value that is given as JSON.
///
/// # Errors
/// Those of the serializer.
pub fn serialize_json<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    value.serialize(serializer)
}

/// A value that is given as JSON, as a text without quotes.
pub fn json_text(json: &str) -> Cow<'_, str> {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => Cow::Owned(text),
        _ => Cow::Borrowed(json),
    }
}
