//! Files by key: what a video, a thumbnail and so on are stored as.
//!
//! A [`Key`] is a [`Kind`] of file and a validated name. Each kind has its own place, today a folder on a local disk;
//! everything but the move by rename goes through the `object_store` interface, so that a bucket can be a place too.
//! A key never holds a path, and nothing outside this crate learns where a file lies.

mod error;
mod key;
mod objects;
mod place;
mod read;
mod spool;

pub use error::{Error, Result};
pub use key::{Key, Kind};
pub use objects::{Objects, Roots};
pub use read::{ByteStream, ObjectMeta};
