//! Keys of mappings.

use saphyr::ScalarStyle;

use super::{Code, Key, Kind, Open, Place, Problem, Reader, escape};

impl Reader {
    /// Whether what comes next is a key.
    pub(super) fn awaits_key(&self) -> bool {
        let kind = self.open.last().map(|open| &open.kind);
        matches!(kind, Some(Kind::Mapping { key: Key::None, .. }))
    }

    pub(super) fn set_key(&mut self, new: Key) {
        if let Some(Open {
            kind: Kind::Mapping { key, .. },
            ..
        }) = self.open.last_mut()
        {
            *key = new;
        }
    }

    /// A key, as it is written: status codes are numbers, but texts as keys.
    pub(super) fn key(&mut self, text: &str, style: ScalarStyle, at: Place) {
        // `<<: *anchor` brings in what stands there.
        if text == "<<" && style == ScalarStyle::Plain {
            self.pointer.push_str("/<<");
            return self.set_key(Key::Merge);
        }
        let Some(Open {
            kind: Kind::Mapping { places, .. },
            ..
        }) = self.open.last_mut()
        else {
            return;
        };
        let first = places.get(text).copied();
        places.entry(text.to_owned()).or_insert(at);
        self.pointer.push('/');
        self.pointer.push_str(&escape(text));
        match first {
            Some(first) => {
                self.problems.push(Problem {
                    code: Code::DuplicateKey,
                    place: at,
                    message: format!("the key `{text}` stands twice in one mapping"),
                    help: "remove one of the two, or rename it",
                    other: Some((first, "it stands here already")),
                });
                self.set_key(Key::Refused);
            }
            None => {
                self.spans.note(&self.pointer, at);
                self.set_key(Key::Text(text.to_owned()));
            }
        }
    }

    pub(super) fn no_text(&mut self, at: Place) {
        let help = "keys are texts or numbers; put it in quotes";
        self.report(
            Code::KeyNotText,
            at,
            "a key that is no text".to_owned(),
            help,
        );
    }
}
