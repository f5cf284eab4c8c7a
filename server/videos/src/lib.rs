//! Videos: uploading, showing, changing, deleting and serving them, and counting who watches.
//!
//! `video.rs`, `video_upload.rs` (with `resumable.rs`) and `static_video_files.rs` answer the tags of these names; the other files are what they
//! are made of.

mod attributes;
mod content_range;
mod delete;
mod details;
mod file_changes;
mod folders;
mod media_type;
pub mod moves;
mod pictures;
mod publish;
mod reference;
mod refusal;
mod resumable;
mod scheduled;
mod static_video_files;
mod stored;
mod torrents;
mod update;
mod video;
mod video_upload;
mod views;
mod watching;

use std::sync::Arc;

use peertube_media::Media;
use peertube_uploads::Uploads;
use peertube_web::{Shared, backend};

use crate::publish::Publisher;
use crate::watching::Watching;

pub use scheduled::apply_scheduled;
pub use stored::remove_stray;

/// Answers the tags Video, Video Upload and Static Video Files.
pub struct Videos {
    shared: Arc<Shared>,
    uploads: Uploads,
    publisher: Publisher,
    watching: Watching,
}

impl Videos {
    /// Over the server's shared parts, the upload engine and the media tools.
    pub fn new(shared: Arc<Shared>, uploads: Uploads, media: Media) -> Self {
        Self {
            publisher: Publisher::new(Arc::clone(&shared), media),
            shared,
            uploads,
            watching: Watching::default(),
        }
    }
}

backend!(Videos);
