//! `proxy`: what it tells, and that it changes nothing on the way.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod command;
#[path = "../common/mod.rs"]
mod common;
mod departures;
mod harness;
mod passing;
mod secured;
mod server;
