//! From a schema to rules that can be gone through.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::decode::Format;

/// A schema and those that it refers to.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) root: Node,
    pub(super) definitions: Vec<Node>,
}

/// The rules of one schema, all of which must hold.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Null keeps all of them.
    pub(super) nullable: bool,
    pub(super) rules: Vec<Rule>,
}

/// One keyword, or several that belong together.
#[derive(Debug)]
pub(super) enum Rule {
    /// Nothing may be here.
    Never,
    Type(String),
    Among(Vec<Value>),
    /// A limit, and whether it is excluded.
    Minimum(f64, bool),
    Maximum(f64, bool),
    MultipleOf(f64),
    MinLength(usize),
    MaxLength(usize),
    Pattern(String, Option<regress::Regex>),
    Format(Format),
    /// Fits into so many bits.
    Width(u32),
    MinItems(usize),
    MaxItems(usize),
    Unique,
    Items(Node),
    MinProperties(usize),
    MaxProperties(usize),
    Required(Vec<String>),
    Members {
        known: Vec<(String, Node)>,
        /// What others must be; none if there must be no others.
        others: Option<Node>,
    },
    All(Vec<Node>),
    Any(Vec<Node>),
    One(Vec<Node>),
    Not(Node),
    /// A definition, by its number.
    Definition(usize),
}

impl Compiled {
    pub(super) fn new(source: &str) -> Self {
        let schema: Value = serde_json::from_str(source).unwrap_or_default();
        let definitions = schema.get("$defs").and_then(Value::as_object);
        let numbers: HashMap<&str, usize> = definitions
            .into_iter()
            .flat_map(Map::keys)
            .enumerate()
            .map(|(number, name)| (name.as_str(), number))
            .collect();
        Self {
            definitions: definitions
                .into_iter()
                .flat_map(Map::values)
                .map(|schema| node(schema, &numbers))
                .collect(),
            root: node(&schema, &numbers),
        }
    }
}

fn node(schema: &Value, numbers: &HashMap<&str, usize>) -> Node {
    let Some(object) = schema.as_object() else {
        let rules = (*schema == Value::Bool(false)).then_some(Rule::Never);
        return Node {
            nullable: false,
            rules: rules.into_iter().collect(),
        };
    };
    let schema = object;
    let reference = schema.get("$ref").and_then(Value::as_str);
    if let Some(reference) = reference {
        let number = numbers.get(reference.trim_start_matches('#'));
        return Node {
            nullable: false,
            rules: number
                .map(|&number| Rule::Definition(number))
                .into_iter()
                .collect(),
        };
    }
    let inner = |value: &Value| node(value, numbers);
    let flag = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    let mut rules = Vec::new();
    for (key, value) in schema {
        rules.extend(match key.as_str() {
            "allOf" => Some(Rule::All(nodes(value, numbers))),
            "anyOf" => Some(Rule::Any(nodes(value, numbers))),
            "oneOf" => Some(Rule::One(nodes(value, numbers))),
            "not" => Some(Rule::Not(inner(value))),
            "items" => Some(Rule::Items(inner(value))),
            "minimum" => value
                .as_f64()
                .map(|limit| Rule::Minimum(limit, flag("exclusiveMinimum"))),
            "maximum" => value
                .as_f64()
                .map(|limit| Rule::Maximum(limit, flag("exclusiveMaximum"))),
            _ => plain(key, value),
        });
    }
    let others = schema.get("additionalProperties");
    let known = schema.get("properties").and_then(Value::as_object);
    if known.is_some() || others.is_some() {
        rules.push(Rule::Members {
            known: known
                .into_iter()
                .flatten()
                .map(|(name, schema)| (name.clone(), inner(schema)))
                .collect(),
            others: (others != Some(&Value::Bool(false)))
                .then(|| others.map(inner).unwrap_or_default()),
        });
    }
    Node {
        nullable: flag("nullable"),
        rules,
    }
}

/// Rules that hold no schemas.
fn plain(key: &str, value: &Value) -> Option<Rule> {
    let count = || usize::try_from(value.as_u64()?).ok();
    Some(match key {
        "type" => Rule::Type(value.as_str()?.to_owned()),
        "enum" => Rule::Among(value.as_array()?.clone()),
        "multipleOf" => Rule::MultipleOf(value.as_f64()?),
        "minLength" => Rule::MinLength(count()?),
        "maxLength" => Rule::MaxLength(count()?),
        "pattern" => {
            let source = value.as_str()?;
            Rule::Pattern(
                source.to_owned(),
                regress::Regex::with_flags(source, "u").ok(),
            )
        }
        "format" => match value.as_str()? {
            "int32" => Rule::Width(32),
            "int64" => Rule::Width(64),
            name => Rule::Format(Format::of_name(name)?),
        },
        "minItems" => Rule::MinItems(count()?),
        "maxItems" => Rule::MaxItems(count()?),
        "uniqueItems" if value.as_bool()? => Rule::Unique,
        "minProperties" => Rule::MinProperties(count()?),
        "maxProperties" => Rule::MaxProperties(count()?),
        "required" => {
            let names = value.as_array()?.iter().filter_map(Value::as_str);
            Rule::Required(names.map(str::to_owned).collect())
        }
        _ => return None,
    })
}

fn nodes(value: &Value, numbers: &HashMap<&str, usize>) -> Vec<Node> {
    let schemas = value.as_array().into_iter().flatten();
    schemas.map(|schema| node(schema, numbers)).collect()
}
