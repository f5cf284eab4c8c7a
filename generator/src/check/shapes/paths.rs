//! Paths, and what operations are made of.

use super::Want::{
    Any, Count, Flag, List, Map, MapWithExtensions, One, Requirement, Text, TextOrTexts, Texts,
};
use super::schemas::SCHEMA;
use super::{SERVER, Shape};

pub(super) static PATH_ITEM: Shape = Shape {
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

pub(super) static OPERATION: Shape = Shape {
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

pub(super) static SECURITY: Shape = Shape {
    name: "a security requirement",
    keys: &[("", Requirement)],
    required: &[],
};

pub(super) static PARAMETER: Shape = Shape {
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

pub(super) static HEADER: Shape = Shape {
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

pub(super) static REQUEST_BODY: Shape = Shape {
    name: "a request body",
    keys: &[
        ("description", Text),
        ("content", Map(&MEDIA_TYPE)),
        ("required", Flag),
    ],
    required: &["content"],
};

pub(super) static RESPONSE: Shape = Shape {
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

pub(super) static MEDIA_TYPE: Shape = Shape {
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

pub(super) static ENCODING: Shape = Shape {
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
