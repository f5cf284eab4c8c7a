//! Lists of users for those who manage them.

use peertube_kernel::ids::UserId;
use peertube_kernel::{Result, Role, Timestamp};
use sea_query::{Cond, Expr, ExprTrait as _, NullOrdering, Query};

use super::User;
use crate::conn::Conn;
use crate::error::StoreError;
use crate::query::{Direction, Listing, Page, column, contains, count_all, list as list_rows};
use crate::quota;
use crate::record::FromRow;
use crate::value::{Bind as _, Cursor};

/// What to order users by; rows that are equal come by id, ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSort {
    /// By id.
    Id,
    /// By name.
    Username,
    /// By bytes used.
    VideoQuotaUsed,
    /// By age.
    CreatedAt,
    /// By last login; those who never did come first ascending, last descending.
    LastLoginDate,
    /// By role.
    Role,
}

/// Which users to list, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFilter {
    /// Only those whose name or address contains this, without case.
    pub search: Option<String>,
    /// Only those who are, or are not, blocked.
    pub blocked: Option<bool>,
    /// Only those of this role.
    pub role: Option<Role>,
    /// Order.
    pub sort: UserSort,
    /// Direction of the order.
    pub direction: Direction,
}

impl Default for UserFilter {
    fn default() -> Self {
        Self {
            search: None,
            blocked: None,
            role: None,
            sort: UserSort::CreatedAt,
            direction: Direction::Descending,
        }
    }
}

/// A user in a list, with the storage it uses.
#[derive(Debug, Clone, PartialEq)]
pub struct UserUsage {
    /// The user.
    pub user: User,
    /// Bytes that count against the quota.
    pub video_quota_used: i64,
    /// Bytes that count against the daily quota.
    pub video_quota_used_daily: i64,
    /// Bytes of all files.
    pub total_video_file_size: i64,
}

impl FromRow for UserUsage {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            user: FromRow::from_row(cursor)?,
            video_quota_used: cursor.read()?,
            video_quota_used_daily: cursor.read()?,
            total_video_file_size: cursor.read()?,
        })
    }
}

fn query(now: Timestamp) -> sea_query::SelectStatement {
    let id = column("users", "id");
    let mut query = super::query();
    query
        .expr(Expr::from(quota::total_of(id.clone())))
        .expr(Expr::from(quota::daily_of(id.clone(), now)))
        .expr(quota::all_files_of(id));
    query
}

/// Users that match the filter.
pub async fn list(
    conn: &mut Conn<'_>,
    filter: &UserFilter,
    page: Page,
) -> Result<Listing<UserUsage>> {
    let mut query = query(conn.now());
    if let Some(search) = &filter.search {
        let search = search.to_lowercase();
        query.cond_where(
            Cond::any()
                .add(contains(column("users", "username_lower"), &search))
                .add(contains(column("users", "email_lower"), &search)),
        );
    }
    if let Some(blocked) = filter.blocked {
        query.and_where(column("users", "blocked").eq(blocked));
    }
    if let Some(role) = filter.role {
        query.and_where(column("users", "role").eq(role.bind()));
    }
    let by = match filter.sort {
        UserSort::Id => column("users", "id"),
        UserSort::Username => column("users", "username"),
        UserSort::VideoQuotaUsed => Expr::from(quota::total_of(column("users", "id"))),
        UserSort::CreatedAt => column("users", "created_at"),
        UserSort::LastLoginDate => column("users", "last_login_at"),
        UserSort::Role => column("users", "role"),
    };
    let nulls = match filter.direction {
        Direction::Ascending => NullOrdering::First,
        Direction::Descending => NullOrdering::Last,
    };
    query
        .order_by_expr_with_nulls(by, filter.direction.order(), nulls)
        .order_by(("users", "id"), sea_query::Order::Asc);
    list_rows(conn, query, page, true).await
}

/// Figures of one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserStats {
    /// Videos of all the user's channels.
    pub videos_count: i64,
    /// Bytes that count against the quota.
    pub video_quota_used: i64,
    /// Bytes that count against the daily quota.
    pub video_quota_used_daily: i64,
    /// Bytes of all files.
    pub total_video_file_size: i64,
}

/// Figures of one user.
pub async fn stats(conn: &mut Conn<'_>, id: UserId) -> Result<UserStats> {
    let videos = Query::select()
        .expr(count_all())
        .from("videos")
        .inner_join(
            "channels",
            column("channels", "id").equals(("videos", "channel_id")),
        )
        .inner_join(
            "accounts",
            column("accounts", "id").equals(("channels", "account_id")),
        )
        .and_where(column("accounts", "user_id").eq(id.get()))
        .take();
    let user = Expr::val(id.get());
    let query = Query::select()
        .expr(Expr::from(videos))
        .expr(Expr::from(quota::total_of(user.clone())))
        .expr(Expr::from(quota::daily_of(user.clone(), conn.now())))
        .expr(quota::all_files_of(user))
        .take();
    let (videos_count, video_quota_used, video_quota_used_daily, total_video_file_size) =
        conn.first(&query).await?.unwrap_or_default();
    Ok(UserStats {
        videos_count,
        video_quota_used,
        video_quota_used_daily,
        total_video_file_size,
    })
}
