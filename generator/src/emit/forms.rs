//! The forms of a union: how each is read, and what of a value tells it from the others without reading it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Emitter, types};
use crate::api::{Coerce, EnumRepr, Field, ModelKind, Type, TypeKind, Union};

/// What is asked of an object before it is read as a form.
#[derive(Default)]
struct Marks {
    required: Vec<String>,
    values: Vec<(String, Vec<String>)>,
}

impl Emitter<'_> {
    /// The list of forms for `rt::At::among`.
    pub(crate) fn forms(
        &self,
        union: &Union,
        reading: impl Fn(usize) -> TokenStream,
    ) -> TokenStream {
        let kinds: Vec<&str> = union
            .variants
            .iter()
            .map(|variant| self.json_kind(&variant.ty, 0))
            .collect();
        let forms = kinds.iter().enumerate().map(|(index, kind)| {
            let (kind, read) = (format_ident!("{kind}"), reading(index));
            let marks = self.marks(union, index);
            let required = marks.required;
            let with = (!required.is_empty()).then(|| quote!(.with(&[#(#required),*])));
            let values = marks
                .values
                .iter()
                .map(|(name, texts)| quote!((#name, &[#(#texts),*])));
            let among = (!marks.values.is_empty()).then(|| quote!(.among(&[#(#values),*])));
            quote!(rt::Form::#kind(#read) #with #among)
        });
        quote!(&[#(#forms),*])
    }

    /// Constructor of `rt::Form` for the JSON type of a value.
    fn json_kind(&self, ty: &Type, depth: usize) -> &'static str {
        match &ty.kind {
            TypeKind::Bool => "boolean",
            TypeKind::Integer { .. } | TypeKind::Number => "number",
            TypeKind::String
            | TypeKind::DateTime
            | TypeKind::Date
            | TypeKind::Uuid
            | TypeKind::Byte => "text",
            TypeKind::Array(_) if !ty.coerce.contains(&Coerce::Array) => "list",
            TypeKind::Map(_) => "object",
            TypeKind::Named(path) if depth < 8 => match self.kind(path) {
                Some(ModelKind::Struct { .. }) => "object",
                Some(ModelKind::Enum {
                    repr: EnumRepr::String,
                    ..
                }) => "text",
                Some(ModelKind::Enum {
                    repr: EnumRepr::Integer,
                    ..
                }) => "number",
                Some(ModelKind::Union(inner)) => {
                    let mut kinds = inner
                        .variants
                        .iter()
                        .map(|variant| self.json_kind(&variant.ty, depth + 1));
                    let first = kinds.next().unwrap_or("any");
                    if kinds.all(|kind| kind == first) {
                        first
                    } else {
                        "any"
                    }
                }
                Some(ModelKind::Alias { ty }) => self.json_kind(ty, depth + 1),
                _ => "any",
            },
            _ => "any",
        }
    }

    /// Fewest properties that tell one struct of a union from the others.
    fn marks(&self, union: &Union, index: usize) -> Marks {
        let fields = |index: usize| self.fields_of(&union.variants[index].ty);
        let mut marks = Marks::default();
        let Some(own) = fields(index) else {
            return marks;
        };
        for other in (0..union.variants.len()).filter(|other| *other != index) {
            let Some(others) = fields(other) else {
                continue;
            };
            let apart = own.iter().find_map(|field| {
                let same = others.iter().find(|other| other.wire == field.wire)?;
                let (own, other) = (self.texts_of(field)?, self.texts_of(same)?);
                own.iter()
                    .all(|text| !other.contains(text))
                    .then_some((field.wire.clone(), own))
            });
            if let Some(apart) = apart {
                if !marks.values.contains(&apart) {
                    marks.values.push(apart);
                }
                continue;
            }
            let is_own = |field: &&Field| {
                field.required
                    && !others
                        .iter()
                        .any(|other| other.required && other.wire == field.wire)
            };
            if !own
                .iter()
                .any(|field| is_own(&field) && marks.required.contains(&field.wire))
            {
                let mut unique = own.iter().filter(is_own);
                let unknown = |field: &&Field| !others.iter().any(|other| other.wire == field.wire);
                let mark = unique.clone().find(unknown).or_else(|| unique.next());
                marks.required.extend(mark.map(|field| field.wire.clone()));
            }
        }
        marks
    }

    fn fields_of(&self, ty: &Type) -> Option<&[Field]> {
        match &ty.kind {
            TypeKind::Named(path) => match self.kind(path)? {
                ModelKind::Struct { fields, .. } => Some(fields),
                _ => None,
            },
            _ => None,
        }
    }

    /// The only texts that a field may have; it is read as it is written.
    fn texts_of(&self, field: &Field) -> Option<Vec<String>> {
        let TypeKind::Named(path) = &field.ty.kind else {
            return None;
        };
        if field.nullable
            || field
                .ty
                .coerce
                .iter()
                .any(|coerce| matches!(coerce, Coerce::NullText))
        {
            return None;
        }
        match self.kind(path)? {
            ModelKind::Enum {
                values,
                repr: EnumRepr::String,
            } => values
                .iter()
                .map(|value| value.value.as_str().map(str::to_owned))
                .collect(),
            _ => None,
        }
    }

    /// A check that stands beside a type, in a `static` of its own.
    pub(crate) fn check(&self, source: &str) -> TokenStream {
        quote!(rt::check!(#source))
    }

    /// The constant of a value that is no plain literal.
    pub(crate) fn constant(&self, value: &serde_json::Value) -> TokenStream {
        let source = value.to_string();
        quote!(rt::constant!(#source))
    }

    /// Identifiers of the variants.
    pub(crate) fn variant_idents(union: &Union) -> Vec<proc_macro2::Ident> {
        union
            .variants
            .iter()
            .map(|variant| types::ident(&variant.name))
            .collect()
    }
}
