//! Request bodies.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::schema::{Owner, plain};
use super::{Lowerer, Skipped};
use crate::api::{Body, BodyContent, BodyKind, Model, ModelKind, Rules, TypeKind, TypePath};
use crate::config::coercions;
use crate::diagnostics::Code;
use crate::load::escape;
use crate::names;

/// Whether a media type is JSON.
pub(crate) fn is_json(media: &str) -> bool {
    media == "application/json" || media.ends_with("+json")
}

/// Name of the variant of a media type: `Json`, `Image` for `image/*`, `Any`.
pub(crate) fn media_name(media: &str) -> String {
    let essence = media.split(';').next().unwrap_or_default().trim();
    match essence.split_once('/') {
        Some(("*", _)) => "Any".to_owned(),
        Some((kind, "*")) => names::pascal(kind),
        Some((_, subtype)) => names::pascal(subtype),
        None => names::pascal(essence),
    }
}

impl Lowerer<'_> {
    pub(super) fn lower_body(
        &mut self,
        operation: &str,
        owner: &Owner,
    ) -> Result<Option<Body>, Skipped> {
        let pointer = self.resolve(&format!("{operation}/requestBody"));
        let Some(body) = self.at(&pointer).cloned() else {
            return Ok(None);
        };
        let content = body
            .get("content")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        if content.is_empty() {
            return self.refuse(
                Code::ContentMissing,
                &pointer,
                "the request body has no `content`",
                "say of which media types it may be",
            );
        }
        let mut schemas: Vec<Value> = Vec::new();
        let mut contents: Vec<BodyContent> = Vec::new();
        let mut variants = HashSet::new();
        for (media, value) in &content {
            self.check_media_type(media, &format!("{pointer}/content/{}", escape(media)))?;
            let schema = value.get("schema").cloned().unwrap_or_default();
            // One schema in several media types is one type that is read from each of them.
            if let Some(index) = schemas.iter().position(|known| *known == schema)
                && decodes(media)
                && matches!(contents[index].kind, BodyKind::Decoded(_))
            {
                contents[index].media_types.push(media.clone());
                continue;
            }
            let here = format!("{pointer}/content/{}/schema", escape(media));
            let kind = self.body_kind(media, &here, &owner.within("Body"))?;
            contents.push(BodyContent {
                name: names::unique(media_name(media), &mut variants),
                media_types: vec![media.clone()],
                kind,
                encodings: IndexMap::new(),
            });
            schemas.push(schema);
        }
        for content in &mut contents {
            if let BodyKind::Decoded(ty) = &content.kind {
                let here = format!("{pointer}/content");
                content.encodings = self.lower_encodings(&here, &content.media_types, ty, owner)?;
            }
        }
        self.lower_streams(&format!("{pointer}/content"), &mut contents, owner)?;
        let type_name = if contents.len() > 1 {
            let key = format!("{} body", owner.key);
            self.claim(&owner.module, &format!("{}Body", owner.stem), &key)
        } else {
            String::new()
        };
        Ok(Some(Body {
            required: body.get("required") == Some(&Value::Bool(true)),
            description: body
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .trim()
                .to_owned(),
            contents,
            type_name,
        }))
    }

    fn body_kind(&mut self, media: &str, here: &str, owner: &Owner) -> Result<BodyKind, Skipped> {
        let profile = coercions(&self.config.coerce.body);
        let has_schema = self.at(here).is_some();
        let is_any = ["*/*", "application/*"].contains(&media);
        let is_text = media.starts_with("text/");
        if !decodes(media) && !(has_schema && (is_any || is_text)) {
            return Ok(if is_text {
                BodyKind::Text
            } else {
                BodyKind::Stream
            });
        }
        // An object or a union stands for itself, unless null may stand there instead.
        let is_wrapped = self.is_enumeration(here)? || (is_json(media) && self.is_nullable(here));
        let ty = if has_schema {
            let inner = if is_wrapped {
                &owner.within("Value")
            } else {
                owner
            };
            self.lower_type(here, inner, &profile)?
        } else {
            plain(TypeKind::Any, &profile)
        };
        match ty.kind {
            // A text of which nothing is demanded is that text.
            TypeKind::String if is_text && ty.rules == Rules::default() && ty.check.is_none() => {
                return Ok(BodyKind::Text);
            }
            TypeKind::Any if is_text => return Ok(BodyKind::Text),
            // Of any type is what is no text and no bytes: JSON.
            TypeKind::String | TypeKind::Binary | TypeKind::Any if is_any => {
                return Ok(BodyKind::Stream);
            }
            TypeKind::Named(_) if !is_wrapped => return Ok(BodyKind::Decoded(ty)),
            _ => {}
        }
        // All else is wrapped, so that every body is a type.
        let name = self.claim(&owner.module, &owner.stem, &owner.key);
        let path = TypePath {
            module: owner.module.clone(),
            name,
        };
        let model = Model {
            path: path.clone(),
            description: "The request body.".into(),
            kind: ModelKind::Alias { ty },
            check: None,
            input: true,
            output: false,
        };
        self.models.insert(path.clone(), model);
        Ok(BodyKind::Decoded(plain(TypeKind::Named(path), &profile)))
    }
}

/// Whether a body of this media type is read into a type.
fn decodes(media: &str) -> bool {
    is_json(media)
        || media == "application/x-www-form-urlencoded"
        || media.starts_with("multipart/")
}
