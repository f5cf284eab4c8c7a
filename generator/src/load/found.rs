//! Looking up JSON pointers again and again in one document.

use std::cell::RefCell;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde_json::Value;

use super::step;

/// What was found in a document that does not change: most pointers are asked for many times, and each is a step from one that
/// was asked for before.
#[derive(Debug, Default)]
pub struct Found<'v> {
    values: RefCell<HashMap<String, Option<&'v Value>, RandomState>>,
}

impl<'v> Found<'v> {
    /// The value at a pointer of the document, which has to be the same each time.
    pub fn find(&self, document: &'v Value, pointer: &str) -> Option<&'v Value> {
        if pointer.is_empty() {
            return Some(document);
        }
        if let Some(known) = self.values.borrow().get(pointer) {
            return *known;
        }
        let (around, token) = pointer.rsplit_once('/')?;
        let value = self
            .find(document, around)
            .and_then(|value| step(value, token));
        self.values.borrow_mut().insert(pointer.to_owned(), value);
        value
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Found;
    use crate::load::find;

    #[test]
    fn the_same_as_without() {
        let document = json!({ "a": { "b/c": [{ "d~": 1 }], "": { "e": 2 } }, "f": 3 });
        let found = Found::default();
        for _ in 0..2 {
            for pointer in [
                "",
                "/a",
                "/a/b~1c/0/d~0",
                "/a/b~1c/1",
                "/a/b~1c/00",
                "/a//e",
                "/f/g",
                "/x/y",
                "a",
                "a/b",
            ] {
                assert_eq!(
                    found.find(&document, pointer),
                    find(&document, pointer),
                    "{pointer}"
                );
            }
        }
    }
}
