//! `explain`: what the code of a finding means.

use std::io::Write as _;

use super::Failed;
use super::table::table;
use crate::check::nearest;
use crate::diagnostics::{self, Code};

pub(super) fn explain(code: Option<&str>) -> Result<(), Failed> {
    let text = match code {
        None => list(),
        Some(name) => match Code::ALL.iter().find(|code| code.name() == name) {
            Some(code) => format!("{name}\n\n{}", diagnostics::explain(*code)),
            None => return Err(unknown(name)),
        },
    };
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
    Ok(())
}

/// Every code with its severity and the first sentence of its meaning.
fn list() -> String {
    let rows: Vec<[String; 3]> = Code::ALL
        .iter()
        .map(|code| {
            let meaning = code.explanation().lines().map(str::trim);
            let meaning = meaning.collect::<Vec<_>>().join(" ");
            let first = meaning.split_inclusive(". ").next().unwrap_or_default();
            [
                code.name().to_owned(),
                code.severity().name().to_owned(),
                first.trim().to_owned(),
            ]
        })
        .collect();
    table(&rows)
}

fn unknown(name: &str) -> Failed {
    let names = Code::ALL.iter().map(|code| code.name());
    let help = nearest(name, names).map_or_else(
        || "`openapi-stubs explain` lists all codes".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Failed::because(
        Code::CommandFailed,
        format!("there is no code `{name}`"),
        help,
    )
}
