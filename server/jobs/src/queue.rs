//! The line of jobs, as those see it who put jobs there and who look after it.

use std::sync::Arc;
use std::time::Duration;

use peertube_kernel::ids::JobId;
use peertube_kernel::job::JobType;
use peertube_kernel::{Error, Result};
use peertube_store::jobs::{self, NewJob};
use peertube_store::{Conn, Database};
use tokio::sync::watch;

use crate::handler::Task;
use crate::policy::policy;

/// A job to be put in line.
#[derive(Debug, Clone)]
pub struct Enqueue {
    kind: JobType,
    data: String,
    priority: i64,
    delay: Duration,
    fails_parent: bool,
}

impl Enqueue {
    /// A job that runs as soon as a worker is free, after those that were there before.
    ///
    /// # Errors
    /// When the task cannot be written as JSON.
    pub fn new<T: Task>(task: &T) -> Result<Self> {
        Ok(Self {
            kind: T::KIND,
            data: serde_json::to_string(task).map_err(Error::internal)?,
            priority: 0,
            delay: Duration::ZERO,
            fails_parent: true,
        })
    }

    /// Smaller goes first; jobs without a priority (0) go before all that have one above.
    #[must_use]
    pub const fn priority(mut self, priority: i64) -> Self {
        self.priority = priority;
        self
    }

    /// Does not run before this time has passed.
    #[must_use]
    pub const fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// As a child: its failure does not keep the parent from running.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.fails_parent = false;
        self
    }

    fn row(&self, conn: &Conn<'_>, parent: Option<JobId>, children: usize) -> NewJob {
        NewJob {
            kind: self.kind,
            data: self.data.clone(),
            priority: self.priority,
            run_at: conn.now().plus(self.delay),
            attempts_allowed: policy(self.kind).attempts,
            parent,
            fails_parent: self.fails_parent,
            children: i64::try_from(children).unwrap_or(i64::MAX),
        }
    }
}

/// The line of jobs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Queue {
    pub(crate) shared: Arc<Shared>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) database: Database,
    pub(crate) paused: watch::Sender<bool>,
    pub(crate) running: watch::Sender<usize>,
}

impl Queue {
    /// The line in this database.
    pub fn new(database: Database) -> Self {
        Self {
            shared: Arc::new(Shared {
                database,
                paused: watch::Sender::new(false),
                running: watch::Sender::new(0),
            }),
        }
    }

    /// Puts a job in line, in the caller's transaction.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn enqueue(&self, conn: &mut Conn<'_>, job: &Enqueue) -> Result<JobId> {
        let row = job.row(conn, None, 0);
        jobs::insert(conn, &row).await
    }

    /// Puts jobs in line and one that runs when all of them have ended. Gives the id of the latter.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn enqueue_flow(
        &self,
        conn: &mut Conn<'_>,
        parent: &Enqueue,
        children: &[Enqueue],
    ) -> Result<JobId> {
        let row = parent.row(conn, None, children.len());
        let id = jobs::insert(conn, &row).await?;
        for child in children {
            let row = child.row(conn, Some(id), 0);
            jobs::insert(conn, &row).await?;
        }
        Ok(id)
    }

    /// Has a job run now and then, once for all processes: first after `every`, then `every` after each end.
    /// `key` names it among all that repeat; another interval than before replaces the earlier one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn repeat(&self, key: &str, every: Duration, job: &Enqueue) -> Result<()> {
        let millis = i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
        let job = &job.clone().delay(every);
        self.shared
            .database
            .write(|conn| {
                Box::pin(async move {
                    let row = job.row(conn, None, 0);
                    jobs::schedule(conn, key, millis, &row).await
                })
            })
            .await
    }

    /// Takes no new jobs in this process, and returns when the running ones have ended.
    pub async fn pause(&self) {
        self.shared.paused.send_replace(true);
        let mut running = self.shared.running.subscribe();
        // The sender lives as long as `self`.
        let _ = running.wait_for(|running| *running == 0).await;
    }

    /// Takes jobs again.
    pub fn resume(&self) {
        self.shared.paused.send_replace(false);
    }
}
