//! Users: who can log in, and what they set for themselves.

use peertube_kernel::ids::UserId;
use peertube_kernel::video::NsfwPolicy;
use peertube_kernel::{Error, Result, Role, Timestamp};
use sea_query::{Cond, Expr, ExprTrait as _, Query, SelectStatement};
use uuid::Uuid;

use crate::accounts::{self, Account, select_account};
use crate::actors::{self, ActorRow};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::files::{self, OwnedFiles};
use crate::query::{column, count_all, delete as delete_rows};
use crate::record::{FromRow, Record, record, select_columns};
use crate::value::{Bind as _, Cursor};

mod changes;
mod create;
mod list;
mod notification_settings;

pub use changes::{UserChanges, update};
pub use create::{CreatedUser, InitialChannel, NewUser, create};
pub use list::{UserFilter, UserSort, UserStats, UserUsage, list, stats};
pub use notification_settings::NotificationSettings;

record! {
    /// A user's row.
    pub struct UserRow in "users" {
        /// Id.
        pub id: UserId,
        /// Name to log in with; also the name of the account.
        pub username: String,
        /// Address in use.
        pub email: String,
        /// Address that waits to be verified before it replaces the one in use.
        pub pending_email: Option<String>,
        /// Whether the address was verified; `None` when nobody ever asked.
        pub email_verified: Option<bool>,
        /// Hash of the password in PHC form; `None` for users who log in elsewhere.
        pub password_hash: Option<String>,
        /// Role.
        pub role: Role,
        /// Bytes; -1 is unlimited.
        pub video_quota: i64,
        /// Bytes in 24 hours; -1 is unlimited.
        pub video_quota_daily: i64,
        /// Bits; 1 lets videos pass the automatic block.
        pub admin_flags: i64,
        /// Whether the user may not log in.
        pub blocked: bool,
        /// Why.
        pub blocked_reason: Option<String>,
        /// What to do with NSFW videos.
        pub nsfw_policy: NsfwPolicy,
        /// NSFW flags that are shown whatever the policy.
        pub nsfw_flags_displayed: i64,
        /// NSFW flags that are never shown.
        pub nsfw_flags_hidden: i64,
        /// NSFW flags that are shown after a question.
        pub nsfw_flags_warned: i64,
        /// NSFW flags that are shown blurred.
        pub nsfw_flags_blurred: i64,
        /// Whether the player may share with other viewers.
        pub p2p_enabled: bool,
        /// Whether watched videos are remembered.
        pub videos_history_enabled: bool,
        /// Whether videos start by themselves.
        pub auto_play_video: bool,
        /// Whether a recommended video follows.
        pub auto_play_next_video: bool,
        /// Whether the next one of a playlist follows.
        pub auto_play_next_video_playlist: bool,
        /// Languages to list; `None` is all.
        pub video_languages: Option<Vec<String>>,
        /// Language of messages.
        pub language: Option<String>,
        /// Theme of the web client.
        pub theme: String,
        /// Whether the configuration warning was dismissed.
        pub no_instance_config_warning_modal: bool,
        /// Whether the welcome was dismissed.
        pub no_welcome_modal: bool,
        /// Whether the account warning was dismissed.
        pub no_account_setup_warning_modal: bool,
        /// Plugin that logs the user in; `None` is by password.
        pub plugin_auth: Option<String>,
        /// Secret of two-factor logins; `None` is off.
        pub otp_secret: Option<String>,
        /// Token of the user's feeds.
        pub feed_token: Uuid,
        /// Bits of new features the user has read about.
        pub new_features_info_read: i64,
        /// How to be notified of what.
        pub notification_settings: NotificationSettings,
        /// Last login or refresh.
        pub last_login_at: Option<Timestamp>,
        /// When the user was made.
        pub created_at: Timestamp,
        /// When the user was last changed.
        pub updated_at: Timestamp,
    }
}

/// A user with the account that every user has.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// The user.
    pub user: UserRow,
    /// The account.
    pub account: Account,
}

