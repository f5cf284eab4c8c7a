//! Schemas that are made of themselves: no value of them would ever end.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::bundle::Bundle;
use crate::diagnostics::Code;
use crate::load::{Files, escape, find};

const SCHEMAS: &str = "/components/schemas/";

/// Reports components that take in themselves through `allOf`, over any number of `allOf`, `oneOf`, `anyOf` and references. False
/// if there are any.
///
/// A child that takes in a parent whose `oneOf` lists the child is no such cycle: the forms of the parent are left out of it.
pub fn cycles(bundle: &Bundle, files: &mut Files) -> bool {
    let schemas = bundle.document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    let pointer = |name: &String| format!("{SCHEMAS}{}", escape(name));
    let cyclic: Vec<(&String, &Value)> = schemas
        .filter(|(name, _)| takes_in_itself(&bundle.document, &pointer(name)))
        .collect();
    // Told where an `allOf` is, if it is in plain sight; the others only lead there.
    let is_told = |schema: &Value| schema.get("allOf").is_some();
    let tells_all = !cyclic.iter().any(|(_, schema)| is_told(schema));
    for (name, schema) in &cyclic {
        if !tells_all && !is_told(schema) {
            continue;
        }
        let pointer = pointer(name);
        let origin = bundle.origin(&pointer);
        files.finding_at(
            Code::AllOfCycle,
            origin.as_ref(),
            Some(&pointer),
            format!(
                "`{name}` takes in itself by `allOf`, so that none of its values would ever end"
            ),
            "break the circle: put what is shared into a schema that refers to neither",
        );
    }
    cyclic.is_empty()
}

/// A schema on the way, whether an `allOf` led there, and whether its forms count.
type Step = (String, bool, bool);

fn takes_in_itself(document: &Value, start: &str) -> bool {
    let mut seen: HashSet<Step> = HashSet::new();
    let mut waiting: Vec<Step> = vec![(start.to_owned(), false, true)];
    while let Some(step) = waiting.pop() {
        if !seen.insert(step.clone()) {
            continue;
        }
        let (pointer, by_all, with_forms) = step;
        let Some(Value::Object(schema)) = find(document, &pointer) else {
            continue;
        };
        for (target, inner_by_all) in targets(schema, with_forms) {
            let by_all = by_all || inner_by_all;
            let with_forms = !(inner_by_all && lists(find(document, target), &pointer));
            if target == start && by_all && with_forms {
                return true;
            }
            waiting.push((target.to_owned(), by_all, with_forms));
        }
    }
    false
}

/// What a schema refers to, through all that is written in it, and whether an `allOf` is on the way.
fn targets(schema: &Map<String, Value>, with_forms: bool) -> Vec<(&str, bool)> {
    if let Some(Value::String(reference)) = schema.get("$ref") {
        return vec![(reference.trim_start_matches('#'), false)];
    }
    let mut found = Vec::new();
    let mut open = steps(schema, with_forms);
    while let Some((schema, by_all)) = open.pop() {
        if let Some(target) = reference(schema) {
            found.push((target, by_all));
        } else if let Value::Object(schema) = schema {
            let inner = steps(schema, true).into_iter();
            open.extend(inner.map(|(next, inner_by_all)| (next, by_all || inner_by_all)));
        }
    }
    found
}

fn reference(schema: &Value) -> Option<&str> {
    let reference = schema.get("$ref").and_then(Value::as_str)?;
    Some(reference.trim_start_matches('#'))
}

/// The schemas whose values are values of this one too, and whether it is by `allOf`.
fn steps(schema: &Map<String, Value>, with_forms: bool) -> Vec<(&Value, bool)> {
    let members = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let mut steps: Vec<(&Value, bool)> = members("allOf").map(|member| (member, true)).collect();
    if with_forms {
        let forms = members("oneOf").chain(members("anyOf"));
        steps.extend(forms.map(|form| (form, false)));
    }
    steps
}

/// Whether a schema has another among its forms.
pub fn lists(schema: Option<&Value>, form: &str) -> bool {
    ["oneOf", "anyOf"].iter().any(|key| {
        let forms = schema
            .and_then(|schema| schema.get(key))
            .and_then(Value::as_array);
        forms.is_some_and(|forms| forms.iter().any(|known| reference(known) == Some(form)))
    })
}
