//! The whole server: configuration, listener, wiring of the API, surfaces beside it, and the command line.
//!
//! [`Server::start`] is all that the binary and the tests need.

pub mod cli;
pub mod config;
mod error;
pub mod http;
mod logging;
mod moves;
mod object_storage;
mod quota;
mod server;
mod startup;
pub mod surfaces;
mod tokens;
mod wiring;

pub use error::StartError;
pub use server::{Overrides, Running, Server};
pub use startup::RootLogin;
