//! The real binary under real conditions: real clients, a browser, kills. These run one at a time.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod browser;
mod database;
mod disks;
mod durability;
mod end_to_end;
mod nodes;
mod support;
