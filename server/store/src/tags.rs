//! Tags of videos.

use std::collections::HashMap;

use peertube_kernel::Result;
use peertube_kernel::ids::VideoId;
use sea_query::{Expr, ExprTrait as _, Order, Query};

use crate::conn::Conn;
use crate::query::{delete, insert};
use crate::value::Bind as _;

/// Puts these tags in place of a video's earlier ones. Tags that are equal are kept once.
pub async fn replace(conn: &mut Conn<'_>, video: VideoId, tags: &[String]) -> Result<()> {
    conn.execute(&delete("video_tags", Expr::col("video_id").eq(video.get())))
        .await?;
    let mut kept: Vec<&String> = Vec::with_capacity(tags.len());
    for tag in tags {
        if !kept.contains(&tag) {
            kept.push(tag);
        }
    }
    for (position, tag) in (0_i64..).zip(kept) {
        let query = insert(
            "video_tags",
            vec![
                ("video_id", video.bind()),
                ("position", position.bind()),
                ("name", tag.as_str().bind()),
                ("name_lower", tag.to_lowercase().bind()),
            ],
        );
        conn.execute(&query).await?;
    }
    Ok(())
}

/// Tags of a video, in the order they were given.
pub async fn of_video(conn: &mut Conn<'_>, video: VideoId) -> Result<Vec<String>> {
    Ok(of_videos(conn, &[video])
        .await?
        .remove(&video)
        .unwrap_or_default())
}

/// Tags of several videos, in one query.
pub async fn of_videos(
    conn: &mut Conn<'_>,
    videos: &[VideoId],
) -> Result<HashMap<VideoId, Vec<String>>> {
    let query = Query::select()
        .columns(["video_id", "name"])
        .from("video_tags")
        .and_where(Expr::col("video_id").is_in(videos.iter().map(|id| id.get())))
        .order_by("video_id", Order::Asc)
        .order_by("position", Order::Asc)
        .take();
    let mut tags: HashMap<_, Vec<_>> = HashMap::new();
    for (video, tag) in conn.all::<(VideoId, String)>(&query).await? {
        tags.entry(video).or_default().push(tag);
    }
    Ok(tags)
}
