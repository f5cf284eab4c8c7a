//! Passwords of videos. They are kept in clear: their owner reads and shares them.

use peertube_kernel::Result;
use peertube_kernel::ids::VideoId;
use sea_query::{Expr, ExprTrait as _, Order, Query};

use crate::conn::Conn;
use crate::query::{delete, insert};
use crate::value::Bind as _;

/// Puts these passwords in place of a video's earlier ones; a conflict if two are equal.
pub async fn replace(conn: &mut Conn<'_>, video: VideoId, passwords: &[String]) -> Result<()> {
    conn.execute(&delete(
        "video_passwords",
        Expr::col("video_id").eq(video.get()),
    ))
    .await?;
    for password in passwords {
        let query = insert(
            "video_passwords",
            vec![
                ("video_id", video.bind()),
                ("password", password.as_str().bind()),
                ("created_at", conn.now().bind()),
            ],
        );
        conn.execute(&query).await?;
    }
    Ok(())
}

/// Passwords of a video, oldest first.
pub async fn of_video(conn: &mut Conn<'_>, video: VideoId) -> Result<Vec<String>> {
    let query = Query::select()
        .column("password")
        .from("video_passwords")
        .and_where(Expr::col("video_id").eq(video.get()))
        .order_by("id", Order::Asc)
        .take();
    conn.all(&query).await
}

/// Whether this is a password of the video.
pub async fn opens(conn: &mut Conn<'_>, video: VideoId, password: &str) -> Result<bool> {
    let matching = Query::select()
        .expr(Expr::val(1_i64))
        .from("video_passwords")
        .and_where(Expr::col("video_id").eq(video.get()))
        .and_where(Expr::col("password").eq(password))
        .take();
    let query = Query::select().expr(Expr::exists(matching)).take();
    Ok(conn.first(&query).await?.unwrap_or(false))
}
