//! Random schemas of OpenAPI 3.0.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::random::{one, percent, weighted};

/// A schema with the components that it is made of.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// Name of the component that it is.
    pub(crate) name: String,
    pub(crate) components: Map<String, Value>,
}

/// Patterns with texts that they match.
pub(crate) const PATTERNS: &[(&str, &[&str])] = &[
    ("^[a-z]+$", &["a", "abc", "zzzzzz"]),
    ("^\\d{2,4}$", &["12", "123", "2026"]),
    ("^(?=.*\\d)(?=.*[a-z])", &["a1", "1a", "zz9zz"]),
    ("^(?!tmp)", &["a", "", "t"]),
    ("(a|b)+c", &["ac", "xxbbcxx", "abc"]),
    ("^\\p{L}+$", &["é", "ßa", "Ωmega"]),
    ("^.{2}$", &["ab", "é1", "😀a"]),
    ("\\u00e9", &["é", "caf\u{e9}"]),
    ("^\\S+@\\S+$", &["a@b", "é@😀"]),
    ("[^\\w-]", &["a b", "é", "!"]),
];

pub(crate) const FORMATS: &[&str] = &[
    "date",
    "date-time",
    "uuid",
    "email",
    "uri",
    "hostname",
    "ipv4",
    "ipv6",
    "byte",
    "password",
    "made-up",
];

/// Names of members; some are what generated code could have for itself, or must be escaped somewhere.
pub(crate) const NAMES: &[&str] = &[
    "a",
    "b",
    "c",
    "id",
    "name",
    "errors",
    "type",
    "self",
    "Self",
    "value",
    "f",
    "at",
    "sink",
    "additional",
    "a/b",
    "a~b",
    "é",
    "two words",
    "x[y]",
    "10",
    "fn",
    "",
];

/// Makes the schemas of one case.
pub(crate) struct Maker<'r> {
    rng: &'r mut Rng,
    case: String,
    components: Map<String, Value>,
    /// Components that are being made: they may contain themselves.
    open: Vec<String>,
}

impl<'r> Maker<'r> {
    pub(crate) fn case(rng: &'r mut Rng, number: usize) -> Case {
        let mut maker = Maker {
            rng,
            case: format!("C{number}"),
            components: Map::new(),
            open: Vec::new(),
        };
        let inner = maker.schema(0);
        // Every case is an object with a member, so that each of them is a type of its own that can be asked for.
        let mut whole = json!({ "type": "object", "properties": { "value": inner } });
        if percent(maker.rng, 60) {
            whole["required"] = json!(["value"]);
        }
        let name = maker.case.clone();
        maker.components.insert(name.clone(), whole);
        Case {
            name,
            components: maker.components,
        }
    }

    fn schema(&mut self, depth: usize) -> Value {
        let deep = depth >= 3;
        let weights: &[u32] = if deep {
            &[30, 12, 10, 5, 8, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4]
        } else {
            &[20, 10, 9, 4, 6, 12, 20, 7, 9, 9, 8, 7, 6, 4, 6]
        };
        let mut schema = match weighted(self.rng, weights) {
            0 => self.string(),
            1 => self.number(true),
            2 => self.number(false),
            3 => json!({ "type": "boolean" }),
            4 => self.enumeration(),
            5 => self.list(depth),
            6 => self.object(depth),
            7 => self.map(depth),
            8 => return self.component(depth),
            9 => self.all(depth),
            10 => self.choice("oneOf", depth),
            11 => self.choice("anyOf", depth),
            12 => self.discriminated(depth),
            13 => self.untyped(depth),
            _ => self.negated(depth),
        };
        if percent(self.rng, 15) {
            schema["nullable"] = json!(true);
        }
        if percent(self.rng, 4) {
            schema["writeOnly"] = json!(true);
        }
        schema
    }

