//! Texts of the document as doc comments: whatever they hold, they stay text.

use proc_macro2::TokenStream;
use quote::quote;

/// Markdown with what rustdoc would take for links, tags or code to run taken out of its hands.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut fenced = false;
    for (index, line) in text.trim().lines().enumerate() {
        if index > 0 {
            escaped.push('\n');
        }
        let line: String = line.trim_end().chars().filter(|c| is_plain(*c)).collect();
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            // A block without a language would be compiled as a test.
            escaped.push_str(if fenced { "```" } else { "```text" });
            fenced = !fenced;
        } else if fenced {
            escaped.push_str(&line);
        } else {
            // Four spaces would make a block of code, too, and five behind the sign of a list.
            let words: Vec<&str> = trimmed.split_whitespace().collect();
            let mut plain = String::with_capacity(line.len());
            escape_line(&words.join(" "), &mut plain);
            // So would a fence behind the sign of a list or a quotation.
            escaped.push_str(
                &plain
                    .replace("```", "\\`\\`\\`")
                    .replace("~~~", "\\~\\~\\~"),
            );
        }
    }
    if fenced {
        escaped.push_str("\n```");
    }
    escaped
}

/// Brackets are escaped, but for those between two backticks, where the backslash would be shown.
fn escape_line(line: &str, escaped: &mut String) {
    let pieces: Vec<&str> = line.split('`').collect();
    let is_simple = pieces.len() % 2 == 1 && !line.contains("``");
    for (index, piece) in pieces.into_iter().enumerate() {
        if index > 0 {
            escaped.push('`');
        }
        for c in piece.chars() {
            if matches!(c, '[' | ']' | '<' | '>') && !(is_simple && index % 2 == 1) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
    }
}

/// Control characters, and those that turn the direction of text around, have no place in source code: rustc refuses them.
fn is_plain(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An escaped text behind others of its line, where a fence would not be one.
pub(crate) fn behind(text: &str) -> String {
    let escaped = escape(text);
    if escaped.starts_with("```") {
        format!("\n\n{escaped}")
    } else {
        escaped
    }
}

/// A short text in backticks, whatever it holds.
pub(crate) fn code(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c == '`' { '\'' } else { c })
        .filter(|c| is_plain(*c))
        .collect();
    format!(
        "`{}`",
        if plain.trim().is_empty() {
            "\"\""
        } else {
            &plain
        }
    )
}

/// A doc comment in front of an item.
pub(crate) fn outer(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// A doc comment of a module.
pub(crate) fn inner(text: &str) -> TokenStream {
    let lines = text.trim().lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#![doc = #lines])*)
}

/// The description of an item, or what stands in for it.
pub(crate) fn description(text: &str, otherwise: &str) -> TokenStream {
    outer(&if text.trim().is_empty() {
        otherwise.to_owned()
    } else {
        escape(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_link_or_code() {
        assert_eq!(escape("see [x] <b>"), "see \\[x\\] \\<b\\>");
        assert_eq!(escape("```\nlet a;\n```"), "```text\nlet a;\n```");
        assert_eq!(escape("a\n    indented"), "a\nindented");
        assert_eq!(escape("```js\nopen"), "```text\nopen\n```");
        assert_eq!(escape("- ```rust\nx"), "- \\`\\`\\`rust\nx");
        assert_eq!(escape("-      x\n> ~~~"), "- x\n\\> \\~\\~\\~");
        assert_eq!(behind("```\nx"), "\n\n```text\nx\n```");
    }

    #[test]
    fn code_between_backticks_is_left_alone() {
        assert_eq!(escape("`a[0]` and [b]"), "`a[0]` and \\[b\\]");
        assert_eq!(escape("odd ` [b]"), "odd ` \\[b\\]");
    }

    #[test]
    fn what_rustc_refuses_is_left_out() {
        assert_eq!(escape("a\u{202e}b\rc\0"), "abc");
        assert_eq!(code("a`b\n"), "`a'b`");
        assert_eq!(code(""), "`\"\"`");
    }
}
