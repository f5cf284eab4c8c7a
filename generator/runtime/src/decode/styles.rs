//! Parameters of which the style says how several values stand in one text, or one value in several.

use super::at::Raw;
use super::input::{Pair, Part};
use super::origin::Origin;
use super::slot::Slot;
use super::{At, Fields, Location, Place, fields};
use serde_json::Value;
use std::borrow::Cow;

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One text.
    One,
    /// Each item has a text of its own.
    Repeated,
    /// Items stand in one text with this between them: `a,b`.
    List(char),
    /// As [`List`](Self::List); a single item may also be a value that is no array.
    OneOrList(char),
    /// Names and values of an object stand in one text in turn: `r,1,g,2`.
    Pairs(char),
    /// Names and values of an object stand in one text: `r=1,g=2`.
    Assigned(char),
    /// The text begins with a dot: `.a.b`, `.r=1.g=2` exploded.
    Label {
        /// What it holds.
        shape: Shape,
        /// `explode`.
        explode: bool,
    },
    /// The text begins with a semicolon and the name: `;k=a,b`, `;k=a;k=b` exploded, `;r=1;g=2` for an exploded object.
    Matrix {
        /// What it holds.
        shape: Shape,
        /// `explode`.
        explode: bool,
    },
    /// The fields of an object are parameters themselves: those of these names.
    Fields(&'static [&'static str]),
    /// The fields of an object are parameters themselves: all that nobody else has read.
    Rest,
    /// The fields of an object are fields of a form themselves: all but those of these names.
    Others(&'static [&'static str]),
}

/// What a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One value.
    One,
    /// An array.
    List,
    /// An array, or one value that is none.
    OneOrList,
    /// An object.
    Object,
}

impl<'a> Fields<'a, '_> {
    /// The parameter of this name in its style.
    pub fn styled<'f>(&'f mut self, name: &'f str, style: Style) -> At<'a, 'f> {
        self.written(name, style, false)
    }

    /// As [`styled`](Self::styled), of a parameter that may hold reserved characters as they are (`allowReserved`): a plus
    /// sign is no space.
    pub fn reserved<'f>(&'f mut self, name: &'f str, style: Style) -> At<'a, 'f> {
        self.written(name, style, true)
    }

    pub(super) fn written<'f>(
        &'f mut self,
        name: &'f str,
        style: Style,
        reserved: bool,
    ) -> At<'a, 'f> {
        let (raw, place) = match style {
            Style::Fields(names) => (
                self.taken(|key| names.contains(&key.split('[').next().unwrap_or_default())),
                Place::within(&self.place, name),
            ),
            Style::Rest => (self.taken(|_| true), Place::within(&self.place, name)),
            Style::Others(names) => (
                self.taken(|key| !names.contains(&key.split('[').next().unwrap_or_default())),
                Place::within(&self.place, name),
            ),
            _ => (
                self.texts(name, style, reserved),
                Place::name(&self.place, name),
            ),
        };
        let mut at = At::new(self.location, raw, place, self.sink);
        at.secret = self.secret;
        at
    }

    /// The texts of a name, cut as the style says.
    fn texts(&mut self, name: &str, style: Style, reserved: bool) -> Raw<'a> {
        let seen = self.raw(name);
        let texts: Vec<Cow<'a, str>> = match (self.origin.texts(name), seen) {
            (_, Raw::Absent) => return Raw::Absent,
            (Some(texts), Raw::Text(_) | Raw::Many(_)) => {
                texts.into_iter().map(Cow::Borrowed).collect()
            }
            (None, Raw::Text(text)) => vec![text],
            (None, Raw::Many(parts)) => {
                let texts = parts.into_iter().filter_map(|part| match part {
                    Part::Text(text) => Some(text),
                    Part::File(_) | Part::Json(_) => None,
                });
                texts.collect()
            }
            (_, other) => return other,
        };
        let mut cut = Cut {
            origin: self.origin,
            reserved,
            trim: self.location == Location::Header,
            pieces: Vec::new(),
            pairs: Vec::new(),
        };
        for text in &texts {
            if let Err(message) = cut.text(text, name, style) {
                return Raw::Broken(message);
            }
        }
        cut.raw(style)
    }

    /// The pairs whose names the filter takes, as an object.
    fn taken(&mut self, is_wanted: impl Fn(&str) -> bool) -> Raw<'a> {
        let fields::From::Pairs(pairs) = &mut self.source else {
            return Raw::Absent;
        };
        let wanted = pairs.iter_mut().filter(|(key, _)| is_wanted(key));
        let members = wanted.filter_map(|(key, part)| Some((key.clone(), Some(part.take()?))));
        let members: Vec<Pair<'a>> = members.collect();
        if members.is_empty() {
            Raw::Absent
        } else {
            Raw::Nested(members)
        }
    }
}

/// What is cut out of a parameter's texts.
struct Cut<'a> {
    origin: Origin<'a>,
    reserved: bool,
    /// White space around pieces does not count.
    trim: bool,
    pieces: Vec<Part<'a>>,
    pairs: Vec<Pair<'a>>,
}

