//! Bodies of requests.

use super::Level::{Full, Ignored, Partial, Refused};
use super::Proof::{Broken, Golden, Nothing};
use super::{Section, row};

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Request bodies",
        object: Some("a request body"),
        rows: &[
            row(
                "`description`",
                Ignored,
                "",
                Nothing("description: the body"),
            ),
            row(
                "`content`",
                Full,
                "a variant for each media type that is read in another way",
                Golden("bodies", "content:"),
            ),
            row("`required`", Full, "", Golden("bodies", "required: true")),
            row(
                "application/json, `+json`",
                Full,
                "",
                Golden("bodies", "application/json:"),
            ),
            row(
                "application/x-www-form-urlencoded",
                Full,
                "",
                Golden("bodies", "application/x-www-form-urlencoded:"),
            ),
            row(
                "multipart/form-data",
                Full,
                "files are streamed to disk, with limits; parts of JSON",
                Golden("encodings", "multipart/form-data:"),
            ),
            row(
                "multipart/form-data, part by part",
                Full,
                "with `x-stream`: texts as values, files as streams of bytes, in the order in which they come",
                Golden("streams", "x-stream: true"),
            ),
            row(
                "`x-stream` of other bodies",
                Refused,
                "",
                Broken(
                    "stream-shape",
                    "the parts of this schema cannot be streamed",
                ),
            ),
            row(
                "text/*",
                Full,
                "typed and checked",
                Golden("encodings", "text/*:"),
            ),
            row(
                "ranges, `image/*`, `*/*`",
                Full,
                "",
                Golden("encodings", "image/*:"),
            ),
            row(
                "any other media type",
                Partial,
                "a stream of bytes; the schema is not looked at",
                Golden("bodies", "application/octet-stream:"),
            ),
            row(
                "what is no media type",
                Refused,
                "",
                Broken("media-type", "`json` is no media type"),
            ),
        ],
    },
    Section {
        title: "Media types",
        object: Some("a media type"),
        rows: &[
            row("`schema`", Full, "", Golden("bodies", "schema:")),
            row("`encoding`", Full, "", Golden("bodies", "encoding:")),
            row("`example`", Ignored, "", Nothing("example: of-media")),
            row("`examples`", Ignored, "", Nothing("examples: {of-media:")),
        ],
    },
    Section {
        title: "Encodings of parts",
        object: Some("an encoding"),
        rows: &[
            row(
                "`contentType`",
                Full,
                "enforced for parts; JSON in forms",
                Golden("encodings", "contentType: application/json"),
            ),
            row(
                "`headers`",
                Full,
                "read and checked like those of a request; `read_headers` of a file has them typed",
                Golden("encodings", "headers: {X-Digest: {required: true"),
            ),
            row(
                "`style`",
                Partial,
                "in forms; parts have none",
                Golden("encodings", "style: pipeDelimited"),
            ),
            row(
                "`explode`",
                Partial,
                "in forms; parts have none",
                Golden("encodings", "explode: false"),
            ),
            row(
                "`allowReserved`",
                Partial,
                "in forms; parts have none",
                Golden("components", "encoding: {free: {allowReserved: true}}"),
            ),
        ],
    },
];
