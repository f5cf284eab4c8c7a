//! An S3 server in the process of a test: it checks signatures, access rights and the rules for parts, and fails when it
//! is told to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test fails where something is not as it should be"
)]

mod contents;
mod faults;
mod listing;
mod server;
mod service;

pub use contents::Stored;
pub use faults::Fault;
pub use server::S3Server;
