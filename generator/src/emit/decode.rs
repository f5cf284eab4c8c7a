//! One line for each field that is read.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::types::{self, Presence};
use crate::api::{Coerce, Field, ModelKind, ParamField, Type, TypeKind};

impl Emitter<'_> {
    /// `impl rt::Decode` of a struct made of these fields.
    pub(crate) fn decode_fields(
        &self,
        name: &TokenStream,
        fields: &[ParamField],
        before: TokenStream,
        extra: Option<(TokenStream, TokenStream)>,
    ) -> TokenStream {
        let mut lines = Vec::new();
        let mut names = Vec::new();
        // What takes all that is left is read when the others have taken theirs.
        let mut last = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let local = self.local(index);
            match field {
                ParamField::Field(field) => {
                    let read = self.read_field(field);
                    let takes_rest = self.takes_rest(field);
                    let field = types::ident(&field.name);
                    let line = quote!(let #local = #read;);
                    if takes_rest {
                        last.push(line);
                    } else {
                        lines.push(line);
                    }
                    names.push(quote!(#field: #local?));
                }
                ParamField::Group { field, .. } => {
                    let field = types::ident(field);
                    lines.push(quote!(let #local = f.group();));
                    names.push(quote!(#field: #local?));
                }
            }
        }
        lines.append(&mut last);
        if let Some((line, field)) = extra {
            lines.push(line);
            names.push(field);
        }
        let parameter = if lines.is_empty() && before.is_empty() {
            quote!(_)
        } else {
            quote!(f)
        };
        quote! {
            impl rt::Decode for #name {
                fn decode(#parameter: &mut rt::Fields<'_, '_>) -> Option<Self> {
                    #before
                    #(#lines)*
                    Some(Self { #(#names),* })
                }
            }
        }
    }

    /// The expression that reads a field and says how it may be missing.
    fn read_field(&self, field: &Field) -> TokenStream {
        let wire = &field.wire;
        let presence = self.presence(field);
        let literal = self.literal_default(field);
        // What is no literal is read as if it had been sent.
        let default = match (presence, &field.default, &literal) {
            (Presence::Default | Presence::NullableDefault, Some(value), None) => {
                let value = self.constant(value);
                quote!(.default_to(#value))
            }
            _ => TokenStream::new(),
        };
        let read = match field.style {
            Some(style) => self.read_styled(field, style, &default),
            None => self.read(quote!(f.at(#wire) #default), &field.ty, field.write_only),
        };
        match (presence, literal) {
            (Presence::Default, Some(default)) => quote!(#read.or(#default)),
            (Presence::NullableDefault, Some(default)) => {
                quote!(#read.nullable_or(Some(#default)))
            }
            (Presence::Required | Presence::Default, _) => quote!(#read.required()),
            (Presence::Nullable | Presence::NullableDefault, _) => quote!(#read.nullable()),
            (Presence::Optional, _) => quote!(#read.optional()),
            (Presence::Patch, _) => quote!(#read.patch()),
        }
    }

    /// Reads an item or member that is there.
    pub(crate) fn read_item(&self, ty: &Type) -> TokenStream {
        self.read_item_at(quote!(at), ty)
    }

    /// Reads an item or member that is there, from its place.
    pub(super) fn read_item_at(&self, at: TokenStream, ty: &Type) -> TokenStream {
        let read = self.read(at, ty, false);
        if ty.nullable && !matches!(ty.kind, TypeKind::Any) {
            quote!(#read.nullable())
        } else {
            quote!(#read.required())
        }
    }

    /// From a value at its place to a slot whose rules were checked.
    pub(crate) fn read(&self, at: TokenStream, ty: &Type, secret: bool) -> TokenStream {
        let coercions = self.coercions(ty);
        let secret = if ty.secret || secret {
            Some(quote!(.secret()))
        } else {
            self.holds_secret(ty).then(|| quote!(.guarded()))
        };
        let check = ty.check.as_deref().map(|check| {
            let check = self.check(check);
            quote!(.check(#check))
        });
        let kind = match &ty.kind {
            TypeKind::Bool => quote!(.boolean()),
            TypeKind::Integer { bits: 32 } => quote!(.integer::<i32>()),
            TypeKind::Integer { .. } => quote!(.integer::<i64>()),
            TypeKind::Number => quote!(.number()),
            TypeKind::String => quote!(.text()),
            TypeKind::DateTime => quote!(.timestamp()),
            TypeKind::Date => quote!(.date()),
            TypeKind::Uuid => quote!(.uuid()),
            TypeKind::Byte => quote!(.base64()),
            TypeKind::Binary => quote!(.file()),
            TypeKind::Any => quote!(.any()),
            TypeKind::Array(item) => {
                let read = self.read_item(item);
                let unique = ty.rules.unique_items.then(|| quote!(.unique()));
                quote!(#unique .list(|at| #read))
            }
            TypeKind::Map(value) => {
                let read = self.read_item(value);
                quote!(.map(|at| #read))
            }
            // Which type it is, the field says.
            TypeKind::Named(name) => match self.kind(name) {
                Some(ModelKind::Struct { .. }) => quote!(.object()),
                _ => quote!(.value()),
            },
        };
        let rules = self.read_rules(ty);
        let boxed = ty.boxed.then(|| quote!(.boxed()));
        quote!(#at #coercions #secret #check #kind #rules #boxed)
    }

    fn coercions(&self, ty: &Type) -> TokenStream {
        let is_scalar_name = matches!(&ty.kind, TypeKind::Named(name) if !matches!(self.kind(name), Some(ModelKind::Struct { .. })));
        let calls = ty.coerce.iter().filter_map(|coerce| {
            Some(match (coerce, &ty.kind) {
                (Coerce::Int, TypeKind::Integer { .. }) => quote!(.accept_int()),
                (Coerce::Int, TypeKind::Named(_)) if is_scalar_name => quote!(.accept_int()),
                (Coerce::Bool, TypeKind::Bool) => quote!(.accept_bool()),
                (Coerce::BoolLoose, TypeKind::Bool) => quote!(.accept_any_bool()),
                (Coerce::Array, TypeKind::Array(_)) => quote!(.accept_single()),
                (Coerce::NullText, _) => quote!(.accept_null_text()),
                (Coerce::Trim, TypeKind::String) => quote!(.trim()),
                (Coerce::Moment, TypeKind::DateTime) => quote!(.accept_moment()),
                _ => return None,
            })
        });
        calls.collect()
    }

    fn read_rules(&self, ty: &Type) -> TokenStream {
        let rules = &ty.rules;
        let mut calls = TokenStream::new();
        let size = |value: Option<u64>| value.and_then(|value| usize::try_from(value).ok());
        let mut bound = |value: Option<usize>, name: &str| {
            if let Some(value) = value {
                let name = types::ident(name);
                calls.extend(quote!(.#name(#value)));
            }
        };
        match &ty.kind {
            TypeKind::String => {
                bound(size(rules.min_length), "min_length");
                bound(size(rules.max_length), "max_length");
                if let Some(pattern) = &rules.pattern {
                    calls.extend(quote!(.pattern({ static PATTERN: rt::Pattern = rt::Pattern::new(#pattern); &PATTERN })));
                }
                let format = rules.format.as_deref().and_then(|format| match format {
                    "email" => Some(quote!(Email)),
                    "uri" => Some(quote!(Uri)),
                    "hostname" => Some(quote!(Hostname)),
                    "ipv4" => Some(quote!(Ipv4)),
                    "ipv6" => Some(quote!(Ipv6)),
                    _ => None,
                });
                if let Some(format) = format {
                    calls.extend(quote!(.format(rt::Format::#format)));
                }
            }
            TypeKind::Integer { .. } | TypeKind::Number => {
                if let Some(limit) = rules.minimum {
                    calls.extend(if rules.exclusive_minimum {
                        quote!(.above(#limit))
                    } else {
                        quote!(.min(#limit))
                    });
                }
                if let Some(limit) = rules.maximum {
                    calls.extend(if rules.exclusive_maximum {
                        quote!(.below(#limit))
                    } else {
                        quote!(.max(#limit))
                    });
                }
                if let Some(unit) = rules.multiple_of {
                    calls.extend(quote!(.multiple_of(#unit)));
                }
            }
            TypeKind::Array(_) => {
                bound(size(rules.min_items), "min_items");
                bound(size(rules.max_items), "max_items");
            }
            TypeKind::Map(_) => {
                bound(size(rules.min_properties), "min_properties");
                bound(size(rules.max_properties), "max_properties");
            }
            _ => {}
        }
        calls
    }
}
