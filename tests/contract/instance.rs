//! Group instance.

mod config;
mod ping;
