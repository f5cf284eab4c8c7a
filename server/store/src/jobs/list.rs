//! Looking at jobs, asking running ones to stop, and removing old ones.

use peertube_kernel::ids::JobId;
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::{Result, Timestamp};
use sea_query::{ExprTrait as _, Query};

use super::{Job, TABLE, held, in_state, is};
use crate::conn::Conn;
use crate::query::{Direction, Listing, Page, column, delete, update};
use crate::record::select;
use crate::value::Bind as _;

/// Which jobs a list holds; nothing set means all.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// Only those in one of these states.
    pub states: Option<Vec<JobState>>,
    /// Only those whose time has not come (`true`), or has come.
    pub delayed: Option<bool>,
    /// Only those with a priority.
    pub prioritized: bool,
    /// Only those of a type.
    pub kind: Option<JobType>,
}

/// Jobs by their time of creation.
pub async fn list(
    conn: &mut Conn<'_>,
    filter: &JobFilter,
    direction: Direction,
    page: Page,
) -> Result<Listing<Job>> {
    let now = conn.now().as_millis();
    let mut query = select::<Job>();
    if let Some(states) = &filter.states {
        let states = states.iter().map(|state| state.id());
        query.and_where(column(TABLE, "state").is_in(states));
    }
    match filter.delayed {
        Some(true) => query.and_where(column(TABLE, "run_at").gt(now)),
        Some(false) => query.and_where(column(TABLE, "run_at").lte(now)),
        None => &mut query,
    };
    if filter.prioritized {
        query.and_where(column(TABLE, "priority").ne(0));
    }
    if let Some(kind) = filter.kind {
        query.and_where(is("kind", kind.bind()));
    }
    query
        .order_by((TABLE, "created_at"), direction.order())
        .order_by((TABLE, "id"), direction.order());
    crate::query::list(conn, query, page, true).await
}

/// The job with this number.
pub async fn by_id(conn: &mut Conn<'_>, id: JobId) -> Result<Option<Job>> {
    let mut query = select::<Job>();
    query.and_where(is("id", id.bind()));
    conn.first(&query).await
}

/// Answer to the wish to stop a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelling {
    /// There is no such job of this type.
    Unknown,
    /// It does not run, or its type cannot be stopped.
    Impossible,
    /// Its worker will stop with its next sign of life.
    Asked,
}

/// Asks the worker of a running job to stop.
pub async fn ask_to_cancel(conn: &mut Conn<'_>, kind: JobType, id: JobId) -> Result<Cancelling> {
    let Some(job) = by_id(conn, id).await?.filter(|job| job.kind == kind) else {
        return Ok(Cancelling::Unknown);
    };
    if !job.can_be_cancelled() {
        return Ok(Cancelling::Impossible);
    }
    let query = update(
        TABLE,
        vec![("cancel_asked", true.bind())],
        held(id, job.fence),
    );
    let asked = conn.execute(&query).await? > 0;
    Ok(if asked {
        Cancelling::Asked
    } else {
        Cancelling::Impossible
    })
}

/// Removes jobs of a type that ended in this state before `before`, and of the rest all but the newest `most`.
pub async fn prune(
    conn: &mut Conn<'_>,
    kind: JobType,
    state: JobState,
    before: Timestamp,
    most: u64,
) -> Result<u64> {
    let these = || in_state(state).and(is("kind", kind.bind()));
    let old = these().and(column(TABLE, "finished_at").lt(before.as_millis()));
    let removed = conn.execute(&delete(TABLE, old)).await?;
    let mut edge = Query::select();
    edge.column((TABLE, "finished_at"))
        .from(TABLE)
        .and_where(these())
        .order_by((TABLE, "finished_at"), sea_query::Order::Desc)
        .limit(1)
        .offset(most);
    let Some(edge) = conn.first::<Timestamp>(&edge).await? else {
        return Ok(removed);
    };
    let surplus = these().and(column(TABLE, "finished_at").lte(edge.as_millis()));
    Ok(removed + conn.execute(&delete(TABLE, surplus)).await?)
}
