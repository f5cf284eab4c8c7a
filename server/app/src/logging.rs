//! The server's log: lines on standard error.

use std::io::IsTerminal as _;

use peertube_kernel::config::LogLevel;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

/// Starts logging at this level; `directives` of the form `target=level,…` refine it.
///
/// # Errors
/// Something logs already.
pub(crate) fn start(level: LogLevel, directives: Option<&str>) -> Result<(), TryInitError> {
    let level = match level {
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
    };
    // Libraries say in detail what only their authors want to read.
    let quiet = level.min(LevelFilter::WARN);
    let mut targets = Targets::new()
        .with_default(quiet)
        .with_targets(["peertube", "openapi_stubs"].map(|own| (own, level)));
    if let Some(wanted) = directives.and_then(|text| text.parse::<Targets>().ok()) {
        targets = targets.with_targets(&wanted);
        if let Some(default) = wanted.default_level() {
            targets = targets.with_default(default);
        }
    }
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .try_init()
}
