//! Jobs in a real database, done by real runners.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod cancel;
mod flow;
mod kill;
mod line;
mod nodes;
mod support;
