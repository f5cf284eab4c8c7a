//! A page of videos with what it shows of each.

use std::collections::HashMap;
use std::sync::Arc;

use peertube_api::models::video::{Video, VideoList};
use peertube_kernel::Result;
use peertube_kernel::ids::VideoId;
use peertube_store::scheduled_updates::{self, ScheduledUpdate};
use peertube_store::thumbnails::{self, ThumbnailRow};
use peertube_store::video_files::{self, VideoFileRow};
use peertube_store::video_sources::{self, VideoSourceRow};
use peertube_store::videos::{self, ListedVideo};
use peertube_store::{Conn, Listing, tags};

use super::{Additions, VideoListRequest, pages};
use crate::shared::Shared;
use crate::views::video as views;
use crate::views::video::Around;

impl Shared {
    /// A page of videos: two queries and the count, and one for each kind of thing that is added; none of them when the same
    /// page was read since the last write.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list_videos(&self, request: &VideoListRequest) -> Result<VideoList> {
        let fetched = self.fetch(request).await?;
        let now = self.context.now();
        let data = fetched.listing.rows.iter().map(|row| {
            let around = Around {
                thumbnails: fetched
                    .pictures
                    .get(&row.video.id)
                    .map_or(&[], Vec::as_slice),
                viewers: self.viewers.count(row.video.id, now),
            };
            let view = views::listed(&self.urls, row, around);
            fetched.added.to(self, row, view)
        });
        Ok(VideoList {
            data: data.collect(),
            total: fetched.listing.total,
        })
    }

    async fn fetch(&self, request: &VideoListRequest) -> Result<Arc<Fetched>> {
        if !pages::is_shared(request) {
            return Ok(Arc::new(self.load(request).await?));
        }
        // Taken before reading: a write in between makes what is kept old at once.
        let state = self.db.state().await?;
        if let Some(fetched) = self.pages.get(&state, request) {
            return Ok(fetched);
        }
        let fetched = Arc::new(self.load(request).await?);
        self.pages.keep(state, request, &fetched);
        Ok(fetched)
    }
}

impl Shared {
    async fn load(&self, request: &VideoListRequest) -> Result<Fetched> {
        self.db
            .read_anywhere(|conn| Box::pin(Fetched::load(conn, request)))
            .await
    }
}

/// Rows of a page.
#[derive(Debug)]
pub(crate) struct Fetched {
    listing: Listing<ListedVideo>,
    pictures: HashMap<VideoId, Vec<ThumbnailRow>>,
    added: Added,
}

impl Fetched {
    pub(super) async fn load(conn: &mut Conn<'_>, request: &VideoListRequest) -> Result<Self> {
        let listing = videos::list(conn, &request.filter, request.page, request.counted).await?;
        let ids: Vec<_> = listing.rows.iter().map(|row| row.video.id).collect();
        let pictures = if ids.is_empty() {
            HashMap::new()
        } else {
            thumbnails::of_videos(conn, &ids).await?
        };
        let added = Added::load(conn, &ids, request.additions).await?;
        Ok(Self {
            listing,
            pictures,
            added,
        })
    }
}

/// What is added to the videos of a page.
#[derive(Debug)]
struct Added {
    which: Additions,
    updates: HashMap<VideoId, ScheduledUpdate>,
    files: HashMap<VideoId, Vec<VideoFileRow>>,
    sources: HashMap<VideoId, VideoSourceRow>,
    tags: HashMap<VideoId, Vec<String>>,
}

impl Added {
    async fn load(conn: &mut Conn<'_>, ids: &[VideoId], which: Additions) -> Result<Self> {
        let mut added = Self {
            which,
            updates: HashMap::new(),
            files: HashMap::new(),
            sources: HashMap::new(),
            tags: HashMap::new(),
        };
        if ids.is_empty() {
            return Ok(added);
        }
        if which.schedule {
            added.updates = scheduled_updates::of_videos(conn, ids).await?;
        }
        if which.files {
            added.files = video_files::of_videos(conn, ids).await?;
        }
        if which.source {
            added.sources = video_sources::latest_of_videos(conn, ids).await?;
        }
        if which.tags {
            added.tags = tags::of_videos(conn, ids).await?;
        }
        Ok(added)
    }

    fn to(&self, shared: &Shared, row: &ListedVideo, mut view: Video) -> Video {
        let video = &row.video;
        let which = self.which;
        if which.state {
            view.state = Some(views::state(video.state));
        }
        if which.schedule {
            view.wait_transcoding = Some(video.wait_transcoding);
            view.scheduled_update = self
                .updates
                .get(&video.id)
                .cloned()
                .map(views::scheduled_update);
        }
        if which.blocks {
            view.blacklisted = Some(video.blocked);
            view.blacklisted_reason = Some(video.blocked_reason.clone());
        }
        if which.mutes {
            // Nobody can be muted yet.
            view.blocked_owner = Some(false);
            view.blocked_server = Some(false);
        }
        if which.files {
            let files = self.files.get(&video.id).map_or(&[][..], Vec::as_slice);
            view.files = Some(views::web_videos(&shared.urls, video, files));
            view.streaming_playlists = Some(Vec::new());
        }
        if which.source {
            view.video_source = Some(self.sources.get(&video.id).map(views::source));
        }
        if which.automatic_tags {
            view.automatic_tags = Some(Vec::new());
        }
        if which.tags {
            view.tags = Some(self.tags.get(&video.id).cloned().unwrap_or_default());
        }
        if which.live_schedules {
            view.live_schedules = Some(Vec::new());
        }
        view
    }
}
