//! What a command tells: reports and hints for people, or one JSON document for tools.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Failed;
use super::format::Format;
use crate::diagnostics::{Diagnostic, Report, Severity, harmless};

/// Collects what a command has to say.
pub(super) struct Output {
    command: &'static str,
    format: Format,
    report: Report,
    result: Map<String, Value>,
}

impl Output {
    pub(super) fn new(command: &'static str, format: Format) -> Self {
        Self {
            command,
            format,
            report: Report::default(),
            result: Map::new(),
        }
    }

    /// For another run of the same command.
    #[cfg(feature = "watch")]
    pub(super) fn again(&self) -> Self {
        Self::new(self.command, self.format)
    }

    /// What was found.
    pub(super) fn report(&mut self, report: &Report) {
        if self.format == Format::Text && !report.diagnostics.is_empty() {
            say(report.render(coloured()).trim_end());
        }
        for diagnostic in &report.diagnostics {
            self.report.add(diagnostic.clone());
        }
    }

    /// What was found, and how much of it in this document.
    pub(super) fn report_of(&mut self, name: &str, report: &Report) {
        self.report(report);
        if !report.diagnostics.is_empty() {
            self.say(&format!("{name}: {}{}", counted(report), by_code(report)));
        }
    }

    /// Something for people only.
    pub(super) fn say(&self, text: &str) {
        if self.format == Format::Text {
            say(&harmless(text));
        }
    }

    /// What the command is for: keys of the JSON document, or a text on standard output.
    pub(super) fn result<T: Serialize>(
        &mut self,
        value: &T,
        people: impl FnOnce() -> String,
    ) -> Result<(), Failed> {
        if self.format == Format::Text {
            let _ = writeln!(std::io::stdout(), "{}", people());
            return Ok(());
        }
        self.tell(value)
    }

    /// What only tools have no other way to see: keys of the JSON document.
    pub(super) fn tell<T: Serialize>(&mut self, value: &T) -> Result<(), Failed> {
        if self.format == Format::Json
            && let Value::Object(keys) =
                serde_json::to_value(value).map_err(|error| error.to_string())?
        {
            self.result.extend(keys);
        }
        Ok(())
    }

    /// Ends a command that has told everything while it ran: the last error, the exit status.
    #[cfg(any(feature = "proxy", feature = "watch"))]
    pub(super) fn finish_told(mut self, done: Result<(), Failed>) -> ExitCode {
        self.format = Format::Text;
        self.finish(done)
    }

    /// Ends the command: the last error, the JSON document, the exit status.
    pub(super) fn finish(mut self, done: Result<(), Failed>) -> ExitCode {
        let is_done = done.is_ok();
        if let Err(Failed::Because(diagnostic)) = done {
            self.add(*diagnostic);
        }
        if self.format == Format::Json {
            let mut document = Map::new();
            document.insert("command".to_owned(), self.command.into());
            document.insert("ok".to_owned(), is_done.into());
            document.extend(self.result);
            // A map of plain values; there is nothing in it that cannot be written.
            if let Ok(report) = serde_json::to_value(&self.report) {
                document.insert("report".to_owned(), report);
            }
            let text = serde_json::to_string_pretty(&document).unwrap_or_default();
            let _ = writeln!(std::io::stdout(), "{text}");
        }
        if is_done {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        }
    }

    /// One finding.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        let mut report = Report::default();
        report.add(diagnostic);
        self.report(&report);
    }
}

/// A number of things, in words: `1 operation`, `2 operations`.
pub(super) fn many(number: impl Display, one: &str) -> String {
    let number = number.to_string();
    let end = if number == "1" { "" } else { "s" };
    format!("{number} {one}{end}")
}

/// Findings by severity, in words.
fn counted(report: &Report) -> String {
    let mut parts = Vec::new();
    for (severity, one, many) in [
        (Severity::Error, "error", "errors"),
        (Severity::Unsupported, "unsupported", "unsupported"),
        (Severity::Warning, "warning", "warnings"),
    ] {
        match report.count(severity) {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            count => parts.push(format!("{count} {many}")),
        }
    }
    parts.join(", ")
}

/// More findings than these are also counted by their codes.
const MANY: usize = 20;

/// Which findings there are many of, the most frequent ones first.
fn by_code(report: &Report) -> String {
    if report.diagnostics.len() <= MANY {
        return String::new();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        *counts.entry(diagnostic.code.name()).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let parts = counts
        .into_iter()
        .map(|(code, count)| format!("\n  {count:>5} {code}"));
    parts.collect()
}

/// Whether reports may have colours: on a terminal, unless `NO_COLOR` is set to something.
fn coloured() -> bool {
    std::io::stderr().is_terminal() && !refuses_colour()
}

/// Whether the environment asks for no colours.
pub(super) fn refuses_colour() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Standard error; a reader that went away is no reason to fail.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
