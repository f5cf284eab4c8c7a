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
        let line = line.trim_end();
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            // A block without a language would be compiled as a test.
            escaped.push_str(if fenced { "```" } else { "```text" });
            fenced = !fenced;
            continue;
        }
        if fenced {
            escaped.push_str(line);
            continue;
        }
        // Four spaces would make a block of code, too.
        for c in trimmed.chars() {
            if matches!(c, '[' | ']' | '<' | '>') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
    }
    if fenced {
        escaped.push_str("\n```");
    }
    escaped
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
    }
}
