//! The document itself: what it says of the whole, and of its parts.

use super::Level::{Full, Ignored, Partial, Refused};
use super::Proof::{Broken, Golden, Nothing, Warned};
use super::{PROSE, Section, row};

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "The document",
        object: Some("the document"),
        rows: &[
            row(
                "YAML and JSON",
                Full,
                "",
                Golden("bodies", "openapi: 3.0.3"),
            ),
            row(
                "files joined by `$ref`",
                Full,
                "relative paths, pointers into anything, cycles",
                Broken("error-in-other-file", "the pattern does not compile"),
            ),
            row(
                "references to the network",
                Refused,
                "",
                Broken("reference-remote", "is remote"),
            ),
            row(
                "references with absolute paths",
                Refused,
                "",
                Broken("reference-absolute", "is an absolute path"),
            ),
            row(
                "keys beside `$ref`",
                Ignored,
                "",
                Warned(
                    "reference-siblings",
                    "keys beside `$ref` are ignored in OpenAPI 3.0",
                ),
            ),
            row("`openapi`", Full, "", Golden("bodies", "openapi: 3.0.3")),
            row(
                "`openapi` 2.0",
                Refused,
                "",
                Broken("swagger-2", "this is a Swagger 2.0 document"),
            ),
            row(
                "`openapi` 3.1",
                Full,
                "translated to 3.0; see below",
                Golden("modern", "openapi: 3.1.1"),
            ),
            row(
                "`openapi` 3.2",
                Partial,
                "",
                Warned("version-newer", "OpenAPI 3.2.0 is read as 3.1"),
            ),
            row(
                "`openapi` 4",
                Refused,
                "",
                Broken("version-4", "OpenAPI 4.0.0 is not supported"),
            ),
            row("`info`", Full, "", Golden("bodies", "info:")),
            row(
                "`servers`",
                Partial,
                "the path of the first one stands before all paths",
                Golden("servers", "/only-the-first-counts"),
            ),
            row("`paths`", Full, "", Golden("parameters", "paths:")),
            row("`components`", Full, "", Golden("bodies", "components:")),
            row(
                "`security`",
                Full,
                "",
                Golden("security", "security: [{OAuth2: []}]"),
            ),
            row(
                "`tags`",
                Full,
                "a trait and a module each",
                Golden("bodies", "tags: [{name: Uploads}]"),
            ),
            row(
                "`externalDocs`",
                Ignored,
                "",
                Nothing("externalDocs: {url: /docs/of-all}"),
            ),
            row(
                "unknown keys",
                Ignored,
                "",
                Warned(
                    "key-unknown",
                    "`unheard` is no part of an operation in OpenAPI 3.0",
                ),
            ),
            row(
                "unknown extensions",
                Ignored,
                "",
                Warned(
                    "extension-unknown",
                    "`x-internal` has no meaning in an operation",
                ),
            ),
        ],
    },
    Section {
        title: "Info",
        object: Some("`info`"),
        rows: &[
            row(
                "`title`",
                Full,
                "also the name of the crate",
                Golden("bodies", "title: Bodies"),
            ),
            row("`description`", Full, PROSE, Golden("docs", "description:")),
            row("`version`", Full, PROSE, Golden("bodies", "version:")),
            row("`termsOfService`", Ignored, "", Nothing("termsOfService:")),
            row("`contact`", Ignored, "", Nothing("contact:")),
            row("`license`", Ignored, "", Nothing("license:")),
        ],
    },
    Section {
        title: "Servers",
        object: Some("a server"),
        rows: &[
            row("`url`", Partial, "its path", Golden("servers", "url:")),
            row(
                "`variables`",
                Partial,
                "the `default` of each",
                Golden("servers", "variables:"),
            ),
            row(
                "`description`",
                Ignored,
                "",
                Nothing("description: the server"),
            ),
        ],
    },
    Section {
        title: "Tags",
        object: Some("a tag"),
        rows: &[
            row("`name`", Full, "", Golden("bodies", "name: Uploads")),
            row("`description`", Full, PROSE, Golden("docs", "tags:")),
            row(
                "`externalDocs`",
                Ignored,
                "",
                Nothing("externalDocs: {url: /docs/of-tag}"),
            ),
        ],
    },
];
