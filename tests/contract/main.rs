//! What the document promises, operation by operation: `<group>/<tag>.rs` as in `spec/paths`; what all operations have in
//! common stands beside the groups.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod accounts;
mod authentication;
mod authorisation;
mod bad_input;
mod channels;
mod instance;
mod support;
mod transport;
mod videos;
