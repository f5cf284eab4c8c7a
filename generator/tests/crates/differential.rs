//! Reads values with generated types: lines of a case's number and JSON come in, lines of violations go out.

mod cases;

use std::io::{BufRead as _, Write as _};

use openapi_stubs_runtime as rt;
use openapi_stubs_runtime::serde_json::{self, Value, json};

/// What a type finds wrong with a value.
fn read<T: rt::Decode>(value: &Value) -> Vec<rt::Violation> {
    let mut sink = Vec::new();
    let read: Option<T> = rt::decode(rt::Location::Body, rt::Input::json(value), &mut sink);
    assert_eq!(read.is_none(), !sink.is_empty(), "{value}: {sink:?}");
    sink
}

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of UTF-8");
        let (case, value) = line.split_once(' ').expect("a case and a value");
        let case: usize = case.parse().expect("the number of a case");
        let value: Value = serde_json::from_str(value).expect("JSON");
        let violations: Vec<Value> = cases::CASES[case](&value)
            .into_iter()
            .map(|violation| {
                json!({
                    "pointer": violation.pointer,
                    "code": violation.code,
                    "message": violation.message,
                    "value": violation.value,
                })
            })
            .collect();
        writeln!(out, "{}", Value::Array(violations)).expect("somebody listens");
    }
}
