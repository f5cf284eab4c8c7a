//! A database, a queue, and handlers that say what they did.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use peertube_jobs::{Enqueue, Handler, Queue, Run, Runner, Settings, Task};
use peertube_kernel::ids::JobId;
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::{Context, Error, Result};
use peertube_store::Database;
use peertube_store::jobs::{self, Job};
use peertube_testdb::{Kind, TestDatabase};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// What a test job is to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Storyboard {
    /// Say the word.
    Say(String),
    /// Fail with the word.
    Fail(String),
    /// Panic.
    Panic,
    /// Say the word, and never end.
    Hang(String),
}

impl Task for Storyboard {
    const KIND: JobType = JobType::GenerateVideoStoryboard;
}

/// A type with several attempts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Mail(pub(crate) String);

impl Task for Mail {
    const KIND: JobType = JobType::Email;
}

/// What handlers said, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said(Arc<Mutex<Vec<String>>>);

impl Said {
    pub(crate) fn say(&self, word: impl Into<String>) {
        self.0.lock().unwrap().push(word.into());
    }

    pub(crate) fn words(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

pub(crate) struct Storyboards(pub(crate) Said);

impl Handler for Storyboards {
    type Task = Storyboard;

    async fn run(&self, run: &Run, task: Storyboard) -> Result<()> {
        match task {
            Storyboard::Say(word) => self.0.say(word),
            Storyboard::Fail(word) => return Err(Error::bad_request(word)),
            Storyboard::Panic => panic!("as asked"),
            Storyboard::Hang(word) => {
                run.progress(40);
                self.0.say(word);
                std::future::pending::<()>().await;
            }
        }
        Ok(())
    }
}

pub(crate) struct Mails(pub(crate) Said);

impl Handler for Mails {
    type Task = Mail;

    async fn run(&self, run: &Run, Mail(text): Mail) -> Result<()> {
        self.0.say(format!("{text} {}", run.attempts_before()));
        Err(Error::bad_request("no mail server"))
    }
}

pub(crate) struct Bench {
    pub(crate) database: Database,
    pub(crate) queue: Queue,
    pub(crate) said: Said,
    pub(crate) home: TestDatabase,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::of(Kind::wanted()).await
    }

    /// On this kind of database, whatever the others run on.
    pub(crate) async fn of(kind: Kind) -> Self {
        let home = TestDatabase::of(kind).await;
        let database = home.open(Context::system()).await;
        Self {
            queue: Queue::new(database.clone()),
            database,
            said: Said::default(),
            home,
        }
    }

    pub(crate) async fn enqueue(&self, job: &Enqueue) -> JobId {
        self.database
            .write(|conn| Box::pin(self.queue.enqueue(conn, job)))
            .await
            .unwrap()
    }

    pub(crate) async fn say(&self, word: &str) -> JobId {
        self.enqueue(&say(word)).await
    }

    /// A runner with short limits.
    pub(crate) fn runner(&self, node: &str) -> Runner {
        let settings = Settings {
            lease: Duration::from_millis(300),
            poll: Duration::from_millis(50),
            ..Settings::new(node)
        };
        Runner::new(self.queue.clone(), settings)
            .handle(Storyboards(self.said.clone()))
            .handle(Mails(self.said.clone()))
    }

    pub(crate) fn start(&self, node: &str) -> Started {
        let stop = CancellationToken::new();
        let task = tokio::spawn(self.runner(node).run(stop.clone()));
        Started { stop, task }
    }

    pub(crate) async fn job(&self, id: JobId) -> Job {
        let mut conn = self.database.read().await.unwrap();
        jobs::by_id(&mut conn, id).await.unwrap().unwrap()
    }

    /// Waits until a job is as it should be.
    pub(crate) async fn until(&self, id: JobId, wanted: impl Fn(&Job) -> bool) -> Job {
        eventually(async || Some(self.job(id).await).filter(&wanted)).await
    }

    /// Waits until handlers have said so many words.
    pub(crate) async fn until_said(&self, words: usize) {
        eventually(async || (self.said.words().len() >= words).then_some(())).await;
    }

    pub(crate) async fn until_in(&self, id: JobId, state: JobState) -> Job {
        self.until(id, |job| job.state == state).await
    }
}

/// Asks again and again until there is an answer.
pub(crate) async fn eventually<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let waited = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waited)
        .await
        .unwrap()
}

pub(crate) fn say(word: &str) -> Enqueue {
    Enqueue::new(&Storyboard::Say(word.to_owned())).unwrap()
}

pub(crate) fn hang(word: &str) -> Enqueue {
    Enqueue::new(&Storyboard::Hang(word.to_owned())).unwrap()
}

/// A runner that runs.
pub(crate) struct Started {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Started {
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }

    /// Ends it as a crash does.
    pub(crate) fn crash(self) {
        self.task.abort();
    }
}
