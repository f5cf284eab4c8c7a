//! The ends of a run.

use std::time::Duration;

use peertube_kernel::ids::JobId;
use peertube_kernel::job::JobState;
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Query, ReturningClause, Value};

use super::enqueue::{NewJob, assignments};
use super::{TABLE, held, in_state, is};
use crate::conn::Conn;
use crate::query::{insert as insert_row, update};
use crate::signals::Signal;
use crate::value::{Bind as _, Nullable as _};

/// First pause before another attempt; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(60);

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The job is over.
    Over,
    /// It will be tried again.
    Again,
    /// Another worker has the job: nothing was changed.
    Lost,
}

/// The job is done.
pub async fn complete(conn: &mut Conn<'_>, id: JobId, fence: i64) -> Result<Ended> {
    end(conn, id, fence, None).await
}

/// The run failed: another attempt later where one is left (and wanted), else the job is over.
pub async fn fail(
    conn: &mut Conn<'_>,
    id: JobId,
    fence: i64,
    error: &str,
    again: bool,
) -> Result<Ended> {
    let mut attempts = Query::select();
    attempts
        .columns([(TABLE, "attempts_made"), (TABLE, "attempts_allowed")])
        .from(TABLE)
        .and_where(held(id, fence));
    let Some((made, allowed)) = conn.first::<(i64, i64)>(&attempts).await? else {
        return Ok(Ended::Lost);
    };
    if !again || made >= allowed {
        return end(conn, id, fence, Some(error)).await;
    }
    let doublings = Ord::min(u32::try_from(made - 1).unwrap_or(0), 16);
    let run_at = conn.now().plus(FIRST_PAUSE * 2_u32.pow(doublings));
    let mut row = idle(JobState::Waiting);
    row.push(("run_at", run_at.bind()));
    row.push(("error", error.bind()));
    conn.execute(&update(TABLE, row, held(id, fence))).await?;
    Ok(Ended::Again)
}

/// The worker lets go of a job without having ended it: the run does not count.
pub async fn hand_back(conn: &mut Conn<'_>, id: JobId, fence: i64) -> Result<()> {
    let mut query = update(TABLE, idle(JobState::Waiting), held(id, fence));
    query.value("attempts_made", Expr::col("attempts_made").sub(1));
    conn.signal_after_commit(Signal::Jobs);
    conn.execute(&query).await?;
    Ok(())
}

fn idle(state: JobState) -> Vec<(&'static str, Value)> {
    vec![
        ("state", state.bind()),
        ("node", <&str>::NULL),
        ("lease_until", Timestamp::NULL),
    ]
}

/// Ends a job, well or with an error, and does what follows from it: the parent, and the next run of one that repeats.
pub(super) async fn end(
    conn: &mut Conn<'_>,
    id: JobId,
    fence: i64,
    error: Option<&str>,
) -> Result<Ended> {
    let state = match error {
        None => JobState::Completed,
        Some(_) => JobState::Failed,
    };
    let mut repeat = Query::select();
    repeat
        .columns([(TABLE, "repeat_key"), (TABLE, "repeat_every")])
        .from(TABLE)
        .and_where(held(id, fence));
    let Some((key, every)) = conn.first::<(Option<String>, Option<i64>)>(&repeat).await? else {
        return Ok(Ended::Lost);
    };
    let mut row = idle(state);
    row.push(("finished_at", conn.now().bind()));
    row.push(("error", error.map_or(<&str>::NULL, |error| error.bind())));
    row.push(("repeat_key", <&str>::NULL));
    if error.is_none() {
        row.push(("progress", 100_i64.bind()));
    }
    let mut query = update(TABLE, row, held(id, fence));
    query.returning(parent());
    let Some((waiting, fails_parent)) = conn.first::<(Option<JobId>, bool)>(&query).await? else {
        return Ok(Ended::Lost);
    };
    if let (Some(key), Some(every)) = (key, every) {
        repeat_later(conn, id, &key, every).await?;
    }
    if let Some(waiting) = waiting {
        child_ended(conn, waiting, error.is_some() && fails_parent).await?;
    }
    Ok(Ended::Over)
}

/// The parent of an ended job, and whether a failure goes on to it.
fn parent() -> ReturningClause {
    Query::returning().columns(["parent_id", "fails_parent"])
}

/// The next run of a job that comes back: the same job, later.
async fn repeat_later(conn: &mut Conn<'_>, id: JobId, key: &str, every: i64) -> Result<()> {
    let Some(job) = super::by_id(conn, id).await? else {
        return Ok(());
    };
    let now = conn.now();
    let pause = Duration::from_millis(u64::try_from(every).unwrap_or(0));
    let next = NewJob {
        kind: job.kind,
        data: job.data,
        priority: job.priority,
        run_at: now.plus(pause),
        attempts_allowed: job.attempts_allowed,
        parent: None,
        fails_parent: false,
        children: 0,
    };
    let mut row = assignments(&next, now);
    row.push(("repeat_key", key.bind()));
    row.push(("repeat_every", every.bind()));
    conn.execute(&insert_row(TABLE, row)).await?;
    Ok(())
}

/// Counts a child off; the last one lets the parent run. A failure that the parent does not survive goes up the line.
async fn child_ended(conn: &mut Conn<'_>, waiting: JobId, failed: bool) -> Result<()> {
    let waits = |id: JobId| is("id", id.bind()).and(in_state(JobState::WaitingChildren));
    let mut next = failed.then_some(waiting);
    while let Some(id) = next {
        let row = vec![
            ("state", JobState::Failed.bind()),
            ("error", "A job that it waited for failed".bind()),
            ("finished_at", conn.now().bind()),
        ];
        let mut query = update(TABLE, row, waits(id));
        query.returning(parent());
        let ended = conn.first::<(Option<JobId>, bool)>(&query).await?;
        match ended {
            Some((Some(above), true)) => next = Some(above),
            Some((Some(above), false)) => return count_off(conn, above).await,
            _ => return Ok(()),
        }
    }
    if failed {
        return Ok(());
    }
    count_off(conn, waiting).await
}

async fn count_off(conn: &mut Conn<'_>, parent: JobId) -> Result<()> {
    let waits = is("id", parent.bind()).and(in_state(JobState::WaitingChildren));
    let mut query = Query::update();
    query
        .table(TABLE)
        .value("children_left", Expr::col("children_left").sub(1))
        .value(
            "state",
            Expr::case(
                Expr::col("children_left").lte(1),
                Expr::val(JobState::Waiting.bind()),
            )
            .finally(Expr::col("state")),
        )
        .and_where(waits);
    conn.signal_after_commit(Signal::Jobs);
    conn.execute(&query).await?;
    Ok(())
}
