//! Keywords of schemas.

use super::Level::{Full, Ignored, Refused};
use super::Proof::{Broken, Golden, Nothing, Warned};
use super::{Section, row};

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Schemas",
        object: Some("a schema"),
        rows: &[
            row("`title`", Ignored, "", Nothing("title: of-schema")),
            row(
                "`description`",
                Full,
                "becomes documentation",
                Golden("docs", "description:"),
            ),
            row("`type`", Full, "", Golden("formats", "type: integer")),
            row(
                "`type` unknown",
                Refused,
                "",
                Broken("type-unknown", "is no type"),
            ),
            row(
                "no `type`",
                Full,
                "keywords count where they fit",
                Golden("formats", "untyped: {maxLength: 3}"),
            ),
            row(
                "`format`",
                Full,
                "see below",
                Golden("formats", "format: date-time"),
            ),
            row("`enum`", Full, "of any values", Golden("enums", "enum:")),
            row(
                "`enum` without values",
                Refused,
                "",
                Broken("enum-empty", "an enumeration without values"),
            ),
            row("`default`", Full, "applied", Golden("values", "default:")),
            row(
                "`default` that the schema does not allow",
                Refused,
                "",
                Broken("default-of-wrong-type", "is not what the schema allows"),
            ),
            row(
                "`nullable`",
                Full,
                "told apart from what is not there",
                Golden("presence", "nullable: true"),
            ),
            row(
                "`readOnly`",
                Full,
                "not in types of requests",
                Golden("directions", "readOnly: true"),
            ),
            row(
                "`writeOnly`",
                Full,
                "not in types of responses, and in no message",
                Golden("directions", "writeOnly: true"),
            ),
            row(
                "`deprecated`",
                Full,
                "becomes documentation",
                Golden("components", "deprecated: true"),
            ),
            row("`minimum`", Full, "", Golden("formats", "minimum: 0")),
            row("`maximum`", Full, "", Golden("formats", "maximum: 1")),
            row(
                "`minimum` over `maximum`",
                Refused,
                "",
                Broken("range-empty", "is more than `maximum`"),
            ),
            row(
                "`exclusiveMinimum`",
                Full,
                "",
                Golden("components", "exclusiveMinimum:"),
            ),
            row(
                "`exclusiveMaximum`",
                Full,
                "",
                Golden("components", "exclusiveMaximum:"),
            ),
            row(
                "`multipleOf`",
                Full,
                "exact in decimals",
                Golden("components", "multipleOf:"),
            ),
            row(
                "`minLength`",
                Full,
                "in characters",
                Golden("components", "minLength:"),
            ),
            row(
                "`maxLength`",
                Full,
                "in characters",
                Golden("components", "maxLength:"),
            ),
            row(
                "`pattern`",
                Full,
                "ECMA 262, with `u`",
                Golden("formats", "pattern: \"^(?!admin$).*$\""),
            ),
            row(
                "`pattern` that does not compile",
                Refused,
                "",
                Broken("pattern", "the pattern does not compile"),
            ),
            row("`items`", Full, "", Golden("bodies", "items:")),
            row("`minItems`", Full, "", Golden("components", "minItems:")),
            row("`maxItems`", Full, "", Golden("bodies", "maxItems: 3")),
            row(
                "`uniqueItems`",
                Full,
                "",
                Golden("components", "uniqueItems: true"),
            ),
            row("`properties`", Full, "", Golden("formats", "properties:")),
            row("`required`", Full, "", Golden("bodies", "required: [a]")),
            row(
                "`additionalProperties`",
                Full,
                "`false`, `true` or a schema",
                Golden("maps", "additionalProperties:"),
            ),
            row(
                "`minProperties`",
                Full,
                "",
                Golden("components", "minProperties:"),
            ),
            row(
                "`maxProperties`",
                Full,
                "",
                Golden("components", "maxProperties:"),
            ),
            row(
                "`allOf`",
                Full,
                "taken together",
                Golden("composition", "allOf:"),
            ),
            row(
                "`allOf` of schemas that no value fits",
                Refused,
                "",
                Broken(
                    "all-of-of-two-types",
                    "the schemas of this `allOf` are of type",
                ),
            ),
            row(
                "`oneOf`",
                Full,
                "told apart by discriminator, type, fields and values; exactly one fits",
                Golden("unions", "oneOf:"),
            ),
            row(
                "`anyOf`",
                Full,
                "in the same order, then as declared",
                Golden("unions", "anyOf:"),
            ),
            row("`not`", Full, "checked", Golden("composition", "not:")),
            row(
                "`discriminator`",
                Full,
                "",
                Golden("unions", "discriminator:"),
            ),
            row("recursion", Full, "", Golden("recursion", "$ref:")),
            row(
                "a schema that takes in itself by `allOf`",
                Refused,
                "",
                Broken("all-of-circle", "takes in itself by `allOf`"),
            ),
            row(
                "limits that do not fit the type",
                Ignored,
                "",
                Warned("limit-without-effect", "has no effect on the type"),
            ),
            row("`xml`", Ignored, "", Nothing("xml: {name: of-schema}")),
            row(
                "`externalDocs`",
                Ignored,
                "",
                Nothing("externalDocs: {url: /docs/of-schema}"),
            ),
            row("`example`", Ignored, "", Nothing("example: of-schema")),
        ],
    },
    Section {
        title: "Discriminators",
        object: Some("a discriminator"),
        rows: &[
            row(
                "`propertyName`",
                Full,
                "",
                Golden("unions", "propertyName:"),
            ),
            row(
                "`mapping`",
                Full,
                "names and references",
                Golden("unions", "mapping:"),
            ),
            row(
                "`mapping` to what is no form",
                Ignored,
                "",
                Warned(
                    "mapping-of-stranger",
                    "is mapped to none of the forms of this choice",
                ),
            ),
        ],
    },
];
