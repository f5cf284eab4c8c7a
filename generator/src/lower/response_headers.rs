//! Headers of responses, and what single texts can say.

use std::collections::HashSet;

use serde_json::Value;

use super::body::is_json;
use super::schema::{Owner, is_true, plain, text};
use super::{Lowerer, Skipped};
use crate::api::{Field, ModelKind, Style, StyleKind, Type, TypeKind};
use crate::load::escape;
use crate::names;
use crate::shape::Shape;

impl Lowerer<'_> {
    /// The type of a header that is written, and its style if that is JSON or an object's: one value, a list of such or an
    /// object of such, else a text that the handler makes.
    fn header_type(
        &mut self,
        header: &str,
        owner: &Owner,
    ) -> Result<(Type, Option<Style>), Skipped> {
        let style = |kind, explode| Style {
            kind,
            explode,
            reserved: false,
            may_be_empty: false,
        };
        let media = self
            .at(&format!("{header}/content"))
            .and_then(Value::as_object)
            .and_then(|content| content.keys().next())
            .filter(|media| is_json(media));
        if let Some(media) = media {
            let here = format!("{header}/content/{}/schema", escape(media));
            if self.at(&here).is_some() {
                let ty = self.lower_type(&here, owner, &[])?;
                return Ok((ty, Some(style(StyleKind::Json, false))));
            }
        }
        let here = format!("{header}/schema");
        if self.at(&here).is_none() {
            return Ok((plain(TypeKind::String, &[]), None));
        }
        let ty = self.lower_type(&here, owner, &[])?;
        if matches!(self.shape(&ty), Shape::Object { nested: false, .. }) {
            let header = self.at(header).and_then(Value::as_object);
            let explode = header.is_some_and(|header| is_true(header, "explode"));
            return Ok((ty, Some(style(StyleKind::Simple, explode))));
        }
        let is_written = match &ty.kind {
            TypeKind::Array(item) => !item.nullable && self.is_single(item),
            _ => self.is_single(&ty),
        };
        let ty = if is_written {
            ty
        } else {
            plain(TypeKind::String, &[])
        };
        Ok((ty, None))
    }

    /// Whether values of a type are single texts or numbers.
    pub(super) fn is_single(&self, ty: &Type) -> bool {
        match &ty.kind {
            TypeKind::Bool
            | TypeKind::Integer { .. }
            | TypeKind::Number
            | TypeKind::String
            | TypeKind::DateTime
            | TypeKind::Date
            | TypeKind::Uuid => true,
            TypeKind::Named(path) => {
                let model = self.models.get(path).map(|model| &model.kind);
                matches!(model, Some(ModelKind::Enum { .. }))
            }
            _ => false,
        }
    }

    pub(super) fn lower_headers(
        &mut self,
        pointer: &str,
        owner: &Owner,
    ) -> Result<Vec<Field>, Skipped> {
        let headers = self
            .at(&format!("{pointer}/headers"))
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        // Fields that the variant may have besides.
        let mut taken = HashSet::from(["body".to_owned(), "status".to_owned()]);
        let mut fields = Vec::new();
        for wire in headers
            .keys()
            .filter(|wire| !wire.eq_ignore_ascii_case("content-type"))
        {
            let here = self.resolve(&format!("{pointer}/headers/{}", escape(wire)));
            let header = self
                .at(&here)
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default();
            self.check_header_name(wire, &here)?;
            let (ty, style) = self.header_type(&here, &owner.within(wire))?;
            fields.push(Field {
                name: names::unique(names::snake(wire), &mut taken),
                wire: wire.clone(),
                ty,
                required: is_true(&header, "required"),
                nullable: false,
                default: None,
                description: text(&header, "description"),
                deprecated: false,
                read_only: false,
                write_only: false,
                style,
                part: None,
            });
        }
        Ok(fields)
    }
}
