//! What the document says of single parts.

use super::super::{Encoding, FilePart, media::ContentType};
use crate::decode::limits;
use crate::{Decode, Input, Location, Violation, decode};
use http::{HeaderMap, header};
use multer::Field;

/// Code and message of what is wrong with a part.
pub(super) type Wrong = (&'static str, String);

/// What is wrong with the headers of a text, if anything.
pub(super) fn unfit(encoding: &Encoding, field: &Field<'_>) -> Option<Wrong> {
    let given = field.headers().get(header::CONTENT_TYPE);
    let given = given.map(|value| ContentType::parse(value.to_str().unwrap_or("?")));
    if let Some(given) = given {
        let types = encoding.content_types;
        if !types.is_empty() && !types.iter().any(|pattern| given.is(pattern)) {
            return Some(wrong_type(types));
        }
        if !given.is_utf8() {
            return Some(("encoding", "Must be UTF-8".to_owned()));
        }
    }
    wrong_header(encoding.headers, field)
}

/// What is wrong with the headers of a file, if anything.
pub(super) fn unfit_file(rule: &FilePart, field: &Field<'_>) -> Option<Wrong> {
    let content_type = field.content_type().map(ToString::to_string);
    let given = content_type.as_deref();
    let given = ContentType::parse(given.unwrap_or("application/octet-stream"));
    let types = rule.content_types;
    if !types.is_empty() && !types.iter().any(|pattern| given.is(pattern)) {
        return Some(wrong_type(types));
    }
    wrong_header(rule.headers, field)
}

/// The rule of a file by the name of its part, or what is wrong with its coming.
pub(super) fn file_rule(
    files: &'static [FilePart],
    name: &str,
) -> Result<&'static FilePart, Wrong> {
    let base = name.split('[').next().unwrap_or_default();
    let rule = files
        .iter()
        .find(|rule| rule.name == name || (rule.many && rule.name == base));
    rule.ok_or(("unexpected_file", "Unexpected file".to_owned()))
}

pub(super) fn too_large(limit: u64) -> Wrong {
    let message = format!("Must be at most {limit} bytes large");
    ("max_size", message)
}

fn wrong_type(types: &[&str]) -> Wrong {
    let message = format!("Must be of type {}", types.join(", "));
    ("content_type", message)
}

/// Finds what is wrong with the headers of a part.
pub type PartHeaders = fn(&HeaderMap) -> Vec<Violation>;

/// What is wrong with the headers of a part, if they are to be read as `T`.
pub fn part_headers<T: Decode>(headers: &HeaderMap) -> Vec<Violation> {
    let mut found = Vec::new();
    let _: Option<T> = decode(Location::Header, Input::headers(headers), &mut found);
    found
}

/// The headers of a part as `T`, unless something is wrong with them.
pub(crate) fn read_headers<T: Decode>(headers: &HeaderMap) -> Option<T> {
    decode(Location::Header, Input::headers(headers), &mut Vec::new())
}

fn wrong_header(rule: Option<PartHeaders>, field: &Field<'_>) -> Option<Wrong> {
    let found = rule?(field.headers()).into_iter().next()?;
    let message = if found.code == limits::REQUIRED.0 {
        format!("Must have the header {}", found.name)
    } else {
        format!("The header {} is wrong: {}", found.name, found.message)
    };
    Some(("header", message))
}
