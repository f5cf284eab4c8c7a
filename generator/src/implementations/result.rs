//! How the methods of a block write their result.

use syn::{GenericArgument, Path, PathArguments, Type};

use super::naming::join;

/// What stands before and after the response in the result type of a method, where it is written like `Result<SomeResponse>`.
pub(super) fn around_response(path: &Path) -> Option<(String, String)> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else {
        return None;
    };
    let mut arguments = arguments.args.iter();
    let Some(GenericArgument::Type(Type::Path(first))) = arguments.next() else {
        return None;
    };
    let name = first.path.segments.last()?.ident.to_string();
    if !name.ends_with("Response") {
        return None;
    }
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    let colon = if path.leading_colon.is_some() {
        "::"
    } else {
        ""
    };
    let rest: String = arguments
        .map(|argument| format!(", {}", join(quote::ToTokens::to_token_stream(argument))))
        .collect();
    Some((format!("{colon}{}<", names.join("::")), format!("{rest}>")))
}
