//! Keywords that say which values are possible.

use serde_json::Value;

use super::change::{Impact, Place};
use super::{Comparison, Direction};

/// A bigger value allows less.
const LOWER: &[&str] = &["minLength", "minItems", "minProperties", "minimum"];
/// A smaller value allows less.
const UPPER: &[&str] = &["maxLength", "maxItems", "maxProperties", "maximum"];
/// A value allows less than none; two values are not compared.
const OPAQUE: &[&str] = &["pattern", "format", "multipleOf", "not"];
/// `true` allows less.
const FLAGS: &[&str] = &["uniqueItems", "exclusiveMinimum", "exclusiveMaximum"];

impl Comparison<'_> {
    pub(super) fn constraints(
        &mut self,
        old: &Value,
        new: &Value,
        place: &Place,
        direction: Direction,
    ) {
        for key in LOWER.iter().chain(UPPER) {
            let (was, is) = (number(old, key), number(new, key));
            let tighter = match (was, is) {
                (None, None) => continue,
                (Some(was), Some(is)) if was.total_cmp(&is).is_eq() => continue,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (Some(was), Some(is)) => LOWER.contains(key) == (is > was),
            };
            self.constraint(tighter, key, old, new, place, direction);
        }
        for key in OPAQUE {
            match (old.get(key), new.get(key)) {
                (None, None) => {}
                (Some(was), Some(is)) if was == is => {}
                (Some(was), Some(is)) => {
                    let message = format!("has `{key}` {} instead of {}", short(is), short(was));
                    self.add(Impact::Breaking, "constraint-changed", place, message);
                }
                (was, _) => self.constraint(was.is_none(), key, old, new, place, direction),
            }
        }
        for key in FLAGS {
            let flag = |value: &Value| value.get(key).and_then(Value::as_bool).unwrap_or(false);
            if flag(old) != flag(new) {
                self.constraint(flag(new), key, old, new, place, direction);
            }
        }
        self.values(old, new, place, direction);
        if old.get("default") != new.get("default") && direction == Direction::Request {
            let say = |value: Option<&Value>| value.map_or("none".to_owned(), short);
            let message = format!(
                "has the default {} instead of {}",
                say(new.get("default")),
                say(old.get("default"))
            );
            self.add(Impact::Breaking, "default-changed", place, message);
        }
    }

    fn constraint(
        &mut self,
        tighter: bool,
        key: &str,
        old: &Value,
        new: &Value,
        place: &Place,
        direction: Direction,
    ) {
        let message = match (old.get(key), new.get(key)) {
            (Some(was), Some(is)) => format!("has `{key}` {} instead of {}", short(is), short(was)),
            (None, Some(is)) => format!("has `{key}` {} now", short(is)),
            (Some(was), None) => format!("has no `{key}` any more (it was {})", short(was)),
            (None, None) => return,
        };
        let (impact, kind) = if tighter {
            (direction.narrowed(), "constraint-narrowed")
        } else {
            (direction.widened(), "constraint-widened")
        };
        self.add(impact, kind, place, message);
    }

    /// `enum`.
    fn values(&mut self, old: &Value, new: &Value, place: &Place, direction: Direction) {
        let list = |value: &Value| value.get("enum").and_then(Value::as_array).cloned();
        let added = |is: &Vec<Value>| ("enum-added", format!("takes only {} now", all(is)));
        let removed = ("enum-removed", "takes every value now".to_owned());
        let both = self.both(list(old), list(new), place, direction, added, removed);
        let Some((was, is)) = both else { return };
        let gone: Vec<Value> = was
            .iter()
            .filter(|value| !is.contains(value))
            .cloned()
            .collect();
        let come: Vec<Value> = is
            .iter()
            .filter(|value| !was.contains(value))
            .cloned()
            .collect();
        if !gone.is_empty() {
            let message = format!("cannot be {} any more", all(&gone));
            self.add(direction.narrowed(), "enum-value-removed", place, message);
        }
        if !come.is_empty() {
            let message = format!("can be {} now", all(&come));
            self.add(direction.widened(), "enum-value-added", place, message);
        }
    }
}

fn number(value: &Value, key: &str) -> Option<f64> {
    value.get(key).and_then(Value::as_f64)
}

/// A value in a message, cut where it is long.
pub(super) fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return format!("`{text}`");
    }
    let begin: String = text.chars().take(57).collect();
    format!("`{begin}…`")
}

fn all(values: &[Value]) -> String {
    let shown: Vec<String> = values.iter().take(8).map(short).collect();
    let more = values.len().saturating_sub(8);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{more}", shown.join(", "))
}
