//! What was uploaded for a video, whether it was kept or not.

use std::collections::HashMap;

use peertube_kernel::ids::{VideoId, VideoSourceId};
use peertube_kernel::video::FileStorage;
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Order};

use crate::conn::Conn;
use crate::query::insert;
use crate::record::{record, select};
use crate::value::{Bind as _, optional_json};

record! {
    /// An upload.
    pub struct VideoSourceRow in "video_sources" {
        /// Id.
        pub id: VideoSourceId,
        /// The video it became.
        pub video_id: VideoId,
        /// Name the client gave.
        pub input_filename: String,
        /// Name of the kept original; `None` when it was not kept.
        pub file_name: Option<String>,
        /// Where the original lies.
        pub storage: Option<FileStorage>,
        /// Lines, 0 for sound only.
        pub resolution: Option<i64>,
        /// Pixels.
        pub width: Option<i64>,
        /// Pixels.
        pub height: Option<i64>,
        /// Bytes.
        pub size: Option<i64>,
        /// Pictures a second.
        pub fps: Option<i64>,
        /// What the prober says, as JSON.
        pub metadata: Option<String>,
        /// When it was uploaded.
        pub created_at: Timestamp,
    }
}

/// An upload to be noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVideoSource {
    /// Name the client gave.
    pub input_filename: String,
    /// Name of the kept original.
    pub file_name: Option<String>,
    /// Where the original lies.
    pub storage: Option<FileStorage>,
    /// Lines, 0 for sound only.
    pub resolution: Option<i64>,
    /// Pixels.
    pub width: Option<i64>,
    /// Pixels.
    pub height: Option<i64>,
    /// Bytes.
    pub size: Option<i64>,
    /// Pictures a second.
    pub fps: Option<i64>,
    /// What the prober says, as JSON.
    pub metadata: Option<String>,
}

/// Notes an upload.
pub async fn add(
    conn: &mut Conn<'_>,
    video: VideoId,
    new: &NewVideoSource,
) -> Result<VideoSourceId> {
    let mut query = insert(
        "video_sources",
        vec![
            ("video_id", video.bind()),
            ("input_filename", new.input_filename.as_str().bind()),
            ("file_name", new.file_name.as_deref().bind()),
            ("storage", new.storage.bind()),
            ("resolution", new.resolution.bind()),
            ("width", new.width.bind()),
            ("height", new.height.bind()),
            ("size", new.size.bind()),
            ("fps", new.fps.bind()),
            ("metadata", optional_json(new.metadata.as_deref())),
            ("created_at", conn.now().bind()),
        ],
    );
    conn.insert(&mut query).await
}

/// The newest upload of a video.
pub async fn latest(conn: &mut Conn<'_>, video: VideoId) -> Result<Option<VideoSourceRow>> {
    Ok(latest_of_videos(conn, &[video]).await?.remove(&video))
}

/// The newest upload of each of several videos, in one query.
pub async fn latest_of_videos(
    conn: &mut Conn<'_>,
    videos: &[VideoId],
) -> Result<HashMap<VideoId, VideoSourceRow>> {
    let mut query = select::<VideoSourceRow>();
    query
        .and_where(Expr::col("video_id").is_in(videos.iter().map(|id| id.get())))
        .order_by("created_at", Order::Asc)
        .order_by("id", Order::Asc);
    let rows = conn.all::<VideoSourceRow>(&query).await?;
    // Later rows replace earlier ones.
    Ok(rows
        .into_iter()
        .map(|source| (source.video_id, source))
        .collect())
}
