//! Group instance.

mod config;
mod job;
mod ping;
