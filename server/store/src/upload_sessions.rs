//! Unfinished resumable uploads: who owns them, how far they are, who writes, who makes something of them.
//!
//! Every function is one statement (or a few in the caller's transaction) whose condition says under which
//! circumstances it may happen, so several processes can share the table.

use peertube_kernel::ids::UserId;
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Order, Query, ReturningClause, Value};

use crate::conn::Conn;
use crate::query::{column, count_all, delete, has, insert as insert_row, is_over, update};
use crate::record::{Record as _, record, select};
use crate::value::{Bind as _, Nullable as _};

record! {
    /// One unfinished upload.
    pub struct UploadSession in "upload_sessions" {
        /// The public name of the session.
        pub id: String,
        /// Random; tells this session from an earlier one with the same id.
        pub generation: String,
        /// Whose it is.
        pub owner_id: UserId,
        /// What its owner calls it.
        pub name: String,
        /// The file's name at the client.
        pub file_name: String,
        /// The announced media type.
        pub content_type: String,
        /// Bytes of the whole upload.
        pub size: i64,
        /// The caller's own data.
        pub metadata: String,
        /// Bytes stored without a gap.
        pub stored: i64,
        /// Time of the start or of the newest chunk.
        pub touched_at: Timestamp,
        /// The writer.
        pub lock_token: Option<String>,
        /// The server of the writer.
        pub lock_node: Option<String>,
        /// When the writer's request arrived.
        pub lock_since: Option<Timestamp>,
        /// When the lock breaks.
        pub lock_until: Option<Timestamp>,
        /// Whether the writer shall let go.
        pub stop_asked: bool,
        /// Who processes the complete upload.
        pub claim_token: Option<String>,
        /// The server that processes it.
        pub claim_node: Option<String>,
        /// When the claim breaks.
        pub claim_until: Option<Timestamp>,
        /// Where the bytes lie: `bucket`, or the identity of a directory; nothing in rows of earlier versions.
        pub place: Option<String>,
    }
}

/// The right to write or to process, until it runs out.
#[derive(Debug, Clone)]
pub struct UploadLease {
    /// Random name of the holder; every later statement of the holder carries it.
    pub token: String,
    /// The server that holds it.
    pub node: String,
    /// When the holder's request arrived.
    pub since: Timestamp,
    /// When it runs out.
    pub until: Timestamp,
}

const TABLE: &str = UploadSession::TABLE;

/// Inserts a session; a clash of ids is a unique violation.
pub async fn insert(conn: &mut Conn<'_>, session: &UploadSession) -> Result<()> {
    let session = session.clone();
    let query = insert_row(
        TABLE,
        vec![
            ("id", session.id.bind()),
            ("generation", session.generation.bind()),
            ("owner_id", session.owner_id.bind()),
            ("name", session.name.bind()),
            ("file_name", session.file_name.bind()),
            ("content_type", session.content_type.bind()),
            ("size", session.size.bind()),
            ("metadata", session.metadata.bind()),
            ("stored", session.stored.bind()),
            ("touched_at", session.touched_at.bind()),
            ("stop_asked", false.bind()),
            ("place", session.place.bind()),
        ],
    );
    conn.execute(&query).await?;
    Ok(())
}

/// The session with this id.
pub async fn by_id(conn: &mut Conn<'_>, id: &str) -> Result<Option<UploadSession>> {
    let mut query = select::<UploadSession>();
    query.and_where(is("id", id.bind()));
    conn.first(&query).await
}

/// How many sessions of an owner were touched after `alive_after`.
pub async fn count(conn: &mut Conn<'_>, owner: UserId, alive_after: Timestamp) -> Result<i64> {
    let mut query = Query::select();
    query
        .expr(count_all())
        .from(TABLE)
        .and_where(is("owner_id", owner.bind()))
        .and_where(column(TABLE, "touched_at").gt(alive_after.as_millis()));
    Ok(conn.first(&query).await?.unwrap_or(0))
}

/// All sessions of an owner.
pub async fn by_owner(conn: &mut Conn<'_>, owner: UserId) -> Result<Vec<UploadSession>> {
    let mut query = select::<UploadSession>();
    query.and_where(is("owner_id", owner.bind()));
    conn.all(&query).await
}