impl FromRow for User {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            user: Record::read(cursor)?,
            account: FromRow::from_row(cursor)?,
        })
    }
}

/// Adds the columns of a [`User`].
pub(crate) fn select_user(query: &mut SelectStatement) {
    select_columns::<UserRow>(query, "users");
    select_account(query);
}

/// Joins what a [`User`] needs beside `users`.
pub(crate) fn join_account(query: &mut SelectStatement) {
    query.inner_join(
        "accounts",
        column("accounts", "user_id").equals(("users", "id")),
    );
    accounts::join_actor(query);
}

fn query() -> SelectStatement {
    let mut query = Query::select();
    select_user(&mut query);
    query.from("users");
    join_account(&mut query);
    query
}

/// The user of this id.
pub async fn by_id(conn: &mut Conn<'_>, id: UserId) -> Result<Option<User>> {
    conn.first(query().and_where(column("users", "id").eq(id.get())))
        .await
}

/// The user of this name, compared without case.
pub async fn by_username(conn: &mut Conn<'_>, username: &str) -> Result<Option<User>> {
    let name = column("users", "username_lower").eq(username.to_lowercase());
    conn.first(query().and_where(name)).await
}

/// The user of this address, compared without case.
pub async fn by_email(conn: &mut Conn<'_>, email: &str) -> Result<Option<User>> {
    let email = column("users", "email_lower").eq(email.to_lowercase());
    conn.first(query().and_where(email)).await
}

/// The user whose name or address this is, compared without case. A name wins over an address.
pub async fn by_login(conn: &mut Conn<'_>, login: &str) -> Result<Option<User>> {
    if let Some(user) = by_username(conn, login).await? {
        return Ok(Some(user));
    }
    by_email(conn, login).await
}

/// Whether one of these is the name or the address of any user, compared without case.
pub async fn is_login_taken(conn: &mut Conn<'_>, logins: &[&str]) -> Result<bool> {
    let logins: Vec<_> = logins.iter().map(|login| login.to_lowercase()).collect();
    let taken = Query::select()
        .expr(Expr::val(1_i64))
        .from("users")
        .cond_where(
            Cond::any()
                .add(column("users", "username_lower").is_in(logins.clone()))
                .add(column("users", "email_lower").is_in(logins)),
        )
        .take();
    let query = Query::select().expr(Expr::exists(taken)).take();
    Ok(conn.first(&query).await?.unwrap_or(false))
}

/// How many users there are.
pub async fn count(conn: &mut Conn<'_>) -> Result<i64> {
    let query = Query::select().expr(count_all()).from("users").take();
    Ok(conn.first(&query).await?.unwrap_or(0))
}

/// Deletes a user with all that is the user's: sessions, account, channels, playlists, videos.
///
/// Names of account and channels stay taken. Returns the files that are nobody's now, to be deleted once the
/// transaction is committed.
pub async fn delete(conn: &mut Conn<'_>, user: &User) -> Result<OwnedFiles> {
    let account = user.account.account.id;
    let videos = Query::select()
        .column(("videos", "id"))
        .from("videos")
        .inner_join(
            "channels",
            column("channels", "id").equals(("videos", "channel_id")),
        )
        .and_where(column("channels", "account_id").eq(account.get()))
        .take();
    let owned = files::of_videos(conn, videos).await?;
    let mut gone: Vec<ActorRow> = crate::channels::of_account(conn, account)
        .await?
        .into_iter()
        .map(|channel| channel.actor)
        .collect();
    gone.push(user.account.actor.clone());
    actors::delete_and_reserve(conn, &gone).await?;
    let deleted = conn
        .execute(&delete_rows(
            "users",
            Expr::col("id").eq(user.user.id.get()),
        ))
        .await?;
    if deleted == 0 {
        return Err(Error::not_found("User not found"));
    }
    Ok(owned)
}

/// Notes a login or a refresh.
pub async fn set_last_login(conn: &mut Conn<'_>, id: UserId) -> Result<()> {
    let assignments = vec![("last_login_at", conn.now().bind())];
    let query = crate::query::update("users", assignments, Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    Ok(())
}
