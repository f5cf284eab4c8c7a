//! What the instance is and says of itself.

mod about;
mod config;
mod job;
mod ping;

use std::sync::Arc;

use peertube_web::{Shared, backend};

/// Answers the tags Config, Job and Ping.
pub struct Instance {
    shared: Arc<Shared>,
}

impl Instance {
    /// Over the server's shared parts.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

backend!(Instance);
