//! Types in code.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::Emitter;
use crate::api::{Field, ModelKind, Type, TypeKind, TypePath};

/// An identifier, raw where it is written so.
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// How a value may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    /// There, but may be null.
    Nullable,
    Optional,
    /// May be missing, may be null, and the two differ.
    Patch,
    /// Missing is a value of its own.
    Default,
    /// As [`Presence::Default`], and may be null.
    NullableDefault,
}

impl Emitter<'_> {
    /// The path of a generated type, as short as the module allows that is being written.
    pub(crate) fn path(&self, path: &TypePath) -> TokenStream {
        let name = ident(&self.written_name(path));
        if *self.here.borrow() == path.module {
            return quote!(#name);
        }
        let modules = path.module.iter().map(|module| ident(module));
        quote!(crate::#(#modules::)*#name)
    }

    /// The plain type.
    pub(crate) fn ty(&self, ty: &Type) -> TokenStream {
        let plain = match &ty.kind {
            TypeKind::Bool => quote!(bool),
            TypeKind::Integer { bits: 32 } => quote!(i32),
            TypeKind::Integer { .. } => quote!(i64),
            TypeKind::Number => quote!(f64),
            TypeKind::String => quote!(String),
            TypeKind::DateTime => quote!(rt::Timestamp),
            TypeKind::Date => quote!(rt::Date),
            TypeKind::Uuid => quote!(rt::uuid::Uuid),
            TypeKind::Byte => quote!(rt::Base64),
            TypeKind::Binary => quote!(rt::UploadedFile),
            TypeKind::Array(item) => {
                let item = self.item(item);
                quote!(Vec<#item>)
            }
            TypeKind::Map(value) => {
                let value = self.item(value);
                quote!(std::collections::BTreeMap<String, #value>)
            }
            TypeKind::Named(name) => self.path(name),
            TypeKind::Any => quote!(rt::serde_json::Value),
        };
        if ty.boxed { quote!(Box<#plain>) } else { plain }
    }

    /// The type of an item of an array or map.
    pub(crate) fn item(&self, ty: &Type) -> TokenStream {
        let plain = self.ty(ty);
        if ty.nullable && !matches!(ty.kind, TypeKind::Any) {
            quote!(Option<#plain>)
        } else {
            plain
        }
    }

    /// How a field may be missing, read from a request.
    pub(crate) fn presence(&self, field: &Field) -> Presence {
        // Any JSON value holds null itself.
        let nullable = field.nullable && !matches!(field.ty.kind, TypeKind::Any);
        let has_default = field.default.is_some() && !self.holds_file(&field.ty.kind, 0);
        match (field.required, nullable, has_default) {
            (true, false, _) => Presence::Required,
            (true, true, _) => Presence::Nullable,
            (false, false, true) => Presence::Default,
            (false, true, true) => Presence::NullableDefault,
            (false, false, false) => Presence::Optional,
            (false, true, false) => Presence::Patch,
        }
    }

    /// The type of a field that is read, and perhaps written as well.
    pub(crate) fn input_field(&self, field: &Field) -> TokenStream {
        let plain = self.ty(&field.ty);
        match self.presence(field) {
            Presence::Required | Presence::Default => plain,
            Presence::Nullable | Presence::NullableDefault | Presence::Optional => {
                quote!(Option<#plain>)
            }
            Presence::Patch => quote!(rt::Patch<#plain>),
        }
    }

    /// The type of a field that is only written.
    pub(crate) fn output_field(&self, field: &Field) -> TokenStream {
        let plain = self.ty(&written(&field.ty));
        let nullable = field.nullable && !matches!(field.ty.kind, TypeKind::Any);
        match (field.required, nullable) {
            (true, false) => plain,
            (true, true) | (false, false) => quote!(Option<#plain>),
            (false, true) => quote!(Option<Option<#plain>>),
        }
    }

    /// The default of a field as an expression, if it can be written as one.
    pub(crate) fn literal_default(&self, field: &Field) -> Option<TokenStream> {
        self.literal(&field.ty, field.default.as_ref()?)
    }

    /// A value of the document as an expression, if it is one of the type.
    pub(crate) fn literal(&self, ty: &Type, value: &Value) -> Option<TokenStream> {
        Some(match (&ty.kind, value) {
            (TypeKind::Bool, Value::Bool(value)) => quote!(#value),
            (TypeKind::Integer { bits: 32 }, value) => {
                let value = i32::try_from(value.as_i64()?).ok()?;
                quote!(#value)
            }
            (TypeKind::Integer { .. }, value) => {
                let value = value.as_i64()?;
                quote!(#value)
            }
            (TypeKind::Number, value) => {
                let value = value.as_f64()?;
                quote!(#value)
            }
            (TypeKind::String, Value::String(value)) => quote!(#value.to_owned()),
            (TypeKind::Array(item), Value::Array(values)) => {
                let optional = item.nullable && !matches!(item.kind, TypeKind::Any);
                let values = values.iter().map(|value| match (value, optional) {
                    (Value::Null, true) => Some(quote!(None)),
                    (value, true) => self.literal(item, value).map(|value| quote!(Some(#value))),
                    (value, false) => self.literal(item, value),
                });
                let values = values.collect::<Option<Vec<_>>>()?;
                quote!(vec![#(#values),*])
            }
            (TypeKind::Named(name), value) => match self.kind(name)? {
                ModelKind::Enum { values, .. } => {
                    let variant = ident(&values.iter().find(|known| known.value == *value)?.name);
                    let name = self.path(name);
                    quote!(#name::#variant)
                }
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Numbered identifier for locals.
    pub(crate) fn local(&self, index: usize) -> Ident {
        format_ident!("v{index}")
    }
}

/// The type in a response: bytes among JSON are a text, only those of a request are a file.
fn written(ty: &Type) -> Type {
    let kind = match &ty.kind {
        TypeKind::Binary => TypeKind::String,
        TypeKind::Array(item) => TypeKind::Array(Box::new(written(item))),
        TypeKind::Map(value) => TypeKind::Map(Box::new(written(value))),
        other => other.clone(),
    };
    Type { kind, ..ty.clone() }
}
