//! Enumerations and unions.

use super::at::{At, Raw};
use super::check::{as_json, is_equal, one_of};
use super::form::Form;
use super::limits::{NO_FORM, SEVERAL_FORMS};
use super::slot::State;
use super::{Constant, Part, Place, budget};
use serde_json::Value;

/// One way to read a value.
pub type Reading<T> = fn(At<'_, '_>) -> State<T>;

impl At<'_, '_> {
    /// One of these values: `wires` is a list, and each of its items stands for the value at the same place.
    pub fn value_among<T: Copy>(self, wires: &'static Constant, values: &[T]) -> State<T> {
        let loose = !matches!(self.raw, Raw::Json(_));
        let wires = wires.value().as_array().map_or(&[][..], Vec::as_slice);
        let found = as_json(&self.raw).and_then(|given| {
            let index = wires
                .iter()
                .position(|wire| is_equal(wire, &given, loose))?;
            values.get(index).copied()
        });
        match found {
            Some(value) => State::Value(value),
            None => self.refuse(&one_of(wires)).state(),
        }
    }

    /// Exactly one of the forms, or, with `any`, the first that fits.
    ///
    /// Forms that the value cannot have, by its JSON type and the names in it, are not read; if only one is left, what is wrong
    /// with it is told. A text that several forms accept goes to the first: the text `7` may be a number and a string. JSON is
    /// read without coercions first, so that the string `"7"` is a string where both are possible.
    pub fn among<T>(self, any: bool, forms: &[Form<T>]) -> State<T> {
        let is_json = matches!(self.raw, Raw::Json(_));
        let is_object = matches!(self.raw, Raw::Json(Value::Object(_)));
        let possible = |closeness: u8| -> Vec<&Form<T>> {
            let forms = forms.iter();
            forms.filter(|form| form.may_be(&self, closeness)).collect()
        };
        let candidates = possible(2);
        if let ([only], true) = (&*candidates, is_object) {
            return (only.read)(self);
        }
        let mut found = self.fitting(&candidates, is_json, !any && is_json);
        if found.is_empty() && is_json && !is_object {
            found = self.fitting(&forms.iter().collect::<Vec<_>>(), false, false);
        }
        match (found.pop(), found.is_empty()) {
            (Some(value), true) => return State::Value(value),
            (Some(_), false) => {
                return self.refuse(SEVERAL_FORMS).state();
            }
            (None, _) => {}
        }
        for closeness in [2, 1, 0] {
            match &*possible(closeness) {
                [] => {}
                [only] => return (only.read)(self),
                _ => break,
            }
        }
        self.refuse(NO_FORM).state()
    }

    /// What the forms make of the value: the first that fits, or all up to the second.
    fn fitting<T>(&self, forms: &[&Form<T>], strict: bool, all: bool) -> Vec<T> {
        let mut found = Vec::new();
        for form in forms {
            let mut sink = Vec::new();
            let Some(mut attempt) = self.attempt(&mut sink) else {
                break;
            };
            attempt.strict = strict;
            if !budget::take() {
                return Vec::new();
            }
            let State::Value(value) = (form.read)(attempt) else {
                continue;
            };
            if sink.is_empty() {
                found.push(value);
                if !all || found.len() > 1 {
                    break;
                }
            }
        }
        found
    }

    /// The reading that a property of the object names.
    pub fn by_property<T>(mut self, property: &str, readings: &[(&str, Reading<T>)]) -> State<T> {
        let name = match &self.raw {
            Raw::Json(Value::Object(object)) => object.get(property).cloned(),
            Raw::Nested(pairs) => pairs.iter().find_map(|(key, part)| match part {
                Some(Part::Text(text)) if key == property => Some(Value::from(text.as_ref())),
                _ => None,
            }),
            _ => return self.refuse("Must be an object").state(),
        };
        let wanted = name.as_ref().and_then(Value::as_str);
        let found = wanted.and_then(|name| readings.iter().find(|(wire, _)| *wire == name));
        let Some((_, read)) = found else {
            self.refuse_property(property, name.as_ref(), readings);
            return State::Failed;
        };
        let raw = std::mem::replace(&mut self.raw, Raw::Absent);
        let mut at = At::new(self.location, raw, self.place, self.sink);
        at.coercions = self.coercions;
        at.secret = self.secret;
        at.guarded = self.guarded;
        read(at)
    }

    fn refuse_property<T>(self, property: &str, given: Option<&Value>, readings: &[(&str, T)]) {
        let names: Vec<&str> = readings.iter().map(|(wire, _)| *wire).collect();
        let raw = given.map_or(Raw::Absent, Raw::Json);
        let place = Place::name(&self.place, property);
        let is_hidden = self.is_hidden();
        let mut at = At::new(self.location, raw, place, self.sink);
        at.secret = is_hidden;
        match given {
            None => drop(at.slot(State::<()>::Absent).required()),
            Some(_) => drop(at.refuse::<()>(&format!("Must be one of {}", names.join(", ")))),
        }
    }
}
