//! Which values must not be shown because a secret may be among what they hold.

use serde_json::Value;

use super::{Emitter, Models, Paths};
use crate::api::{Model, ModelKind, Type, TypeKind};
use crate::lower::is_secret;

impl Emitter<'_> {
    /// Whether something in the values of a type is a secret, whatever else they hold.
    pub(crate) fn holds_secret(&self, ty: &Type) -> bool {
        holds(ty, &self.index.secrets)
    }

    /// Whether `Debug` would show a secret: an own type hides those that it holds, arrays and maps do not.
    pub(crate) fn shows_secret(&self, ty: &Type) -> bool {
        let inside = match &ty.kind {
            TypeKind::Array(inner) | TypeKind::Map(inner) => self.shows_secret(inner),
            _ => false,
        };
        ty.secret || inside
    }
}

/// The models that hold a secret.
pub(super) fn models_with_secrets<'a>(models: &Models<'a>) -> Paths<'a> {
    let mut found = Paths::default();
    loop {
        let known = found.len();
        for (path, model) in models {
            if !found.contains(path) && is_among(model, &found) {
                found.insert(*path);
            }
        }
        if found.len() == known {
            return found;
        }
    }
}

fn is_among(model: &Model, found: &Paths<'_>) -> bool {
    let inside = match &model.kind {
        ModelKind::Struct {
            fields, additional, ..
        } => {
            let is_secret = |field: &crate::api::Field| field.write_only || holds(&field.ty, found);
            fields.iter().any(is_secret) || additional.as_ref().is_some_and(|ty| holds(ty, found))
        }
        ModelKind::Union(union) => union
            .variants
            .iter()
            .any(|variant| holds(&variant.ty, found)),
        ModelKind::Alias { ty } => holds(ty, found),
        ModelKind::Enum { .. } => false,
    };
    inside || model.check.as_deref().is_some_and(is_in_check)
}

fn holds(ty: &Type, found: &Paths<'_>) -> bool {
    let inside = match &ty.kind {
        TypeKind::Named(path) => found.contains(path),
        TypeKind::Array(inner) | TypeKind::Map(inner) => holds(inner, found),
        _ => false,
    };
    ty.secret || inside || ty.check.as_deref().is_some_and(is_in_check)
}

/// Whether a part of a check is about a secret.
fn is_in_check(check: &str) -> bool {
    fn is_in(schema: &Value) -> bool {
        match schema {
            Value::Object(object) => is_secret(object) || object.values().any(is_in),
            Value::Array(items) => items.iter().any(is_in),
            _ => false,
        }
    }
    serde_json::from_str(check).is_ok_and(|schema: Value| is_in(&schema))
}
