//! Every style of parameters at every place, for every kind of value, exploded or not.

use super::Level;

/// Styles of the specification.
pub const STYLES: [&str; 7] = [
    "matrix",
    "label",
    "form",
    "simple",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
];
/// Places of parameters.
pub const PLACES: [&str; 4] = ["path", "query", "header", "cookie"];
/// Kinds of values.
pub const KINDS: [&str; 3] = ["value", "array", "object"];

/// How far a style goes at a place for a kind of value, and the message that there is.
pub fn style(style: &str, place: &str, kind: &str, explode: bool) -> (Level, Option<&'static str>) {
    use Level::{Full, Partial, Refused};
    match (style, place, kind, explode) {
        ("matrix" | "label" | "simple", "path", ..) => (Full, None),
        ("simple", "header", ..) | ("form", "query", ..) => (Full, None),
        ("form", "cookie", "array" | "object", true) => (
            Partial,
            Some("OpenAPI does not say how an exploded array or object is written as cookies"),
        ),
        ("form", "cookie", ..) => (Full, None),
        ("spaceDelimited" | "pipeDelimited", "query", "value", _) => (
            Partial,
            Some("this style is for arrays and objects and has no effect on one value"),
        ),
        ("spaceDelimited" | "pipeDelimited", "query", _, true) => (
            Partial,
            Some("a delimited style has no meaning when exploded; it is read as `form`"),
        ),
        ("spaceDelimited" | "pipeDelimited", "query", ..) => (Full, None),
        ("deepObject", "query", "value", _) => {
            (Refused, Some("the style `deepObject` is for objects"))
        }
        ("deepObject", "query", "array", _) => (
            Partial,
            Some("OpenAPI does not say how an array is written as `deepObject`"),
        ),
        ("deepObject", "query", _, false) => (Partial, Some("a `deepObject` is always exploded")),
        ("deepObject", "query", ..) => (Full, None),
        _ => (Refused, Some("is not for a parameter in")),
    }
}

/// The table, and what is said beside what is not full.
pub(super) fn page() -> String {
    let mut text = String::from(
        "\n## Styles of parameters\n\n\
         A style at a place that is not here is refused: “the style `label` is not for a parameter in query”. Each cell is shown by a\n\
         document that a test makes of it; what is read is shown by `tests/golden/styles.yaml` and `tests/crates/wire/styles.rs`.\n\n\
         | style | in | one value | array | object | array, exploded | object, exploded |\n|---|---|---|---|---|---|---|\n",
    );
    let mut notes: Vec<&str> = Vec::new();
    for name in STYLES {
        for place in PLACES {
            let columns = [
                ("value", false),
                ("array", false),
                ("object", false),
                ("array", true),
                ("object", true),
            ];
            let found = columns.map(|(kind, explode)| style(name, place, kind, explode));
            let is_refused = |(level, _): &(Level, _)| *level == Level::Refused;
            if found.iter().all(is_refused) {
                continue;
            }
            let cells = found.map(|(level, message)| match message {
                None => level.name().to_owned(),
                Some(message) => {
                    let known = notes.iter().position(|note| *note == message);
                    let index = known.unwrap_or_else(|| {
                        notes.push(message);
                        notes.len() - 1
                    });
                    format!("{} ({})", level.name(), index + 1)
                }
            });
            text.push_str(&format!("| `{name}` | {place} | {} |\n", cells.join(" | ")));
        }
    }
    text.push('\n');
    for (index, note) in notes.iter().enumerate() {
        text.push_str(&format!("{}. “{note}”\n", index + 1));
    }
    text
}
