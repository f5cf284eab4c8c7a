//! Styles of parameters: which are allowed where, and what OpenAPI leaves open.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::body::is_json;
use super::schema::is_true;
use super::{Lowerer, Skipped};
use crate::api::{Field, Style, StyleKind, Type};
use crate::diagnostics::Code;
use crate::load::escape;
use crate::shape::{Shape, is_spread, shape};

/// Locations by their number, with the styles that they may have; the first is the default.
const ALLOWED: [(&str, &[&str]); 4] = [
    ("path", &["simple", "label", "matrix"]),
    (
        "query",
        &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    ),
    ("header", &["simple"]),
    ("cookie", &["form"]),
];

pub(super) const QUERY: usize = 1;
pub(super) const HEADER: usize = 2;
const COOKIE: usize = 3;

impl Lowerer<'_> {
    /// The media type of a parameter that is described by `content`.
    pub(super) fn media_of_parameter(
        &mut self,
        parameter: &Map<String, Value>,
        pointer: &str,
    ) -> Result<Option<String>, Skipped> {
        let Some(content) = parameter.get("content").and_then(Value::as_object) else {
            return Ok(None);
        };
        let here = format!("{pointer}/content");
        if content.len() != 1 {
            let message = format!("a parameter has one media type, not {}", content.len());
            return self.refuse(
                Code::ParameterMediaTypes,
                &here,
                message,
                "keep the one that is sent",
            );
        }
        if parameter.contains_key("schema") {
            let message = "a parameter has either `schema` or `content`; `schema` is not looked at";
            self.finding(
                Code::ParameterSchemaAndContent,
                pointer,
                message,
                "remove one of the two",
            );
        }
        let media = content.keys().next().cloned().unwrap_or_default();
        self.check_media_type(&media, &format!("{here}/{}", escape(&media)))?;
        Ok(Some(media))
    }

    /// A parameter with `content` is JSON or the text that it is.
    pub(super) fn style_of_media(&mut self, media: &str, schema: &str) -> Style {
        let kind = if is_json(media) {
            StyleKind::Json
        } else {
            if !media.starts_with("text/") {
                let pointer = schema.trim_end_matches("/schema");
                let message = format!("a parameter of the media type `{media}` is read as a text");
                self.finding(
                    Code::ParameterMediaTypeText,
                    pointer,
                    message,
                    "use application/json",
                );
            }
            StyleKind::Simple
        };
        Style {
            kind,
            explode: false,
            reserved: false,
            may_be_empty: false,
        }
    }

    /// The style of a parameter with a schema; combinations without a meaning are reported.
    pub(super) fn lower_style(
        &mut self,
        parameter: &Map<String, Value>,
        pointer: &str,
        location: usize,
        ty: &Type,
    ) -> Result<Style, Skipped> {
        let (place, allowed) = ALLOWED[location];
        let name = parameter
            .get("style")
            .and_then(Value::as_str)
            .unwrap_or(allowed[0]);
        if !allowed.contains(&name) {
            let message = format!("the style `{name}` is not for a parameter in {place}");
            let help = match location {
                0 => "use simple, label or matrix",
                QUERY => "use form, spaceDelimited, pipeDelimited or deepObject",
                COOKIE => "use form",
                _ => "use simple",
            };
            return self.refuse(
                Code::StyleNotOfPlace,
                &format!("{pointer}/style"),
                message,
                help,
            );
        }
        let kind = match name {
            "label" => StyleKind::Label,
            "matrix" => StyleKind::Matrix,
            "spaceDelimited" => StyleKind::SpaceDelimited,
            "pipeDelimited" => StyleKind::PipeDelimited,
            "deepObject" => StyleKind::DeepObject,
            "form" => StyleKind::Form,
            _ => StyleKind::Simple,
        };
        let given = parameter.get("explode").and_then(Value::as_bool);
        let mut style = Style {
            kind,
            explode: given.unwrap_or(kind == StyleKind::Form),
            reserved: is_true(parameter, "allowReserved") && location == QUERY,
            may_be_empty: is_true(parameter, "allowEmptyValue") && location == QUERY,
        };
        for key in ["allowReserved", "allowEmptyValue"] {
            if is_true(parameter, key) && location != QUERY {
                let message = format!("`{key}` has no effect on a parameter in {place}");
                let here = format!("{pointer}/{key}");
                self.finding(Code::StyleWithoutEffect, &here, message, "remove it");
            }
        }
        let shape = self.shape(ty);
        let here = if parameter.contains_key("style") {
            format!("{pointer}/style")
        } else {
            pointer.to_owned()
        };
        self.check_nesting(&shape, &style, location, &here)?;
        self.check_style(&shape, &mut style, given, location, &here)?;
        Ok(style)
    }

    pub(super) fn shape(&self, ty: &Type) -> Shape {
        shape(ty, &|path| self.models.get(path).map(|model| &model.kind))
    }

    /// Arrays and objects inside of an array or object: no style but `deepObject` has room for them.
    fn check_nesting(
        &mut self,
        shape: &Shape,
        style: &Style,
        location: usize,
        here: &str,
    ) -> Result<(), Skipped> {
        let (message, reading) = match shape {
            Shape::List { nested: true } => (
                "no style has room for arrays or objects inside of an array",
                "bracketed names are read, `name[0][field]=`; use `content` with application/json to have a form for it",
            ),
            Shape::Object { nested: true, .. } if style.kind == StyleKind::DeepObject => (
                "OpenAPI does not say how arrays and objects inside of a `deepObject` are written",
                "`name[field][inner]=`, `name[field]=` several times, `name[field][]=` and `name[field][0]=` are read",
            ),
            Shape::Object { nested: true, .. } => (
                "this style has no room for arrays or objects inside of an object",
                "repeated and bracketed names are read; use `deepObject`, or `content` with application/json",
            ),
            Shape::Mixed => (
                "a parameter that may be an object or something else has no form of its own",
                "the object is read from bracketed names; use `content` with application/json to have a form for it",
            ),
            _ => return Ok(()),
        };
        if location != QUERY {
            let help = "use `content` with application/json";
            return self.refuse(Code::StyleNested, here, message, help);
        }
        self.finding(Code::StyleUndefined, here, message, reading);
        Ok(())
    }

    /// What the table of styles in OpenAPI leaves out; the style becomes the one that is read.
    fn check_style(
        &mut self,
        shape: &Shape,
        style: &mut Style,
        explode: Option<bool>,
        location: usize,
        here: &str,
    ) -> Result<(), Skipped> {
        let is_list = matches!(shape, Shape::List { .. } | Shape::Either);
        let is_object = matches!(shape, Shape::Object { .. });
        match style.kind {
            StyleKind::DeepObject if *shape == Shape::Scalar => {
                let message = "the style `deepObject` is for objects";
                return self.refuse(
                    Code::StyleOfScalar,
                    here,
                    message,
                    "remove the style, or describe an object",
                );
            }
            StyleKind::DeepObject if is_list => self.finding(
                Code::StyleUndefined,
                here,
                "OpenAPI does not say how an array is written as `deepObject`",
                "`name[]=`, `name[0]=` and `name=` several times are read",
            ),
            StyleKind::DeepObject if explode == Some(false) => self.finding(
                Code::StyleWithoutEffect,
                here,
                "a `deepObject` is always exploded",
                "remove `explode: false`",
            ),
            StyleKind::SpaceDelimited | StyleKind::PipeDelimited if *shape == Shape::Scalar => {
                style.kind = StyleKind::Form;
                let message = "this style is for arrays and objects and has no effect on one value";
                self.finding(Code::StyleWithoutEffect, here, message, "remove it");
            }
            StyleKind::SpaceDelimited | StyleKind::PipeDelimited if style.explode => {
                style.kind = StyleKind::Form;
                let message =
                    "a delimited style has no meaning when exploded; it is read as `form`";
                self.finding(
                    Code::StyleWithoutEffect,
                    here,
                    message,
                    "write `explode: false`",
                );
            }
            StyleKind::Form if location == COOKIE && style.explode && (is_list || is_object) => {
                let help =
                    "write `explode: false`; a cookie of its own is read for each item or field";
                let message =
                    "OpenAPI does not say how an exploded array or object is written as cookies";
                self.finding(Code::StyleUndefined, here, message, help);
            }
            _ => {}
        }
        Ok(())
    }

    /// Fields of exploded objects are parameters of their own: each needs a name that no other has.
    pub(super) fn check_spread(
        &mut self,
        fields: &[(Option<String>, Field)],
        operation: &str,
    ) -> Result<(), Skipped> {
        let mut names: HashSet<String> = HashSet::new();
        let mut open: Option<String> = None;
        for (_, field) in fields {
            let shape = self.shape(&field.ty);
            let spreads = field.style.is_some_and(|style| is_spread(style, &shape));
            let own = match shape {
                Shape::Object {
                    names,
                    open: is_open,
                    ..
                } if spreads => {
                    if let (true, Some(other)) = (is_open, &open) {
                        let message = format!(
                            "`{other}` and `{}` both take every name that is no parameter",
                            field.wire
                        );
                        let help = "use `deepObject` for one of them";
                        return self.refuse(Code::StyleOpenTwice, operation, message, help);
                    }
                    if is_open {
                        open = Some(field.wire.clone());
                    }
                    names
                }
                _ => vec![field.wire.clone()],
            };
            for name in own {
                if names.contains(&name) {
                    let message = format!(
                        "`{name}` is a parameter and a field of an object, whose fields are parameters too"
                    );
                    let help = "rename one, or use `deepObject` for the object";
                    return self.refuse(Code::StyleFieldsCollide, operation, message, help);
                }
                names.insert(name);
            }
        }
        Ok(())
    }
}
