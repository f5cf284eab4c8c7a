//! Putting jobs in line.

use peertube_kernel::ids::JobId;
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, Query};

use super::{TABLE, in_state, is};
use crate::conn::Conn;
use crate::query::insert as insert_row;
use crate::signals::Signal;
use crate::value::{Bind as _, Nullable as _, json};

/// A job to be put in line.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// What it does.
    pub kind: JobType,
    /// JSON.
    pub data: String,
    /// Smaller goes first; 0 is none.
    pub priority: i64,
    /// Earliest time of its run.
    pub run_at: Timestamp,
    /// Runs at most.
    pub attempts_allowed: i64,
    /// The job that waits for it; it must have been inserted with [`children`](Self::children) above 0.
    pub parent: Option<JobId>,
    /// Whether its failure fails the parent; otherwise the parent runs all the same.
    pub fails_parent: bool,
    /// Jobs that will be inserted with this one as their parent. It runs when all of them have ended.
    pub children: i64,
}

/// Inserts a job. It is gone again when the caller's transaction is rolled back.
pub async fn insert(conn: &mut Conn<'_>, job: &NewJob) -> Result<JobId> {
    let mut query = insert_row(TABLE, assignments(job, conn.now()));
    conn.signal_after_commit(Signal::Jobs);
    conn.insert(&mut query).await
}

/// Inserts a job that comes back every `every` milliseconds, unless its next run is in line already (`key` names it).
/// Another interval than before holds at once.
pub async fn schedule(conn: &mut Conn<'_>, key: &str, every: i64, job: &NewJob) -> Result<()> {
    let mut there = Query::select();
    there
        .column((TABLE, "repeat_every"))
        .from(TABLE)
        .and_where(is("repeat_key", key.bind()));
    let known = conn.first::<i64>(&there).await?;
    if known != Some(every) {
        conn.signal_after_commit(Signal::Jobs);
    }
    match known {
        Some(known) if known == every => {}
        Some(_) => {
            let mut change = Query::update();
            change
                .table(TABLE)
                .value("repeat_every", every)
                .value(
                    "run_at",
                    Expr::case(
                        in_state(JobState::Waiting),
                        Expr::val(job.run_at.as_millis()),
                    )
                    .finally(Expr::col("run_at")),
                )
                .and_where(is("repeat_key", key.bind()));
            conn.execute(&change).await?;
        }
        None => {
            let mut row = assignments(job, conn.now());
            row.push(("repeat_key", key.bind()));
            row.push(("repeat_every", every.bind()));
            conn.execute(&insert_row(TABLE, row)).await?;
        }
    }
    Ok(())
}

pub(super) fn assignments(job: &NewJob, now: Timestamp) -> Vec<crate::query::Assignment> {
    let state = if job.children > 0 {
        JobState::WaitingChildren
    } else {
        JobState::Waiting
    };
    vec![
        ("kind", job.kind.bind()),
        ("state", state.bind()),
        ("priority", job.priority.bind()),
        ("data", json(&job.data)),
        (
            "parent_id",
            job.parent.map_or(JobId::NULL, |parent| parent.bind()),
        ),
        ("children_left", job.children.bind()),
        ("fails_parent", job.fails_parent.bind()),
        ("attempts_made", 0_i64.bind()),
        ("attempts_allowed", Ord::max(job.attempts_allowed, 1).bind()),
        ("lost", 0_i64.bind()),
        ("run_at", job.run_at.bind()),
        ("progress", 0_i64.bind()),
        ("created_at", now.bind()),
        ("fence", 0_i64.bind()),
        ("cancel_asked", false.bind()),
    ]
}
