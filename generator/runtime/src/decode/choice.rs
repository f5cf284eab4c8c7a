//! Enumerations and unions.

use super::at::{At, Raw};
use super::number;
use super::slot::State;
use serde_json::Value;

impl At<'_, '_> {
    /// One of these texts.
    pub fn text_among<T: Copy>(self, values: &[(&str, T)]) -> State<T> {
        let text = self.as_text().map(|text| if self.coercions.trim { text.trim() } else { text });
        match text.and_then(|text| values.iter().find(|(wire, _)| *wire == text)) {
            Some((_, value)) => State::Value(*value),
            None => {
                let names: Vec<&str> = values.iter().map(|(wire, _)| *wire).collect();
                self.refuse(&format!("Must be one of {}", names.join(", "))).state()
            }
        }
    }

    /// One of these numbers.
    pub fn integer_among<T: Copy>(self, values: &[(i64, T)]) -> State<T> {
        let number = match &self.raw {
            Raw::Json(value) => number::integer_of_json(value, self.coercions.int),
            _ => self.as_text().and_then(|text| number::integer_of_text(text, self.coercions.int)),
        };
        match number.and_then(|number| values.iter().find(|(wire, _)| i128::from(*wire) == number)) {
            Some((_, value)) => State::Value(*value),
            None => {
                let names: Vec<String> = values.iter().map(|(wire, _)| wire.to_string()).collect();
                self.refuse(&format!("Must be one of {}", names.join(", "))).state()
            }
        }
    }

    /// Exactly one of the readings, or, with `any`, the first that fits. A text that several readings accept goes to the first:
    /// the text `7` may be a number and a string.
    pub fn among<T>(self, any: bool, readings: &[fn(At<'_, '_>) -> State<T>]) -> State<T> {
        let first_wins = any || !matches!(self.raw, Raw::Json(_));
        let mut chosen = None;
        for read in readings {
            let mut sink = Vec::new();
            let Some(attempt) = self.attempt(&mut sink) else { break };
            let State::Value(value) = read(attempt) else { continue };
            if !sink.is_empty() {
                continue;
            }
            if chosen.is_some() {
                return self.refuse("Must be exactly one of the possible forms, but is several").state();
            }
            chosen = Some(value);
            if first_wins {
                break;
            }
        }
        match chosen {
            Some(value) => State::Value(value),
            None => self.refuse("Must be one of the possible forms").state(),
        }
    }

    /// The reading that a property of the object names.
    pub fn by_property<T>(mut self, property: &str, readings: &[(&str, fn(At<'_, '_>) -> State<T>)]) -> State<T> {
        let name = match &self.raw {
            Raw::Json(value) => value.get(property).and_then(Value::as_str).map(str::to_owned),
            Raw::Nested(pairs) => pairs.iter().find_map(|(key, part)| match part {
                Some(super::Part::Text(text)) if key == property => Some(text.clone().into_owned()),
                _ => None,
            }),
            _ => None,
        };
        let found = name.and_then(|name| readings.iter().find(|(wire, _)| *wire == name));
        let Some((_, read)) = found else {
            let names: Vec<&str> = readings.iter().map(|(wire, _)| *wire).collect();
            return self.refuse(&format!("`{property}` must be one of {}", names.join(", "))).state();
        };
        let raw = std::mem::replace(&mut self.raw, Raw::Absent);
        let mut at = At::new(self.location, raw, self.place, self.sink);
        at.coercions = self.coercions;
        at.secret = self.secret;
        read(at)
    }
}
