//! Files of videos, and what was uploaded.

use peertube_api::models::video as models;
use peertube_kernel::video::resolution_label;
use peertube_store::video_files::{FileKind, VideoFileRow};
use peertube_store::video_sources::VideoSourceRow;
use peertube_store::videos::VideoRow;

use crate::urls::{Urls, is_public};
use crate::views::timestamp;

pub(super) fn web_videos(
    urls: &Urls,
    video: &VideoRow,
    rows: &[VideoFileRow],
) -> Vec<models::VideoFile> {
    rows.iter()
        .filter(|row| row.kind == FileKind::WebVideo)
        .map(|row| file(urls, video, row))
        .collect()
}

/// A web video file of a video.
///
/// It is downloaded from where it is played: there are no operations for downloads and metadata yet.
pub fn file(urls: &Urls, video: &VideoRow, row: &VideoFileRow) -> models::VideoFile {
    let url = urls.web_video(video.privacy, row.storage, &row.file_name);
    let torrent = row.torrent_file_name.as_deref();
    models::VideoFile {
        id: row.id.get(),
        resolution: models::VideoResolution {
            id: row.resolution,
            label: resolution_label(row.resolution, row.width, row.height),
        },
        width: Some(row.width),
        height: Some(row.height),
        magnet_uri: magnet(urls, video, row, &url),
        size: row.size,
        fps: row.fps,
        torrent_url: torrent.map(|name| urls.torrent(name)),
        torrent_download_url: torrent.map(|name| urls.torrent_download(name)),
        file_download_url: url.clone(),
        file_url: url,
        metadata_url: None,
        has_audio: row.has_audio,
        has_video: row.has_video,
        playlist_url: None,
        storage: Some(row.storage.id()),
    }
}

fn magnet(urls: &Urls, video: &VideoRow, row: &VideoFileRow, url: &str) -> Option<String> {
    let torrent = row.torrent_file_name.as_deref()?;
    let info_hash = row.info_hash.as_deref()?;
    // Torrent clients have no token for private files.
    let web_seed = is_public(video.privacy).then_some(url);
    Some(urls.magnet(torrent, info_hash, &video.name, web_seed))
}

/// What was uploaded. Originals are not kept, so there is nothing to download.
pub fn source(row: &VideoSourceRow) -> models::VideoSource {
    let label = row.resolution.map(|resolution| {
        resolution_label(resolution, row.width.unwrap_or(0), row.height.unwrap_or(0))
    });
    models::VideoSource {
        input_filename: row.input_filename.clone(),
        file_download_url: None,
        resolution: models::SourceResolution {
            id: row.resolution,
            label,
        },
        size: row.size,
        width: row.width,
        height: row.height,
        fps: row.fps,
        created_at: timestamp(row.created_at),
    }
}
