//! Video channels.

mod video_channels;

use std::sync::Arc;

use peertube_web::{Shared, backend};

/// Answers the tag Video Channels.
pub struct Channels {
    shared: Arc<Shared>,
}

impl Channels {
    /// Over the server's shared parts.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

backend!(Channels);
