//! Token sessions: one login, known by the hashes of its two tokens.

use peertube_kernel::ids::{SessionId, UserId};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sha2::{Digest as _, Sha256};

use crate::conn::Conn;
use crate::error::StoreError;
use crate::query::{Direction, Listing, Page, column, delete, insert, list as list_rows, update};
use crate::record::{FromRow, Record, record, select, select_columns};
use crate::users::{User, join_account, select_user};
use crate::value::{Bind as _, Cursor};

/// User agents are kept up to this many characters.
const DEVICE_LENGTH: usize = 500;

/// SHA-256 of a token. Tokens are random and long, so they need neither salt nor a slow hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHash(Vec<u8>);

impl TokenHash {
    /// The hash of a token as clients send it.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token).to_vec())
    }
}

record! {
    /// A session.
    pub struct SessionRow in "sessions" {
        /// Id.
        pub id: SessionId,
        /// Whose it is.
        pub user_id: UserId,
        /// When the access token ends.
        pub access_expires_at: Timestamp,
        /// When the refresh token ends.
        pub refresh_expires_at: Timestamp,
        /// Address of the login.
        pub login_ip: Option<String>,
        /// User agent of the login.
        pub login_device: Option<String>,
        /// Time of the login; refreshing keeps it.
        pub login_at: Option<Timestamp>,
        /// Address of the last request.
        pub last_activity_ip: Option<String>,
        /// User agent of the last request.
        pub last_activity_device: Option<String>,
        /// Time of the last request.
        pub last_activity_at: Option<Timestamp>,
        /// When this row was made; refreshing makes a new one.
        pub created_at: Timestamp,
    }
}

/// A session with its user.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The session.
    pub session: SessionRow,
    /// Its user.
    pub user: User,
}

impl FromRow for Session {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            session: Record::read(cursor)?,
            user: FromRow::from_row(cursor)?,
        })
    }
}

/// Where a request came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Address.
    pub ip: Option<String>,
    /// User agent; only its first 500 characters are kept.
    pub device: Option<String>,
}

impl Client {
    fn device(&self) -> Option<String> {
        let device = self.device.as_deref()?;
        Some(device.chars().take(DEVICE_LENGTH).collect())
    }
}

/// The tokens of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Hash of the access token.
    pub access: TokenHash,
    /// When it ends.
    pub access_expires_at: Timestamp,
    /// Hash of the refresh token.
    pub refresh: TokenHash,
    /// When it ends.
    pub refresh_expires_at: Timestamp,
}

fn with_user() -> SelectStatement {
    let mut query = Query::select();
    select_columns::<SessionRow>(&mut query, "sessions");
    select_user(&mut query);
    query.from("sessions").inner_join(
        "users",
        column("users", "id").equals(("sessions", "user_id")),
    );
    join_account(&mut query);
    query
}

/// The session of an access token that has not ended, with its user, in one query.
pub async fn by_access_token(conn: &mut Conn<'_>, token: &TokenHash) -> Result<Option<Session>> {
    let mut query = with_user();
    query
        .and_where(column("sessions", "access_hash").eq(token.0.clone()))
        .and_where(column("sessions", "access_expires_at").gt(conn.now().as_millis()));
    conn.first(&query).await
}

/// The session of a refresh token, ended or not, with its user.
pub async fn by_refresh_token(conn: &mut Conn<'_>, token: &TokenHash) -> Result<Option<Session>> {
    let mut query = with_user();
    query.and_where(column("sessions", "refresh_hash").eq(token.0.clone()));
    conn.first(&query).await
}

/// Sessions of a user whose tokens have both not ended, by the time they were made.
pub async fn list(
    conn: &mut Conn<'_>,
    user: UserId,
    direction: Direction,
    page: Page,
) -> Result<Listing<SessionRow>> {
    let now = conn.now().as_millis();
    let mut query = select::<SessionRow>();
    query
        .and_where(Expr::col("user_id").eq(user.get()))
        .and_where(Expr::col("access_expires_at").gt(now))
        .and_where(Expr::col("refresh_expires_at").gt(now))
        .order_by("created_at", direction.order())
        .order_by("id", sea_query::Order::Asc);
    list_rows(conn, query, page, true).await
}

/// Makes the session of a login.
pub async fn create(
    conn: &mut Conn<'_>,
    user: UserId,
    tokens: &Tokens,
    client: &Client,
) -> Result<SessionId> {
    let login = Login {
        ip: client.ip.clone(),
        device: client.device(),
        at: Some(conn.now()),
    };
    insert_session(conn, user, tokens, login, client).await
}

/// Puts a new session in place of an old one: the old tokens end at once, the facts of the login stay.
///
/// `None` when the old session is gone, because its refresh token was used a second time in between.
pub async fn refresh(
    conn: &mut Conn<'_>,
    old: &SessionRow,
    tokens: &Tokens,
    client: &Client,
) -> Result<Option<SessionId>> {
    if !revoke(conn, old.id).await? {
        return Ok(None);
    }
    let login = Login {
        ip: old.login_ip.clone(),
        device: old.login_device.clone(),
        at: old.login_at,
    };
    let id = insert_session(conn, old.user_id, tokens, login, client).await?;
    Ok(Some(id))
}

struct Login {
    ip: Option<String>,
    device: Option<String>,
    at: Option<Timestamp>,
}

async fn insert_session(
    conn: &mut Conn<'_>,
    user: UserId,
    tokens: &Tokens,
    login: Login,
    client: &Client,
) -> Result<SessionId> {
    let now = conn.now();
    let mut query = insert(
        "sessions",
        vec![
            ("user_id", user.bind()),
            ("access_hash", tokens.access.0.clone().bind()),
            ("access_expires_at", tokens.access_expires_at.bind()),
            ("refresh_hash", tokens.refresh.0.clone().bind()),
            ("refresh_expires_at", tokens.refresh_expires_at.bind()),
            ("login_ip", login.ip.bind()),
            ("login_device", login.device.bind()),
            ("login_at", login.at.bind()),
            ("last_activity_ip", client.ip.as_deref().bind()),
            ("last_activity_device", client.device().bind()),
            ("last_activity_at", now.bind()),
            ("created_at", now.bind()),
        ],
    );
    conn.insert(&mut query).await
}

/// Ends a session; whether there was one.
pub async fn revoke(conn: &mut Conn<'_>, id: SessionId) -> Result<bool> {
    let query = delete("sessions", Expr::col("id").eq(id.get()));
    Ok(conn.execute(&query).await? > 0)
}

/// Ends all sessions of a user; how many there were.
pub async fn revoke_all(conn: &mut Conn<'_>, user: UserId) -> Result<u64> {
    let query = delete("sessions", Expr::col("user_id").eq(user.get()));
    conn.execute(&query).await
}

/// Deletes the sessions of which both tokens have ended; how many there were.
pub async fn delete_ended(conn: &mut Conn<'_>) -> Result<u64> {
    let now = conn.now().as_millis();
    let ended = Expr::col("access_expires_at")
        .lte(now)
        .and(Expr::col("refresh_expires_at").lte(now));
    conn.execute(&delete("sessions", ended)).await
}

/// Notes the last request of a session. Sessions that have ended meanwhile are left out.
pub async fn set_last_activity(
    conn: &mut Conn<'_>,
    id: SessionId,
    client: &Client,
    at: Timestamp,
) -> Result<()> {
    let assignments = vec![
        ("last_activity_ip", client.ip.as_deref().bind()),
        ("last_activity_device", client.device().bind()),
        ("last_activity_at", at.bind()),
    ];
    let query = update("sessions", assignments, Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    Ok(())
}
