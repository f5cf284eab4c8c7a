//! Generated decoders against another validator: random schemas, random values, one verdict.
//!
//! The schemas of a seed become crates, which a program reads values with; `jsonschema` says of the same values what it makes of a
//! translation. `DIFFERENTIAL_SEED`, `DIFFERENTIAL_SCHEMAS` and `DIFFERENTIAL_INSTANCES` make longer and other runs.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;
mod instances;
mod oracle;
mod program;
mod random;
mod readings;
mod schemas;

use fastrand::Rng;
use serde_json::{Value, json};

use instances::{FORMATTED, SECRET_NUMBER, SECRET_TEXT, Values};
use program::{Program, Violation};
use random::setting;
use schemas::{Case, Maker};

/// What differs is told for so many values.
const MOST_TOLD: usize = 25;

#[test]
fn generated_decoders_and_another_validator_agree() {
    let mut cases: Vec<Case> = schemas::of_formats();
    let formats = cases.len();
    let seed = setting("DIFFERENTIAL_SEED", 1);
    let wanted = setting("DIFFERENTIAL_SCHEMAS", 360).max(formats as u64) as usize;
    let instances = setting("DIFFERENTIAL_INSTANCES", 108_000) as usize;
    let mut rng = Rng::with_seed(seed);

    let mut refused = 0_usize;
    while cases.len() < wanted {
        let case = Maker::case(&mut rng, cases.len());
        if program::is_lowered(&case) {
            cases.push(case);
        } else {
            refused += 1;
        }
    }
    // Schemas that no value could satisfy are refused; if many were, little would be compared.
    assert!(
        refused < wanted,
        "{refused} of {} schemas were refused",
        refused + wanted
    );

    let mut asked: Vec<(usize, Value)> = Vec::with_capacity(instances);
    for number in 0..formats {
        let texts = FORMATTED.iter().flat_map(|(_, texts)| *texts);
        asked.extend(texts.map(|text| (number, json!({ "value": text }))));
    }
    for (number, case) in cases.iter().enumerate() {
        let mut values = Values {
            rng: &mut rng,
            case,
        };
        let count = instances / wanted + 1;
        asked.extend((0..count).map(|_| (number, values.instance())));
    }
    let program = Program::build(&cases);
    let answers = program.ask(&asked);
    assert_eq!(answers.len(), asked.len());

    let validators: Vec<_> = cases.iter().map(oracle::validator).collect();
    let mut taken = 0_usize;
    let mut differ = 0_usize;
    let mut excused = 0_usize;
    let mut told = Vec::new();
    let mut last = None;
    for ((number, value), violations) in asked.iter().zip(&answers) {
        let allowed = validators[*number].is_valid(value);
        taken += usize::from(allowed);
        if allowed != violations.is_empty() && readings::may_differ(&cases[*number], value) {
            excused += 1;
            continue;
        }
        let wrong = if allowed == violations.is_empty() {
            violations
                .iter()
                .find_map(|violation| unsound(violation, value))
        } else {
            Some(format!(
                "jsonschema {} it",
                if allowed { "allows" } else { "refuses" }
            ))
        };
        if let Some(wrong) = wrong {
            differ += 1;
            // One value of a case tells as much as all of them.
            if last == Some(number) && *number >= formats {
                continue;
            }
            last = Some(number);
            let case = &cases[*number];
            told.push(format!(
                "case {}\n{}\nvalue {value}\ngenerated: {violations:?}\n{wrong}\n",
                case.name,
                serde_json::to_string(&case.components).unwrap(),
            ));
        }
    }
    assert!(
        told.is_empty(),
        "seed {seed}: {differ} of {} values differ\n{}",
        asked.len(),
        told[..told.len().min(MOST_TOLD)].join("\n")
    );
    assert!(excused * 1000 < asked.len(), "{excused} values are excused");
    // Neither side of the verdict is rare.
    let share = taken * 100 / asked.len();
    assert!(
        (20..=80).contains(&share),
        "{share} % of the values are valid"
    );
    eprintln!(
        "seed {seed}: {wanted} schemas, {} values, {share} % of them valid, {excused} excused, no disagreement",
        asked.len()
    );
}

/// What is wrong with a violation in itself.
fn unsound(violation: &Violation, value: &Value) -> Option<String> {
    let parent = violation
        .pointer
        .rsplit_once('/')
        .map_or("", |(parent, _)| parent);
    if value.pointer(&violation.pointer).is_none() && value.pointer(parent).is_none() {
        return Some(format!("`{}` leads nowhere", violation.pointer));
    }
    if violation.code.is_empty() || violation.message.is_empty() {
        return Some("a violation without a code or a message".into());
    }
    let shown = violation.value.to_string();
    let message = &violation.message;
    let secrets = [SECRET_TEXT.to_owned(), SECRET_NUMBER.to_string()];
    secrets
        .iter()
        .any(|secret| shown.contains(secret) || message.contains(secret))
        .then(|| format!("a secret is shown: {shown} {message}"))
}
