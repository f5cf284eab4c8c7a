//! From an OpenAPI 3.0 document to a Rust crate: models, validation, one trait per tag, and a router.
//!
//! [`load`] reads files, [`bundle`](mod@bundle) joins them, [`lower`](mod@lower) decides on names and types, [`emit`] writes code,
//! [`write`] puts it on disk. Between the last two and the document stands one model, [`api::Api`].
//!
//! In a build script, [`Builder`] does all of it; [`cli`] is the command.

#![warn(missing_docs)]

pub mod api;
mod builder;
pub mod bundle;
pub mod check;
pub mod cli;
pub mod config;
#[cfg(feature = "conform")]
pub mod conform;
pub mod diagnostics;
mod dialect;
pub mod diff;
pub mod emit;
pub mod generate;
pub mod implementations;
pub mod load;
pub mod lock;
pub mod lower;
pub mod names;
mod print;
#[cfg(feature = "proxy")]
pub mod proxy;
mod shape;
mod stack;
pub mod support;
pub mod templates;
pub mod workspace;
pub mod write;

pub use builder::{Builder, Generated};
