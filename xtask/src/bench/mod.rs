//! `cargo xtask bench`: the generators side by side here, everything else by the program `peertube-bench`.

mod generators;
mod judge;
mod rivals;
mod usage;

use crate::run::{Result, cargo};
use crate::{documents, generate, setup};

/// The benchmark that runs here.
const GENERATE: &str = "generate";

/// Runs all benchmarks, or those that are named; `videos` are the numbers of videos to measure lists with.
pub(crate) fn bench(names: &[String], videos: Option<&str>) -> Result {
    if names.is_empty() || names.iter().any(|name| name == GENERATE) {
        setup::ensure(setup::COMPARE)?;
        documents::ensure();
        generators::compare()?;
    }
    let others: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| *name != GENERATE)
        .collect();
    if names.is_empty() || !others.is_empty() {
        setup::ensure(setup::SERVE)?;
        setup::ensure(setup::BENCH)?;
        generate::if_changed()?;
        cargo(&["build", "--release", "-p", "peertube-server"])?;
        let program = ["run", "--release", "-p", "peertube-bench", "--", "run"];
        let sizes = videos.map(|numbers| format!("--videos={numbers}"));
        let sizes: Vec<&str> = sizes.as_deref().into_iter().collect();
        cargo(&[&program[..], &sizes, &others].concat())?;
    }
    Ok(())
}
