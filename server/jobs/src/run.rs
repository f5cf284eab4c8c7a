//! A run of a job, as its handler sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use peertube_kernel::ids::JobId;
use peertube_kernel::{Error, Result};
use peertube_store::jobs::{self, Ended};
use peertube_store::{BoxFuture, Conn, Database};

/// A run of a job: the right to do it, until another worker takes it.
#[derive(Debug)]
pub struct Run {
    pub(crate) database: Database,
    pub(crate) id: JobId,
    pub(crate) fence: i64,
    /// Runs before this one that failed.
    pub(crate) attempts_before: i64,
    progress: AtomicI64,
    finished: AtomicBool,
}

impl Run {
    pub(crate) fn new(database: Database, job: &jobs::Job) -> Self {
        Self {
            database,
            id: job.id,
            fence: job.fence,
            attempts_before: job.attempts_made - 1,
            progress: AtomicI64::new(0),
            finished: AtomicBool::new(false),
        }
    }

    /// The job.
    pub const fn id(&self) -> JobId {
        self.id
    }

    /// How many runs of the job have failed before this one.
    pub const fn attempts_before(&self) -> i64 {
        self.attempts_before
    }

    /// Says how far the work is, in per cent; it is stored with the next sign of life.
    pub fn progress(&self, per_cent: u8) {
        self.progress
            .store(i64::from(per_cent.min(100)), Ordering::Relaxed);
    }

    pub(crate) fn per_cent(&self) -> i64 {
        self.progress.load(Ordering::Relaxed)
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Relaxed)
    }

    /// A writing transaction that is kept only if the job is still this run's.
    ///
    /// # Errors
    /// Those of `work`, and [`lost`] when another worker has the job.
    pub async fn write<'db, T, F>(&'db self, work: F) -> Result<T>
    where
        T: Send,
        F: for<'c> Fn(&'c mut Conn<'db>) -> BoxFuture<'c, Result<T>> + Send + Sync + 'db,
    {
        let (work, id, fence) = (Arc::new(work), self.id, self.fence);
        self.database
            .write(|conn| {
                let work = Arc::clone(&work);
                Box::pin(async move {
                    if !jobs::is_held(conn, id, fence).await? {
                        return Err(lost());
                    }
                    work(conn).await
                })
            })
            .await
    }

    /// The last transaction of the job: what it writes and the end of the job are kept together, exactly once.
    ///
    /// # Errors
    /// Those of `work`, and [`lost`] when another worker has the job.
    pub async fn finish<'db, T, F>(&'db self, work: F) -> Result<T>
    where
        T: Send,
        F: for<'c> Fn(&'c mut Conn<'db>) -> BoxFuture<'c, Result<T>> + Send + Sync + 'db,
    {
        let (work, id, fence) = (Arc::new(work), self.id, self.fence);
        let value = self.database.write(|conn| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                match jobs::complete(conn, id, fence).await? {
                    Ended::Lost => Err(lost()),
                    Ended::Over | Ended::Again => work(conn).await,
                }
            })
        });
        let value = value.await?;
        self.finished.store(true, Ordering::Relaxed);
        Ok(value)
    }
}

/// Another worker has the job.
fn lost() -> Error {
    Error::conflict("The job was taken by another worker")
}
