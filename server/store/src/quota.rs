//! How much of their quota users have used.

use std::time::Duration;

use peertube_kernel::ids::UserId;
use peertube_kernel::{Result, Timestamp};
use sea_query::{CaseStatement, Expr, ExprTrait as _, JoinType, Query, SelectStatement};

use crate::conn::Conn;
use crate::error::StoreError;
use crate::query::{column, sum};
use crate::record::FromRow;
use crate::value::Cursor;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Bytes that count against a user's quota: of each video that is no live, its largest file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuotaUsed {
    /// Of all videos.
    pub total: i64,
    /// Of videos made within the last 24 hours.
    pub daily: i64,
}

impl FromRow for QuotaUsed {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            total: cursor.read()?,
            daily: cursor.read()?,
        })
    }
}

/// What a user has used.
pub async fn used_by(conn: &mut Conn<'_>, user: UserId) -> Result<QuotaUsed> {
    let since = conn.now().minus(DAY);
    let query = Query::select()
        .expr(total())
        .expr(daily(since))
        .from_subquery(largest_files(Expr::val(user.get())), "largest")
        .take();
    Ok(conn.first(&query).await?.unwrap_or_default())
}

/// What the user in this expression has used in all, as a subquery.
pub(crate) fn total_of(user: Expr) -> SelectStatement {
    Query::select()
        .expr(total())
        .from_subquery(largest_files(user), "largest")
        .take()
}

/// What the user in this expression has used within the last 24 hours, as a subquery.
pub(crate) fn daily_of(user: Expr, now: Timestamp) -> SelectStatement {
    Query::select()
        .expr(daily(now.minus(DAY)))
        .from_subquery(largest_files(user), "largest")
        .take()
}

/// Bytes of all files of the user in this expression, kept uploads included, as a subquery.
pub(crate) fn all_files_of(user: Expr) -> Expr {
    let sum = |table: &'static str| {
        let mut query = Query::select();
        query.expr(sum(column(table, "size"))).from(table);
        join_user(&mut query, table, user.clone());
        query
    };
    let mut sources = sum("video_sources");
    sources.and_where(column("video_sources", "file_name").is_not_null());
    Expr::from(sum("video_files")).add(Expr::from(sources))
}

fn total() -> Expr {
    sum(column("largest", "size"))
}

fn daily(since: Timestamp) -> Expr {
    let recent = CaseStatement::new()
        .case(
            column("largest", "created_at").gte(since.as_millis()),
            column("largest", "size"),
        )
        .finally(0_i64);
    sum(recent.into())
}

fn largest_files(user: Expr) -> SelectStatement {
    let mut query = Query::select();
    query
        .expr_as(column("video_files", "size").max(), "size")
        .column(("videos", "created_at"))
        .from("video_files");
    join_user(&mut query, "video_files", user);
    query
        .and_where(column("videos", "is_live").eq(false))
        .group_by_columns([("videos", "id"), ("videos", "created_at")]);
    query
}

fn join_user(query: &mut SelectStatement, files: &'static str, user: Expr) {
    query
        .join(
            JoinType::InnerJoin,
            "videos",
            column("videos", "id").equals((files, "video_id")),
        )
        .inner_join(
            "channels",
            column("channels", "id").equals(("videos", "channel_id")),
        )
        .inner_join(
            "accounts",
            column("accounts", "id").equals(("channels", "account_id")),
        )
        .and_where(column("accounts", "user_id").eq(user));
}
