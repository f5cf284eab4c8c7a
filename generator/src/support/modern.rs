//! What OpenAPI 3.1 has beside 3.0.

use super::Level::{Full, Ignored, Partial};
use super::Proof::{Golden, Warned};
use super::{Section, row};

pub(super) const SECTIONS: &[Section] = &[Section {
    title: "OpenAPI 3.1",
    object: None,
    rows: &[
        row(
            "`webhooks`",
            Ignored,
            "",
            Warned("webhooks-ignored", "nothing is generated of the"),
        ),
        row(
            "`jsonSchemaDialect`",
            Full,
            "that of OpenAPI",
            Golden("modern", "jsonSchemaDialect:"),
        ),
        row(
            "another dialect",
            Ignored,
            "",
            Warned("dialect-unknown", "are read as those of OpenAPI"),
        ),
        row(
            "`components.pathItems`",
            Full,
            "",
            Golden("modern", "pathItems:"),
        ),
        row(
            "no `responses`",
            Partial,
            "",
            Warned("responses-undescribed", "it may answer with any status"),
        ),
        row(
            "lists of types, `null`",
            Full,
            "",
            Golden("modern", "type: [string, \"null\"]"),
        ),
        row("`const`", Full, "", Golden("modern", "const: thing")),
        row(
            "numbers as `exclusiveMinimum`, `exclusiveMaximum`",
            Full,
            "",
            Golden("modern", "exclusiveMinimum: 1.5"),
        ),
        row(
            "`true` and `false` as schemas",
            Full,
            "",
            Golden("modern", "never: false"),
        ),
        row("`$defs`", Full, "", Golden("modern", "$defs:")),
        row(
            "keys beside `$ref`",
            Full,
            "",
            Golden("modern", "description: Whose it is."),
        ),
        row(
            "`if`, `then`, `else`",
            Full,
            "checked",
            Golden("modern", "if: {properties:"),
        ),
        row(
            "`dependentRequired`",
            Full,
            "checked",
            Golden("modern", "dependentRequired:"),
        ),
        row("`contains`", Full, "checked", Golden("modern", "contains:")),
        row(
            "`minContains`, `maxContains`",
            Ignored,
            "",
            Warned("keyword-lost", "the items that fit are not counted"),
        ),
        row(
            "`contentEncoding: base64`",
            Full,
            "decoded",
            Golden("modern", "contentEncoding: base64"),
        ),
        row(
            "`contentEncoding`, any other",
            Ignored,
            "",
            Warned("keyword-lost", "the encoding is not checked"),
        ),
        row(
            "`contentMediaType`",
            Full,
            "of files in parts",
            Golden("modern", "contentMediaType: image/png"),
        ),
        row(
            "`contentSchema`",
            Ignored,
            "",
            Warned("keyword-lost", "what the text holds is not checked"),
        ),
        row(
            "`patternProperties`",
            Ignored,
            "",
            Warned(
                "keyword-lost",
                "names of properties are not held against the patterns",
            ),
        ),
        row(
            "`propertyNames`",
            Ignored,
            "",
            Warned("keyword-lost", "names of properties are not checked"),
        ),
        row(
            "`prefixItems`",
            Ignored,
            "",
            Warned("keyword-lost", "which item has which form is not checked"),
        ),
        row(
            "no `paths`",
            Full,
            "a crate of types alone",
            Golden("webhooks", "webhooks:"),
        ),
        row(
            "`$anchor`",
            Full,
            "in `$ref`, of this file and of others",
            Golden("webhooks", "$anchor: pet"),
        ),
        row(
            "`unevaluatedProperties`",
            Partial,
            "where the same properties are described whatever the value is",
            Golden("webhooks", "unevaluatedProperties: false"),
        ),
        row(
            "`unevaluatedProperties` elsewhere",
            Ignored,
            "",
            Warned(
                "keyword-lost",
                "which properties are described depends on the value, and others are accepted",
            ),
        ),
        row(
            "`$dynamicRef` to the only `$dynamicAnchor` of its name",
            Full,
            "",
            Golden("webhooks", "$dynamicRef:"),
        ),
        row(
            "`$dynamicRef` elsewhere",
            Ignored,
            "",
            Warned("keyword-lost", "it allows anything"),
        ),
    ],
}];
