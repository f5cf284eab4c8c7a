//! Schemas that say of a value what they say of it: to look whether one fits would never end.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::keywords::members;
use super::{Lowerer, Skipped};
use crate::diagnostics::Code;

/// Lists of schemas about the same value. Circles through `allOf` are found where it is taken together.
const OF_THE_SAME_VALUE: &[&str] = &["oneOf", "anyOf"];

impl Lowerer<'_> {
    /// Refuses a schema whose forms lead back to it with no object and no array in between.
    pub(super) fn check_circle(
        &mut self,
        schema: &Map<String, Value>,
        pointer: &str,
    ) -> Result<(), Skipped> {
        let has_forms = ["oneOf", "anyOf", "not"]
            .iter()
            .any(|key| schema.contains_key(*key));
        if !has_forms || !self.leads_to_itself(pointer) {
            return Ok(());
        }
        let message = "the forms of this schema lead back to it, and no value could ever be compared with them all";
        let help = "break the circle, or put an object or an array in between";
        self.refuse(Code::FormsCycle, pointer, message, help)
    }

    fn leads_to_itself(&self, pointer: &str) -> bool {
        let start = self.resolve(pointer);
        let mut seen = HashSet::new();
        let mut left = self.of_the_same_value(&start);
        while let Some(next) = left.pop() {
            if next == start {
                return true;
            }
            if seen.insert(next.clone()) {
                left.extend(self.of_the_same_value(&next));
            }
        }
        false
    }

    /// Where the schemas stand that a schema holds against the same value.
    fn of_the_same_value(&self, pointer: &str) -> Vec<String> {
        let Some(schema) = self.at(pointer).and_then(Value::as_object) else {
            return Vec::new();
        };
        let listed = OF_THE_SAME_VALUE.iter().flat_map(|key| {
            (0..members(schema, key).len()).map(move |index| format!("{pointer}/{key}/{index}"))
        });
        let negated = schema.contains_key("not").then(|| format!("{pointer}/not"));
        listed
            .chain(negated)
            .map(|inner| self.resolve(&inner))
            .collect()
    }
}
