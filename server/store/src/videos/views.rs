//! Counting views and downloads.

use peertube_kernel::ids::VideoId;
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, OnConflict, Query, UpdateStatement};

use super::score::{Counters, hot};
use crate::conn::Conn;
use crate::query::insert;
use crate::value::Bind as _;

const HOUR: i64 = 60 * 60 * 1000;

/// Counts views: in the total, in the hour, and in the "hot" score. A video that is gone counts nothing.
pub async fn add_view(conn: &mut Conn<'_>, id: VideoId, views: i64) -> Result<()> {
    let query = UpdateStatement::new()
        .table("videos")
        .value("views", Expr::col("views").add(views))
        .and_where(Expr::col("id").eq(id.get()))
        .to_owned();
    if conn.execute(&query).await? == 0 {
        return Ok(());
    }
    let now = conn.now().as_millis();
    let mut query = insert(
        "video_hourly_views",
        vec![
            ("video_id", id.bind()),
            ("hour", (now - now.rem_euclid(HOUR)).bind()),
            ("views", views.bind()),
        ],
    );
    let conflict = OnConflict::columns(["video_id", "hour"])
        .value(
            "views",
            Expr::col(("video_hourly_views", "views")).add(views),
        )
        .to_owned();
    query.on_conflict(conflict);
    conn.execute(&query).await?;
    refresh_score(conn, id).await
}

/// Counts a download.
pub async fn add_download(conn: &mut Conn<'_>, id: VideoId) -> Result<()> {
    let query = UpdateStatement::new()
        .table("videos")
        .value("downloads", Expr::col("downloads").add(1_i64))
        .and_where(Expr::col("id").eq(id.get()))
        .to_owned();
    conn.execute(&query).await?;
    Ok(())
}

/// Brings the "hot" score up to date with the counters and the date of publication.
pub(super) async fn refresh_score(conn: &mut Conn<'_>, id: VideoId) -> Result<()> {
    let query = Query::select()
        .columns(["views", "likes", "dislikes", "comments", "published_at"])
        .from("videos")
        .and_where(Expr::col("id").eq(id.get()))
        .take();
    let row = conn
        .first::<(i64, i64, i64, i64, Timestamp)>(&query)
        .await?;
    let Some((views, likes, dislikes, comments, published_at)) = row else {
        return Ok(());
    };
    let counters = Counters {
        views,
        likes,
        dislikes,
        comments,
    };
    let assignments = vec![("hot", hot(counters, published_at).bind())];
    let query = crate::query::update("videos", assignments, Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    Ok(())
}
