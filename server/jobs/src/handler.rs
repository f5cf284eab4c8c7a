//! What a job is given, and who does it.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use peertube_kernel::job::JobType;
use peertube_kernel::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::run::Run;

/// What a job is given; kept as JSON, so that a job outlives the process that asked for it.
pub trait Task: Serialize + DeserializeOwned + Send + 'static {
    /// Type of its jobs.
    const KIND: JobType;
}

/// Does the jobs of one type.
pub trait Handler: Send + Sync + 'static {
    /// What it is given.
    type Task: Task;

    /// Does a job. It is dropped in the middle when an administrator cancels the job, its time limit is over, the server
    /// stops (the job then begins anew, maybe elsewhere) or its lease is lost.
    ///
    /// # Errors
    /// An error makes the run a failed one; there is another one later while the policy has attempts left.
    fn run(&self, run: &Run, task: Self::Task) -> impl Future<Output = Result<()>> + Send;
}

/// A handler without its type.
pub(crate) trait AnyHandler: Send + Sync {
    fn run<'a>(&'a self, run: &'a Run, data: &'a str) -> BoxFuture<'a, Result<()>>;
}

pub(crate) struct Erased<H>(pub(crate) H);

impl<H: Handler> AnyHandler for Erased<H> {
    fn run<'a>(&'a self, run: &'a Run, data: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let task = serde_json::from_str(data).map_err(Error::internal)?;
            self.0.run(run, task).await
        })
    }
}

pub(crate) type SharedHandler = Arc<dyn AnyHandler>;
