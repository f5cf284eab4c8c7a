//! Parameters in their styles.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use crate::api::{Field, Style, StyleKind, Type, TypeKind};
use crate::shape::{Shape, is_spread, shape};

impl Emitter<'_> {
    /// Reads a parameter of which the style says how it is written; `default` says what an absent one is, if that is said
    /// before it is read.
    pub(super) fn read_styled(
        &self,
        field: &Field,
        style: Style,
        default: &TokenStream,
    ) -> TokenStream {
        let wire = &field.wire;
        if style.kind == StyleKind::Json {
            let read = self.read(quote!(at), &field.ty, false);
            // What is no JSON is shown neither, where a secret may be in it.
            let guard = self.holds_secret(&field.ty).then(|| quote!(.guarded()));
            return quote!(f.at(#wire) #default #guard.parsed(|at| #read));
        }
        let shape = self.shape(field);
        let written = written(style, &shape);
        let mut at = match (written, style.reserved) {
            (None, false) => quote!(f.at(#wire)),
            (Some(written), false) => quote!(f.styled(#wire, rt::Style::#written)),
            (written, true) => {
                let written = written.unwrap_or_else(|| match shape {
                    Shape::List { .. } => quote!(Repeated),
                    _ => quote!(One),
                });
                quote!(f.reserved(#wire, rt::Style::#written))
            }
        };
        at.extend(default.clone());
        let is_list = matches!(shape, Shape::List { .. } | Shape::Either);
        let is_nested = matches!(shape, Shape::List { nested: true });
        if is_list && (style.kind == StyleKind::DeepObject || is_nested) {
            at.extend(quote!(.bracketed()));
        }
        if field.required && is_spread(style, &shape) {
            at.extend(quote!(.or_empty()));
        }
        if style.may_be_empty && !matches!(field.ty.kind, TypeKind::String | TypeKind::Any) {
            at.extend(quote!(.may_be_empty()));
        }
        self.read(at, &field.ty, false)
    }

    /// Whether the parameter takes whatever no other one does.
    pub(super) fn takes_rest(&self, field: &Field) -> bool {
        let shape = self.shape(field);
        field.style.is_some_and(|style| is_spread(style, &shape))
            && matches!(shape, Shape::Object { open: true, .. })
    }

    /// The variant of `rt::Style` of a field of a form; none where the plain reading does. `others` are the other names in it.
    pub(super) fn style_in_form(
        &self,
        ty: &Type,
        style: Style,
        others: &[String],
    ) -> Option<TokenStream> {
        let shape = shape(ty, &|path| self.kind(path));
        if is_spread(style, &shape) && matches!(shape, Shape::Object { open: true, .. }) {
            return Some(quote!(Others(&[#(#others),*])));
        }
        written(style, &shape)
    }

    /// Names in a form that a field is written with: its own, or those of the fields of an exploded object.
    pub(super) fn names_in_form(&self, field: &Field, style: Option<Style>) -> Vec<String> {
        match (self.shape(field), style) {
            (shape @ Shape::Object { .. }, Some(style)) if is_spread(style, &shape) => {
                match shape {
                    Shape::Object { names, .. } => names,
                    _ => Vec::new(),
                }
            }
            _ => vec![field.wire.clone()],
        }
    }

    fn shape(&self, field: &Field) -> Shape {
        shape(&field.ty, &|path| self.kind(path))
    }
}

/// The variant of `rt::Style`; none where the plain reading does.
fn written(style: Style, shape: &Shape) -> Option<TokenStream> {
    let explode = style.explode;
    let delimiter = match style.kind {
        StyleKind::SpaceDelimited => ' ',
        StyleKind::PipeDelimited => '|',
        _ => ',',
    };
    let what = match shape {
        Shape::Scalar | Shape::Mixed => quote!(One),
        Shape::List { .. } => quote!(List),
        Shape::Either => quote!(OneOrList),
        Shape::Object { .. } => quote!(Object),
    };
    match (style.kind, shape) {
        (StyleKind::Label, _) => {
            return Some(quote!(Label { shape: rt::Shape::#what, explode: #explode }));
        }
        (StyleKind::Matrix, _) => {
            return Some(quote!(Matrix { shape: rt::Shape::#what, explode: #explode }));
        }
        (StyleKind::DeepObject | StyleKind::Json, _) => return None,
        (StyleKind::Form, Shape::Object { open: true, .. }) if explode => {
            return Some(quote!(Rest));
        }
        (StyleKind::Form, Shape::Object { names, .. }) if explode => {
            return Some(quote!(Fields(&[#(#names),*])));
        }
        (StyleKind::Form, _) if explode => return None,
        _ => {}
    }
    match shape {
        Shape::Scalar | Shape::Mixed => None,
        // Items that a text has no room for stand in bracketed names.
        Shape::List { nested: true } => None,
        Shape::List { .. } => Some(quote!(List(#delimiter))),
        Shape::Either => Some(quote!(OneOrList(#delimiter))),
        Shape::Object { .. } if explode => Some(quote!(Assigned(#delimiter))),
        Shape::Object { .. } => Some(quote!(Pairs(#delimiter))),
    }
}
