//! Takes jobs and has them done.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use peertube_kernel::Result;
use peertube_kernel::job::{JobState, JobType};
use peertube_store::jobs::{self, Claim, Job};
use peertube_store::{Signal, instance};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::handler::{Erased, Handler, SharedHandler, Task as _};
use crate::policy::{FAILED_KEPT, MOST_KEPT, policy};
use crate::queue::Queue;
use crate::work::Work;

/// How often ended jobs are looked through for old ones.
const PRUNING: Duration = Duration::from_secs(600);

/// Time limits of a runner.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name of the process in the database.
    pub node: String,
    /// How long a job stays with a worker that gives no sign of life.
    pub lease: Duration,
    /// Longest pause between two looks at the database: how late a job of another process is noticed.
    pub poll: Duration,
    /// How often the process may end in the middle of a job before the job is given up.
    pub most_losses: i64,
}

impl Settings {
    /// The usual limits.
    pub fn new(node: impl Into<String>) -> Self {
        Self {
            node: node.into(),
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(5),
            most_losses: 3,
        }
    }
}

/// Takes jobs of the types it has handlers for.
pub struct Runner {
    queue: Queue,
    settings: Settings,
    workers: HashMap<JobType, Worker>,
}

struct Worker {
    handler: SharedHandler,
    free: Arc<Semaphore>,
    time_limit: Option<Duration>,
}

impl Runner {
    /// A runner without handlers.
    pub fn new(queue: Queue, settings: Settings) -> Self {
        Self {
            queue,
            settings,
            workers: HashMap::new(),
        }
    }

    /// Has jobs of a type done by a handler.
    #[must_use]
    pub fn handle<H: Handler>(mut self, handler: H) -> Self {
        let policy = policy(H::Task::KIND);
        let worker = Worker {
            handler: Arc::new(Erased(handler)),
            free: Arc::new(Semaphore::new(policy.concurrency)),
            time_limit: policy.time_limit,
        };
        self.workers.insert(H::Task::KIND, worker);
        self
    }

    /// Other runs at once than the policy's, at least one.
    #[must_use]
    pub fn concurrency(mut self, kind: JobType, runs: usize) -> Self {
        if let Some(worker) = self.workers.get_mut(&kind) {
            worker.free = Arc::new(Semaphore::new(runs.max(1)));
        }
        self
    }

    /// Another time limit than the policy's.
    #[must_use]
    pub fn time_limit(mut self, kind: JobType, limit: Option<Duration>) -> Self {
        if let Some(worker) = self.workers.get_mut(&kind) {
            worker.time_limit = limit;
        }
        self
    }

