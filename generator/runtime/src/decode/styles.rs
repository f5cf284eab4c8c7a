//! Parameters in which one text holds several values.

use super::At;
use super::at::Raw;
use super::input::{Pair, Part};
use super::slot::Slot;
use serde_json::Value;
use std::borrow::Cow;

impl<'a, 's> At<'a, 's> {
    /// Items of an array stand in one text, with this between them.
    #[must_use]
    pub const fn separated(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }

    /// Names and values of an object stand in one text: `r,1,g,2`, or `r=1,g=2` where they are assigned.
    #[must_use]
    pub fn members(mut self, separator: char, assigned: bool) -> Self {
        let Some(text) = self.as_text() else {
            return self;
        };
        let pair = |name: &str, value: &str| -> Pair<'a> {
            let value = Part::Text(Cow::Owned(value.to_owned()));
            (Cow::Owned(name.to_owned()), Some(value))
        };
        let mut pieces = text.split(separator).filter(|piece| !piece.is_empty());
        let mut pairs = Vec::new();
        while let Some(piece) = pieces.next() {
            match piece.split_once('=').filter(|_| assigned) {
                Some((name, value)) => pairs.push(pair(name, value)),
                None if assigned => pairs.push(pair(piece, "")),
                None => pairs.push(pair(piece, pieces.next().unwrap_or_default())),
            }
        }
        self.raw = Raw::Nested(pairs);
        self
    }

    /// The text begins with a dot: `.a.b`.
    #[must_use]
    pub fn label(self) -> Self {
        self.rewritten(|text| Some(text.strip_prefix('.')?.to_owned()))
    }

    /// The text begins with the parameter's name: `;k=a,b`; each item may have it again: `;k=a;k=b`.
    #[must_use]
    pub fn matrix(self, name: &str) -> Self {
        let prefix = format!(";{name}=");
        self.rewritten(|text| Some(text.strip_prefix(&prefix)?.replace(&prefix, ",")))
    }

    /// A text that has not the form is left as it is; what it stands for is not what was asked for then.
    fn rewritten(mut self, change: impl FnOnce(&str) -> Option<String>) -> Self {
        if let Some(text) = self.as_text().and_then(change) {
            self.raw = Raw::Text(Cow::Owned(text));
        }
        self
    }

    /// The text is JSON; `read` reads what it holds.
    pub fn parsed<T>(self, read: impl for<'v> FnOnce(At<'v, 's>) -> Slot<'s, T>) -> Slot<'s, T> {
        if let Some(state) = self.presence() {
            return self.slot(state);
        }
        // A default is no text that would have to be parsed.
        if let Raw::Json(value) = &self.raw {
            let mut at = At::new(self.location, Raw::Json(value), self.place, self.sink);
            at.secret = self.secret;
            return read(at);
        }
        let parsed = self.as_text().map(serde_json::from_str::<Value>);
        match parsed {
            Some(Ok(value)) => {
                let mut at = At::new(self.location, Raw::Json(&value), self.place, self.sink);
                at.secret = self.secret;
                read(at)
            }
            _ => self.refuse("Must be JSON"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Decode, Fields, Input, Location, Violation, decode};
    use std::collections::BTreeMap;

    fn read<T: Decode>(query: &str) -> Result<T, Vec<Violation>> {
        let mut sink = Vec::new();
        decode(Location::Query, Input::query(query), &mut sink).ok_or(sink)
    }

    #[derive(Debug, PartialEq)]
    struct Styled {
        members: Option<BTreeMap<String, i64>>,
        assigned: Option<BTreeMap<String, i64>>,
        label: Option<Vec<String>>,
        matrix: Option<Vec<i64>>,
        json: Option<BTreeMap<String, i64>>,
    }

    impl Decode for Styled {
        fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
            let members = f.at("members").members(',', false);
            let members = members.map(|at| at.integer().required()).optional();
            let assigned = f.at("assigned").members(',', true);
            let assigned = assigned.map(|at| at.integer().required()).optional();
            let label = f.at("label").label().separated('.');
            let label = label.list(|at| at.text().required()).optional();
            let matrix = f.at("matrix").matrix("matrix").separated(',');
            let matrix = matrix.list(|at| at.integer().required()).optional();
            let json = f.at("json");
            let json = json
                .parsed(|at| at.map(|at| at.integer().required()))
                .optional();
            Some(Self {
                members: members?,
                assigned: assigned?,
                label: label?,
                matrix: matrix?,
                json: json?,
            })
        }
    }

    #[test]
    fn styles_of_parameters() {
        let map = |pairs: &[(&str, i64)]| -> Option<BTreeMap<String, i64>> {
            Some(
                pairs
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), *value))
                    .collect(),
            )
        };
        let query = "members=r,1,g,2&assigned=r=1,g=2&label=.a.b&matrix=;matrix=1;matrix=2&json=%7B%22a%22:3%7D";
        let read: Styled = read(query).unwrap();
        let expected = Styled {
            members: map(&[("g", 2), ("r", 1)]),
            assigned: map(&[("g", 2), ("r", 1)]),
            label: Some(vec!["a".into(), "b".into()]),
            matrix: Some(vec![1, 2]),
            json: map(&[("a", 3)]),
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn violations_inside_of_a_text() {
        let names = |query: &str| -> Vec<String> {
            let violations = read::<Styled>(query).unwrap_err();
            violations
                .into_iter()
                .map(|violation| violation.name)
                .collect()
        };
        assert_eq!(
            names("json=%7B%22a%22:%22x%22%7D&members=r,x"),
            ["members.r", "json.a"]
        );
        assert_eq!(names("json=%7B"), ["json"]);
    }
}
