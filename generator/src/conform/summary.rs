//! What was seen of a document.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Contract, Departure, Found, Level};

/// Counts over many requests.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Requests, with those that the document does not know.
    pub requests: u64,
    /// Operations of the document.
    pub operations: usize,
    /// Those that were seen.
    pub operations_seen: usize,
    /// Those that were seen, by name.
    pub seen: Vec<OperationSeen>,
    /// Names of those that were not.
    pub not_seen: Vec<String>,
    /// Method and path of what the document does not know, with how often.
    pub undocumented: BTreeMap<String, u64>,
    /// How often each kind of violation was met.
    pub violations: BTreeMap<&'static str, u64>,
    /// How often each kind of note was met.
    pub notes: BTreeMap<&'static str, u64>,
    /// Paths that the document does not know and that are not listed, because they are too many.
    pub undocumented_more: u64,
}

/// What was seen of an operation.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationSeen {
    /// `operationId`, or method and path.
    pub name: String,
    /// How often it was answered with each status.
    pub statuses: BTreeMap<u16, u64>,
    /// Statuses of the document that it was never answered with.
    pub statuses_not_seen: Vec<String>,
    /// Its violations, requests and responses together.
    pub violations: u64,
}

/// Most paths that are listed of what the document does not know.
const MOST_UNDOCUMENTED: usize = 200;

/// Counts while requests come.
#[derive(Debug, Default)]
pub struct Tally {
    requests: u64,
    by_operation: BTreeMap<usize, (BTreeMap<u16, u64>, u64)>,
    undocumented: BTreeMap<String, u64>,
    undocumented_more: u64,
    violations: BTreeMap<&'static str, u64>,
    notes: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts a request, its status if it was answered, and how both depart. `shown` is what it is listed as when the document does not
    /// know it.
    pub fn add(
        &mut self,
        found: Option<&Found>,
        shown: &str,
        status: Option<u16>,
        departures: &[Departure],
    ) {
        self.requests += 1;
        let mut violations = 0;
        for departure in departures {
            let counts = match departure.level {
                Level::Violation => {
                    violations += 1;
                    &mut self.violations
                }
                Level::Note => &mut self.notes,
                Level::Undocumented => continue,
            };
            *counts.entry(departure.kind.code()).or_default() += 1;
        }
        match found {
            Some(found) => {
                let (statuses, count) = self.by_operation.entry(found.operation).or_default();
                if let Some(status) = status {
                    *statuses.entry(status).or_default() += 1;
                }
                *count += violations;
            }
            None if departures.iter().all(|d| d.level != Level::Undocumented) => {}
            None => self.add_undocumented(shown),
        }
    }

    fn add_undocumented(&mut self, shown: &str) {
        let is_full = self.undocumented.len() >= MOST_UNDOCUMENTED;
        match self.undocumented.get_mut(shown) {
            Some(count) => *count += 1,
            None if is_full => self.undocumented_more += 1,
            None => {
                self.undocumented.insert(shown.to_owned(), 1);
            }
        }
    }

    /// Violations so far.
    pub fn violations(&self) -> u64 {
        self.violations.values().sum()
    }

    /// Requests so far that the document does not know.
    pub fn undocumented(&self) -> u64 {
        self.undocumented.values().sum::<u64>() + self.undocumented_more
    }

    /// All counts.
    pub fn summary(&self, contract: &Contract) -> Summary {
        let operations = contract.operations();
        let mut seen = Vec::new();
        let mut not_seen = Vec::new();
        for (index, operation) in operations.iter().enumerate() {
            let Some((statuses, violations)) = self.by_operation.get(&index) else {
                not_seen.push(operation.name());
                continue;
            };
            let was_seen = |written: &&String| {
                statuses.keys().any(|status| match written.as_str() {
                    "default" => !operation
                        .statuses
                        .iter()
                        .any(|other| covers(other, *status)),
                    written => covers(written, *status),
                })
            };
            let missing = operation
                .statuses
                .iter()
                .filter(|written| !was_seen(written));
            seen.push(OperationSeen {
                name: operation.name(),
                statuses: statuses.clone(),
                statuses_not_seen: missing.cloned().collect(),
                violations: *violations,
            });
        }
        Summary {
            requests: self.requests,
            operations: operations.len(),
            operations_seen: seen.len(),
            seen,
            not_seen,
            undocumented: self.undocumented.clone(),
            violations: self.violations.clone(),
            notes: self.notes.clone(),
            undocumented_more: self.undocumented_more,
        }
    }
}

/// Whether `200` or `2XX` covers a status.
fn covers(written: &str, status: u16) -> bool {
    written == status.to_string() || written == format!("{}XX", status / 100)
}
