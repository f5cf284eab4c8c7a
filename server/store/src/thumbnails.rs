//! Pictures of videos.

use std::collections::HashMap;

use peertube_kernel::ids::{ThumbnailId, VideoId};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Order};

use crate::conn::Conn;
use crate::query::{delete, insert};
use crate::record::{record, select};
use crate::value::Bind as _;

record! {
    /// A picture.
    pub struct ThumbnailRow in "thumbnails" {
        /// Id.
        pub id: ThumbnailId,
        /// The video it is of.
        pub video_id: VideoId,
        /// Name of its file.
        pub file_name: String,
        /// Pixels.
        pub width: i64,
        /// Pixels.
        pub height: i64,
        /// `16:9` and the like.
        pub aspect_ratio: String,
        /// Whether it was made from the video, not sent by its owner.
        pub automatic: bool,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

/// A picture to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewThumbnail {
    /// Name of its file.
    pub file_name: String,
    /// Pixels.
    pub width: i64,
    /// Pixels.
    pub height: i64,
    /// `16:9` and the like.
    pub aspect_ratio: String,
    /// Whether it was made from the video, not sent by its owner.
    pub automatic: bool,
}

/// Adds a picture to a video.
pub async fn add(conn: &mut Conn<'_>, video: VideoId, new: &NewThumbnail) -> Result<ThumbnailId> {
    let now = conn.now();
    let mut query = insert(
        "thumbnails",
        vec![
            ("video_id", video.bind()),
            ("file_name", new.file_name.as_str().bind()),
            ("width", new.width.bind()),
            ("height", new.height.bind()),
            ("aspect_ratio", new.aspect_ratio.as_str().bind()),
            ("automatic", new.automatic.bind()),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    conn.insert(&mut query).await
}

/// Puts these pictures in place of a video's earlier ones.
///
/// Returns the names of the files that are nobody's now, to be deleted once the transaction is committed.
pub async fn replace(
    conn: &mut Conn<'_>,
    video: VideoId,
    new: &[NewThumbnail],
) -> Result<Vec<String>> {
    let old = of_video(conn, video).await?;
    conn.execute(&delete("thumbnails", Expr::col("video_id").eq(video.get())))
        .await?;
    for thumbnail in new {
        add(conn, video, thumbnail).await?;
    }
    Ok(old
        .into_iter()
        .map(|thumbnail| thumbnail.file_name)
        .collect())
}

/// Pictures of a video, in the order they were made.
pub async fn of_video(conn: &mut Conn<'_>, video: VideoId) -> Result<Vec<ThumbnailRow>> {
    Ok(of_videos(conn, &[video])
        .await?
        .remove(&video)
        .unwrap_or_default())
}

/// Pictures of several videos, in one query.
pub async fn of_videos(
    conn: &mut Conn<'_>,
    videos: &[VideoId],
) -> Result<HashMap<VideoId, Vec<ThumbnailRow>>> {
    let mut query = select::<ThumbnailRow>();
    query
        .and_where(Expr::col("video_id").is_in(videos.iter().map(|id| id.get())))
        .order_by("id", Order::Asc);
    let mut thumbnails: HashMap<_, Vec<_>> = HashMap::new();
    for thumbnail in conn.all::<ThumbnailRow>(&query).await? {
        thumbnails
            .entry(thumbnail.video_id)
            .or_default()
            .push(thumbnail);
    }
    Ok(thumbnails)
}

/// The picture whose file has this name.
pub async fn by_file_name(conn: &mut Conn<'_>, file_name: &str) -> Result<Option<ThumbnailRow>> {
    let mut query = select::<ThumbnailRow>();
    query.and_where(Expr::col("file_name").eq(file_name));
    conn.first(&query).await
}
