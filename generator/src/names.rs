//! Rust names out of a document's names.

use std::collections::HashSet;

/// Words of a name in any case: `videoQuotaDaily`, `X-Upload-Content-Type`, `My User`.
fn words(name: &str) -> Vec<String> {
    // One word, whatever its capitals say.
    let name = name.replace("OAuth", "Oauth");
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    let characters: Vec<char> = name.chars().collect();
    for (index, &c) in characters.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            previous = ' ';
            continue;
        }
        let next_is_lower = characters
            .get(index + 1)
            .is_some_and(char::is_ascii_lowercase);
        let starts = previous == ' '
            || (c.is_ascii_uppercase()
                && (previous.is_ascii_lowercase() || previous.is_ascii_digit()))
            || (c.is_ascii_uppercase() && previous.is_ascii_uppercase() && next_is_lower);
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_lowercase());
        }
        previous = c;
    }
    words
}

/// `video_quota_daily`, escaped where it is a keyword or begins with a digit.
pub fn snake(name: &str) -> String {
    let joined = words(name).join("_");
    match joined.as_str() {
        "" => "value".to_owned(),
        "self" | "super" | "crate" => format!("{joined}_"),
        _ if joined.starts_with(|c: char| c.is_ascii_digit()) => format!("n{joined}"),
        _ if is_keyword(&joined) => format!("r#{joined}"),
        _ => joined,
    }
}

/// `VideoQuotaDaily`.
pub fn pascal(name: &str) -> String {
    let joined: String = words(name)
        .iter()
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| {
                format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
            })
        })
        .collect();
    match joined.as_str() {
        "" => "Value".to_owned(),
        "Self" => "SelfValue".to_owned(),
        _ if joined.starts_with(|c: char| c.is_ascii_digit()) => format!("V{joined}"),
        _ => joined,
    }
}

/// A module that is neither a keyword nor one of the reserved names.
pub fn module(name: &str, reserved: &[&str]) -> String {
    let module = snake(name);
    match module.strip_prefix("r#") {
        Some(keyword) => format!("{keyword}_"),
        None if reserved.contains(&module.as_str()) => format!("{module}_"),
        None => module,
    }
}

/// A type or trait of the name may stand beside generated code, which uses the prelude by its short names.
pub fn not_of_the_prelude(name: &str) -> String {
    const PRELUDE: &[&str] = &[
        "Box",
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Drop",
        "Eq",
        "Err",
        "Fn",
        "From",
        "Future",
        "Hash",
        "Into",
        "Iterator",
        "None",
        "Ok",
        "Option",
        "PartialEq",
        "Result",
        "Send",
        "Sized",
        "Some",
        "String",
        "Sync",
        "Unpin",
        "Vec",
    ];
    if PRELUDE.contains(&name) {
        format!("{name}Model")
    } else {
        name.to_owned()
    }
}

/// Variant of an enumeration; a leading minus, as lists are sorted downwards, becomes a suffix.
pub fn variant(value: &str) -> String {
    match value.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            format!("{}Desc", pascal(rest))
        }
        Some(rest) => format!("Minus{}", pascal(rest).trim_start_matches('V')),
        None => pascal(value),
    }
}

/// The name, or the name with a number if it is taken.
pub fn unique(name: String, taken: &mut HashSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}{number}");
        number += 1;
    }
    candidate
}

fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
        "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        assert_eq!(snake("videoQuotaDaily"), "video_quota_daily");
        assert_eq!(snake("isNSFW"), "is_nsfw");
        assert_eq!(snake("X-Upload-Content-Type"), "x_upload_content_type");
        assert_eq!(snake("type"), "r#type");
        assert_eq!(snake("hasHLSFiles"), "has_hls_files");
        assert_eq!(snake("OAuth2"), "oauth2");
        assert_eq!(snake("2fa"), "n2fa");
        assert_eq!(pascal("My User"), "MyUser");
        assert_eq!(pascal("do_not_list"), "DoNotList");
        assert_eq!(pascal("shortUUID"), "ShortUuid");
        assert_eq!(pascal("1"), "V1");
        assert_eq!(variant("-createdAt"), "CreatedAtDesc");
        assert_eq!(variant("-1"), "Minus1");
        assert_eq!(module("Models", &["models"]), "models_");
        assert_eq!(module("mod", &["mod"]), "mod_");
        assert_eq!(module("Type", &[]), "type_");
        assert_eq!(not_of_the_prelude("Result"), "ResultModel");
    }

    #[test]
    fn collisions_are_numbered() {
        let mut taken = HashSet::new();
        assert_eq!(unique("A".into(), &mut taken), "A");
        assert_eq!(unique("A".into(), &mut taken), "A2");
    }
}
