//! `encoding`: how fields of forms and multipart bodies are written.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::body::is_json;
use super::schema::is_true;
use super::styles::QUERY;
use super::{Lowerer, Skipped};
use crate::api::{Field, FieldEncoding, JsonText, ModelKind, Type, TypeKind};
use crate::load::escape;
use crate::shape::Shape;

impl Lowerer<'_> {
    /// The fields of a body of which there is something to say, by media type. `content` is the pointer of the body's.
    pub(super) fn lower_encodings(
        &mut self,
        content: &str,
        medias: &[String],
        ty: &Type,
    ) -> Result<IndexMap<String, Vec<FieldEncoding>>, Skipped> {
        let mut encodings = IndexMap::new();
        let TypeKind::Named(path) = &ty.kind else {
            return Ok(encodings);
        };
        let Some(ModelKind::Struct { fields, .. }) =
            self.models.get(path).map(|model| model.kind.clone())
        else {
            return Ok(encodings);
        };
        for media in medias {
            let is_multipart = media.starts_with("multipart/");
            if !is_multipart && media != "application/x-www-form-urlencoded" {
                continue;
            }
            let mut own = Vec::new();
            for field in &fields {
                let here = format!(
                    "{content}/{}/encoding/{}",
                    escape(media),
                    escape(&field.wire)
                );
                own.extend(self.lower_encoding(field, &here, is_multipart)?);
            }
            encodings.insert(media.clone(), own);
        }
        Ok(encodings)
    }

    fn lower_encoding(
        &mut self,
        field: &Field,
        here: &str,
        is_multipart: bool,
    ) -> Result<Option<FieldEncoding>, Skipped> {
        let given = self.at(here).and_then(Value::as_object).cloned();
        let given = given.unwrap_or_default();
        let content_types = content_types(&given);
        let says_style = ["style", "explode", "allowReserved"]
            .iter()
            .any(|key| given.contains_key(*key));
        let style = if says_style && !is_multipart {
            Some(self.lower_style(&given, here, QUERY, &field.ty)?)
        } else {
            None
        };
        let shape = self.shape(&field.ty);
        let is_compound = matches!(
            shape,
            Shape::Object { .. } | Shape::Mixed | Shape::List { nested: true }
        );
        let says_json = content_types.iter().any(|media| is_json(media));
        let json = if field.part.is_some() || matches!(field.ty.kind, TypeKind::String) {
            JsonText::Never
        } else if says_json {
            JsonText::Always
        } else if is_multipart && is_compound {
            JsonText::Maybe
        } else {
            JsonText::Never
        };
        let headers = if is_multipart {
            self.required_headers(&given, here)
        } else {
            Vec::new()
        };
        let says = style.is_some()
            || json != JsonText::Never
            || (is_multipart && !(content_types.is_empty() && headers.is_empty()));
        Ok(says.then(|| FieldEncoding {
            wire: field.wire.clone(),
            ty: field.ty.clone(),
            style,
            json,
            content_types: if is_multipart {
                content_types
            } else {
                Vec::new()
            },
            headers,
        }))
    }

    /// Headers without which a part is refused; `Content-Type` is told by `contentType`.
    fn required_headers(&self, encoding: &Map<String, Value>, here: &str) -> Vec<String> {
        let names = encoding.get("headers").and_then(Value::as_object);
        let names = names.into_iter().flat_map(Map::keys);
        let is_required = |name: &&String| {
            let header = self.resolve(&format!("{here}/headers/{}", escape(name)));
            let header = self.at(&header).and_then(Value::as_object);
            header.is_some_and(|header| is_true(header, "required"))
                && !name.eq_ignore_ascii_case("content-type")
        };
        names.filter(is_required).cloned().collect()
    }
}

/// The media types of `contentType`.
fn content_types(encoding: &Map<String, Value>) -> Vec<String> {
    let types = encoding.get("contentType").and_then(Value::as_str);
    types
        .unwrap_or_default()
        .split(',')
        .map(|one| one.trim().to_owned())
        .filter(|one| !one.is_empty())
        .collect()
}
