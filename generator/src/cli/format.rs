//! For whom a command writes.

use clap::ValueEnum;

/// Form of what a command tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document on standard output, for tools.
    Json,
}
