//! The place of everything in a file.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::parse::Place;

/// Most aliases that are followed for one place.
const MOST_STEPS: usize = 64;

/// Line and column by JSON pointer.
#[derive(Debug, Default)]
pub(super) struct Spans {
    places: HashMap<String, Place, RandomState>,
    /// Pointers whose content is written elsewhere: YAML's aliases and merge keys.
    aliases: HashMap<String, String>,
}

impl Spans {
    /// Notes a place, unless it is known.
    pub(super) fn note(&mut self, pointer: &str, place: Place) {
        if !self.places.contains_key(pointer) {
            self.places.insert(pointer.to_owned(), place);
        }
    }

    /// What is below `pointer` is written below `origin`.
    pub(super) fn alias(&mut self, pointer: String, origin: String) {
        self.aliases.insert(pointer, origin);
    }

    /// The place of a pointer, or of the nearest thing around it.
    pub(super) fn nearest(&self, pointer: &str) -> Place {
        let mut pointer = pointer.to_owned();
        let mut best: Option<(usize, Place)> = None;
        for _ in 0..MOST_STEPS {
            // How much of the pointer is left when something is known: the less is cut, the better.
            let mut prefix = pointer.as_str();
            let target = loop {
                if let Some(place) = self.places.get(prefix) {
                    let cut = pointer.len() - prefix.len();
                    if best.is_none_or(|(known, _)| cut < known) {
                        best = Some((cut, *place));
                    }
                }
                if let Some(origin) = self.aliases.get(prefix) {
                    break Some(format!("{origin}{}", &pointer[prefix.len()..]));
                }
                match prefix.rfind('/') {
                    Some(end) => prefix = &prefix[..end],
                    None => break None,
                }
            };
            match target {
                Some(target) if best.is_none_or(|(cut, _)| cut > 0) => pointer = target,
                _ => break,
            }
        }
        best.map_or((1, 1), |(_, place)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::Spans;

    #[test]
    fn places_behind_aliases() {
        let mut spans = Spans::default();
        spans.note("", (1, 1));
        spans.note("/a", (2, 1));
        spans.note("/a/x", (3, 3));
        spans.note("/b", (5, 1));
        spans.alias("/b".to_owned(), "/a".to_owned());
        for (pointer, place) in [
            ("/a/x/y", (3, 3)),
            ("/b", (5, 1)),
            ("/b/x", (3, 3)),
            ("/b/z", (5, 1)),
            ("/c", (1, 1)),
        ] {
            assert_eq!(spans.nearest(pointer), place, "{pointer}");
        }
    }
}
