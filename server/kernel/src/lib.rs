//! What every room of the server shares: errors, ids, roles, time, randomness, and the fixed tables.
//!
//! Nothing here knows HTTP, the database or the API's types.

pub mod catalog;
pub mod code;
pub mod config;
pub mod context;
pub mod error;
pub mod ids;
pub mod job;
pub mod random;
pub mod role;
pub mod short_uuid;
pub mod time;
pub mod video;

pub use code::ErrorCode;
pub use context::Context;
pub use error::{Error, ErrorKind, Location, Result, Violation};
pub use role::{Right, Role};
pub use time::Timestamp;
