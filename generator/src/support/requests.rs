//! Paths, operations, and what requests have.

use super::Level::{Full, Ignored, Partial, Refused};
use super::Proof::{Broken, Golden, Nothing, Warned};
use super::{PROSE, Section, row};

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Paths",
        object: Some("a path item"),
        rows: &[
            row(
                "`get`",
                Full,
                "`HEAD` is answered, too",
                Golden("parameters", "get:"),
            ),
            row("`put`", Full, "", Golden("bodies", "put:")),
            row("`post`", Full, "", Golden("bodies", "post:")),
            row("`delete`", Full, "", Golden("responses", "delete:")),
            row("`options`", Full, "", Golden("servers", "options:")),
            row("`head`", Full, "", Golden("responses", "head:")),
            row("`patch`", Full, "", Golden("components", "patch:")),
            row("`trace`", Full, "", Golden("servers", "trace:")),
            row(
                "`parameters`",
                Full,
                "",
                Golden("parameters", "parameters:"),
            ),
            row("`summary`", Ignored, "", Nothing("summary: the path")),
            row(
                "`description`",
                Ignored,
                "",
                Nothing("description: the path"),
            ),
            row(
                "`servers`",
                Ignored,
                "",
                Golden("servers", "/not-looked-at"),
            ),
            row(
                "paths that match the same requests",
                Refused,
                "",
                Broken(
                    "two-operations-at-one-place",
                    "matches the same requests as",
                ),
            ),
            row(
                "a path parameter that is not described",
                Refused,
                "",
                Broken("path-parameter-not-described", "is not described"),
            ),
        ],
    },
    Section {
        title: "Operations",
        object: Some("an operation"),
        rows: &[
            row(
                "`tags`",
                Partial,
                "the first one",
                Golden("bodies", "tags: [Uploads]"),
            ),
            row("`summary`", Full, PROSE, Golden("docs", "summary:")),
            row("`description`", Full, PROSE, Golden("docs", "description:")),
            row(
                "`operationId`",
                Full,
                "name of the method; made of method and path where it is missing",
                Golden("bodies", "operationId:"),
            ),
            row(
                "`operationId` twice",
                Refused,
                "",
                Broken("operation-id-twice", "two operations have the operationId"),
            ),
            row(
                "`parameters`",
                Full,
                "",
                Golden("parameters", "parameters:"),
            ),
            row("`requestBody`", Full, "", Golden("bodies", "requestBody:")),
            row("`responses`", Full, "", Golden("responses", "responses:")),
            row(
                "`deprecated`",
                Full,
                PROSE,
                Golden("components", "deprecated: true"),
            ),
            row("`security`", Full, "", Golden("security", "security: []")),
            row("`callbacks`", Ignored, "", Nothing("callbacks: {onDone:")),
            row("`servers`", Ignored, "", Golden("servers", "/nor-this")),
            row(
                "`externalDocs`",
                Ignored,
                "",
                Nothing("externalDocs: {url: /docs/of-operation}"),
            ),
        ],
    },
    Section {
        title: "Parameters",
        object: Some("a parameter"),
        rows: &[
            row("`name`", Full, "", Golden("parameters", "name:")),
            row(
                "`in` path, query, header, cookie",
                Full,
                "",
                Golden("styles", "in: cookie"),
            ),
            row(
                "`in` anything else",
                Refused,
                "",
                Broken("parameter-nowhere", "is no place for a parameter"),
            ),
            row("`description`", Full, PROSE, Golden("docs", "description:")),
            row("`required`", Full, "", Golden("styles", "required: true")),
            row(
                "`deprecated`",
                Full,
                PROSE,
                Golden("components", "deprecated: true"),
            ),
            row(
                "`allowEmptyValue`",
                Full,
                "",
                Golden("styles", "allowEmptyValue: true"),
            ),
            row(
                "`allowEmptyValue` outside of the query",
                Ignored,
                "",
                Warned(
                    "style-without-effect",
                    "has no effect on a parameter in header",
                ),
            ),
            row(
                "`style`",
                Full,
                "see below",
                Golden("styles", "style: matrix"),
            ),
            row(
                "`style` unknown",
                Refused,
                "",
                Broken(
                    "style-unknown",
                    "the style `csv` is not for a parameter in query",
                ),
            ),
            row(
                "`explode`",
                Full,
                "see below",
                Golden("styles", "explode: true"),
            ),
            row(
                "arrays and objects inside of others, in a path, header or cookie",
                Refused,
                "",
                Broken(
                    "style-nested-in-a-header",
                    "no style has room for arrays or objects inside of an array",
                ),
            ),
            row(
                "`allowReserved`",
                Full,
                "",
                Golden("styles", "allowReserved: true"),
            ),
            row("`schema`", Full, "", Golden("parameters", "schema:")),
            row(
                "`content`",
                Full,
                "JSON and text",
                Golden("styles", "content: {application/json:"),
            ),
            row(
                "`content` of another media type",
                Partial,
                "",
                Warned("parameter-media-type-text", "is read as a text"),
            ),
            row(
                "`content` of several media types",
                Refused,
                "",
                Broken(
                    "parameter-with-two-media-types",
                    "a parameter has one media type",
                ),
            ),
            row("`example`", Ignored, "", Nothing("example: of-parameter")),
            row(
                "`examples`",
                Ignored,
                "",
                Nothing("examples: {of-parameter:"),
            ),
        ],
    },
];
