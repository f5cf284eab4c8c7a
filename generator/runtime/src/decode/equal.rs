//! When two JSON values are one: numbers by value, objects whatever the order of their names.

use super::number;
use serde_json::{Number, Value};
use std::hash::{Hash, Hasher};

/// Whether two values are equal; `1` and `1.0` are.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => equal_numbers(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(a, b)| equal(a, b))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, a)| right.get(name).is_some_and(|b| equal(a, b)))
        }
        (left, right) => left == right,
    }
}

fn equal_numbers(left: &Number, right: &Number) -> bool {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => left == right,
        (None, None) => left.as_f64() == right.as_f64(),
        _ => false,
    }
}

/// The number if it has no fraction and is not beyond all integers.
fn whole(number: &Number) -> Option<i128> {
    number::whole(number, 1e30)
}

/// Whether two items are equal. Only those that look alike are compared: a body may hold a hundred thousand items, and to
/// compare each with each would keep the server busy for minutes.
pub(super) fn has_twin<'v>(items: impl IntoIterator<Item = &'v Value>) -> bool {
    let mut alike: std::collections::HashMap<u64, Vec<&Value>> = std::collections::HashMap::new();
    let state = std::hash::RandomState::new();
    items.into_iter().any(|item| {
        let mut hasher = std::hash::BuildHasher::build_hasher(&state);
        hash(item, &mut hasher);
        let seen = alike.entry(hasher.finish()).or_default();
        let is_twin = seen.iter().any(|known| equal(known, item));
        seen.push(item);
        is_twin
    })
}

/// Equal values have equal hashes; the names of an object count in any order.
fn hash(value: &Value, hasher: &mut impl Hasher) {
    match value {
        Value::Null => 0_u8.hash(hasher),
        Value::Bool(value) => value.hash(hasher),
        Value::Number(number) => match whole(number) {
            Some(whole) => whole.hash(hasher),
            None => number.as_f64().map(f64::to_bits).hash(hasher),
        },
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => {
            items.len().hash(hasher);
            items.iter().for_each(|item| hash(item, hasher));
        }
        Value::Object(object) => {
            let sum = object.iter().fold(0_u64, |sum, (name, value)| {
                let mut own = std::hash::DefaultHasher::new();
                name.hash(&mut own);
                hash(value, &mut own);
                sum.wrapping_add(own.finish())
            });
            (object.len(), sum).hash(hasher);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn twins() {
        assert!(has_twin(&[json!(1), json!(1.0)]));
        assert!(has_twin(&[
            json!({"a": 1, "b": [2]}),
            json!({"b": [2.0], "a": 1})
        ]));
        assert!(!has_twin(&[
            json!(1),
            json!("1"),
            json!(true),
            json!(null),
            json!([1]),
            json!({})
        ]));
        assert!(!has_twin(&[json!(0.5), json!(0.25)]));
        assert!(!equal(
            &json!(9_007_199_254_740_993_i64),
            &json!(9_007_199_254_740_992_i64)
        ));
    }
}
