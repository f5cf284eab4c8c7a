//! Writes parameters as the table of styles in OpenAPI 3.0 and RFC 6570 say, and knows which values they have no form for.

use fastrand::Rng;
use serde_json::Value;

use crate::table::{Case, Place, Shape, Style};

/// Name of the parameter.
const NAME: &str = "value";

/// Target and headers of a request.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
}

/// Why a value cannot be written so that it is told from another one, if that is so.
pub(crate) fn without_a_form(case: &Case, value: &Value) -> Option<&'static str> {
    let (names, texts) = parts(value);
    let all = || names.iter().chain(&texts);
    let any = |characters: &[char]| all().any(|text| text.contains(characters));
    let has_empty_text = value.as_str() == Some("");
    let is_empty = all().next().is_none();
    let is_lone_empty = case.shape.is_list() && texts.len() == 1 && texts[0].is_empty();
    let is_spread = case.explode && matches!(case.style, Style::Form);

    if is_lone_empty && !is_spread && !(case.style == Style::Matrix && case.explode) {
        return Some("an array of an empty text is written as an array without items");
    }
    if case.place == Place::Path && case.style == Style::Simple && (is_empty || has_empty_text) {
        return Some("a segment of a path is never empty");
    }
    if is_empty && case.style == Style::Matrix && case.explode {
        return Some("a segment of a path is never empty");
    }
    if is_empty && (case.style == Style::DeepObject || (is_spread && case.shape.is_list())) {
        return Some("what has neither items nor fields is not written at all when exploded");
    }
    if !names.is_empty() && names.iter().any(|name| name.contains(['[', ']'])) {
        return Some("brackets in names are those of a deepObject");
    }
    if case.style == Style::DeepObject && names.iter().any(String::is_empty) {
        return Some("brackets without a name number the items of an array");
    }
    let is_nothing = |(name, text): (&String, &String)| name.is_empty() && text.is_empty();
    if case.style == Style::Matrix && case.explode && names.iter().zip(&texts).any(is_nothing) {
        return Some("what has neither a name nor a value is nothing between two semicolons");
    }
    match (case.style, case.place) {
        (Style::SpaceDelimited, _) if any(&[' ']) => {
            Some("a space separates, encoded or not: no URL has one that is not encoded")
        }
        (Style::PipeDelimited, _) if any(&['|']) => {
            Some("a bar separates, encoded or not: no URL has one that is not encoded")
        }
        // With several items there are commas in between, unless it is exploded.
        (Style::Label, _)
            if !case.shape_is_scalar() && any(&['.']) && (case.explode || texts.len() < 2) =>
        {
            Some("a dot separates, and is never encoded (RFC 3986, 2.3)")
        }
        (_, Place::Header) if any(&['\t']) || all().any(|text| text.trim() != *text) => {
            Some("white space around the values of a header does not count")
        }
        (_, Place::Header) if all().any(|text| text.chars().any(|c| !(' '..='~').contains(&c))) => {
            Some("nothing is encoded in a header, which holds ASCII")
        }
        (_, Place::Header) if !case.shape_is_scalar() && any(&[',']) => {
            Some("nothing is encoded in a header: a comma separates")
        }
        (_, Place::Header) if case.explode && names.iter().any(|name| name.contains('=')) => {
            Some("nothing is encoded in a header: a name ends before an equals sign")
        }
        (_, Place::Cookie) if is_spread && names.iter().any(|name| !is_token(name)) => {
            Some("the name of a cookie is not encoded")
        }
        _ => None,
    }
}

impl Case {
    fn shape_is_scalar(&self) -> bool {
        !self.shape.is_list() && !self.shape.is_object()
    }
}

fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// Names and texts of a value.
fn parts(value: &Value) -> (Vec<String>, Vec<String>) {
    match value {
        Value::Array(items) => (Vec::new(), items.iter().map(text).collect()),
        Value::Object(fields) => (
            fields.keys().cloned().collect(),
            fields.values().map(text).collect(),
        ),
        scalar => (Vec::new(), vec![text(scalar)]),
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// How texts are written at a place: what is encoded although it could stand there.
struct Writer<'r> {
    place: Place,
    /// Delimiters of the style.
    delimiters: &'static str,
    /// As few characters are encoded as the place allows, instead of all that RFC 6570 says.
    is_sparing: bool,
    /// A space is a plus sign.
    has_plus: bool,
    rng: &'r mut Rng,
}

impl Writer<'_> {
    fn write(&mut self, text: &str) -> String {
        if self.place == Place::Header {
            return text.to_owned();
        }
        let mut written = String::new();
        for byte in text.bytes() {
            let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let is_allowed =
                self.is_sparing && self.allowed().contains(char::from(byte)) && byte.is_ascii();
            if byte == b' ' && self.has_plus {
                written.push('+');
            } else if is_plain || (is_allowed && !self.delimiters.contains(char::from(byte))) {
                written.push(char::from(byte));
            } else if self.rng.bool() {
                written.push_str(&format!("%{byte:02X}"));
            } else {
                written.push_str(&format!("%{byte:02x}"));
            }
        }
        written
    }

    /// What may stand at the place without being encoded (RFC 3986, 3.3 and 3.4; RFC 6265, 4.1.1).
    fn allowed(&self) -> &'static str {
        match self.place {
            Place::Path => "!$&'()*+,;=:@",
            Place::Query => "!$'()*,;:@/?",
            Place::Cookie => "!#$&'()*+-./:<=>?@[]^_`{|}~",
            Place::Header => "",
        }
    }
}

