//! What a type looks like from outside: what decides how a parameter's style spells it.

use crate::api::{Field, ModelKind, Style, StyleKind, Type, TypeKind, TypePath};

/// Deepest union of unions that is looked into.
const MOST_LEVELS: usize = 8;

/// The outer form of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One text.
    Scalar,
    /// An array.
    List {
        /// Whether items are arrays or objects.
        nested: bool,
    },
    /// An object.
    Object {
        /// Names of its fields.
        names: Vec<String>,
        /// Whether other fields may be there and are kept.
        open: bool,
        /// Whether fields are arrays or objects.
        nested: bool,
    },
    /// One text or an array.
    Either,
    /// An object or something else.
    Mixed,
}

/// Whether the fields of an object are parameters of their own.
pub(crate) fn is_spread(style: Style, shape: &Shape) -> bool {
    style.kind == StyleKind::Form && style.explode && matches!(shape, Shape::Object { .. })
}

/// The shape of a type; `kind` looks up named types.
pub(crate) fn shape<'m>(ty: &Type, kind: &impl Fn(&TypePath) -> Option<&'m ModelKind>) -> Shape {
    shape_within(ty, kind, 0)
}

fn shape_within<'m>(
    ty: &Type,
    kind: &impl Fn(&TypePath) -> Option<&'m ModelKind>,
    level: usize,
) -> Shape {
    if level > MOST_LEVELS {
        return Shape::Mixed;
    }
    let is_compound = |ty: &Type| is_compound(ty, kind, level);
    match &ty.kind {
        TypeKind::Array(item) => Shape::List {
            nested: is_compound(item),
        },
        TypeKind::Map(value) => Shape::Object {
            names: Vec::new(),
            open: true,
            nested: is_compound(value),
        },
        TypeKind::Named(path) => match kind(path) {
            Some(ModelKind::Struct {
                fields, additional, ..
            }) => {
                let types = fields.iter().map(|field: &Field| &field.ty);
                Shape::Object {
                    names: fields.iter().map(|field| field.wire.clone()).collect(),
                    open: additional.is_some(),
                    nested: types.chain(additional.as_deref()).any(is_compound),
                }
            }
            Some(ModelKind::Union(union)) => {
                let shapes = union.variants.iter();
                shapes
                    .map(|variant| shape_within(&variant.ty, kind, level + 1))
                    .reduce(either)
                    .unwrap_or(Shape::Scalar)
            }
            Some(ModelKind::Alias { ty }) => shape_within(ty, kind, level + 1),
            Some(ModelKind::Enum { .. }) | None => Shape::Scalar,
        },
        _ => Shape::Scalar,
    }
}

/// Whether a value may be an array or an object.
fn is_compound<'m>(
    ty: &Type,
    kind: &impl Fn(&TypePath) -> Option<&'m ModelKind>,
    level: usize,
) -> bool {
    let is_inner = |ty: &Type| is_compound(ty, kind, level + 1);
    match &ty.kind {
        TypeKind::Array(_) | TypeKind::Map(_) => true,
        TypeKind::Named(path) => match kind(path) {
            Some(ModelKind::Struct { .. }) => true,
            _ if level > MOST_LEVELS => true,
            Some(ModelKind::Union(union)) => {
                union.variants.iter().any(|variant| is_inner(&variant.ty))
            }
            Some(ModelKind::Alias { ty }) => is_inner(ty),
            Some(ModelKind::Enum { .. }) | None => false,
        },
        _ => false,
    }
}

/// What is one or the other.
fn either(one: Shape, other: Shape) -> Shape {
    match (one, other) {
        (Shape::Scalar, Shape::Scalar) => Shape::Scalar,
        (Shape::List { nested: one }, Shape::List { nested: other }) => Shape::List {
            nested: one || other,
        },
        (
            Shape::Object {
                mut names,
                open,
                nested,
            },
            Shape::Object {
                names: others,
                open: other_open,
                nested: other_nested,
            },
        ) => {
            let new: Vec<String> = others
                .into_iter()
                .filter(|name| !names.contains(name))
                .collect();
            names.extend(new);
            Shape::Object {
                names,
                open: open || other_open,
                nested: nested || other_nested,
            }
        }
        (
            Shape::Scalar | Shape::Either | Shape::List { .. },
            Shape::Scalar | Shape::Either | Shape::List { .. },
        ) => Shape::Either,
        _ => Shape::Mixed,
    }
}
