//! The objects of OpenAPI 3.0.3, key by key.

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

use Want::{
    Any, Count, Flag, FlagOr, List, Map, MapWithExtensions, Number, One, Requirement, Text,
    TextOrTexts, Texts, Values,
};

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

static PATH_ITEM: Shape = Shape {
    name: "a path item",
    keys: &[
        ("summary", Text),
        ("description", Text),
        ("get", One(&OPERATION)),
        ("put", One(&OPERATION)),
        ("post", One(&OPERATION)),
        ("delete", One(&OPERATION)),
        ("options", One(&OPERATION)),
        ("head", One(&OPERATION)),
        ("patch", One(&OPERATION)),
        ("trace", One(&OPERATION)),
        ("servers", List(&SERVER)),
        ("parameters", List(&PARAMETER)),
    ],
    required: &[],
};

static OPERATION: Shape = Shape {
    name: "an operation",
    keys: &[
        ("tags", Texts),
        ("summary", Text),
        ("description", Text),
        ("externalDocs", Any),
        ("operationId", Text),
        ("parameters", List(&PARAMETER)),
        ("requestBody", One(&REQUEST_BODY)),
        ("responses", MapWithExtensions(&RESPONSE)),
        ("callbacks", Any),
        ("deprecated", Flag),
        ("security", List(&SECURITY)),
        ("servers", List(&SERVER)),
        ("x-client", Flag),
        ("x-docs", Flag),
        ("x-max-body", Count),
        ("x-rate-limit", TextOrTexts),
    ],
    required: &[],
};

static SECURITY: Shape = Shape {
    name: "a security requirement",
    keys: &[("", Requirement)],
    required: &[],
};

static PARAMETER: Shape = Shape {
    name: "a parameter",
    keys: &[
        ("name", Text),
        ("in", Text),
        ("description", Text),
        ("required", Flag),
        ("deprecated", Flag),
        ("allowEmptyValue", Flag),
        ("style", Text),
        ("explode", Flag),
        ("allowReserved", Flag),
        ("schema", One(&SCHEMA)),
        ("example", Any),
        ("examples", Any),
        ("content", Map(&MEDIA_TYPE)),
        ("x-group", Text),
    ],
    required: &["name", "in"],
};

static HEADER: Shape = Shape {
    name: "a header",
    keys: &[
        ("description", Text),
        ("required", Flag),
        ("deprecated", Flag),
        ("allowEmptyValue", Flag),
        ("style", Text),
        ("explode", Flag),
        ("schema", One(&SCHEMA)),
        ("example", Any),
        ("examples", Any),
        ("content", Map(&MEDIA_TYPE)),
    ],
    required: &[],
};

static REQUEST_BODY: Shape = Shape {
    name: "a request body",
    keys: &[
        ("description", Text),
        ("content", Map(&MEDIA_TYPE)),
        ("required", Flag),
    ],
    required: &["content"],
};

static RESPONSE: Shape = Shape {
    name: "a response",
    keys: &[
        ("description", Text),
        ("headers", Map(&HEADER)),
        ("content", Map(&MEDIA_TYPE)),
        ("links", Any),
        ("x-file-reply", Flag),
    ],
    required: &[],
};

static MEDIA_TYPE: Shape = Shape {
    name: "a media type",
    keys: &[
        ("schema", One(&SCHEMA)),
        ("example", Any),
        ("examples", Any),
        ("encoding", Map(&ENCODING)),
        ("x-stream", Flag),
    ],
    required: &[],
};

static ENCODING: Shape = Shape {
    name: "an encoding",
    keys: &[
        ("contentType", Text),
        ("headers", Map(&HEADER)),
        ("style", Text),
        ("explode", Flag),
        ("allowReserved", Flag),
    ],
    required: &[],
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

static DISCRIMINATOR: Shape = Shape {
    name: "a discriminator",
    keys: &[("propertyName", Text), ("mapping", Any)],
    required: &["propertyName"],
};

static SCHEMA: Shape = Shape {
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

/// Every object with its keys, extensions apart; for what lists all of OpenAPI.
#[cfg(test)]
pub(crate) fn objects() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut all: Vec<&'static Shape> = vec![&DOCUMENT];
    let mut next = 0;
    while let Some(shape) = all.get(next) {
        let inner = shape.keys.iter().filter_map(|(_, want)| match *want {
            One(shape) | List(shape) | Map(shape) | MapWithExtensions(shape) | FlagOr(shape) => {
                Some(shape)
            }
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