/// The request with a value that has a form.
pub(crate) fn request(case: &Case, value: &Value, rng: &mut Rng) -> Sent {
    // Up to OpenAPI 3.0.3 there are dots between the items of a label, from 3.0.4 on commas.
    let has_dots =
        case.style == Style::Label && (case.explode || (rng.bool() && !parts_have(value, '.')));
    let (separator, delimiters) = match (case.style, case.explode) {
        (Style::Label, _) if has_dots => (".", ".,="),
        (Style::Label, _) => (",", ".,="),
        (Style::Matrix, true) => (";", ";="),
        (Style::Matrix, false) => (",", ",;="),
        (Style::SpaceDelimited, _) if rng.bool() => ("+", ",&="),
        (Style::SpaceDelimited, _) => ("%20", ",&="),
        (Style::PipeDelimited, _) if rng.bool() => ("|", "|&="),
        (Style::PipeDelimited, _) => ("%7C", "|&="),
        (Style::Form, true) if case.place == Place::Query => ("&", "&=;"),
        (Style::Form, true) => ("; ", ";=,"),
        (Style::DeepObject, _) => ("&", "&=[]"),
        (Style::Simple | Style::Form, _) => (",", ",;=&"),
    };
    let mut writer = Writer {
        place: case.place,
        delimiters,
        is_sparing: rng.bool(),
        has_plus: case.place == Place::Query && case.style != Style::SpaceDelimited && rng.bool(),
        rng,
    };
    let written = match case.style {
        Style::Simple => joined(value, case.explode, separator, &mut writer),
        Style::SpaceDelimited | Style::PipeDelimited => {
            format!("{NAME}={}", joined(value, false, separator, &mut writer))
        }
        Style::Label => format!(".{}", joined(value, case.explode, separator, &mut writer)),
        Style::Matrix => matrix(case, value, &mut writer),
        Style::Form if case.explode && case.shape.is_list() => {
            let items = parts(value).1;
            let items = items
                .iter()
                .map(|text| format!("{NAME}={}", writer.write(text)));
            items.collect::<Vec<_>>().join(separator)
        }
        Style::Form if case.explode && case.shape.is_object() => {
            joined(value, true, separator, &mut writer)
        }
        Style::Form => format!("{NAME}={}", joined(value, false, separator, &mut writer)),
        Style::DeepObject => {
            let (names, texts) = parts(value);
            let brackets = if writer.is_sparing {
                ["[", "]"]
            } else {
                ["%5B", "%5D"]
            };
            let pairs = names.iter().zip(&texts).map(|(name, text)| {
                let (name, text) = (writer.write(name), writer.write(text));
                format!("{NAME}{}{name}{}={text}", brackets[0], brackets[1])
            });
            pairs.collect::<Vec<_>>().join(separator)
        }
    };
    let number = case.number;
    let mut headers = Vec::new();
    let target = match case.place {
        Place::Path => format!("/c{number}/{written}"),
        Place::Query if written.is_empty() => format!("/c{number}"),
        Place::Query => format!("/c{number}?{written}"),
        Place::Header => {
            headers.push((NAME.to_owned(), written));
            format!("/c{number}")
        }
        Place::Cookie => {
            if !written.is_empty() {
                headers.push(("cookie".to_owned(), written));
            }
            format!("/c{number}")
        }
    };
    Sent { target, headers }
}

fn parts_have(value: &Value, character: char) -> bool {
    let (names, texts) = parts(value);
    names
        .iter()
        .chain(&texts)
        .any(|text| text.contains(character))
}

/// `a,b`; `r,1,g,2`, exploded `r=1,g=2`.
fn joined(value: &Value, explode: bool, separator: &str, writer: &mut Writer<'_>) -> String {
    let (names, texts) = parts(value);
    let pieces: Vec<String> = if names.is_empty() {
        texts.iter().map(|text| writer.write(text)).collect()
    } else {
        let pairs = names.iter().zip(&texts);
        pairs
            .map(|(name, text)| {
                let (name, text) = (writer.write(name), writer.write(text));
                let between = if explode { "=" } else { separator };
                format!("{name}{between}{text}")
            })
            .collect()
    };
    pieces.join(separator)
}

/// `;k=a,b`, exploded `;k=a;k=b` and `;r=1;g=2`; without an equals sign before what is empty (RFC 6570, 3.2.7).
fn matrix(case: &Case, value: &Value, writer: &mut Writer<'_>) -> String {
    let assigned = |name: &str, text: &str| {
        if text.is_empty() {
            format!(";{name}")
        } else {
            format!(";{name}={text}")
        }
    };
    let (names, texts) = parts(value);
    match case.shape {
        shape if !case.explode || !(shape.is_list() || shape.is_object()) => {
            assigned(NAME, &joined(value, false, ",", writer))
        }
        Shape::Texts | Shape::Integers => texts
            .iter()
            .map(|text| assigned(NAME, &writer.write(text)))
            .collect(),
        _ => {
            let pairs = names.iter().zip(&texts);
            pairs
                .map(|(name, text)| assigned(&writer.write(name), &writer.write(text)))
                .collect()
        }
    }
}
