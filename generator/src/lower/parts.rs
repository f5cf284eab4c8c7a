//! `x-stream`: multipart bodies whose parts are handed out as they arrive.

use serde_json::Value;

use super::schema::{Owner, is_true};
use super::{Lowerer, Skipped};
use crate::api::{BodyContent, BodyKind, ModelKind, Type, TypeKind, TypePath};
use crate::diagnostics::Code;
use crate::load::escape;

const MULTIPART: &str = "multipart/form-data";

impl Lowerer<'_> {
    /// Makes a stream of parts of each content that wants to be one. `content` is the pointer of the body's.
    pub(super) fn lower_streams(
        &mut self,
        content: &str,
        contents: &mut [BodyContent],
        owner: &Owner,
    ) -> Result<(), Skipped> {
        let is_alone = contents.len() == 1 && contents[0].media_types.len() == 1;
        for one in contents {
            for media in &one.media_types {
                let here = format!("{content}/{}", escape(media));
                let media_type = self.at(&here).and_then(Value::as_object);
                if !media_type.is_some_and(|object| is_true(object, "x-stream")) {
                    continue;
                }
                if !is_alone || media != MULTIPART {
                    return self.refuse(
                        Code::StreamShape,
                        &format!("{here}/x-stream"),
                        "`x-stream` is for bodies of which multipart/form-data is the only media type",
                        "remove it, or the other media types",
                    );
                }
                let Some(ty) = self.plain_object(&one.kind) else {
                    return self.refuse(
                        Code::StreamShape,
                        &format!("{here}/x-stream"),
                        "the parts of this schema cannot be streamed: more than its properties is demanded",
                        "describe an object with properties, without choices, `not`, `minProperties` and `maxProperties`, or remove `x-stream`",
                    );
                };
                let module = owner.module.clone();
                let name = format!("{}Part", owner.stem);
                let name = self.claim(&module, &name, &format!("{} part", owner.key));
                one.kind = BodyKind::Parts {
                    ty,
                    part: TypePath { module, name },
                };
                break;
            }
        }
        Ok(())
    }

    /// An object with properties of which nothing else is demanded: what is demanded of all of them together could only be told
    /// when the last part has come.
    fn plain_object(&self, kind: &BodyKind) -> Option<Type> {
        let BodyKind::Decoded(ty) = kind else {
            return None;
        };
        let TypeKind::Named(path) = &ty.kind else {
            return None;
        };
        let model = self.models.get(path)?;
        let is_object = matches!(
            model.kind,
            ModelKind::Struct {
                min_properties: None,
                max_properties: None,
                ..
            }
        );
        let is_plain = is_object && model.check.is_none() && ty.check.is_none() && !ty.nullable;
        is_plain.then(|| ty.clone())
    }
}
