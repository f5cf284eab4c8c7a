//! Typed values of response headers.

use crate::{Date, Timestamp};
use http::{HeaderValue, header::InvalidHeaderValue};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;

/// A value that can stand in a header.
pub trait ToHeader {
    /// The value's text.
    ///
    /// # Errors
    /// For text with line breaks or other control characters.
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue>;
}

impl ToHeader for String {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        HeaderValue::from_str(self)
    }
}

impl ToHeader for str {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        HeaderValue::from_str(self)
    }
}

impl ToHeader for HeaderValue {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        Ok(self.clone())
    }
}

impl<T: ToHeader + ?Sized> ToHeader for &T {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        (**self).to_header()
    }
}

/// A list in a header, `a,b`; the texts of the items must hold no comma to be read again.
///
/// # Errors
/// As [`ToHeader::to_header`].
pub fn header_list<T: ToHeader>(
    items: impl IntoIterator<Item = T>,
) -> Result<HeaderValue, InvalidHeaderValue> {
    let mut bytes = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        bytes.extend_from_slice(item.to_header()?.as_bytes());
    }
    HeaderValue::from_bytes(&bytes)
}

/// A value in a header as JSON in ASCII, as headers with `content` have it.
///
/// # Errors
/// As [`ToHeader::to_header`].
pub fn header_json<T: Serialize + ?Sized>(value: &T) -> Result<HeaderValue, InvalidHeaderValue> {
    let Ok(json) = serde_json::to_string(value) else {
        return HeaderValue::from_str("\0");
    };
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            let mut units = [0_u16; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    HeaderValue::try_from(text)
}

/// An object in a header, `r,1,g,2`, exploded `r=1,g=2`; what is absent or null is left out. Texts must hold no comma, and names
/// no equals sign, to be read again.
///
/// # Errors
/// As [`ToHeader::to_header`].
pub fn header_object<T: Serialize + ?Sized>(
    value: &T,
    explode: bool,
) -> Result<HeaderValue, InvalidHeaderValue> {
    let Ok(Value::Object(fields)) = serde_json::to_value(value) else {
        return HeaderValue::from_str("\0");
    };
    let between = if explode { '=' } else { ',' };
    let mut written = String::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        if !written.is_empty() {
            written.push(',');
        }
        written.push_str(name);
        written.push(between);
        match value {
            Value::String(text) => written.push_str(text),
            other => written.push_str(&other.to_string()),
        }
    }
    HeaderValue::try_from(written)
}

/// What was made of a value already.
impl ToHeader for Result<HeaderValue, InvalidHeaderValue> {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        match self {
            Ok(value) => Ok(value.clone()),
            Err(_) => HeaderValue::from_str("\0"),
        }
    }
}

impl<T: ToHeader> ToHeader for Vec<T> {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        header_list(self)
    }
}

macro_rules! by_display {
    ($($ty:ty),*) => {$(
        impl ToHeader for $ty {
            fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
                HeaderValue::try_from(self.to_string())
            }
        }
    )*};
}

by_display!(
    bool,
    u16,
    i32,
    i64,
    u32,
    u64,
    f64,
    uuid::Uuid,
    Timestamp,
    Date
);
