//! Values held against rules.

use serde_json::Value;

use super::compile::{Compiled, Node, Rule};
use crate::decode::equal::equal;
use crate::decode::limits::{self, Broken, NO_FORM, REQUIRED, SEVERAL_FORMS, UNKNOWN};
use crate::decode::number::{Amount, Integer as _};
use crate::decode::{Place, budget, number};

/// Takes what is wrong: place, code, message, and the value.
pub(super) type Report<'r> = &'r mut dyn FnMut(&Place<'_>, &'static str, String, Option<&Value>);

impl Compiled {
    /// Whether the value keeps all rules. All that are broken are told, if anybody wants to hear of them.
    pub(super) fn evaluate(
        &self,
        value: &Value,
        loose: bool,
        place: &Place<'_>,
        report: Option<Report<'_>>,
    ) -> bool {
        let mut walk = Walk {
            definitions: &self.definitions,
            loose,
            report,
        };
        walk.node(&self.root, value, place)
    }
}

struct Walk<'c, 'r> {
    definitions: &'c [Node],
    loose: bool,
    report: Option<Report<'r>>,
}

impl Walk<'_, '_> {
    fn node(&mut self, node: &Node, value: &Value, place: &Place<'_>) -> bool {
        if node.nullable && value.is_null() {
            return true;
        }
        let mut holds = true;
        for rule in &node.rules {
            holds &= self.rule(rule, value, place);
            if !holds && self.report.is_none() {
                return false;
            }
        }
        holds
    }

    /// Whether a value keeps the rules, of which nobody hears.
    fn would(&self, node: &Node, value: &Value, place: &Place<'_>) -> bool {
        let mut silent = Walk {
            definitions: self.definitions,
            loose: self.loose,
            report: None,
        };
        // A choice in a choice doubles the work with every level.
        budget::take() && silent.node(node, value, place)
    }

    fn refuse(
        &mut self,
        place: &Place<'_>,
        code: &'static str,
        message: String,
        value: &Value,
    ) -> bool {
        if let Some(report) = &mut self.report {
            report(place, code, message, Some(value));
        }
        false
    }

    fn rule(&mut self, rule: &Rule, value: &Value, place: &Place<'_>) -> bool {
        let (code, message) = match rule {
            Rule::Never => (UNKNOWN.0, UNKNOWN.1.into()),
            Rule::Items(node) => return self.items(node, value, place),
            Rule::Members { known, others } => {
                return self.members(known, others.as_ref(), value, place);
            }
            Rule::Required(names) => return self.required(names, value, place),
            Rule::All(nodes) => {
                // All of them are gone through, so that all that is broken is told.
                let mut holds = true;
                for node in nodes {
                    holds &= self.node(node, value, place);
                }
                return holds;
            }
            Rule::Definition(number) => {
                let definition = self.definitions.get(*number);
                return definition.is_none_or(|node| self.node(node, value, place));
            }
            Rule::Any(nodes) => {
                if nodes.iter().any(|node| self.would(node, value, place)) {
                    return true;
                }
                (
                    "any_of",
                    "Must be at least one of the possible forms".into(),
                )
            }
            Rule::One(nodes) => {
                let fitting = nodes.iter().filter(|node| self.would(node, value, place));
                match fitting.take(2).count() {
                    1 => return true,
                    0 => ("one_of", NO_FORM.into()),
                    _ => ("one_of", SEVERAL_FORMS.into()),
                }
            }
            Rule::Not(node) => {
                if !self.would(node, value, place) {
                    return true;
                }
                ("not", "Must not be of the excluded form".into())
            }
            Rule::Type(name) => {
                if is_of_type(name, value, self.loose) {
                    return true;
                }
                ("type", wanted(name))
            }
            Rule::Among(values) => {
                if values
                    .iter()
                    .any(|known| is_equal(known, value, self.loose))
                {
                    return true;
                }
                ("enum", one_of(values))
            }
            rule => match simple(rule, value, self.loose) {
                Some(found) => found,
                None => return true,
            },
        };
        self.refuse(place, code, message, value)
    }

    fn items(&mut self, node: &Node, value: &Value, place: &Place<'_>) -> bool {
        let items = value.as_array().into_iter().flatten().enumerate();
        items.fold(true, |holds, (index, item)| {
            self.node(node, item, &Place::index(place, index)) && holds
        })
    }

