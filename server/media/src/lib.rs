//! What a media file is, pictures of it, and torrents.
//!
//! [`Media`] drives `ffprobe` and `ffmpeg` as processes: with a time limit, bounded output, killed when nobody waits any
//! more, and able to read nothing but the one file that they are given. It knows no HTTP and no database.

mod builtin;
mod encode;
mod error;
mod fit;
mod frame;
mod media;
mod picture;
mod probe;
mod process;
mod report;
mod sizes;
pub mod tools;
pub mod torrent;

pub use error::{Error, Result};
pub use media::{Made, Media};
pub use probe::{Chapter, Probe};
pub use sizes::{AspectRatio, ThumbnailSize};
pub use tools::Tools;
