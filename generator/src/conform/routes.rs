//! Which operation a request is for.

use std::collections::HashMap;

use http::Method;

use super::operation::Operation;
use super::{Found, Match};

/// The paths of a document, by number of segments.
#[derive(Debug)]
pub(super) struct Routes {
    by_length: HashMap<usize, Vec<Route>>,
}

/// A path below one of its servers' base paths.
#[derive(Debug)]
struct Route {
    segments: Vec<Segment>,
    operations: Vec<usize>,
}

/// One segment of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Parameter(String),
}

impl Routes {
    pub(super) fn new(operations: &[Operation]) -> Self {
        let mut by_length: HashMap<usize, Vec<Route>> = HashMap::new();
        for (index, operation) in operations.iter().enumerate() {
            for base in &operation.bases {
                let template = format!("{}{}", base.trim_end_matches('/'), operation.path);
                let segments: Vec<Segment> = split(&template).map(Segment::new).collect();
                let routes = by_length.entry(segments.len()).or_default();
                match routes.iter_mut().find(|route| route.segments == segments) {
                    Some(route) => route.operations.push(index),
                    None => routes.push(Route {
                        segments,
                        operations: vec![index],
                    }),
                }
            }
        }
        // What has more text in it goes before what takes anything.
        for routes in by_length.values_mut() {
            routes.sort_by_key(|route| {
                let loose = |segment: &Segment| segment.looseness();
                route.segments.iter().map(loose).collect::<Vec<_>>()
            });
        }
        Self { by_length }
    }

    pub(super) fn find(&self, operations: &[Operation], method: &Method, path: &str) -> Match {
        let exact: Vec<&str> = split(path).collect();
        let found = self.find_segments(operations, method, &exact, false);
        if found != Match::Nothing {
            return found;
        }
        let tidy: Vec<&str> = exact.into_iter().filter(|part| !part.is_empty()).collect();
        self.find_segments(operations, method, &tidy, true)
    }

    fn find_segments(
        &self,
        operations: &[Operation],
        method: &Method,
        path: &[&str],
        inexact: bool,
    ) -> Match {
        let mut methods = Vec::new();
        let routes = self.by_length.get(&path.len());
        for route in routes.into_iter().flatten() {
            let Some(captures) = route.captures(path, inexact) else {
                continue;
            };
            let with = |method: &Method| {
                let mut indexes = route.operations.iter().copied();
                indexes.find(|index| operations.get(*index).is_some_and(|o| o.method == *method))
            };
            let instead = (*method == Method::HEAD).then(|| with(&Method::GET));
            if let Some(operation) = with(method).or(instead.flatten()) {
                return Match::Operation(Found {
                    operation,
                    captures,
                    inexact,
                });
            }
            let known = route.operations.iter().filter_map(|i| operations.get(*i));
            methods.extend(known.map(|operation| operation.method.clone()));
        }
        if methods.is_empty() {
            Match::Nothing
        } else {
            Match::Method(methods)
        }
    }
}

/// The segments of a path; a slash at its end is one that is empty.
fn split(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/')
        .take(if path.is_empty() { 0 } else { usize::MAX })
}

impl Route {
    fn captures(&self, path: &[&str], loose: bool) -> Option<Vec<(String, String)>> {
        let mut captures = Vec::new();
        for (segment, text) in self.segments.iter().zip(path) {
            if !capture(&segment.0, text, loose, &mut captures) {
                return None;
            }
        }
        Some(captures)
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            if !before.is_empty() {
                parts.push(Part::Literal(before.to_owned()));
            }
            parts.push(Part::Parameter(name.to_owned()));
            rest = after;
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Self(parts)
    }

    /// 0 for plain text, 1 for text with parameters, 2 for a parameter alone.
    fn looseness(&self) -> u8 {
        match self.0.as_slice() {
            [Part::Literal(_)] => 0,
            [Part::Parameter(_)] => 2,
            _ => 1,
        }
    }
}

/// Reads the parameters out of a segment; the first of several takes as little as it can.
fn capture(parts: &[Part], text: &str, loose: bool, captures: &mut Vec<(String, String)>) -> bool {
    match parts {
        [] => text.is_empty(),
        [Part::Literal(literal), rest @ ..] => {
            let fits = text.get(..literal.len()).is_some_and(|start| {
                start == literal || (loose && start.eq_ignore_ascii_case(literal))
            });
            if fits {
                return capture(rest, &text[literal.len()..], loose, captures);
            }
            // The same text in percent-encoding, which only a whole segment is compared by.
            let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
            rest.is_empty() && decoded == *literal
        }
        [Part::Parameter(name)] => {
            captures.push((name.clone(), text.to_owned()));
            !text.is_empty()
        }
        [Part::Parameter(name), rest @ ..] => {
            let ends = text.char_indices().map(|(at, _)| at).skip(1);
            for end in ends.chain([text.len()]) {
                let before = captures.len();
                captures.push((name.clone(), text[..end].to_owned()));
                if end > 0 && capture(rest, &text[end..], loose, captures) {
                    return true;
                }
                captures.truncate(before);
            }
            false
        }
    }
}