    fn string(&mut self) -> Value {
        let mut schema = json!({ "type": "string" });
        if percent(self.rng, 40) {
            schema["format"] = json!(one(self.rng, FORMATS));
        }
        if percent(self.rng, 30) {
            schema["minLength"] = json!(self.rng.u64(0..4));
        }
        if percent(self.rng, 30) {
            schema["maxLength"] = json!(self.rng.u64(3..12));
        }
        if percent(self.rng, 25) {
            schema["pattern"] = json!(one(self.rng, PATTERNS).0);
        }
        if percent(self.rng, 8) {
            schema["enum"] = json!(["a", "abc", "é", "b"]);
        }
        schema
    }

    fn number(&mut self, integer: bool) -> Value {
        let mut schema = json!({ "type": if integer { "integer" } else { "number" } });
        let formats: &[&str] = if integer {
            &["int32", "int64"]
        } else {
            &["float", "double"]
        };
        if percent(self.rng, 30) {
            schema["format"] = json!(one(self.rng, formats));
        }
        let limits = [-3.5, -1.0, 0.0, 0.1, 1.0, 2.5, 7.0, 100.0];
        let limit = |rng: &mut Rng, slice: &[f64]| {
            let limit = one(rng, slice);
            if integer && limit.fract() == 0.0 {
                json!(limit as i64)
            } else {
                json!(limit)
            }
        };
        if percent(self.rng, 35) {
            schema["minimum"] = limit(self.rng, &limits[..5]);
            if percent(self.rng, 35) {
                schema["exclusiveMinimum"] = json!(self.rng.bool());
            }
        }
        if percent(self.rng, 35) {
            schema["maximum"] = limit(self.rng, &limits[4..]);
            if percent(self.rng, 35) {
                schema["exclusiveMaximum"] = json!(self.rng.bool());
            }
        }
        if percent(self.rng, 25) {
            let units = [
                json!(0.1),
                json!(0.01),
                json!(0.5),
                json!(2.5),
                json!(1),
                json!(3),
            ];
            schema["multipleOf"] = one(self.rng, &units);
        }
        schema
    }

    /// An enumeration of values of any types.
    fn enumeration(&mut self) -> Value {
        let (name, values) = one(
            self.rng,
            &[
                ("", json!([1, "1", true, null])),
                ("", json!([1.5, "a", false])),
                ("", json!([[1, 2], { "a": 1.0 }, "x"])),
                ("", json!([0, 1, -5])),
                ("string", json!(["a", "A", "-a", "10", ""])),
                ("string", json!(["on", "off", null])),
                ("integer", json!([1, 2, 30, -4])),
                ("number", json!([0.5, 1, 1e3])),
                ("boolean", json!([true])),
                ("array", json!([[1], [], ["a", null]])),
                ("object", json!([{}, { "a": [1] }])),
            ],
        );
        let mut schema = json!({ "enum": values });
        if !name.is_empty() {
            schema["type"] = json!(name);
        }
        schema
    }

