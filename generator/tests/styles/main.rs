//! Parameters in all styles, at all places, of all shapes: what another encoder writes is what a generated crate reads.
//!
//! The encoder ([`encode`]) is made from the table of styles in OpenAPI 3.0 and from RFC 6570, and shares nothing with the
//! generator. A served crate answers each request with the value that it has read. `STYLES_SEED` and `STYLES_VALUES` make other
//! and longer runs.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod encode;
mod program;
// Not all of it is needed here.
#[allow(dead_code)]
#[path = "../differential/random.rs"]
mod random;
mod table;
mod values;

use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::Value;

use encode::Sent;
use random::setting;
use table::Case;

/// What differs is told for so many values.
const MOST_TOLD: usize = 20;

#[test]
fn what_is_encoded_is_what_is_read() {
    let seed = setting("STYLES_SEED", 1);
    let each = setting("STYLES_VALUES", 250) as usize;
    let mut rng = Rng::with_seed(seed);
    let cases = table::cases();

    let mut ambiguous: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sent: Vec<(&Case, Value, Sent)> = Vec::new();
    for case in &cases {
        let before = sent.len();
        for _ in 0..each {
            let value = values::value(&mut rng, case.shape);
            match encode::without_a_form(case, &value) {
                Some(reason) => *ambiguous.entry(reason).or_default() += 1,
                None => {
                    let request = encode::request(case, &value, &mut rng);
                    sent.push((case, value, request));
                }
            }
        }
        let compared = sent.len() - before;
        assert!(compared * 10 > each, "{case:?}: only {compared} values");
    }

    let answers = program::ask(&cases, sent.iter().map(|(_, _, request)| request));
    assert_eq!(answers.len(), sent.len());
    let wrong: Vec<String> = sent
        .iter()
        .zip(&answers)
        .filter(|((_, value, _), (status, read))| *status != 200 || !same(value, read))
        .map(|((case, value, request), (status, read))| {
            format!("{case:?}\n  value {value}\n  sent  {request:?}\n  read  {status} {read}\n")
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "seed {seed}: {} of {} values were read as others\n{}",
        wrong.len(),
        sent.len(),
        wrong[..wrong.len().min(MOST_TOLD)].join("")
    );
    eprintln!(
        "seed {seed}: {} cases, {} values, all read as they were written; without a form of their own:",
        cases.len(),
        sent.len()
    );
    for (reason, count) in ambiguous {
        eprintln!("  {count} because {reason}");
    }
}

/// Numbers are compared by their value: `1.0` is written as `1`.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other
                || one.as_f64() == other.as_f64() && one.as_i64() == other.as_i64()
                || (one.is_f64() && one.as_f64() == other.as_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}
