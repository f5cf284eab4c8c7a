//! The objects of OpenAPI 3.0.3, key by key.

mod paths;
mod schemas;

use paths::{HEADER, PARAMETER, PATH_ITEM, REQUEST_BODY, RESPONSE, SECURITY};
use schemas::SCHEMA;

/// What the value of a key must be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Want {
    /// Anything.
    Any,
    /// A text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A whole number, not negative.
    Count,
    /// A list of anything.
    Values,
    /// A list of texts.
    Texts,
    /// A text or a list of texts.
    TextOrTexts,
    /// An object.
    One(&'static Shape),
    /// A list of objects.
    List(&'static Shape),
    /// Objects by names of the author.
    Map(&'static Shape),
    /// Objects by names of the author or `x-` keys, which are extensions here.
    MapWithExtensions(&'static Shape),
    /// Lists of texts by names of the author.
    Requirement,
    /// `true`, `false` or an object.
    FlagOr(&'static Shape),
}

/// An object of the specification.
#[derive(Debug)]
pub(super) struct Shape {
    /// With its article, as in a sentence.
    pub(super) name: &'static str,
    /// Keys with what they hold.
    pub(super) keys: &'static [(&'static str, Want)],
    /// Keys that must be there.
    pub(super) required: &'static [&'static str],
}

use Want::{Any, List, Map, MapWithExtensions, One, Text};

pub(super) static DOCUMENT: Shape = Shape {
    name: "the document",
    keys: &[
        ("openapi", Text),
        ("info", One(&INFO)),
        ("servers", List(&SERVER)),
        ("paths", MapWithExtensions(&PATH_ITEM)),
        ("components", One(&COMPONENTS)),
        ("security", List(&SECURITY)),
        ("tags", List(&TAG)),
        ("externalDocs", Any),
        ("x-common-responses", Map(&RESPONSE)),
    ],
    required: &["info"],
};

static INFO: Shape = Shape {
    name: "`info`",
    keys: &[
        ("title", Text),
        ("description", Text),
        ("termsOfService", Text),
        ("contact", Any),
        ("license", Any),
        ("version", Text),
    ],
    required: &["title", "version"],
};

static SERVER: Shape = Shape {
    name: "a server",
    keys: &[("url", Text), ("description", Text), ("variables", Any)],
    required: &["url"],
};

static TAG: Shape = Shape {
    name: "a tag",
    keys: &[
        ("name", Text),
        ("description", Text),
        ("externalDocs", Any),
        ("x-group", Text),
    ],
    required: &["name"],
};

static COMPONENTS: Shape = Shape {
    name: "`components`",
    keys: &[
        ("schemas", Map(&SCHEMA)),
        ("responses", Map(&RESPONSE)),
        ("parameters", Map(&PARAMETER)),
        ("examples", Any),
        ("requestBodies", Map(&REQUEST_BODY)),
        ("headers", Map(&HEADER)),
        ("securitySchemes", Map(&SECURITY_SCHEME)),
        ("links", Any),
        ("callbacks", Any),
    ],
    required: &[],
};

static SECURITY_SCHEME: Shape = Shape {
    name: "a security scheme",
    keys: &[
        ("type", Text),
        ("description", Text),
        ("name", Text),
        ("in", Text),
        ("scheme", Text),
        ("bearerFormat", Text),
        ("flows", Map(&FLOW)),
        ("openIdConnectUrl", Text),
    ],
    required: &["type"],
};

static FLOW: Shape = Shape {
    name: "a flow",
    keys: &[
        ("authorizationUrl", Text),
        ("tokenUrl", Text),
        ("refreshUrl", Text),
        ("scopes", Any),
    ],
    required: &[],
};

/// Every object with its keys, extensions apart; for what lists all of OpenAPI.
#[cfg(test)]
pub(crate) fn objects() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut all: Vec<&'static Shape> = vec![&DOCUMENT];
    let mut next = 0;
    while let Some(shape) = all.get(next) {
        let inner = shape.keys.iter().filter_map(|(_, want)| match *want {
            One(shape)
            | List(shape)
            | Map(shape)
            | MapWithExtensions(shape)
            | Want::FlagOr(shape) => Some(shape),
            _ => None,
        });
        let new: Vec<_> = inner
            .filter(|shape| !all.iter().any(|known| known.name == shape.name))
            .collect();
        all.extend(new);
        next += 1;
    }
    let keys = |shape: &Shape| {
        let keys = shape.keys.iter().map(|(key, _)| *key);
        keys.filter(|key| !key.is_empty() && !key.starts_with("x-"))
            .collect()
    };
    all.iter().map(|shape| (shape.name, keys(shape))).collect()
}
