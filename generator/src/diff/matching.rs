//! Which operation of the new document is which of the old.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Comparison;
use super::change::{Impact, OperationName, Place, Subject};
use super::document::{Document, Found, shape, text};
use crate::api::Api;
use crate::names;

impl Comparison<'_> {
    /// Compares everything but shared schemas.
    pub(super) fn documents(&mut self) {
        self.schemes();
        let (old, new) = (self.old.operations(), self.new.operations());
        let pairs = pair((self.old, &old), (self.new, &new));
        self.base_path(&old, &new, &pairs);
        let taken: HashSet<usize> = pairs.iter().flatten().copied().collect();
        let gone: Vec<&Found<'_>> = (0..old.len())
            .filter(|index| !taken.contains(index))
            .map(|index| &old[index])
            .collect();
        let come: Vec<&Found<'_>> = new
            .iter()
            .zip(&pairs)
            .filter(|(_, pair)| pair.is_none())
            .map(|(found, _)| found)
            .collect();
        for (found, pair) in new.iter().zip(&pairs) {
            match pair {
                Some(index) => self.operation(&old[*index], found),
                None => {
                    self.subject = Subject::Operation(name(found, self.new, self.apis.1));
                    self.add(
                        Impact::Compatible,
                        "operation-added",
                        &Place::default(),
                        "is new",
                    );
                }
            }
        }
        for found in &gone {
            self.subject = Subject::Operation(name(found, self.old, self.apis.0));
            let likely = come.iter().filter(|new| new.method == found.method);
            let likely = likely
                .map(|new| (likeness(found.path, new.path), new))
                .filter(|(likeness, _)| *likeness >= 0.5)
                .max_by(|(a, _), (b, _)| a.total_cmp(b));
            let message = likely.map_or("is gone".to_owned(), |(_, new)| {
                format!(
                    "is gone; perhaps it became {}",
                    name(new, self.new, self.apis.1)
                )
            });
            self.add(
                Impact::Breaking,
                "operation-removed",
                &Place::default(),
                message,
            );
        }
    }
}

impl Comparison<'_> {
    /// Says once that everything went elsewhere.
    fn base_path(&mut self, old: &[Found<'_>], new: &[Found<'_>], pairs: &[Option<usize>]) {
        let moved = new.iter().zip(pairs).any(|(found, pair)| {
            let before = pair.and_then(|index| old.get(index));
            before.is_some_and(|before| {
                let full = [self.old.full_path(before), self.new.full_path(found)];
                shape(before.path) == shape(found.path) && shape(&full[0]) != shape(&full[1])
            })
        });
        if moved {
            let say = |prefix: String| match prefix.as_str() {
                "" => "nothing".to_owned(),
                _ => format!("`{prefix}`"),
            };
            let message = format!(
                "paths begin with {} instead of {}",
                say(self.new.prefix()),
                say(self.old.prefix())
            );
            self.add(
                Impact::Breaking,
                "base-path-changed",
                &Place::new("servers"),
                message,
            );
        }
    }
}

/// For each new operation the old one: of the same method and full path, else of the same path below the server's, else of the
/// same id.
fn pair(
    old: (Document<'_>, &[Found<'_>]),
    new: (Document<'_>, &[Found<'_>]),
) -> Vec<Option<usize>> {
    type Key = Option<(String, String)>;
    type KeyOf = fn(Document<'_>, &Found<'_>) -> Key;
    let full: KeyOf =
        |document, found| Some((found.method.to_owned(), shape(&document.full_path(found))));
    let path: KeyOf = |_, found| Some((found.method.to_owned(), shape(found.path)));
    let id: KeyOf = |_, found| {
        Some((
            text(found.operation, "operationId")?.to_owned(),
            String::new(),
        ))
    };
    let mut taken = HashSet::new();
    let mut pairs = vec![None; new.1.len()];
    for key in [full, path, id] {
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        for (index, found) in old.1.iter().enumerate() {
            if let Some(key) = key(old.0, found).filter(|_| !taken.contains(&index)) {
                known.entry(key).or_insert(index);
            }
        }
        for (found, pair) in new.1.iter().zip(&mut pairs) {
            if pair.is_none() {
                *pair = key(new.0, found).and_then(|key| known.remove(&key));
                taken.extend(*pair);
            }
        }
    }
    pairs
}

/// How much two paths have in common: 1 for the same, 0 for nothing.
fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (shape(a), shape(b));
    let parts = |path: &str| {
        path.split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (a, b) = (parts(&a), parts(&b));
    let common = a.iter().filter(|part| b.contains(part)).count();
    // The last word says most of what an operation is about.
    let same_end = a.iter().rfind(|p| *p != "{}") == b.iter().rfind(|p| *p != "{}");
    let weight = if same_end { 1.0 } else { 0.6 };
    let longest = a.len().max(b.len()).max(1);
    weight * f64::from(u32::try_from(common).unwrap_or(0))
        / f64::from(u32::try_from(longest).unwrap_or(1))
}

/// The name of an operation, with its method in the generated crate.
pub(super) fn name(found: &Found<'_>, document: Document<'_>, api: &Api) -> OperationName {
    let method = found.method.to_uppercase();
    let full = format!("{}{}", document.prefix(), found.path);
    let known = api.tags.iter().find_map(|tag| {
        let is_it = |operation: &&crate::api::Operation| {
            operation.method == method && operation.path == full
        };
        let operation = tag.operations.iter().find(is_it)?;
        Some((tag, operation))
    });
    let id = found.operation.get("operationId").and_then(Value::as_str);
    let id = id.map(str::to_owned);
    OperationName {
        id: known
            .map(|(_, operation)| operation.id.clone())
            .or(id)
            .unwrap_or_else(|| {
                let path = found.path.replace('{', " by ").replace('}', " ");
                format!("{}{}", found.method, names::pascal(&path))
            }),
        function: known
            .map(|(tag, operation)| format!("{}::{}", tag.trait_name, operation.fn_name)),
        method,
        path: found.path.to_owned(),
    }
}
