//! Path templates and segments with literal text around parameters.

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Lower case.
    Literal(String),
    Param(&'static str),
}

/// A path template, `/feeds/{kind}.{format}`.
#[derive(Debug, Clone)]
pub(super) struct Template {
    segments: Vec<Vec<Piece>>,
}

/// A parameter's name and where its text stands in the path.
pub(super) type Slot = (&'static str, usize, usize);

impl Template {
    /// Reads a template; the error says what is wrong with it.
    pub(super) fn parse(path: &'static str) -> Result<Self, &'static str> {
        let rest = path
            .strip_prefix('/')
            .ok_or("it does not start with a slash")?;
        let segments = rest
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(pieces)
            .collect::<Result<_, _>>()?;
        Ok(Self { segments })
    }

    /// The template as the router knows it: literal segments in lower case, one parameter for any other.
    pub(super) fn key(&self) -> String {
        let mut key = String::new();
        for (index, segment) in self.segments.iter().enumerate() {
            key.push('/');
            match segment.as_slice() {
                [Piece::Literal(text)] => key.push_str(&text.replace('{', "{{").replace('}', "}}")),
                _ => key.push_str(&format!("{{p{index}}}")),
            }
        }
        if key.is_empty() { "/".to_owned() } else { key }
    }

    /// Names of its parameters, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.segments
            .iter()
            .flatten()
            .filter_map(|piece| match piece {
                Piece::Param(name) => Some(*name),
                Piece::Literal(_) => None,
            })
    }

    /// Whether it matches the same paths, whatever the parameters are called.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let is_same = |(own, other): (&Piece, &Piece)| match (own, other) {
            (Piece::Param(_), Piece::Param(_)) => true,
            (own, other) => own == other,
        };
        let is_same = |(own, other): (&Vec<Piece>, &Vec<Piece>)| {
            own.len() == other.len() && own.iter().zip(other).all(is_same)
        };
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(is_same)
    }

    /// Number of literal bytes: of two templates that fit, the one with more of them is meant.
    pub(super) fn weight(&self) -> usize {
        let literal = |piece: &Piece| {
            if let Piece::Literal(text) = piece {
                text.len()
            } else {
                0
            }
        };
        self.segments.iter().flatten().map(literal).sum()
    }

    /// Matches a clean lower-case path and tells where the parameters are.
    pub(super) fn matches(&self, path: &str) -> Option<Vec<Slot>> {
        let mut slots = Vec::new();
        let mut rest = path.strip_prefix('/')?;
        let mut segments = self.segments.iter();
        while let Some(segment) = segments.next() {
            let (text, after) = match rest.split_once('/') {
                Some((text, after)) => (text, Some(after)),
                None => (rest, None),
            };
            split(segment, text, path.len() - rest.len(), &mut slots)?;
            match after {
                Some(after) => rest = after,
                None => return segments.next().is_none().then_some(slots),
            }
        }
        rest.is_empty().then_some(slots)
    }
}

fn pieces(segment: &'static str) -> Result<Vec<Piece>, &'static str> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while !rest.is_empty() {
        let (literal, after) = rest
            .split_once('{')
            .map_or((rest, None), |(literal, after)| (literal, Some(after)));
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.to_ascii_lowercase()));
        }
        let Some(after) = after else { break };
        let (name, after) = after.split_once('}').ok_or("a brace is not closed")?;
        if name.is_empty() {
            return Err("a parameter has no name");
        }
        pieces.push(Piece::Param(name));
        rest = after;
    }
    Ok(pieces)
}

/// Cuts a segment from its end, so that an earlier parameter takes as much as it can: in `{id}-{height}.{ext}` the id
/// may have dashes. Taking the last fitting place of each literal never misses a match.
fn split(pieces: &[Piece], text: &str, offset: usize, slots: &mut Vec<Slot>) -> Option<()> {
    let first = slots.len();
    let mut end = text.len();
    let mut pieces = pieces.iter().rev().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Literal(literal) => {
                text.get(..end)?.strip_suffix(literal.as_str())?;
                end -= literal.len();
            }
            Piece::Param(name) => {
                let start = match pieces.peek() {
                    None => 0,
                    // A parameter right after another one takes a single character.
                    Some(Piece::Param(_)) => text.get(..end)?.char_indices().next_back()?.0,
                    Some(Piece::Literal(literal)) => {
                        let last = text.get(..end)?.char_indices().next_back()?.0;
                        text.get(..last)?.rfind(literal.as_str())? + literal.len()
                    }
                };
                if start >= end {
                    return None;
                }
                slots.push((name, offset + start, offset + end));
                end = start;
            }
        }
    }
    slots[first..].reverse();
    (end == 0).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
        let slots = Template::parse(template).unwrap().matches(path)?;
        Some(
            slots
                .into_iter()
                .map(|(name, start, end)| (name, path[start..end].to_owned()))
                .collect(),
        )
    }

    fn pairs(expected: &[(&'static str, &str)]) -> Option<Vec<(&'static str, String)>> {
        Some(
            expected
                .iter()
                .map(|(name, text)| (*name, (*text).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn several_parameters_in_one_segment() {
        assert_eq!(
            cut("/s/{id}-{h}.{ext}", "/s/a-b-720.mp4"),
            pairs(&[("id", "a-b"), ("h", "720"), ("ext", "mp4")])
        );
        assert_eq!(cut("/v/{id}:act", "/v/3:act"), pairs(&[("id", "3")]));
        assert_eq!(cut("/v/@{name}", "/v/@root"), pairs(&[("name", "root")]));
        assert_eq!(
            cut("/v/{a}{b}", "/v/xyz"),
            pairs(&[("a", "xy"), ("b", "z")])
        );
        assert_eq!(
            cut("/{x}--{y}", "/a---b"),
            pairs(&[("x", "a-"), ("y", "b")])
        );
        assert_eq!(
            cut("/{a}/b/{c}", "/1/b/é"),
            pairs(&[("a", "1"), ("c", "é")])
        );
        assert_eq!(cut("/", "/"), pairs(&[]));
        for (template, path) in [
            ("/s/{id}-{h}.{ext}", "/s/-720.mp4"),
            ("/s/{id}-{h}.{ext}", "/s/a-.mp4"),
            ("/v/{id}:act", "/v/:act"),
            ("/v/{id}:act", "/v/3"),
            ("/v/{a}{b}", "/v/x"),
            ("/v/{a}", "/v/x/y"),
            ("/v/{a}/c", "/v/x"),
            ("/v", "/"),
        ] {
            assert_eq!(cut(template, path), None, "{template} {path}");
        }
    }

    #[test]
    fn broken_templates_are_refused() {
        for template in ["a", "/{a", "/{}"] {
            assert!(Template::parse(template).is_err(), "{template}");
        }
    }
}