    fn list(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "array", "items": self.schema(depth + 1) });
        if percent(self.rng, 30) {
            schema["minItems"] = json!(self.rng.u64(0..3));
        }
        if percent(self.rng, 30) {
            schema["maxItems"] = json!(self.rng.u64(2..5));
        }
        if percent(self.rng, 35) {
            schema["uniqueItems"] = json!(self.rng.bool());
        }
        schema
    }

    fn names(&mut self, most: usize) -> Vec<&'static str> {
        let mut names: Vec<&str> = (0..self.rng.usize(..=most))
            .map(|_| one(self.rng, NAMES))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn object(&mut self, depth: usize) -> Value {
        let mut properties = Map::new();
        for name in self.names(4) {
            let mut property = self.schema(depth + 1);
            let is_reference = property.get("$ref").is_some();
            if !is_reference && percent(self.rng, 4) {
                property["readOnly"] = json!(true);
                property
                    .as_object_mut()
                    .map(|property| property.remove("writeOnly"));
            }
            if !is_reference
                && percent(self.rng, 8)
                && let Some(default) = plain_default(&property)
            {
                property["default"] = default;
            }
            properties.insert(name.to_owned(), property);
        }
        let mut required: Vec<&str> = properties.keys().map(String::as_str).collect();
        required.retain(|_| percent(self.rng, 50));
        if percent(self.rng, 5) {
            required.push("unnamed");
        }
        let mut schema = json!({ "type": "object" });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if !properties.is_empty() {
            schema["properties"] = Value::Object(properties);
        }
        match self.rng.u32(..8) {
            0 | 1 => schema["additionalProperties"] = json!(false),
            2 => schema["additionalProperties"] = json!(true),
            3 => schema["additionalProperties"] = json!({}),
            4 => schema["additionalProperties"] = self.schema(depth + 1),
            _ => {}
        }
        self.counts(&mut schema);
        schema
    }

    fn counts(&mut self, schema: &mut Value) {
        if percent(self.rng, 12) {
            schema["minProperties"] = json!(self.rng.u64(0..3));
        }
        if percent(self.rng, 12) {
            schema["maxProperties"] = json!(self.rng.u64(2..5));
        }
    }

    fn map(&mut self, depth: usize) -> Value {
        let mut schema =
            json!({ "type": "object", "additionalProperties": self.schema(depth + 1) });
        self.counts(&mut schema);
        schema
    }

    /// A reference: to a new component, or to one that is there already, which may be the one around it.
    fn component(&mut self, depth: usize) -> Value {
        if depth > 0 && percent(self.rng, 50) {
            let known: Vec<String> = self.components.keys().chain(&self.open).cloned().collect();
            if !known.is_empty() {
                return reference(&one(self.rng, &known));
            }
        }
        let schema = |maker: &mut Self| maker.schema(depth + 1);
        reference(&self.named(schema))
    }

    fn named(&mut self, make: impl FnOnce(&mut Self) -> Value) -> String {
        let name = format!("{}P{}", self.case, self.components.len() + self.open.len());
        self.open.push(name.clone());
        let mut schema = make(self);
        // A reference that leads back to itself says nothing.
        let target = schema["$ref"]
            .as_str()
            .and_then(|target| target.rsplit('/').next());
        if target.is_some_and(|target| self.open.iter().any(|open| open == target)) {
            schema = json!({ "type": "boolean" });
        }
        self.open.retain(|open| *open != name);
        self.components.insert(name.clone(), schema);
        name
    }

    /// Schemas of one type, as those of others have no value in common.
    fn all(&mut self, depth: usize) -> Value {
        let mut members = Vec::new();
        let kind = self.rng.u32(..5);
        for _ in 0..self.rng.usize(1..=3) {
            let member = match kind {
                0 => self.string(),
                1 => {
                    let integer = self.rng.bool();
                    self.number(integer)
                }
                2 => self.list(depth + 1),
                _ => {
                    let mut object = self.object(depth + 1);
                    // What only the server says is so in all of the schemas, or the document is unclear.
                    for (_, property) in object["properties"].as_object_mut().into_iter().flatten()
                    {
                        property
                            .as_object_mut()
                            .map(|property| property.remove("readOnly"));
                    }
                    // Members that only another schema names would be secrets.
                    let others = object["additionalProperties"].to_string();
                    if others.contains("$ref")
                        || others.contains("writeOnly")
                        || others.contains("password")
                    {
                        object["additionalProperties"] = json!(true);
                    }
                    object
                }
            };
            members.push(if percent(self.rng, 30) {
                reference(&self.named(|_| member))
            } else {
                member
            });
        }
        if percent(self.rng, 25) {
            members.push(self.rules_alone(depth));
        }
        let mut schema = json!({ "allOf": members });
        if kind > 2 && percent(self.rng, 40) {
            let Value::Object(beside) = self.object(depth + 1) else {
                return schema;
            };
            for (key, value) in beside {
                schema[key] = value;
            }
        }
        schema
    }

    /// Rules without a type.
    fn rules_alone(&mut self, depth: usize) -> Value {
        match self.rng.u32(..5) {
            0 => json!({ "minLength": 2, "minimum": 1 }),
            1 => json!({ "required": [one(self.rng, NAMES)] }),
            2 => json!({ "not": self.schema(depth + 2) }),
            3 => json!({ "anyOf": [{ "required": ["a"] }, { "required": ["b"] }] }),
            _ => json!({ "maxProperties": 3, "maxItems": 2, "multipleOf": 0.5 }),
        }
    }

    fn choice(&mut self, key: &str, depth: usize) -> Value {
        let members: Vec<Value> = (0..self.rng.usize(1..=3))
            .map(|_| self.schema(depth + 1))
            .collect();
        let mut schema = json!({ key: members });
        if percent(self.rng, 15) {
            schema["type"] = json!("object");
            schema["required"] = json!([one(self.rng, NAMES)]);
        }
        schema
    }

    fn discriminated(&mut self, depth: usize) -> Value {
        let property = one(self.rng, &["kind", "type", "a/b"]);
        let mut members = Vec::new();
        let mut mapping = Map::new();
        for index in 0..self.rng.usize(1..=3) {
            let enumerated = percent(self.rng, 40);
            let mapped = percent(self.rng, 50);
            let value = format!("v{index}");
            let name = self.named(|maker| {
                let mut schema = maker.object(depth + 1);
                let kind = if enumerated {
                    json!({ "type": "string", "enum": [value] })
                } else {
                    json!({ "type": "string" })
                };
                schema["properties"][property] = kind;
                if percent(maker.rng, 60) {
                    let mut required = schema["required"].as_array().cloned().unwrap_or_default();
                    required.retain(|name| *name != property);
                    required.push(json!(property));
                    schema["required"] = json!(required);
                }
                schema
            });
            if mapped {
                let target = format!("#/components/schemas/{name}");
                mapping.insert(value, json!(target));
            }
            members.push(reference(&name));
        }
        let key = if percent(self.rng, 70) {
            "oneOf"
        } else {
            "anyOf"
        };
        let mut schema = json!({ key: members, "discriminator": { "propertyName": property } });
        if !mapping.is_empty() {
            schema["discriminator"]["mapping"] = Value::Object(mapping);
        }
        schema
    }

    fn untyped(&mut self, depth: usize) -> Value {
        if percent(self.rng, 30) {
            return json!({});
        }
        self.rules_alone(depth)
    }

    fn negated(&mut self, depth: usize) -> Value {
        let mut schema = match self.rng.u32(..4) {
            0 => self.string(),
            1 => self.number(false),
            2 => self.list(depth + 1),
            _ => self.object(depth + 1),
        };
        schema["not"] = self.schema(depth + 2);
        schema
    }
}

/// A case for each format.
pub(crate) fn of_formats() -> Vec<Case> {
    let case = |(number, format): (usize, &&str)| {
        let name = format!("C{number}");
        let schema = json!({
            "type": "object",
            "properties": { "value": { "type": "string", "format": format } },
        });
        Case {
            components: Map::from_iter([(name.clone(), schema)]),
            name,
        }
    };
    FORMATS.iter().enumerate().map(case).collect()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A default for schemas that are simple enough to have one without looking further.
fn plain_default(schema: &Value) -> Option<Value> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.first().cloned();
    }
    let schema = schema.as_object()?;
    let is_bare = schema
        .keys()
        .all(|key| matches!(key.as_str(), "type" | "nullable" | "writeOnly" | "readOnly"));
    if !is_bare {
        return None;
    }
    match schema.get("type")?.as_str()? {
        "string" => Some(json!("d")),
        "integer" => Some(json!(3)),
        "number" => Some(json!(1.5)),
        "boolean" => Some(json!(true)),
        _ => None,
    }
}