impl<'a> Cut<'a> {
    fn text(&mut self, text: &str, name: &str, style: Style) -> Result<(), &'static str> {
        match style {
            Style::List(delimiter) | Style::OneOrList(delimiter) => self.list(text, delimiter),
            Style::Pairs(delimiter) => self.in_turn(text, delimiter)?,
            Style::Assigned(delimiter) => self.assigned(text, delimiter)?,
            Style::Label { shape, explode } => self.label(text, shape, explode)?,
            Style::Matrix { shape, explode } => self.matrix(text, name, shape, explode)?,
            Style::One | Style::Repeated | Style::Fields(_) | Style::Rest | Style::Others(_) => {
                self.piece(text)
            }
        }
        Ok(())
    }

    fn raw(mut self, style: Style) -> Raw<'a> {
        use Shape::{Object, One, OneOrList};
        match style {
            Style::Pairs(_)
            | Style::Assigned(_)
            | Style::Label { shape: Object, .. }
            | Style::Matrix { shape: Object, .. } => Raw::Nested(self.pairs),
            Style::One
            | Style::OneOrList(_)
            | Style::Label {
                shape: One | OneOrList,
                ..
            }
            | Style::Matrix {
                shape: One | OneOrList,
                ..
            } if self.pieces.len() == 1 => self.pieces.swap_remove(0).into(),
            Style::OneOrList(_) if self.pieces.is_empty() => Raw::Text(Cow::Borrowed("")),
            _ => Raw::Many(self.pieces),
        }
    }

    fn decoded(&self, text: &str) -> Cow<'a, str> {
        let text = if self.trim { text.trim() } else { text };
        Cow::Owned(self.origin.decode(text, self.reserved))
    }

    fn piece(&mut self, text: &str) {
        let text = self.decoded(text);
        self.pieces.push(Part::Text(text));
    }

    fn pair(&mut self, name: &str, text: &str) {
        let pair = (self.decoded(name), Some(Part::Text(self.decoded(text))));
        self.pairs.push(pair);
    }

    /// Nothing at all is an array without items.
    fn list(&mut self, text: &str, delimiter: char) {
        let text = self.origin.delimited(text, delimiter);
        if !text.is_empty() {
            text.split(delimiter).for_each(|piece| self.piece(piece));
        }
    }

    fn in_turn(&mut self, text: &str, delimiter: char) -> Result<(), &'static str> {
        let text = self.origin.delimited(text, delimiter);
        let mut pieces = text.split(delimiter).filter(|_| !text.is_empty());
        while let Some(name) = pieces.next() {
            let value = pieces.next().ok_or("Must be names and values in turn")?;
            self.pair(name, value);
        }
        Ok(())
    }

    fn assigned(&mut self, text: &str, delimiter: char) -> Result<(), &'static str> {
        for piece in text.split(delimiter).filter(|_| !text.is_empty()) {
            let (name, value) = piece
                .split_once('=')
                .ok_or("Must be names and values, name=value")?;
            self.pair(name, value);
        }
        Ok(())
    }

    /// Not exploded, editions of OpenAPI differ: up to 3.0.3 there are dots between items, from 3.0.4 on commas.
    fn label(&mut self, text: &str, shape: Shape, explode: bool) -> Result<(), &'static str> {
        let text = text.strip_prefix('.').ok_or("Must begin with a dot")?;
        let delimiter = if !explode && text.contains(',') {
            ','
        } else {
            '.'
        };
        match (shape, explode) {
            (Shape::One, _) => self.piece(text),
            (Shape::List | Shape::OneOrList, _) => self.list(text, delimiter),
            (Shape::Object, false) => self.in_turn(text, delimiter)?,
            (Shape::Object, true) => self.assigned(text, '.')?,
        }
        Ok(())
    }

    fn matrix(
        &mut self,
        text: &str,
        name: &str,
        shape: Shape,
        explode: bool,
    ) -> Result<(), &'static str> {
        let text = text
            .strip_prefix(';')
            .ok_or("Must begin with a semicolon")?;
        if shape == Shape::Object && explode {
            // Before what is empty there is no equals sign (RFC 6570, 3.2.7).
            for piece in text.split(';').filter(|piece| !piece.is_empty()) {
                let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
                self.pair(name, value);
            }
            return Ok(());
        }
        let is_list = matches!(shape, Shape::List | Shape::OneOrList);
        for part in text.split(';') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            if self.decoded(key) != name {
                return Err("Must begin with a semicolon and its name");
            }
            match shape {
                Shape::Object => self.in_turn(value, ',')?,
                _ if is_list && !explode => self.list(value, ','),
                _ => self.piece(value),
            }
        }
        Ok(())
    }
}

impl<'a, 's> At<'a, 's> {
    /// An object that is there even if none of its fields are: what it lacks is named then.
    #[must_use]
    pub fn or_empty(mut self) -> Self {
        if matches!(self.raw, Raw::Absent) {
            self.raw = Raw::Nested(Vec::new());
        }
        self
    }

    /// An empty text is as good as none (`allowEmptyValue`).
    #[must_use]
    pub fn may_be_empty(mut self) -> Self {
        if self.as_text() == Some("") {
            self.raw = Raw::Absent;
        }
        self
    }

    /// Bracketed names may number the items of an array: `k[0]=a`, `k[]=a`.
    #[must_use]
    pub const fn bracketed(mut self) -> Self {
        self.bracketed = true;
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
            at.guarded = self.guarded;
            return read(at);
        }
        let parsed = self.as_text().map(serde_json::from_str::<Value>);
        match parsed {
            Some(Ok(value)) => {
                let mut at = At::new(self.location, Raw::Json(&value), self.place, self.sink);
                at.secret = self.secret;
                at.guarded = self.guarded;
                read(at)
            }
            _ => self.refuse("Must be JSON"),
        }
    }
}
