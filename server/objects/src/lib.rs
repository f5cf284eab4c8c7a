//! Files by key: what a video, a thumbnail and so on are stored as.
//!
//! A [`Key`] is a [`Kind`] of file and a validated name, and may say in which storage the file lies. Each kind has a
//! folder on the local disk, and may have a bucket of an S3 store, where its new files go then. A key never holds a path,
//! and nothing outside this crate learns where a file lies.

mod bucket;
mod error;
mod key;
mod objects;
mod place;
mod read;
mod settings;
mod spool;
mod staging;

pub use error::{Error, Result};
pub use key::{Key, Kind};
pub use objects::{Objects, Roots};
pub use read::{ByteStream, ObjectMeta};
pub use settings::{BucketPlace, BucketSettings};
pub use staging::Staging;
