//! Background jobs as rows: put in line, taken by one worker at a time, ended.
//!
//! Every function is a statement or a few in the caller's transaction, and its condition says under which circumstances
//! it may happen, so several processes can share the table. Who takes a job gets a `fence`, a number that grows with
//! each taking; statements of a worker carry it and do nothing once another worker has taken the job.

mod claim;
mod enqueue;
mod finish;
mod list;

pub use claim::{
    Claim, beat, claim, due_types, due_types_besides, is_held, next_run, release_lost,
};
pub use enqueue::{NewJob, insert, schedule};
pub use finish::{Ended, complete, fail, hand_back};
pub use list::{Cancelling, JobFilter, ask_to_cancel, by_id, list, prune};

use peertube_kernel::Timestamp;
use peertube_kernel::ids::JobId;
use peertube_kernel::job::{JobState, JobType};
use sea_query::{Expr, ExprTrait as _, Query, ReturningClause};

use crate::query::has;
use crate::record::{Record as _, record};
use crate::value::Bind as _;

record! {
    /// One job.
    pub struct Job in "jobs" {
        /// Its number.
        pub id: JobId,
        /// What it does.
        pub kind: JobType,
        /// Where it is in its life.
        pub state: JobState,
        /// Smaller goes first; 0 is none.
        pub priority: i64,
        /// JSON.
        pub data: String,
        /// The job that waits for it.
        pub parent_id: Option<JobId>,
        /// Runs so far.
        pub attempts_made: i64,
        /// Runs at most.
        pub attempts_allowed: i64,
        /// Earliest time of the next run.
        pub run_at: Timestamp,
        /// Per cent.
        pub progress: i64,
        /// Why the last run failed.
        pub error: Option<String>,
        /// When it was put in line.
        pub created_at: Timestamp,
        /// When its last run began.
        pub processed_at: Option<Timestamp>,
        /// When it ended.
        pub finished_at: Option<Timestamp>,
        /// Number of the worker that has it.
        pub fence: i64,
    }
}

impl Job {
    /// Whether an administrator may stop it now.
    pub fn can_be_cancelled(&self) -> bool {
        self.kind.can_be_cancelled() && self.state == JobState::Active
    }
}

const TABLE: &str = Job::TABLE;

fn all() -> ReturningClause {
    Query::returning().columns(Job::COLUMNS.iter().copied())
}

fn is(name: &'static str, value: sea_query::Value) -> Expr {
    has(TABLE, name, value)
}

fn in_state(state: JobState) -> Expr {
    is("state", state.bind())
}

/// The job is in the hands of the worker with this fence.
fn held(id: JobId, fence: i64) -> Expr {
    is("id", id.bind())
        .and(is("fence", fence.bind()))
        .and(in_state(JobState::Active))
}
