//! What the proxy tells people.

use std::collections::{BTreeMap, HashMap};

use super::output::many;
use crate::conform::{Departure, Kind, Level, OperationSeen, Summary};
use crate::proxy::Checked;

/// How often the same departure of an operation is told before it is only counted.
const MOST_TOLD: u64 = 5;

/// Tells exchanges to people.
#[derive(Debug)]
pub(super) struct Teller {
    coloured: bool,
    /// How often a kind of departure was told of a place of an operation.
    told: HashMap<(Option<String>, Kind, String), u64>,
}

impl Teller {
    pub(super) fn new(coloured: bool) -> Self {
        Self {
            coloured,
            told: HashMap::new(),
        }
    }

    /// An exchange that has something new to tell, on one line and one more for each departure.
    pub(super) fn exchange(&mut self, checked: &Checked) -> Option<String> {
        let mut lines = String::new();
        if let Some(failure) = &checked.failure {
            lines.push_str(&self.line("failure", "31", failure));
        }
        for departure in &checked.departures {
            let key = (
                checked.operation.clone(),
                departure.kind,
                anywhere(&departure.place),
            );
            let count = self.told.entry(key).or_default();
            *count += 1;
            if *count > MOST_TOLD {
                continue;
            }
            let more = if *count == MOST_TOLD {
                "; from here on only counted"
            } else {
                ""
            };
            let (name, colour) = match departure.level {
                Level::Violation => ("violation", "31"),
                Level::Undocumented => ("undocumented", "33"),
                Level::Note => ("note", "36"),
            };
            let Departure {
                place,
                message,
                kind,
                ..
            } = departure;
            let text = format!("{place} {message}  [{}]{more}", kind.code());
            lines.push_str(&self.line(name, colour, &text));
        }
        let status = checked
            .status
            .map_or("no answer".to_owned(), |status| status.to_string());
        let operation = checked
            .operation
            .as_deref()
            .unwrap_or("not in the document");
        let head = format!("{} {}  {status}  {operation}", checked.method, checked.path);
        (!lines.is_empty()).then(|| head + &lines)
    }

    fn line(&self, name: &str, colour: &str, text: &str) -> String {
        let gap = " ".repeat(14usize.saturating_sub(name.len()));
        format!("\n  {}{gap}{text}", paint(name, colour, self.coloured))
    }
}

/// A place without the numbers of list items, which are the same to people.
fn anywhere(place: &str) -> String {
    let step = |step: &str| {
        let is_index = !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
        if is_index {
            "*".to_owned()
        } else {
            step.to_owned()
        }
    };
    place.split('/').map(step).collect::<Vec<_>>().join("/")
}

fn paint(text: &str, colour: &str, coloured: bool) -> String {
    if coloured {
        format!("\u{1b}[{colour}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// All counts.
pub(super) fn summary_text(summary: &Summary) -> String {
    let mut text = format!(
        "\n{}, {} of {} seen",
        many(summary.requests, "request"),
        summary.operations_seen,
        many(summary.operations, "operation")
    );
    for OperationSeen {
        name,
        statuses,
        statuses_not_seen,
        violations,
    } in &summary.seen
    {
        let statuses = statuses
            .iter()
            .map(|(status, count)| format!("{status} x{count}"));
        let statuses = statuses.collect::<Vec<_>>().join(", ");
        text.push_str(&format!("\n  {name}: {statuses}"));
        if !statuses_not_seen.is_empty() {
            text.push_str(&format!("; never {}", statuses_not_seen.join(", ")));
        }
        if *violations > 0 {
            text.push_str(&format!("; {}", many(*violations, "violation")));
        }
    }
    if !summary.undocumented.is_empty() {
        text.push_str("\nnot in the document");
        for (name, count) in &summary.undocumented {
            text.push_str(&format!("\n  {name} x{count}"));
        }
        if summary.undocumented_more > 0 {
            text.push_str(&format!(
                "\n  and {} requests to other paths",
                summary.undocumented_more
            ));
        }
    }
    text.push_str(&counts("violations", &summary.violations));
    text.push_str(&counts("notes", &summary.notes));
    text
}

fn counts(title: &str, counts: &BTreeMap<&'static str, u64>) -> String {
    if counts.is_empty() {
        return format!("\nno {title}");
    }
    let lines = counts
        .iter()
        .map(|(kind, count)| format!("\n  {kind} x{count}"));
    format!("\n{title}{}", lines.collect::<String>())
}
