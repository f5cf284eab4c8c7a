//! What the proxy tells people.

use std::collections::BTreeMap;

use crate::conform::{Level, OperationSeen, Summary};
use crate::proxy::Checked;

/// An exchange that has something to tell, on one line and one more for each departure.
pub(super) fn exchange_text(checked: &Checked, coloured: bool) -> Option<String> {
    if checked.departures.is_empty() && checked.failure.is_none() {
        return None;
    }
    let status = checked
        .status
        .map_or("no answer".to_owned(), |status| status.to_string());
    let operation = checked
        .operation
        .as_deref()
        .unwrap_or("not in the document");
    let mut text = format!("{} {}  {status}  {operation}", checked.method, checked.path);
    if let Some(failure) = &checked.failure {
        text.push_str(&format!("\n  {}", paint("failure", "31", coloured)));
        text.push_str(&format!("       {failure}"));
    }
    for departure in &checked.departures {
        let (name, colour) = match departure.level {
            Level::Violation => ("violation", "31"),
            Level::Undocumented => ("undocumented", "33"),
            Level::Note => ("note", "36"),
        };
        let gap = " ".repeat(14 - name.len().min(13));
        text.push_str(&format!(
            "\n  {}{gap}{} {}  [{}]",
            paint(name, colour, coloured),
            departure.place,
            departure.message,
            departure.kind.code()
        ));
    }
    Some(text)
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
        "\n{} requests, {} of {} operations seen",
        summary.requests, summary.operations_seen, summary.operations
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
            text.push_str(&format!("; {violations} violations"));
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
