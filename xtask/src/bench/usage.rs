//! What a program costs: time, processor time and memory, as the operating system accounts for them.

use std::path::PathBuf;
use std::process::Stdio;

use crate::run::Result;

/// What one run of a program took, with all programs that it started and waited for.
#[derive(Debug, Clone)]
pub(super) struct Usage {
    /// Processor time, user and system, in seconds.
    pub(super) cpu: f64,
    /// From start to end, in seconds.
    pub(super) wall: f64,
    /// Peak resident memory of the largest of its processes, in KiB.
    pub(super) peak: u64,
    /// Whether it ended with success.
    pub(super) success: bool,
    /// What it printed.
    pub(super) output: String,
    /// What it said besides.
    pub(super) errors: String,
}

/// A program to run, with arguments, in a folder.
pub(super) struct Program {
    pub(super) name: String,
    pub(super) arguments: Vec<String>,
    pub(super) folder: PathBuf,
}

impl Program {
    /// Runs it once under `time`.
    pub(super) fn run(&self) -> Result<Usage> {
        let shown = || format!("{} {}", self.name, self.arguments.join(" "));
        let output = std::process::Command::new("time")
            .args(["-q", "-f", "\n%U %S %e %M", "--", &self.name])
            .args(&self.arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cannot run `time` for `{}`: {error}", shown()))?;
        let told = String::from_utf8_lossy(&output.stderr);
        let (said, figures) = told.trim_end().rsplit_once('\n').unwrap_or(("", &told));
        let figures: Vec<f64> = figures
            .split_whitespace()
            .filter_map(|figure| figure.parse().ok())
            .collect();
        let [user, system, wall, peak] = figures[..] else {
            return Err(format!("`{}` could not be measured: {told}", shown()));
        };
        Ok(Usage {
            cpu: user + system,
            wall,
            peak: peak as u64,
            success: output.status.success(),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            errors: said.to_owned(),
        })
    }

    /// Runs it several times and takes the least of each: what other work on the machine adds is no cost of the program.
    pub(super) fn least(&self, runs: usize, mut before: impl FnMut()) -> Result<Usage> {
        before();
        let mut least = self.run()?;
        for _ in 1..runs {
            before();
            let next = self.run()?;
            least.cpu = least.cpu.min(next.cpu);
            least.wall = least.wall.min(next.wall);
            least.peak = least.peak.min(next.peak);
        }
        Ok(least)
    }
}
