//! Request bodies.

use serde_json::Value;

use super::schema::{Owner, plain};
use super::{Lowerer, Skipped};
use crate::api::{Body, BodyContent, BodyKind, Model, ModelKind, PartRules, TypeKind, TypePath};
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
                name: media_name(media),
                media_types: vec![media.clone()],
                kind,
            });
            schemas.push(schema);
        }
        self.part_rules(&pointer, &contents);
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
        if !decodes(media) {
            return Ok(if media.starts_with("text/") {
                BodyKind::Text
            } else {
                BodyKind::Stream
            });
        }
        let profile = coercions(&self.config.coerce.body);
        let ty = if self.at(here).is_some() {
            self.lower_type(here, owner, &profile)?
        } else {
            plain(TypeKind::Any, &profile)
        };
        if let TypeKind::Named(_) = ty.kind {
            return Ok(BodyKind::Decoded(ty));
        }
        // Whatever is no object of its own is wrapped, so that every body is a type.
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

    /// Puts the content types of `encoding` to the file fields.
    fn part_rules(&mut self, pointer: &str, contents: &[BodyContent]) {
        for content in contents {
            let BodyKind::Decoded(ty) = &content.kind else {
                continue;
            };
            let TypeKind::Named(path) = &ty.kind else {
                continue;
            };
            for media in content
                .media_types
                .iter()
                .filter(|media| media.starts_with("multipart/"))
            {
                let encoding = self
                    .at(&format!("{pointer}/content/{}/encoding", escape(media)))
                    .and_then(Value::as_object)
                    .cloned();
                let Some(ModelKind::Struct { fields, .. }) =
                    self.models.get_mut(path).map(|model| &mut model.kind)
                else {
                    continue;
                };
                for (wire, rules) in encoding.into_iter().flatten() {
                    let types = rules
                        .get("contentType")
                        .and_then(Value::as_str)
                        .unwrap_or_default();
                    if let Some(PartRules { content_types, .. }) = fields
                        .iter_mut()
                        .find(|field| field.wire == wire)
                        .and_then(|field| field.part.as_mut())
                    {
                        *content_types = types
                            .split(',')
                            .map(|one| one.trim().to_owned())
                            .filter(|one| !one.is_empty())
                            .collect();
                    }
                }
            }
        }
    }
}

/// Whether a body of this media type is read into a type.
fn decodes(media: &str) -> bool {
    is_json(media)
        || media == "application/x-www-form-urlencoded"
        || media.starts_with("multipart/")
}
