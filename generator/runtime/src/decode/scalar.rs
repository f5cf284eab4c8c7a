//! Values that hold no others.

use super::at::{At, Raw};
use super::number::{self, Integer};
use super::slot::{Slot, State};
use crate::{Base64, Date, Timestamp, UploadedFile};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use uuid::Uuid;

impl<'s> At<'_, 's> {
    /// A text.
    pub fn text(self) -> Slot<'s, String> {
        self.read("Must be a string", |at| {
            let text = at.as_text()?;
            Some(if at.coercions.trim { text.trim() } else { text }.to_owned())
        })
    }

    /// A whole number.
    pub fn integer<N: Integer>(self) -> Slot<'s, N> {
        self.read("Must be an integer", |at| {
            let wide = match &at.raw {
                Raw::Json(value) => number::integer_of_json(value, at.coercions.int),
                _ => number::integer_of_text(at.as_text()?, at.coercions.int),
            };
            N::from_wide(wide?)
        })
    }

    /// A number.
    pub fn number(self) -> Slot<'s, f64> {
        self.read("Must be a number", |at| match &at.raw {
            Raw::Json(Value::Number(number)) => number.as_f64(),
            Raw::Json(_) => None,
            _ => number::number_of_text(at.as_text()?),
        })
    }

    /// A boolean.
    pub fn boolean(self) -> Slot<'s, bool> {
        if self.coercions.bool_loose && self.as_text() == Some("null") {
            return self.slot(State::Null);
        }
        self.read("Must be a boolean", |at| {
            if let Raw::Json(Value::Bool(value)) = &at.raw {
                return Some(*value);
            }
            if at.coercions.bool_loose {
                let digits = match &at.raw {
                    Raw::Json(Value::Number(number)) => number.to_string(),
                    Raw::Json(Value::String(text)) => text.clone(),
                    Raw::Text(text) => text.clone().into_owned(),
                    _ => return None,
                };
                return Some(
                    !(digits.is_empty() || digits == "0" || digits.eq_ignore_ascii_case("false")),
                );
            }
            let is_json = matches!(at.raw, Raw::Json(_));
            match at.as_text()? {
                "true" if at.coercions.bool || !is_json => Some(true),
                "false" if at.coercions.bool || !is_json => Some(false),
                "1" if at.coercions.bool => Some(true),
                "0" if at.coercions.bool => Some(false),
                _ => None,
            }
        })
    }

    /// A moment of RFC 3339.
    pub fn timestamp(self) -> Slot<'s, Timestamp> {
        self.read("Must be an ISO 8601 date", |at| {
            let text = at.as_text()?;
            if at.coercions.moment {
                Timestamp::parse_shortened(text)
            } else {
                Timestamp::parse(text)
            }
        })
    }

    /// A day.
    pub fn date(self) -> Slot<'s, Date> {
        self.read("Must be a date, YYYY-MM-DD", |at| {
            Date::parse(at.as_text()?)
        })
    }

    /// A UUID with its dashes.
    pub fn uuid(self) -> Slot<'s, Uuid> {
        self.read("Must be a UUID", |at| {
            let text = at.as_text()?;
            if text.len() == 36 {
                Uuid::try_parse(text).ok()
            } else {
                None
            }
        })
    }

    /// Bytes in base64.
    pub fn base64(self) -> Slot<'s, Base64> {
        self.read("Must be base64", |at| {
            STANDARD
                .decode(at.as_text()?)
                .ok()
                .map(|bytes| Base64(bytes.into()))
        })
    }

    /// Any JSON value, null too; texts of a query or form as strings.
    pub fn any(self) -> Slot<'s, Value> {
        let value = match &self.raw {
            Raw::Absent => return self.slot(State::Absent),
            Raw::Json(value) => Some((*value).clone()),
            _ => self.as_text().map(Value::from),
        };
        match value {
            Some(value) => self.slot(State::Value(value)),
            None => self.refuse("Must be a value"),
        }
    }

    /// A file of a multipart body.
    pub fn file(mut self) -> Slot<'s, UploadedFile> {
        match std::mem::replace(&mut self.raw, Raw::Absent) {
            Raw::File(file) => self.slot(State::Value(file)),
            Raw::Absent | Raw::Json(Value::Null) => self.slot(State::Absent),
            other => {
                self.raw = other;
                self.refuse("Must be a file")
            }
        }
    }
}
