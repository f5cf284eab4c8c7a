//! What every group crate holds: the database, the configuration, and the few services above them.

use std::sync::Arc;

use peertube_jobs::Queue;
use peertube_kernel::Context;
use peertube_kernel::config::Config;
use peertube_objects::{Kind, Objects};
use peertube_store::Database;

use crate::activity::Activity;
use crate::passwords::{Cost, Passwords};
use crate::urls::Urls;
use crate::video_list::Pages;
use crate::viewers::Viewers;

/// The server behind the API. Made once; groups share it in an `Arc`.
#[derive(Debug)]
pub struct Shared {
    /// Clock and randomness.
    pub context: Context,
    /// The configuration as read at start.
    pub config: Arc<Config>,
    /// The database.
    pub db: Database,
    /// Background jobs.
    pub jobs: Queue,
    /// Stored files.
    pub objects: Objects,
    /// URLs of this instance.
    pub urls: Urls,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Last requests of sessions.
    pub activity: Activity,
    /// Who watches what right now.
    pub viewers: Viewers,
    /// Pages of videos that were read since the last write.
    pub(crate) pages: Pages,
}

impl Shared {
    /// Puts the parts together.
    pub fn new(config: Arc<Config>, db: Database, objects: Objects, cost: Cost) -> Self {
        let web = &config.webserver;
        Self {
            context: db.context().clone(),
            urls: Urls::new(web.https, &web.hostname, web.port)
                .with_stored_web_videos(objects.public_base(Kind::WebVideo)),
            passwords: Passwords::new(cost),
            activity: Activity::default(),
            viewers: Viewers::default(),
            pages: Pages::default(),
            jobs: Queue::new(db.clone()),
            config,
            db,
            objects,
        }
    }
}
