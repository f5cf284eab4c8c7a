//! The table of styles: which there are at which place, and the document that has a parameter for each of them.

use serde_json::{Map, Value, json};

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    /// As `in` names it.
    fn wire(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// Argument of the trait's method, and end of its type's name.
    pub(crate) fn argument(self) -> (&'static str, &'static str) {
        match self {
            Self::Path => ("path", "Path"),
            Self::Query => ("query", "Query"),
            Self::Header => ("headers", "Headers"),
            Self::Cookie => ("cookies", "Cookies"),
        }
    }
}

/// Styles of OpenAPI 3.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    fn wire(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
        }
    }
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Integer,
    Number,
    Flag,
    Texts,
    Integers,
    /// Known fields.
    Thing,
    /// Any fields, of texts.
    Map,
    /// Known fields and any others of integers.
    Open,
}

impl Shape {
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Self::Texts | Self::Integers)
    }

    pub(crate) fn is_object(self) -> bool {
        matches!(self, Self::Thing | Self::Map | Self::Open)
    }

    fn schema(self) -> Value {
        match self {
            Self::Text => json!({"type": "string"}),
            Self::Integer => json!({"type": "integer"}),
            Self::Number => json!({"type": "number"}),
            Self::Flag => json!({"type": "boolean"}),
            Self::Texts => json!({"type": "array", "items": {"type": "string"}}),
            Self::Integers => json!({"type": "array", "items": {"type": "integer"}}),
            Self::Thing => json!({"$ref": "#/components/schemas/Thing"}),
            Self::Map => json!({"type": "object", "additionalProperties": {"type": "string"}}),
            Self::Open => json!({"$ref": "#/components/schemas/Open"}),
        }
    }
}

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    pub(crate) number: usize,
    pub(crate) place: Place,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) shape: Shape,
}

/// All that OpenAPI 3.0 defines, and arrays and objects of exploded cookies, which it leaves open: a cookie for each item or
/// field is read, as a warning of the generator says.
pub(crate) fn cases() -> Vec<Case> {
    use Shape::{Flag, Integer, Integers, Map, Number, Open, Text, Texts, Thing};
    const ALL: &[Shape] = &[
        Text, Integer, Number, Flag, Texts, Integers, Thing, Map, Open,
    ];
    const COMPOUND: &[Shape] = &[Texts, Integers, Thing, Map, Open];
    const OBJECTS: &[Shape] = &[Thing, Map, Open];
    const BOTH: &[bool] = &[false, true];
    let rows: &[(Place, Style, &[bool], &[Shape])] = &[
        (Place::Path, Style::Simple, BOTH, ALL),
        (Place::Path, Style::Label, BOTH, ALL),
        (Place::Path, Style::Matrix, BOTH, ALL),
        (Place::Query, Style::Form, BOTH, ALL),
        (Place::Query, Style::SpaceDelimited, &[false], COMPOUND),
        (Place::Query, Style::PipeDelimited, &[false], COMPOUND),
        (Place::Query, Style::DeepObject, &[true], OBJECTS),
        (Place::Header, Style::Simple, BOTH, ALL),
        (Place::Cookie, Style::Form, BOTH, ALL),
    ];
    let mut cases = Vec::new();
    for (place, style, explodes, shapes) in rows {
        for explode in *explodes {
            for shape in *shapes {
                cases.push(Case {
                    number: cases.len(),
                    place: *place,
                    style: *style,
                    explode: *explode,
                    shape: *shape,
                });
            }
        }
    }
    cases
}

/// An operation for each case, which answers with a value like that of its parameter.
pub(crate) fn document(cases: &[Case]) -> Value {
    let mut paths = Map::new();
    for case in cases {
        let number = case.number;
        let path = match case.place {
            Place::Path => format!("/c{number}/{{value}}"),
            _ => format!("/c{number}"),
        };
        let schema = case.shape.schema();
        let operation = json!({
            "operationId": format!("c{number}"),
            "parameters": [{
                "name": "value", "in": case.place.wire(), "required": true,
                "style": case.style.wire(), "explode": case.explode, "schema": schema,
            }],
            "responses": {"200": {"description": "As it was read", "content": {"application/json": {"schema": schema}}}},
        });
        paths.insert(path, json!({ "get": operation }));
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Styles at random", "version": "1"},
        "paths": paths,
        "components": {"schemas": {
            "Thing": {"type": "object", "properties": {
                "text": {"type": "string"}, "count": {"type": "integer"}, "flag": {"type": "boolean"},
                "ratio": {"type": "number"}, "note": {"type": "string"},
            }},
            "Open": {
                "type": "object", "properties": {"text": {"type": "string"}, "flag": {"type": "boolean"}},
                "additionalProperties": {"type": "integer"},
            },
        }},
    })
}
