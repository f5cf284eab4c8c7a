//! Schemas that several places share: compared once for each direction, and told with the operations that they matter to.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{OperationName, Place, Subject};
use super::{Comparison, Direction};
use crate::names;

/// Names of one schema in both documents, and the way its values travel.
type Pair = (String, String, Direction);

/// Pairs of schemas that were met.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Operations that meet a pair directly.
    operations: BTreeMap<Pair, BTreeSet<OperationName>>,
    /// Pairs that a pair refers to.
    inner: BTreeMap<Pair, BTreeSet<Pair>>,
    waiting: Vec<Pair>,
    /// The pair that is being compared.
    current: Option<Pair>,
}

impl Comparison<'_> {
    /// Notes that the current place refers to a pair.
    pub(super) fn meet(&mut self, old: String, new: String, direction: Direction) {
        let pair = (old, new, direction);
        let pairs = &mut self.pairs;
        if !pairs.inner.contains_key(&pair) {
            pairs.inner.insert(pair.clone(), BTreeSet::new());
            pairs.waiting.push(pair.clone());
        }
        if let Some(current) = &pairs.current {
            pairs.inner.entry(current.clone()).or_default().insert(pair);
        } else if let Subject::Operation(name) = &self.subject {
            pairs
                .operations
                .entry(pair)
                .or_default()
                .insert(name.clone());
        }
    }

    /// Compares every pair that was met.
    pub(super) fn components(&mut self) {
        let from = self.changes.len();
        let mut ranges: Vec<(Pair, std::ops::Range<usize>)> = Vec::new();
        while let Some(pair) = self.pairs.waiting.pop() {
            self.pairs.current = Some(pair.clone());
            self.subject = Subject::Schema {
                name: pair.1.clone(),
                models: Vec::new(),
                operations: Vec::new(),
            };
            let begin = self.changes.len();
            let schemas = (self.old.component(&pair.0), self.new.component(&pair.1));
            let what = match pair.2 {
                Direction::Request => "in requests",
                Direction::Response => "in responses",
            };
            self.schemas(schemas.0, schemas.1, &Place::new(what), pair.2);
            ranges.push((pair, begin..self.changes.len()));
        }
        self.pairs.current = None;
        // A schema in a schema matters to all who use the outer one.
        let mut reached: BTreeMap<&Pair, BTreeSet<&OperationName>> = BTreeMap::new();
        for (pair, operations) in &self.pairs.operations {
            let mut waiting = vec![pair];
            let mut seen = BTreeSet::new();
            while let Some(pair) = waiting.pop() {
                if seen.insert(pair) {
                    reached.entry(pair).or_default().extend(operations);
                    waiting.extend(self.pairs.inner.get(pair).into_iter().flatten());
                }
            }
        }
        for (pair, range) in &ranges {
            let used = reached.get(pair).into_iter().flatten();
            let used: Vec<OperationName> = used.map(|name| (*name).clone()).collect();
            let types = self.models(&pair.1);
            for change in &mut self.changes[range.clone()] {
                if let Subject::Schema {
                    models, operations, ..
                } = &mut change.subject
                {
                    models.clone_from(&types);
                    operations.clone_from(&used);
                }
            }
        }
        let key = |change: &super::Change| match &change.subject {
            Subject::Schema { name, .. } => name.clone(),
            _ => String::new(),
        };
        self.changes[from..].sort_by_key(key);
    }

    /// Types of the new crate that are made of a component.
    fn models(&self, component: &str) -> Vec<String> {
        let name = names::not_of_the_prelude(&names::pascal(component));
        let models = self.apis.1.models.values().flatten();
        models
            .filter(|model| model.path.name == name)
            .map(|model| format!("{}::{}", model.path.module.join("::"), model.path.name))
            .collect()
    }
}
