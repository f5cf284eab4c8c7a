//! Videos: in lists, and whole.

mod constants;
mod files;
mod pictures;
mod text;

pub use constants::{category, comments_policy, embed_policy, language, licence, privacy, state};
pub use files::{file, source};

use peertube_api::models::video as models;
use peertube_kernel::short_uuid;
use peertube_store::scheduled_updates;
use peertube_store::thumbnails::ThumbnailRow;
use peertube_store::video_files::VideoFileRow;
use peertube_store::videos::{ListedVideo, Video, VideoRow};

use super::{account, channel, timestamp};
use crate::urls::Urls;
use pictures::Pictures;

/// What a video of a list is shown with, beside its row.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// Its pictures.
    pub thumbnails: &'a [ThumbnailRow],
    /// People who watch now.
    pub viewers: i64,
}

/// A video in a list, without what has to be asked for.
pub fn listed(urls: &Urls, row: &ListedVideo, around: Around<'_>) -> models::Video {
    let video = &row.video;
    let pictures = Pictures::of(urls, around.thumbnails);
    let truncated = video.description.as_deref().map(text::truncate);
    models::Video {
        id: video.id.get(),
        uuid: video.uuid,
        short_uuid: short_uuid::encode(video.uuid),
        url: url(urls, video),
        name: video.name.clone(),
        category: category(video.category),
        licence: licence(video.licence),
        language: language(video.language.as_deref()),
        privacy: privacy(video.privacy),
        nsfw: video.nsfw,
        nsfw_flags: video.nsfw_flags,
        nsfw_summary: video.nsfw_summary.clone(),
        description: truncated.clone(),
        truncated_description: truncated,
        is_local: video.url.is_none(),
        duration: video.duration,
        aspect_ratio: video.aspect_ratio,
        views: video.views,
        viewers: around.viewers,
        downloads: video.downloads,
        likes: video.likes,
        dislikes: video.dislikes,
        comments: video.comments,
        thumbnail_path: pictures.smallest,
        preview_path: pictures.largest,
        thumbnails: pictures.all,
        embed_path: embed_path(video),
        created_at: timestamp(video.created_at),
        updated_at: timestamp(video.updated_at),
        published_at: timestamp(video.published_at),
        originally_published_at: video.originally_published_at.map(timestamp),
        is_live: video.is_live,
        account: account::summary(urls, &row.account),
        channel: channel::summary(urls, &row.channel),
        user_history: row.user_position.map(user_history),
        state: None,
        wait_transcoding: None,
        scheduled_update: None,
        blacklisted: None,
        blacklisted_reason: None,
        blocked_owner: None,
        blocked_server: None,
        files: None,
        streaming_playlists: None,
        video_source: None,
        automatic_tags: None,
        tags: None,
        live_schedules: None,
    }
}

/// What the whole of a video is made of.
#[derive(Debug, Clone)]
pub struct Whole<'a> {
    /// The video.
    pub row: &'a Video,
    /// Its files.
    pub files: &'a [VideoFileRow],
    /// Its pictures.
    pub thumbnails: &'a [ThumbnailRow],
    /// Its tags.
    pub tags: Vec<String>,
    /// What will be changed later.
    pub scheduled_update: Option<scheduled_updates::ScheduledUpdate>,
    /// Where the viewer stopped, in seconds.
    pub user_position: Option<i64>,
    /// People who watch now.
    pub viewers: i64,
}

/// A whole video.
pub fn details(urls: &Urls, whole: Whole<'_>) -> models::VideoDetails {
    let video = &whole.row.video;
    let pictures = Pictures::of(urls, whole.thumbnails);
    models::VideoDetails {
        id: video.id.get(),
        uuid: video.uuid,
        short_uuid: short_uuid::encode(video.uuid),
        url: url(urls, video),
        name: video.name.clone(),
        category: category(video.category),
        licence: licence(video.licence),
        language: language(video.language.as_deref()),
        privacy: privacy(video.privacy),
        nsfw: video.nsfw,
        nsfw_flags: video.nsfw_flags,
        nsfw_summary: video.nsfw_summary.clone(),
        truncated_description: video.description.as_deref().map(text::truncate),
        description: video.description.clone(),
        is_local: video.url.is_none(),
        duration: video.duration,
        aspect_ratio: video.aspect_ratio,
        views: video.views,
        viewers: whole.viewers,
        downloads: video.downloads,
        likes: video.likes,
        dislikes: video.dislikes,
        comments: video.comments,
        thumbnail_path: pictures.smallest,
        preview_path: pictures.largest,
        thumbnails: pictures.all,
        embed_path: embed_path(video),
        created_at: timestamp(video.created_at),
        updated_at: timestamp(video.updated_at),
        published_at: timestamp(video.published_at),
        originally_published_at: video.originally_published_at.map(timestamp),
        is_live: video.is_live,
        account: account::account(urls, &whole.row.channel.owner),
        channel: channel::channel(urls, &whole.row.channel),
        user_history: whole.user_position.map(user_history),
        support: video.support.clone(),
        tags: whole.tags,
        comments_policy: comments_policy(video.comments_policy),
        download_enabled: video.download_enabled,
        wait_transcoding: video.wait_transcoding,
        state: state(video.state),
        input_file_updated_at: video.input_file_updated_at.map(timestamp),
        tracker_urls: vec![urls.tracker(), urls.tracker_socket()],
        files: files::web_videos(urls, video, whole.files),
        // There are no HLS playlists and no lives yet.
        streaming_playlists: Vec::new(),
        blacklisted: video.blocked,
        blacklisted_reason: video.blocked_reason.clone(),
        live_schedules: Vec::new(),
        embed_privacy_policy: embed_policy(video.embed_privacy),
        scheduled_update: whole.scheduled_update.map(scheduled_update),
    }
}

/// Web video files of a video, the highest resolution first.
pub fn web_videos(urls: &Urls, video: &VideoRow, rows: &[VideoFileRow]) -> Vec<models::VideoFile> {
    files::web_videos(urls, video, rows)
}

/// What will be changed later.
pub fn scheduled_update(update: scheduled_updates::ScheduledUpdate) -> models::ScheduledUpdate {
    models::ScheduledUpdate {
        update_at: timestamp(update.update_at),
        privacy: update.privacy.map(|privacy| privacy.id()),
    }
}

fn user_history(position: i64) -> models::UserHistory {
    models::UserHistory {
        current_time: position,
    }
}

fn url(urls: &Urls, video: &VideoRow) -> String {
    video.url.clone().unwrap_or_else(|| urls.video(video.uuid))
}

fn embed_path(video: &VideoRow) -> String {
    format!("/videos/embed/{}", short_uuid::encode(video.uuid))
}
