//! Responses, and components of all kinds.

use super::Level::{Full, Ignored, Partial, Refused};
use super::Proof::{Broken, Golden, Nothing};
use super::{PROSE, Section, row};

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Headers of responses",
        object: Some("a header"),
        rows: &[
            row(
                "`description`",
                Full,
                PROSE,
                Golden("components", "description: How heavy it is."),
            ),
            row(
                "`required`",
                Full,
                "",
                Golden("responses", "X-Count: {required: true"),
            ),
            row("`deprecated`", Ignored, "", Nothing("deprecated: true")),
            row(
                "`schema`",
                Full,
                "typed",
                Golden("responses", "X-Since: {schema:"),
            ),
            row(
                "`style`",
                Ignored,
                "it can only be `simple`",
                Nothing("style: simple"),
            ),
            row(
                "`explode`",
                Full,
                "of objects; of anything else it makes no difference",
                Golden("answers", "X-Pairs: {explode: true"),
            ),
            row(
                "`content`",
                Full,
                "JSON",
                Golden("answers", "X-Thing: {content:"),
            ),
            row(
                "`allowEmptyValue`",
                Ignored,
                "",
                Nothing("allowEmptyValue: true"),
            ),
            row("`example`", Ignored, "", Nothing("example: of-header")),
            row("`examples`", Ignored, "", Nothing("examples: {of-header:")),
        ],
    },
    Section {
        title: "Responses",
        object: Some("a response"),
        rows: &[
            row(
                "a status",
                Full,
                "a variant of the operation's answers",
                Golden("responses", "\"201\""),
            ),
            row("a class, `4XX`", Full, "", Golden("responses", "4XX:")),
            row("`default`", Full, "", Golden("responses", "default:")),
            row(
                "what is no status",
                Refused,
                "",
                Broken("status", "is no status"),
            ),
            row(
                "`description`",
                Full,
                PROSE,
                Golden("responses", "description: A thing"),
            ),
            row("`headers`", Full, "typed", Golden("responses", "headers:")),
            row("`content`", Full, "", Golden("responses", "content:")),
            row(
                "several media types",
                Full,
                "chosen by `Accept`",
                Golden("answers", "text/csv:"),
            ),
            row(
                "text/event-stream",
                Full,
                "events of the schema's type",
                Golden("answers", "text/event-stream:"),
            ),
            row(
                "text of one value",
                Full,
                "typed: numbers, flags, enumerations, days, moments",
                Golden("answers", "text/plain: {schema: {type: integer}}"),
            ),
            row(
                "other text, and XML",
                Partial,
                "a text; the schema is not looked at",
                Golden("answers", "text/csv:"),
            ),
            row(
                "any other media type",
                Partial,
                "a stream of bytes, an attachment or a file with ranges",
                Golden("answers", "format: binary"),
            ),
            row(
                "application/problem+json",
                Full,
                "errors of the method's error type",
                Golden("responses", "application/problem+json:"),
            ),
            row("`links`", Ignored, "", Nothing("links: {next:")),
        ],
    },
    Section {
        title: "Components",
        object: Some("`components`"),
        rows: &[
            row("`schemas`", Full, "", Golden("bodies", "schemas:")),
            row("`responses`", Full, "", Golden("components", "responses:")),
            row(
                "`parameters`",
                Full,
                "",
                Golden("components", "parameters:"),
            ),
            row(
                "`requestBodies`",
                Full,
                "",
                Golden("components", "requestBodies:"),
            ),
            row("`headers`", Full, "", Golden("components", "headers:")),
            row(
                "`securitySchemes`",
                Full,
                "",
                Golden("security", "securitySchemes:"),
            ),
            row(
                "`examples`",
                Ignored,
                "",
                Nothing("examples: {of-components:"),
            ),
            row("`links`", Ignored, "", Nothing("links: {of-components:")),
            row(
                "`callbacks`",
                Ignored,
                "",
                Nothing("callbacks: {of-components:"),
            ),
        ],
    },
];
