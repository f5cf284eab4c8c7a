//! Changes of privacy at a later time.

use std::collections::HashMap;

use peertube_kernel::ids::VideoId;
use peertube_kernel::video::Privacy;
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Order, Query};

use crate::conn::Conn;
use crate::query::{delete, insert};
use crate::value::Bind as _;

/// What to do with a video, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduledUpdate {
    /// When.
    pub update_at: Timestamp,
    /// The privacy it gets; `None` leaves it alone.
    pub privacy: Option<Privacy>,
}

/// Sets a video's scheduled update in place of an earlier one, or removes it.
pub async fn set(
    conn: &mut Conn<'_>,
    video: VideoId,
    update: Option<&ScheduledUpdate>,
) -> Result<()> {
    let query = delete(
        "video_scheduled_updates",
        Expr::col("video_id").eq(video.get()),
    );
    conn.execute(&query).await?;
    let Some(update) = update else { return Ok(()) };
    let query = insert(
        "video_scheduled_updates",
        vec![
            ("video_id", video.bind()),
            ("update_at", update.update_at.bind()),
            ("privacy", update.privacy.bind()),
        ],
    );
    conn.execute(&query).await?;
    Ok(())
}

/// The scheduled update of a video.
pub async fn of_video(conn: &mut Conn<'_>, video: VideoId) -> Result<Option<ScheduledUpdate>> {
    Ok(of_videos(conn, &[video]).await?.remove(&video))
}

/// Scheduled updates of several videos, in one query.
pub async fn of_videos(
    conn: &mut Conn<'_>,
    videos: &[VideoId],
) -> Result<HashMap<VideoId, ScheduledUpdate>> {
    let query = select(Expr::col("video_id").is_in(videos.iter().map(|id| id.get())));
    Ok(read(conn, query).await?.into_iter().collect())
}

/// Scheduled updates whose time has come, the earliest first.
pub async fn due(conn: &mut Conn<'_>) -> Result<Vec<(VideoId, ScheduledUpdate)>> {
    let query = select(Expr::col("update_at").lte(conn.now().as_millis()));
    read(conn, query).await
}

fn select(condition: Expr) -> sea_query::SelectStatement {
    Query::select()
        .columns(["video_id", "update_at", "privacy"])
        .from("video_scheduled_updates")
        .and_where(condition)
        .order_by("update_at", Order::Asc)
        .take()
}

async fn read(
    conn: &mut Conn<'_>,
    query: sea_query::SelectStatement,
) -> Result<Vec<(VideoId, ScheduledUpdate)>> {
    let rows = conn
        .all::<(VideoId, Timestamp, Option<Privacy>)>(&query)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(video, update_at, privacy)| (video, ScheduledUpdate { update_at, privacy }))
        .collect())
}
