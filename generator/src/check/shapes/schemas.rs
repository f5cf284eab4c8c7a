//! Schemas.

use super::Shape;
use super::Want::{
    Any, Count, Flag, FlagOr, List, Map, Number, One, Text, TextOrTexts, Texts, Values,
};

pub(super) static DISCRIMINATOR: Shape = Shape {
    name: "a discriminator",
    keys: &[("propertyName", Text), ("mapping", Any)],
    required: &["propertyName"],
};

pub(super) static SCHEMA: Shape = Shape {
    name: "a schema",
    keys: &[
        ("title", Text),
        ("multipleOf", Number),
        ("maximum", Number),
        ("exclusiveMaximum", Flag),
        ("minimum", Number),
        ("exclusiveMinimum", Flag),
        ("maxLength", Count),
        ("minLength", Count),
        ("pattern", Text),
        ("maxItems", Count),
        ("minItems", Count),
        ("uniqueItems", Flag),
        ("maxProperties", Count),
        ("minProperties", Count),
        ("required", Texts),
        ("enum", Values),
        ("type", TextOrTexts),
        ("not", One(&SCHEMA)),
        ("allOf", List(&SCHEMA)),
        ("oneOf", List(&SCHEMA)),
        ("anyOf", List(&SCHEMA)),
        ("items", One(&SCHEMA)),
        ("properties", Map(&SCHEMA)),
        ("additionalProperties", FlagOr(&SCHEMA)),
        ("description", Text),
        ("format", Text),
        ("default", Any),
        ("nullable", Flag),
        ("discriminator", One(&DISCRIMINATOR)),
        ("readOnly", Flag),
        ("writeOnly", Flag),
        ("xml", Any),
        ("externalDocs", Any),
        ("example", Any),
        ("deprecated", Flag),
        ("x-coerce", TextOrTexts),
        ("x-enum-varnames", Texts),
        ("x-max-size", Count),
    ],
    required: &[],
};
