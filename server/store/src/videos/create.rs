//! Making videos.

use peertube_kernel::ids::{ChannelId, VideoId};
use peertube_kernel::video::{CommentsPolicy, Privacy, VideoState};
use peertube_kernel::{Result, Timestamp};
use uuid::Uuid;

use super::score::{Counters, hot};
use crate::conn::Conn;
use crate::query::insert;
use crate::scheduled_updates::{self, ScheduledUpdate};
use crate::search::{fold, words};
use crate::thumbnails::{self, NewThumbnail};
use crate::value::Bind as _;
use crate::video_files::{self, NewVideoFile};
use crate::video_sources::{self, NewVideoSource};
use crate::{passwords, tags};

/// A local video to be made, with all that comes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewVideo {
    /// UUID; file names may contain it, so it is known before.
    pub uuid: Uuid,
    /// The channel it goes into.
    pub channel: ChannelId,
    /// Title.
    pub name: String,
    /// Number of the category.
    pub category: Option<i64>,
    /// Number of the licence.
    pub licence: Option<i64>,
    /// Code of the language.
    pub language: Option<String>,
    /// Who may find and see it.
    pub privacy: Privacy,
    /// Its first state.
    pub state: VideoState,
    /// Whether lists wait for the end of the transcoding.
    pub wait_transcoding: bool,
    /// Whether it is not safe for work.
    pub nsfw: bool,
    /// Why; bits.
    pub nsfw_flags: i64,
    /// Why, in words.
    pub nsfw_summary: Option<String>,
    /// About the video.
    pub description: Option<String>,
    /// How to support it.
    pub support: Option<String>,
    /// Seconds.
    pub duration: i64,
    /// Width by height.
    pub aspect_ratio: Option<f64>,
    /// Whether it is a live.
    pub is_live: bool,
    /// Who may comment.
    pub comments_policy: CommentsPolicy,
    /// Whether a client should offer to download it.
    pub download_enabled: bool,
    /// When it was first shown elsewhere.
    pub originally_published_at: Option<Timestamp>,
    /// When it is published.
    pub published_at: Timestamp,
    /// Up to five tags.
    pub tags: Vec<String>,
    /// Its files.
    pub files: Vec<NewVideoFile>,
    /// Its pictures.
    pub thumbnails: Vec<NewThumbnail>,
    /// What was uploaded.
    pub source: Option<NewVideoSource>,
    /// What to change at a later time.
    pub scheduled_update: Option<ScheduledUpdate>,
    /// Passwords that open it.
    pub passwords: Vec<String>,
}

/// Makes a local video and marks its channel as changed.
pub async fn create(conn: &mut Conn<'_>, new: &NewVideo) -> Result<VideoId> {
    let now = conn.now();
    let first_published_at = (new.privacy != Privacy::Private).then_some(new.published_at);
    let folded = fold(&new.name);
    let mut query = insert(
        "videos",
        vec![
            ("uuid", new.uuid.bind()),
            ("channel_id", new.channel.bind()),
            ("name", new.name.as_str().bind()),
            ("name_words", words(&folded).bind()),
            ("name_folded", folded.bind()),
            ("category", new.category.bind()),
            ("licence", new.licence.bind()),
            ("language", new.language.as_deref().bind()),
            ("privacy", new.privacy.bind()),
            ("state", new.state.bind()),
            ("wait_transcoding", new.wait_transcoding.bind()),
            ("nsfw", new.nsfw.bind()),
            ("nsfw_flags", new.nsfw_flags.bind()),
            ("nsfw_summary", new.nsfw_summary.as_deref().bind()),
            ("description", new.description.as_deref().bind()),
            ("support", new.support.as_deref().bind()),
            ("duration", new.duration.bind()),
            ("aspect_ratio", new.aspect_ratio.bind()),
            ("is_live", new.is_live.bind()),
            ("comments_policy", new.comments_policy.bind()),
            ("download_enabled", new.download_enabled.bind()),
            ("hot", hot(Counters::default(), new.published_at).bind()),
            (
                "originally_published_at",
                new.originally_published_at.bind(),
            ),
            ("first_published_at", first_published_at.bind()),
            ("published_at", new.published_at.bind()),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    let id: VideoId = conn.insert(&mut query).await?;
    tags::replace(conn, id, &new.tags).await?;
    for file in &new.files {
        video_files::add(conn, id, file).await?;
    }
    for thumbnail in &new.thumbnails {
        thumbnails::add(conn, id, thumbnail).await?;
    }
    if let Some(source) = &new.source {
        video_sources::add(conn, id, source).await?;
    }
    if let Some(update) = &new.scheduled_update {
        scheduled_updates::set(conn, id, Some(update)).await?;
    }
    passwords::replace(conn, id, &new.passwords).await?;
    crate::channels::touch(conn, new.channel).await?;
    Ok(id)
}
