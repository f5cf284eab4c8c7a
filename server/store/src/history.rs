//! Which videos users have watched, and where they stopped.

use peertube_kernel::Result;
use peertube_kernel::ids::{UserId, VideoId};
use sea_query::{Expr, ExprTrait as _, OnConflict, Query};

use crate::conn::Conn;
use crate::query::insert;
use crate::value::Bind as _;

/// Notes where a user is in a video, in seconds.
pub async fn set_position(
    conn: &mut Conn<'_>,
    user: UserId,
    video: VideoId,
    position: i64,
) -> Result<()> {
    let now = conn.now();
    let mut query = insert(
        "user_video_history",
        vec![
            ("user_id", user.bind()),
            ("video_id", video.bind()),
            ("position", position.bind()),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    let conflict = OnConflict::columns(["user_id", "video_id"])
        .update_columns(["position", "updated_at"])
        .to_owned();
    query.on_conflict(conflict);
    conn.execute(&query).await?;
    Ok(())
}

/// Where a user stopped, in seconds; `None` if the user has not watched the video.
pub async fn position(conn: &mut Conn<'_>, user: UserId, video: VideoId) -> Result<Option<i64>> {
    let query = Query::select()
        .column("position")
        .from("user_video_history")
        .and_where(Expr::col("user_id").eq(user.get()))
        .and_where(Expr::col("video_id").eq(video.get()))
        .take();
    conn.first(&query).await
}
