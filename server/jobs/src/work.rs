//! One run, from the taking of a job to its end.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use peertube_kernel::{Error, Result};
use peertube_store::Database;
use peertube_store::jobs::{self, Ended, Job};
use tokio_util::sync::CancellationToken;

use crate::handler::SharedHandler;
use crate::run::Run;

/// How a job is done.
pub(crate) struct Work {
    pub(crate) database: Database,
    pub(crate) handler: SharedHandler,
    pub(crate) lease: Duration,
    pub(crate) time_limit: Option<Duration>,
    pub(crate) stop: CancellationToken,
}

/// How a run ended.
enum Outcome {
    /// By itself.
    Returned(Result<()>),
    /// The handler panicked.
    Panicked,
    /// It took too long.
    TooLong,
    /// An administrator wants it to stop.
    Cancelled,
    /// Another worker has the job.
    Lost,
    /// The server stops.
    Stopped,
}

impl Work {
    /// Does a job that was taken. A failure to write the outcome is logged; the lease runs out then.
    pub(crate) async fn run(self, job: Job) {
        let (id, kind) = (job.id, job.kind.as_str());
        let run = Run::new(self.database.clone(), &job);
        let outcome = self.outcome(&run, &job.data).await;
        if run.is_finished() {
            return;
        }
        if let Err(error) = self.end(&run, kind, outcome).await {
            tracing::error!(%id, kind, %error, "the outcome of a job could not be stored");
        }
    }

    async fn outcome(&self, run: &Run, data: &str) -> Outcome {
        let handled = AssertUnwindSafe(self.handler.run(run, data)).catch_unwind();
        let limited = async {
            match self.time_limit {
                Some(limit) => tokio::time::timeout(limit, handled).await.ok(),
                None => Some(handled.await),
            }
        };
        tokio::select! {
            biased;
            result = limited => match result {
                Some(Ok(result)) => Outcome::Returned(result),
                Some(Err(_)) => Outcome::Panicked,
                None => Outcome::TooLong,
            },
            outcome = self.beats(run) => outcome,
            () = self.stop.cancelled() => Outcome::Stopped,
        }
    }

    /// Gives signs of life until there is a reason to stop.
    async fn beats(&self, run: &Run) -> Outcome {
        let mut ticks = tokio::time::interval(self.lease / 3);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // The first tick comes at once, and the job was taken just now.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            let (id, fence, per_cent) = (run.id, run.fence, run.per_cent());
            let beat = self.database.write(|conn| {
                let until = conn.now().plus(self.lease);
                Box::pin(jobs::beat(conn, id, fence, until, per_cent))
            });
            match beat.await {
                Ok(Some(false)) => {}
                Ok(Some(true)) => return Outcome::Cancelled,
                Ok(None) => return Outcome::Lost,
                Err(error) => tracing::warn!(%id, %error, "a job's lease was not renewed"),
            }
        }
    }

    async fn end(&self, run: &Run, kind: &str, outcome: Outcome) -> Result<()> {
        let id = run.id;
        let (message, again) = match outcome {
            Outcome::Returned(Ok(())) => {
                run.finish(|_| Box::pin(async { Ok(()) })).await?;
                tracing::debug!(%id, kind, "job done");
                return Ok(());
            }
            Outcome::Lost => {
                tracing::warn!(%id, kind, "another worker has the job");
                return Ok(());
            }
            Outcome::Stopped => {
                let fence = run.fence;
                let back = self
                    .database
                    .write(|conn| Box::pin(jobs::hand_back(conn, id, fence)));
                return back.await;
            }
            Outcome::Returned(Err(error)) => (described(&error), true),
            Outcome::Panicked => ("The worker panicked".to_owned(), true),
            Outcome::TooLong => ("The run took longer than its time limit".to_owned(), true),
            Outcome::Cancelled => ("Cancelled by an administrator".to_owned(), false),
        };
        let (fence, text) = (run.fence, message.as_str());
        let ended = self
            .database
            .write(|conn| Box::pin(jobs::fail(conn, id, fence, text, again)));
        match ended.await? {
            Ended::Over => tracing::error!(%id, kind, error = message, "job failed"),
            Ended::Again => tracing::warn!(%id, kind, error = message, "job will be tried again"),
            Ended::Lost => tracing::warn!(%id, kind, error = message, "another worker has the job"),
        }
        Ok(())
    }
}

/// An error with its causes, in a line each.
fn described(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push('\n');
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