/// Up to `limit` sessions with ids above `after`, in order of id.
pub async fn page(conn: &mut Conn<'_>, after: &str, limit: u32) -> Result<Vec<UploadSession>> {
    let mut query = select::<UploadSession>();
    query
        .and_where(column(TABLE, "id").gt(after))
        .order_by("id", Order::Asc)
        .limit(limit.into());
    conn.all(&query).await
}

/// Replaces what was declared and counts as a touch, unless the session is gone or claimed at `now`.
///
/// The size is left alone when more than that is stored. Tells whether there was such a session.
pub async fn redeclare(conn: &mut Conn<'_>, new: &UploadSession, now: Timestamp) -> Result<bool> {
    let condition = this(&new.id, &new.generation).and(free("claim_until", now));
    let new = new.clone();
    let mut query = update(
        TABLE,
        vec![
            ("name", new.name.bind()),
            ("file_name", new.file_name.bind()),
            ("content_type", new.content_type.bind()),
            ("metadata", new.metadata.bind()),
            ("touched_at", now.bind()),
        ],
        condition,
    );
    let size = Expr::case(Expr::col("stored").lte(new.size), Expr::val(new.size));
    query.value("size", size.finally(Expr::col("size")));
    Ok(conn.execute(&query).await? > 0)
}

/// Takes the writer's lock unless it, or the claim, is held at `now`; the session as it is then.
pub async fn lock(
    conn: &mut Conn<'_>,
    id: &str,
    lease: &UploadLease,
    now: Timestamp,
) -> Result<Option<UploadSession>> {
    let mut query = update(
        TABLE,
        vec![
            ("lock_token", lease.token.as_str().bind()),
            ("lock_node", lease.node.as_str().bind()),
            ("lock_since", lease.since.bind()),
            ("lock_until", lease.until.bind()),
            ("stop_asked", false.bind()),
        ],
        is("id", id.bind())
            .and(free("lock_until", now))
            .and(free("claim_until", now)),
    );
    query.returning(all());
    conn.first(&query).await
}

/// Asks a writer to let go.
pub async fn ask_to_stop(conn: &mut Conn<'_>, id: &str, token: &str) -> Result<()> {
    let condition = held("lock_token", id, token);
    conn.execute(&update(TABLE, vec![("stop_asked", true.bind())], condition))
        .await?;
    Ok(())
}

/// A writer's sign of life: extends its lock and stores its progress. Gives whether it was asked to stop, nothing if
/// it does not hold the lock.
pub async fn beat(
    conn: &mut Conn<'_>,
    id: &str,
    lease: &UploadLease,
    stored: i64,
    size: i64,
    now: Timestamp,
) -> Result<Option<bool>> {
    let mut query = update(
        TABLE,
        vec![
            ("stored", stored.bind()),
            ("size", size.bind()),
            ("touched_at", now.bind()),
            ("lock_until", lease.until.bind()),
        ],
        held("lock_token", id, &lease.token),
    );
    query.returning_col("stop_asked");
    conn.first(&query).await
}

/// A writer stores its progress and lets go; false if it did not hold the lock.
pub async fn unlock(
    conn: &mut Conn<'_>,
    id: &str,
    token: &str,
    stored: i64,
    now: Timestamp,
) -> Result<bool> {
    let mut assignments = no_lock();
    assignments.push(("stored", stored.bind()));
    assignments.push(("touched_at", now.bind()));
    let query = update(TABLE, assignments, held("lock_token", id, token));
    Ok(conn.execute(&query).await? > 0)
}

/// Takes the claim of a session whose bytes are all there, unless it is written to or claimed at `now`.
pub async fn claim(
    conn: &mut Conn<'_>,
    id: &str,
    lease: &UploadLease,
    now: Timestamp,
) -> Result<Option<UploadSession>> {
    let mut query = update(
        TABLE,
        vec![
            ("claim_token", lease.token.as_str().bind()),
            ("claim_node", lease.node.as_str().bind()),
            ("claim_until", lease.until.bind()),
        ],
        is("id", id.bind())
            .and(Expr::col("stored").eq(Expr::col("size")))
            .and(free("lock_until", now))
            .and(free("claim_until", now)),
    );
    query.returning(all());
    conn.first(&query).await
}

