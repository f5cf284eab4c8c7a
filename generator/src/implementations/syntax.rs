//! Questions to pieces of syntax.

use std::path::Path;

use syn::visit::Visit;
use syn::{Attribute, Block, Expr, ExprMethodCall, ReturnType, Type};

use super::source::Unparsed;
use crate::diagnostics::{Code, Diagnostic, Excerpt, Position, Report};

/// Whether a body answers `self.scaffolded(…)`.
pub(super) fn is_scaffolded(block: &Block) -> bool {
    #[derive(Default)]
    struct Search(bool);
    impl<'ast> Visit<'ast> for Search {
        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            let of_self = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
            self.0 |= of_self && call.method == "scaffolded";
            syn::visit::visit_expr_method_call(self, call);
        }
    }
    let mut search = Search::default();
    search.visit_block(block);
    search.0
}

/// The path of a result type.
pub(super) fn result_path(output: &ReturnType) -> Option<syn::Path> {
    match output {
        ReturnType::Type(_, ty) => match &**ty {
            Type::Path(path) if path.qself.is_none() => Some(path.path.clone()),
            _ => None,
        },
        ReturnType::Default => None,
    }
}

/// The file that `#[path = "…"]` names.
pub(super) fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
}

/// Whether a `cfg` keeps an item out of everything but tests.
pub(super) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else {
            return false;
        };
        let text = list.tokens.to_string();
        let is_all = text.starts_with("all") && text.contains("test") && !text.contains("not");
        list.path.is_ident("cfg") && (text == "test" || is_all)
    })
}

/// Says that a file is not Rust.
pub(super) fn report_unparsed(report: &mut Report, path: &Path, text: &str, error: &Unparsed) {
    let line = text.lines().nth(error.line.saturating_sub(1));
    let line = line.unwrap_or_default();
    let byte = line.char_indices().nth(error.column.saturating_sub(1));
    report.add(Diagnostic {
        position: Some(Position {
            file: path.to_owned(),
            line: error.line,
            column: error.column,
        }),
        source: Excerpt::of(line, byte.map_or(line.len(), |(byte, _)| byte)),
        ..Diagnostic::nowhere(
            Code::NotRust,
            format!("this file is not Rust: {}", error.message),
            "correct it; until then nothing is known of the methods in it",
        )
    });
}
