//! What to do about errors of syntax: parsers say where they gave up, seldom why.

use super::parse::CORRECT;

/// Pieces of the parsers' messages, and what most often is behind them.
const HINTS: &[(&str, &str)] = &[
    // YAML
    (
        "mapping values are not allowed",
        "put a text with `: ` in it in quotes, and end each key with `:`",
    ),
    (
        "unknown anchor",
        "define the anchor before it, with `&`; a text that begins with `*` must be in quotes",
    ),
    (
        "did not find expected key",
        "indent it as the keys beside it are indented",
    ),
    (
        "did not find expected '-' indicator",
        "indent it as the items beside it are indented, with a `- ` before it",
    ),
    (
        "expected ',' or ']'",
        "close the `[` before this place with `]`",
    ),
    (
        "expected ',' or '}'",
        "close the `{` before this place with `}`",
    ),
    (
        "trailing content after double-quoted",
        "write `\\\"` for a quote inside of a text in double quotes, or close the quotes where they end",
    ),
    (
        "trailing content after single-quoted",
        "write `''` for a quote inside of a text in single quotes, or close the quotes where they end",
    ),
    ("unexpected end of stream", "close the quotes of this text"),
    ("tab", "indent with spaces"),
    (
        "cannot start any token",
        "put a text that begins with `@`, `%` or a backtick in quotes",
    ),
    ("simple key expect", "end the key with `:`"),
    // JSON
    (
        "key must be a string",
        "write keys in double quotes; JSON has no comments",
    ),
    ("trailing comma", "remove the comma"),
    (
        "expected `,`",
        "put a comma before it, behind what comes before",
    ),
    ("expected `:`", "put a colon behind the key"),
    (
        "expected value",
        "write a value of JSON; a file of YAML must be named `.yaml`",
    ),
    (
        "EOF while parsing",
        "close what is open: the file ends too early",
    ),
    (
        "trailing characters",
        "remove what follows, or put a comma and brackets around",
    ),
    (
        "control character",
        "write `\\n` for the end of a line inside of a text",
    ),
];

/// What to do about an error of syntax.
pub(super) fn hint(message: &str) -> &'static str {
    let known = HINTS.iter().find(|(piece, _)| message.contains(piece));
    known.map_or(CORRECT, |(_, hint)| hint)
}