/// Extends a claim; false if it is not held any more.
pub async fn renew_claim(
    conn: &mut Conn<'_>,
    id: &str,
    token: &str,
    until: Timestamp,
) -> Result<bool> {
    let assignments = vec![("claim_until", until.bind())];
    let query = update(TABLE, assignments, held("claim_token", id, token));
    Ok(conn.execute(&query).await? > 0)
}

/// Gives a claim back.
pub async fn release_claim(conn: &mut Conn<'_>, id: &str, token: &str) -> Result<()> {
    conn.execute(&update(TABLE, no_claim(), held("claim_token", id, token)))
        .await?;
    Ok(())
}

/// Whether this writer holds the lock.
pub async fn is_writer(conn: &mut Conn<'_>, id: &str, token: &str) -> Result<bool> {
    let mut query = Query::select();
    query
        .expr(count_all())
        .from(TABLE)
        .and_where(held("lock_token", id, token));
    Ok(conn.first::<i64>(&query).await?.unwrap_or(0) > 0)
}

/// Deletes a session unless it is claimed at `now`; the session as it was.
pub async fn remove(
    conn: &mut Conn<'_>,
    id: &str,
    generation: &str,
    now: Timestamp,
) -> Result<Option<UploadSession>> {
    let mut query = delete(TABLE, this(id, generation).and(free("claim_until", now)));
    query.returning(all());
    conn.first(&query).await
}

/// Deletes the session that is claimed by `token`; false if it is not.
pub async fn remove_claimed(conn: &mut Conn<'_>, id: &str, token: &str) -> Result<bool> {
    let query = delete(TABLE, held("claim_token", id, token));
    Ok(conn.execute(&query).await? > 0)
}

/// Deletes up to `limit` sessions that were not touched after `idle_since` and are free at `now`.
pub async fn remove_idle(
    conn: &mut Conn<'_>,
    idle_since: Timestamp,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<UploadSession>> {
    let mut idle = Query::select();
    idle.column("id")
        .from(TABLE)
        .and_where(column(TABLE, "touched_at").lte(idle_since.as_millis()))
        .and_where(free("lock_until", now))
        .and_where(free("claim_until", now))
        .limit(limit.into());
    let mut query = delete(TABLE, Expr::col("id").in_subquery(idle));
    query.returning(all());
    conn.all(&query).await
}

/// Breaks all locks and claims of a server that has just started.
pub async fn release_node(conn: &mut Conn<'_>, node: &str) -> Result<()> {
    conn.execute(&update(TABLE, no_lock(), is("lock_node", node.bind())))
        .await?;
    conn.execute(&update(TABLE, no_claim(), is("claim_node", node.bind())))
        .await?;
    Ok(())
}

fn is(name: &'static str, value: Value) -> Expr {
    has(TABLE, name, value)
}

fn this(id: &str, generation: &str) -> Expr {
    is("id", id.bind()).and(is("generation", generation.bind()))
}

fn held(name: &'static str, id: &str, token: &str) -> Expr {
    is("id", id.bind()).and(is(name, token.bind()))
}

/// Nobody holds the lock or claim whose end is in this column.
fn free(until: &'static str, now: Timestamp) -> Expr {
    Expr::col(until)
        .is_null()
        .or(is_over(Expr::col(until), now))
}

fn no_lock() -> Vec<(&'static str, Value)> {
    vec![
        ("lock_token", String::NULL),
        ("lock_node", String::NULL),
        ("lock_since", i64::NULL),
        ("lock_until", i64::NULL),
        ("stop_asked", false.bind()),
    ]
}

fn no_claim() -> Vec<(&'static str, Value)> {
    vec![
        ("claim_token", String::NULL),
        ("claim_node", String::NULL),
        ("claim_until", i64::NULL),
    ]
}

fn all() -> ReturningClause {
    Query::returning().columns(UploadSession::COLUMNS.iter().copied())
}
