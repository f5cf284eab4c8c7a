//! `encoding`: how fields of forms and multipart bodies are written.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::body::is_json;
use super::schema::Owner;
use super::styles::{HEADER, QUERY};
use super::{Lowerer, Skipped};
use crate::api::{Field, FieldEncoding, JsonText, ModelKind, ParamField, Params, Type, TypeKind};
use crate::check::nearest;
use crate::diagnostics::Code;
use crate::load::escape;
use crate::shape::Shape;

impl Lowerer<'_> {
    /// The fields of a body of which there is something to say, by media type. `content` is the pointer of the body's.
    pub(super) fn lower_encodings(
        &mut self,
        content: &str,
        medias: &[String],
        ty: &Type,
        owner: &Owner,
    ) -> Result<IndexMap<String, Vec<FieldEncoding>>, Skipped> {
        let mut encodings = IndexMap::new();
        let TypeKind::Named(path) = &ty.kind else {
            return Ok(encodings);
        };
        let Some(ModelKind::Struct {
            fields, additional, ..
        }) = self.models.get(path).map(|model| model.kind.clone())
        else {
            return Ok(encodings);
        };
        let is_open = additional.is_some();
        for media in medias {
            let is_multipart = media.starts_with("multipart/");
            if !is_multipart && media != "application/x-www-form-urlencoded" {
                continue;
            }
            self.check_encodings(
                &format!("{content}/{}/encoding", escape(media)),
                &fields,
                is_open,
            );
            let mut own = Vec::new();
            for field in &fields {
                let here = format!(
                    "{content}/{}/encoding/{}",
                    escape(media),
                    escape(&field.wire)
                );
                own.extend(self.lower_encoding(field, &here, is_multipart, owner)?);
            }
            encodings.insert(media.clone(), own);
        }
        Ok(encodings)
    }

    /// Encodings of what is no property.
    fn check_encodings(&mut self, here: &str, fields: &[Field], is_open: bool) {
        let names = self.at(here).and_then(Value::as_object);
        let names: Vec<String> = names.into_iter().flat_map(Map::keys).cloned().collect();
        for name in names {
            let is_known = fields.iter().any(|field| field.wire == name);
            if is_known || is_open || name.starts_with("x-") {
                continue;
            }
            let near = nearest(&name, fields.iter().map(|field| field.wire.as_str()));
            let help = near.map_or_else(
                || "add the property to the schema, or remove the encoding".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.finding(
                Code::EncodingUnknown,
                &format!("{here}/{}", escape(&name)),
                format!("`{name}` is no property of the body; its encoding has no effect"),
                &help,
            );
        }
    }

    fn lower_encoding(
        &mut self,
        field: &Field,
        here: &str,
        is_multipart: bool,
        owner: &Owner,
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
            self.part_headers(&given, here, &owner.within(&field.wire))?
        } else {
            None
        };
        let says = style.is_some()
            || json != JsonText::Never
            || (is_multipart && !(content_types.is_empty() && headers.is_none()));
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

    /// The headers of a part, which are read like those of a request; `Content-Type` is told by `contentType`.
    fn part_headers(
        &mut self,
        encoding: &Map<String, Value>,
        here: &str,
        owner: &Owner,
    ) -> Result<Option<Params>, Skipped> {
        let names = encoding.get("headers").and_then(Value::as_object);
        let names: Vec<String> = names.into_iter().flat_map(Map::keys).cloned().collect();
        let (mut fields, mut taken) = (Vec::new(), HashSet::new());
        for name in names {
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let pointer = self.resolve(&format!("{here}/headers/{}", escape(&name)));
            self.check_header_name(&name, &pointer)?;
            let header = self.at(&pointer).and_then(Value::as_object);
            let mut header = header.cloned().unwrap_or_default();
            header.insert("name".to_owned(), name.into());
            let field = self.lower_parameter(&header, &pointer, HEADER, owner, &mut taken)?;
            fields.push(ParamField::Field(field));
        }
        if fields.is_empty() {
            return Ok(None);
        }
        let key = format!("{} headers", owner.key);
        let type_name = self.claim(&owner.module, &format!("{}Headers", owner.stem), &key);
        Ok(Some(Params { type_name, fields }))
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