    fn members(
        &mut self,
        known: &[(String, Node)],
        others: Option<&Node>,
        value: &Value,
        place: &Place<'_>,
    ) -> bool {
        let members = value.as_object().into_iter().flatten();
        members.fold(true, |holds, (name, member)| {
            let here = Place::name(place, name);
            let node = known.iter().find(|(known, _)| known == name);
            let keeps = match node.map(|(_, node)| node).or(others) {
                Some(node) => self.node(node, member, &here),
                None => self.refuse(&here, UNKNOWN.0, UNKNOWN.1.into(), &Value::Null),
            };
            keeps && holds
        })
    }

    fn required(&mut self, names: &[String], value: &Value, place: &Place<'_>) -> bool {
        let Some(object) = value.as_object() else {
            return true;
        };
        names.iter().fold(true, |holds, name| {
            let is_there = object.contains_key(name);
            if !is_there && let Some(report) = &mut self.report {
                report(
                    &Place::name(place, name),
                    REQUIRED.0,
                    REQUIRED.1.into(),
                    None,
                );
            }
            is_there && holds
        })
    }
}

/// What a rule about a single value finds wrong.
fn simple(rule: &Rule, value: &Value, loose: bool) -> Broken {
    match rule {
        Rule::Minimum(limit, true) => limits::above(as_number(value, loose)?, *limit),
        Rule::Minimum(limit, false) => limits::min(as_number(value, loose)?, *limit),
        Rule::Maximum(limit, true) => limits::below(as_number(value, loose)?, *limit),
        Rule::Maximum(limit, false) => limits::max(as_number(value, loose)?, *limit),
        Rule::MultipleOf(unit) => limits::multiple_of(as_number(value, loose)?, *unit),
        Rule::Width(bits) => {
            let limit = 1_i128 << (bits - 1);
            let whole = number::integer_of_json(value, loose)?;
            let fits = (-limit..limit).contains(&whole);
            (!fits).then(|| ("type", format!("Must be an integer of {bits} bits")))
        }
        Rule::MinLength(least) => limits::min_length(value.as_str()?, *least),
        Rule::MaxLength(most) => limits::max_length(value.as_str()?, *most),
        Rule::Pattern(source, regex) => limits::pattern(value.as_str()?, source, |text| {
            let regex = regex.as_ref();
            regex.is_some_and(|regex| regex.find(text).is_some())
        }),
        Rule::Format(format) => limits::format(value.as_str()?, *format),
        Rule::MinItems(least) => limits::min_items(value.as_array()?.len(), *least),
        Rule::MaxItems(most) => limits::max_items(value.as_array()?.len(), *most),
        Rule::Unique => limits::unique_items(value.as_array()?),
        Rule::MinProperties(least) => limits::min_properties(value.as_object()?.len(), *least),
        Rule::MaxProperties(most) => limits::max_properties(value.as_object()?.len(), *most),
        _ => None,
    }
}

/// A number, or in loose reading a text that is one.
fn as_number(value: &Value, loose: bool) -> Option<Amount> {
    match value {
        Value::String(text) if loose => number::number_of_text(text).map(Amount::Float),
        Value::Number(number) => Amount::of(number),
        _ => None,
    }
}

fn is_of_type(name: &str, value: &Value, loose: bool) -> bool {
    let text = value.as_str().filter(|_| loose);
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean() || matches!(text, Some("true" | "false" | "1" | "0")),
        "integer" => match value {
            // As it is read: an integer has 64 bits.
            Value::Number(_) => number::integer_of_json(value, false)
                .and_then(i64::from_wide)
                .is_some(),
            _ => text.is_some_and(|text| number::integer_of_text(text, true).is_some()),
        },
        "number" => {
            value.is_number() || text.is_some_and(|text| number::number_of_text(text).is_some())
        }
        "string" => value.is_string(),
        "array" => value.is_array() || text.is_some(),
        "object" => value.is_object(),
        _ => true,
    }
}

/// Equal, or in loose reading a text that is written as the value is.
pub(in crate::decode) fn is_equal(known: &Value, value: &Value, loose: bool) -> bool {
    equal(known, value)
        || loose
            && value.as_str().is_some_and(|text| match known {
                Value::Bool(flag) => text == if *flag { "true" } else { "false" },
                Value::Number(number) => number.as_f64() == number::number_of_text(text),
                _ => false,
            })
}

/// A sentence that lists the values.
pub(in crate::decode) fn one_of(values: &[Value]) -> String {
    let texts = values.iter().map(|value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    format!("Must be one of {}", texts.collect::<Vec<_>>().join(", "))
}

fn wanted(name: &str) -> String {
    match name {
        "integer" | "array" | "object" => format!("Must be an {name}"),
        "null" => "Must be null".into(),
        name => format!("Must be a {name}"),
    }
}
