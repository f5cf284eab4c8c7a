//! Two processes that are killed again and again do ten thousand jobs.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use peertube_jobs::{Enqueue, Handler, Queue, Run, Runner, Settings, Task};
use peertube_kernel::ids::UserId;
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::{Context, Error, Result, Timestamp};
use peertube_store::jobs::{self, JobFilter};
use peertube_store::upload_sessions::{self, UploadSession};
use peertube_store::{Database, Direction, Location, Page};
use peertube_testdb::TestDatabase;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::support::eventually;

const HOME: &str = "JOBS_KILL_TEST_HOME";
const DATABASE: &str = "JOBS_KILL_TEST_DATABASE";
const JOBS: usize = 10_000;
const KILLS: usize = 10;

#[derive(Serialize, Deserialize)]
struct Number(usize);

impl Task for Number {
    const KIND: JobType = JobType::Notify;
}

/// Writes a row that can be written once, and holds a lock that only one process can hold.
struct Once(PathBuf);

impl Handler for Once {
    type Task = Number;

    async fn run(&self, run: &Run, Number(number): Number) -> Result<()> {
        let lock = File::create(self.0.join(number.to_string())).map_err(Error::internal)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                File::create(self.0.join("twice")).map_err(Error::internal)?;
            }
            Err(TryLockError::Error(error)) => return Err(Error::internal(error)),
        }
        run.finish(move |conn| {
            Box::pin(async move { upload_sessions::insert(conn, &row(number)).await })
        })
        .await
    }
}

/// Any table with a key serves.
fn row(number: usize) -> UploadSession {
    UploadSession {
        id: number.to_string(),
        generation: String::new(),
        owner_id: UserId::from(1),
        name: String::new(),
        file_name: String::new(),
        content_type: String::new(),
        size: 0,
        metadata: String::new(),
        stored: 0,
        touched_at: Timestamp::from_millis(0),
        lock_token: None,
        lock_node: None,
        lock_since: None,
        lock_until: None,
        stop_asked: false,
        claim_token: None,
        claim_node: None,
        claim_until: None,
        place: None,
    }
}

async fn open(url: &str) -> Database {
    let location = Location::from_url(url).unwrap();
    Database::open(&location, Context::system()).await.unwrap()
}

/// The process that is killed; does nothing unless it was started by the test below.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn victim() {
    let Some(home) = std::env::var_os(HOME) else {
        return;
    };
    let home = Path::new(&home);
    let database = open(&std::env::var(DATABASE).unwrap()).await;
    let settings = Settings {
        lease: Duration::from_secs(2),
        poll: Duration::from_millis(100),
        most_losses: i64::MAX,
        ..Settings::new(std::process::id().to_string())
    };
    Runner::new(Queue::new(database), settings)
        .handle(Once(home.to_owned()))
        .run(CancellationToken::new())
        .await;
}

/// Killed at the end of the test's interest in it.
struct Victim(Child);

impl Victim {
    fn start(home: &Path, database: &str) -> Self {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::victim", "--nocapture"])
            .env(HOME, home)
            .env(DATABASE, database)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

async fn count(database: &Database, state: JobState) -> i64 {
    let mut conn = database.read().await.unwrap();
    let filter = JobFilter {
        states: Some(vec![state]),
        ..JobFilter::default()
    };
    let page = Page { start: 0, count: 0 };
    let listing = jobs::list(&mut conn, &filter, Direction::Ascending, page).await;
    listing.unwrap().total.unwrap()
}

#[tokio::test]
async fn every_job_takes_effect_once_whoever_is_killed() {
    let home = TempDir::new().unwrap();
    let home = home.path();
    let rows = TestDatabase::new().await;
    let database = open(rows.url()).await;
    let queue = &Queue::new(database.clone());
    database
        .write(|conn| {
            Box::pin(async move {
                for number in 0..JOBS {
                    queue.enqueue(conn, &Enqueue::new(&Number(number))?).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();

    let mut victims = [
        Victim::start(home, rows.url()),
        Victim::start(home, rows.url()),
    ];
    for kill in 1..=KILLS {
        // Spread over the work, so that each kill hits processes that are at it.
        let wanted = (JOBS * kill / (KILLS + 1)) as i64;
        let done = || count(&database, JobState::Completed);
        eventually(async || (done().await >= wanted).then_some(())).await;
        victims[kill % 2] = Victim::start(home, rows.url());
    }
    eventually(async || (count(&database, JobState::Completed).await == JOBS as i64).then_some(()))
        .await;
    drop(victims);

    let mut conn = database.read().await.unwrap();
    let rows = upload_sessions::count(&mut conn, UserId::from(1), Timestamp::from_millis(-1));
    assert_eq!(rows.await.unwrap(), JOBS as i64);
    assert!(!home.join("twice").exists());
}
