//! The methods of `Backend` as they begin: nobody is let in.

use quote::ToTokens;
use syn::{FnArg, GenericArgument, Pat, PathArguments, ReturnType, TraitItemFn, Type};

use crate::emit::Signatures;

/// The methods that know callers, each with a blank line before it. All refuse with 501 until they are written.
pub(super) fn methods(signatures: &Signatures<'_>) -> String {
    signatures.of_backend().iter().map(method).collect()
}

fn method(method: &TraitItemFn) -> String {
    let mut text = String::from("\n");
    for line in method.attrs.iter().filter_map(doc) {
        text.push_str(&format!("    ///{line}\n"));
    }
    let (result, word) = match &method.sig.output {
        ReturnType::Default => ("()".to_owned(), ""),
        ReturnType::Type(_, ty) => match future(ty) {
            Some(output) => (written(output), "async "),
            None => (written(ty), ""),
        },
    };
    text.push_str(&format!("    {word}fn {}(\n", method.sig.ident));
    for argument in &method.sig.inputs {
        text.push_str(&match argument {
            FnArg::Receiver(_) => "        &self,\n".to_owned(),
            FnArg::Typed(argument) => {
                let name = match argument.pat.as_ref() {
                    // The others are of use only to who writes the body.
                    Pat::Ident(pat) if pat.ident == "operation" => "operation".to_owned(),
                    pat => format!("_{}", pat.to_token_stream()),
                };
                format!("        {name}: {},\n", written(&argument.ty))
            }
        });
    }
    text.push_str(&format!(
        "    ) -> {result} {{\n        Err(self.scaffolded(operation.id))\n    }}\n"
    ));
    text
}

/// The line of a doc comment.
fn doc(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        syn::Expr::Lit(value) if pair.path.is_ident("doc") => match &value.lit {
            syn::Lit::Str(line) => Some(line.value()),
            _ => None,
        },
        _ => None,
    }
}

/// What a future that is promised gives.
fn future(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(promised) = ty else {
        return None;
    };
    promised.bounds.iter().find_map(|bound| {
        let syn::TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
            _ => None,
        })
    })
}

/// A type as rustfmt has it.
fn written(ty: &Type) -> String {
    let alias: syn::File = syn::parse_quote!(type T = #ty;);
    let text = prettyplease::unparse(&alias);
    let ty = text.trim().trim_start_matches("type T = ");
    ty.trim_end_matches(';').to_owned()
}
