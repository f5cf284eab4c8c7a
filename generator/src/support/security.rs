//! Security schemes.

use super::Level::{Full, Ignored, Partial, Refused};
use super::Proof::{Broken, Golden, Nothing, Warned};
use super::{PROSE, Section, row};

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "Security schemes",
        object: Some("a security scheme"),
        rows: &[
            row(
                "`type` http, basic",
                Full,
                "",
                Golden("security", "scheme: basic"),
            ),
            row(
                "`type` http, any other scheme",
                Full,
                "bearer tokens, or the credentials as they are sent",
                Golden("security", "scheme: Digest"),
            ),
            row(
                "`type` http with what is no scheme",
                Partial,
                "",
                Warned("security-scheme-kind", "is read as a bearer token"),
            ),
            row(
                "`type` apiKey",
                Full,
                "",
                Golden("security", "type: apiKey, in: header"),
            ),
            row(
                "`type` oauth2",
                Full,
                "a bearer token; scopes are handed on",
                Golden("security", "type: oauth2"),
            ),
            row(
                "`type` openIdConnect",
                Full,
                "a bearer token",
                Golden("security", "type: openIdConnect"),
            ),
            row(
                "`in` header, query, cookie",
                Full,
                "",
                Golden("security", "in: cookie"),
            ),
            row("`name`", Full, "", Golden("security", "name: X-Api-Key")),
            row("`scheme`", Full, "", Golden("security", "scheme: basic")),
            row(
                "`flows`",
                Partial,
                "the scopes",
                Golden("security", "flows:"),
            ),
            row(
                "`description`",
                Full,
                PROSE,
                Golden("security", "description: A token in the header."),
            ),
            row("`bearerFormat`", Ignored, "", Nothing("bearerFormat:")),
            row(
                "`openIdConnectUrl`",
                Ignored,
                "",
                Golden("security", "openIdConnectUrl:"),
            ),
            row(
                "one of several requirements",
                Full,
                "",
                Golden("security", "[{OAuth2: []}, {Cookie: []}"),
            ),
            row(
                "requirements that hold together",
                Full,
                "",
                Golden("security", "{QueryKey: [], ApiKey: []}"),
            ),
            row(
                "no requirement as one of them",
                Full,
                "login is optional",
                Golden("security", "security: [{}, {OAuth2: []}]"),
            ),
            row(
                "a requirement of an unknown scheme",
                Refused,
                "",
                Broken("security-scheme-unknown", "is no security scheme"),
            ),
        ],
    },
    Section {
        title: "Flows of oauth2",
        object: Some("a flow"),
        rows: &[
            row(
                "`scopes`",
                Full,
                "an enumeration; handed to the method that knows callers",
                Golden("security", "scopes: {manage-users: Users"),
            ),
            row(
                "`authorizationUrl`",
                Ignored,
                "",
                Nothing("authorizationUrl:"),
            ),
            row("`tokenUrl`", Ignored, "", Nothing("tokenUrl:")),
            row("`refreshUrl`", Ignored, "", Nothing("refreshUrl:")),
        ],
    },
];
