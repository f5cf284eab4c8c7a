//! Taking jobs, and keeping them.

use peertube_kernel::ids::JobId;
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Func, LockBehavior, LockType, Order, Query};

use super::{Job, TABLE, all, held, in_state, is};
use crate::conn::Conn;
use crate::query::{column, is_over, update};
use crate::value::{Bind as _, Nullable as _};

/// Who takes jobs, and until when they are theirs.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Name of the process.
    pub node: String,
    /// When the job is free again unless [`beat`] comes before.
    pub until: Timestamp,
}

/// Takes the first job of a type whose time has come.
pub async fn claim(conn: &mut Conn<'_>, kind: JobType, claim: &Claim) -> Result<Option<Job>> {
    let now = conn.now();
    let mut first = Query::select();
    first
        .column((TABLE, "id"))
        .from(TABLE)
        .and_where(in_state(JobState::Waiting))
        .and_where(is("kind", kind.bind()))
        .and_where(column(TABLE, "run_at").lte(now.as_millis()))
        .order_by((TABLE, "priority"), Order::Asc)
        .order_by((TABLE, "id"), Order::Asc)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let Some(id) = conn.first::<JobId>(&first).await? else {
        return Ok(None);
    };
    let condition = is("id", id.bind()).and(in_state(JobState::Waiting));
    let mut query = update(
        TABLE,
        vec![
            ("state", JobState::Active.bind()),
            ("node", claim.node.as_str().bind()),
            ("lease_until", claim.until.bind()),
            ("processed_at", now.bind()),
            ("progress", 0_i64.bind()),
            ("cancel_asked", false.bind()),
        ],
        condition,
    );
    query
        .value("fence", Expr::col("fence").add(1))
        .value("attempts_made", Expr::col("attempts_made").add(1))
        .returning(all());
    conn.first(&query).await
}

/// Which of these types have a job that could run now.
pub async fn due_types(conn: &mut Conn<'_>, among: &[JobType]) -> Result<Vec<JobType>> {
    due(conn, one_of(among)).await
}

/// Which other types have a job that could run now.
pub async fn due_types_besides(conn: &mut Conn<'_>, these: &[JobType]) -> Result<Vec<JobType>> {
    due(conn, one_of(these).not()).await
}

async fn due(conn: &mut Conn<'_>, which: Expr) -> Result<Vec<JobType>> {
    let now = conn.now();
    let mut query = Query::select();
    query
        .distinct()
        .column((TABLE, "kind"))
        .from(TABLE)
        .and_where(in_state(JobState::Waiting))
        .and_where(which)
        .and_where(column(TABLE, "run_at").lte(now.as_millis()));
    conn.all(&query).await
}

fn one_of(kinds: &[JobType]) -> Expr {
    column(TABLE, "kind").is_in(kinds.iter().map(|kind| kind.bind()))
}

/// The time of the next job of these types that waits for it.
pub async fn next_run(conn: &mut Conn<'_>, among: &[JobType]) -> Result<Option<Timestamp>> {
    let now = conn.now();
    let mut query = Query::select();
    query
        .expr(Func::min(column(TABLE, "run_at")))
        .from(TABLE)
        .and_where(in_state(JobState::Waiting))
        .and_where(one_of(among))
        .and_where(column(TABLE, "run_at").gt(now.as_millis()));
    Ok(conn.first::<Option<Timestamp>>(&query).await?.flatten())
}

/// A worker's sign of life: extends its lease and stores its progress (per cent). Gives whether it is asked to stop;
/// nothing when the job is not its own any more.
pub async fn beat(
    conn: &mut Conn<'_>,
    id: JobId,
    fence: i64,
    until: Timestamp,
    progress: i64,
) -> Result<Option<bool>> {
    let mut query = update(
        TABLE,
        vec![("lease_until", until.bind()), ("progress", progress.bind())],
        held(id, fence),
    );
    query.returning_col("cancel_asked");
    conn.first(&query).await
}

/// Whether the job is still the worker's own. The row is written, so that nobody takes the job before the caller's
/// transaction ends.
pub async fn is_held(conn: &mut Conn<'_>, id: JobId, fence: i64) -> Result<bool> {
    let query = update(TABLE, vec![("fence", fence.bind())], held(id, fence));
    Ok(conn.execute(&query).await? > 0)
}

/// Puts jobs back in line whose worker has not given a sign of life in time. Those that lost `most_losses` workers fail:
/// they may be what kills them. Gives how many were put back.
pub async fn release_lost(conn: &mut Conn<'_>, most_losses: i64) -> Result<u64> {
    let now = conn.now();
    let lost = || in_state(JobState::Active).and(is_over(column(TABLE, "lease_until"), now));
    let mut hopeless = Query::select();
    hopeless
        .columns([(TABLE, "id"), (TABLE, "fence")])
        .from(TABLE)
        .and_where(lost())
        .and_where(column(TABLE, "lost").gte(most_losses));
    for (id, fence) in conn.all::<(JobId, i64)>(&hopeless).await? {
        super::finish::end(
            conn,
            id,
            fence,
            Some("The process that ran it ended in the middle of it, again and again"),
        )
        .await?;
    }
    let mut query = update(
        TABLE,
        vec![
            ("state", JobState::Waiting.bind()),
            ("node", <&str>::NULL),
            ("lease_until", Timestamp::NULL),
        ],
        lost(),
    );
    query
        .value("lost", Expr::col("lost").add(1))
        .value("attempts_made", Expr::col("attempts_made").sub(1));
    conn.execute(&query).await
}