    /// Takes and does jobs until `stop`; running ones are handed back then, to begin anew.
    pub async fn run(self, stop: CancellationToken) {
        let mut runs = JoinSet::new();
        let mut paused = self.queue.shared.paused.subscribe();
        let mut news = self.queue.shared.database.subscribe(Signal::Jobs);
        let mut named = HashSet::new();
        let mut look_after = Instant::now();
        let mut prune = Instant::now();
        while !stop.is_cancelled() {
            if Instant::now() >= look_after {
                look_after = Instant::now() + self.settings.lease / 2;
                self.release_lost().await;
            }
            if Instant::now() >= prune {
                prune = Instant::now() + PRUNING;
                self.prune().await;
                self.name_orphans(&mut named).await;
            }
            // Before the look at the database: what comes after it is news again.
            news.borrow_and_update();
            let is_paused = *paused.borrow_and_update();
            let pause = match is_paused {
                true => Ok(self.settings.poll),
                false => self.take(&mut runs, &stop).await,
            };
            let pause = pause.unwrap_or_else(|error| {
                tracing::error!(%error, "jobs could not be taken");
                self.settings.poll
            });
            tokio::select! {
                () = stop.cancelled() => {}
                // Its sender lives as long as the database.
                _ = news.changed() => {}
                Some(_) = runs.join_next() => {}
                _ = paused.changed() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        while runs.join_next().await.is_some() {}
    }

    /// Takes what workers are free for. Gives how long nothing will have to be done, if nothing new comes.
    async fn take(&self, runs: &mut JoinSet<()>, stop: &CancellationToken) -> Result<Duration> {
        let database = &self.queue.shared.database;
        let kinds = self.kinds();
        let (due, next) = {
            let mut conn = database.read().await?;
            let due = jobs::due_types(&mut conn, &kinds).await?;
            (due, jobs::next_run(&mut conn, &kinds).await?)
        };
        for kind in due {
            let Some(worker) = self.workers.get(&kind) else {
                continue;
            };
            while let Ok(free) = Arc::clone(&worker.free).try_acquire_owned() {
                // Counted before the look at the pause: whoever pauses sees either the count or no new job.
                let running = Running::new(&self.queue);
                if *self.queue.shared.paused.borrow() {
                    break;
                }
                let Some(job) = self.claim(kind).await? else {
                    break;
                };
                let work = Work {
                    database: database.clone(),
                    handler: Arc::clone(&worker.handler),
                    lease: self.settings.lease,
                    time_limit: worker.time_limit,
                    stop: stop.clone(),
                };
                runs.spawn(async move {
                    work.run(job).await;
                    drop((running, free));
                });
            }
        }
        let until = next.map(|next| next.since(database.context().now()));
        Ok(until.map_or(self.settings.poll, |until| until.min(self.settings.poll)))
    }

    fn kinds(&self) -> Vec<JobType> {
        self.workers.keys().copied().collect()
    }

    /// Says once of each type that jobs of it wait for another process.
    async fn name_orphans(&self, named: &mut HashSet<JobType>) {
        let orphans = async {
            let mut conn = self.queue.shared.database.read().await?;
            jobs::due_types_besides(&mut conn, &self.kinds()).await
        };
        match orphans.await {
            Ok(orphans) => {
                for kind in orphans {
                    if named.insert(kind) {
                        let kind = kind.as_str();
                        tracing::warn!(
                            kind,
                            "jobs of this type wait for a process that does them; this one does not"
                        );
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "jobs that nobody does could not be looked for"),
        }
    }

    async fn claim(&self, kind: JobType) -> Result<Option<Job>> {
        let database = &self.queue.shared.database;
        let claim = &Claim {
            node: self.settings.node.clone(),
            until: database.context().now().plus(self.settings.lease),
        };
        database
            .write(|conn| Box::pin(jobs::claim(conn, kind, claim)))
            .await
    }

    async fn release_lost(&self) {
        let most = self.settings.most_losses;
        let database = &self.queue.shared.database;
        let released = database.write(|conn| Box::pin(jobs::release_lost(conn, most)));
        match released.await {
            Ok(0) => {}
            Ok(jobs) => tracing::warn!(jobs, "jobs whose worker vanished are in line again"),
            Err(error) => tracing::error!(%error, "lost jobs could not be looked for"),
        }
    }

    /// Removes old jobs, unless another process did it a while ago.
    async fn prune(&self) {
        let database = &self.queue.shared.database;
        let turn = database
            .write(|conn| Box::pin(instance::take_turn(conn, "jobs.prune", PRUNING * 3 / 4)));
        match turn.await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(%error, "old jobs were not removed");
                return;
            }
        }
        let now = database.context().now();
        for kind in self.workers.keys().copied() {
            let kept = [
                (JobState::Completed, policy(kind).completed_kept),
                (JobState::Failed, FAILED_KEPT),
            ];
            for (state, kept) in kept {
                let before = now.minus(kept);
                let pruned = database
                    .write(|conn| Box::pin(jobs::prune(conn, kind, state, before, MOST_KEPT)));
                if let Err(error) = pruned.await {
                    tracing::warn!(%error, kind = kind.as_str(), "old jobs were not removed");
                }
            }
        }
    }
}

/// Counts a run of this process while it goes on.
struct Running(Queue);

impl Running {
    fn new(queue: &Queue) -> Self {
        queue.shared.running.send_modify(|running| *running += 1);
        Self(queue.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0
            .shared
            .running
            .send_modify(|running| *running = running.saturating_sub(1));
    }
}
