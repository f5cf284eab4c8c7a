//! The text of a scaffolded method.

use std::fmt::Write as _;

use super::naming::{Naming, standard, types};
use crate::api::Operation;
use crate::emit::Signature;

/// Longest line before a signature is broken, as rustfmt has it.
const WIDTH: usize = 100;

/// How a method is written.
pub(super) struct Style<'s> {
    /// Names of types.
    pub(super) naming: &'s dyn Naming,
    /// Result type of another method of the block, without its first argument: `Result<` and `>` or `, Self::Error>`.
    pub(super) result: Option<(String, String)>,
    /// Indentation of the method, and one step more.
    pub(super) indent: &'s str,
    pub(super) step: &'s str,
    pub(super) newline: &'s str,
    /// A line to put before the answer.
    pub(super) first_line: Option<String>,
}

/// The method of an operation, without an end of line after it.
pub(super) fn method(operation: &Operation, signature: &Signature, style: &Style<'_>) -> String {
    let (arguments, response) = types(signature, style.naming);
    let (before, after) = match &style.result {
        Some((before, after)) => (before.clone(), after.clone()),
        None => (
            format!("{}<", standard(style.naming, "Result")),
            ", Self::Error>".to_owned(),
        ),
    };
    let result = format!("{before}{response}{after}");
    // Nobody reads them yet.
    let names = signature
        .arguments
        .iter()
        .map(|(name, _)| format!("_{name}"));
    let arguments: Vec<String> = names
        .zip(arguments)
        .map(|(name, ty)| format!("{name}: {ty}"))
        .collect();
    let (indent, step, newline) = (style.indent, style.step, style.newline);
    let start = format!("{indent}async fn {}(", operation.fn_name);
    let in_one = |arguments: &str| format!("{start}{arguments}) -> {result} {{");
    let line = in_one(
        &["&self".to_owned()]
            .iter()
            .chain(&arguments)
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
    );
    let mut text = String::new();
    if width(&line) <= WIDTH {
        text.push_str(&line);
    } else {
        text.push_str(&start);
        for argument in ["&self".to_owned()].iter().chain(&arguments) {
            let _ = write!(text, "{newline}{indent}{step}{argument},");
        }
        let _ = write!(text, "{newline}{indent}) -> {result} {{");
    }
    if let Some(first) = &style.first_line {
        let _ = write!(text, "{newline}{indent}{step}{first}");
    }
    let id = proc_macro2::Literal::string(&operation.id);
    let _ = write!(
        text,
        "{newline}{indent}{step}Err(self.scaffolded({id})){newline}{indent}}}"
    );
    text
}

fn width(line: &str) -> usize {
    line.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}
