//! A process that is killed with SIGKILL again and again, and what the next one finds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use peertube_bucketkit::S3Server;
use peertube_kernel::Context;
use peertube_store::{Database, Location};
use peertube_testdb::TestDatabase;
use peertube_uploads::{Append, Config, NewUpload, UploadError, Uploads};

use crate::bench::{BUCKET, alice, folders, frames, staging, upload};

const HOME: &str = "UPLOADS_KILL_TEST_HOME";
const DATABASE: &str = "UPLOADS_KILL_TEST_DATABASE";
const ENDPOINT: &str = "UPLOADS_KILL_TEST_ENDPOINT";
const SIZE: usize = 300_000;
const CHUNK: usize = 40_000;
const KILLS: u64 = 12;

/// Every upload has bytes of its own.
fn content(number: usize) -> Vec<u8> {
    (0..SIZE)
        .map(|index| ((index * 31 + number * 17) % 253) as u8)
        .collect()
}

fn film(number: usize) -> NewUpload {
    NewUpload {
        file_name: format!("{number}.mp4"),
        ..upload(SIZE as u64)
    }
}

async fn open(home: &Path, database: &str, endpoint: Option<&str>) -> Uploads {
    let location = Location::from_url(database).unwrap();
    let database = Database::open(&location, Context::system());
    let mut config = Config::new(home.join("uploads"));
    config.buffer = 8192;
    config.piece = 8192;
    config.bucket = endpoint.map(staging);
    config.sessions_per_owner = u32::MAX;
    crate::bench::open(&config, &database.await.unwrap()).await
}

async fn put(engine: &Uploads, id: &str, start: usize, bytes: &[u8]) -> Result<u64, UploadError> {
    let chunk = Append {
        start: Some(start as u64),
        ..Append::default()
    };
    let progress = engine.append(alice(), id, chunk, frames(bytes)).await?;
    Ok(progress.offset)
}

/// The process that is killed; does nothing unless it was started by the test below. It says what was acknowledged.
#[tokio::test]
async fn victim() {
    let Some(home) = std::env::var_os(HOME) else {
        return;
    };
    let endpoint = std::env::var(ENDPOINT).ok();
    let database = std::env::var(DATABASE).unwrap();
    let engine = open(Path::new(&home), &database, endpoint.as_deref()).await;
    for number in (std::process::id() as usize * 1000).. {
        let content = content(number);
        let id = engine.init(alice(), film(number)).await.unwrap().id;
        let end = SIZE - CHUNK * (number % 3);
        for start in (0..end).step_by(CHUNK) {
            let bytes = &content[start..end.min(start + CHUNK)];
            let offset = put(&engine, &id, start, bytes).await.unwrap();
            println!("\nacknowledged {number} {id} {offset}");
        }
        if number % 4 == 0 {
            engine.cancel(alice(), &id).await.unwrap();
            println!("\ncancelled {number} {id} 0");
        }
    }
}

/// Killed at the end of the test's interest in it, or of the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn acknowledged_bytes_survive_a_kill_and_cancelled_ones_do_not_in_a_directory() {
    acknowledged_bytes_survive_a_kill_and_cancelled_ones_do_not(None);
}

#[test]
fn acknowledged_bytes_survive_a_kill_and_cancelled_ones_do_not_in_a_bucket() {
    let bucket = S3Server::start(&[BUCKET]);
    acknowledged_bytes_survive_a_kill_and_cancelled_ones_do_not(Some(&bucket));
}

fn acknowledged_bytes_survive_a_kill_and_cancelled_ones_do_not(bucket: Option<&S3Server>) {
    let home = tempfile::TempDir::new().unwrap();
    let endpoint = bucket.map(S3Server::endpoint);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rows = runtime.block_on(TestDatabase::new());
    let mut acknowledged = BTreeMap::new();
    let mut cancelled = BTreeSet::new();
    for round in 0..KILLS {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::victim", "--nocapture"])
            .env(HOME, home.path())
            .env(DATABASE, rows.url())
            .envs(endpoint.as_ref().map(|endpoint| (ENDPOINT, endpoint)))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut child = Killed(child);
        let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
        let mut note = |line: String| {
            let words: Vec<_> = line.split(' ').collect();
            let [kind, number, id, offset] = words[..] else {
                return None;
            };
            let number: usize = number.parse().unwrap();
            match kind {
                "acknowledged" => {
                    let offset: u64 = offset.parse().unwrap();
                    acknowledged.insert(id.to_owned(), (number, offset));
                }
                "cancelled" => {
                    acknowledged.remove(id);
                    cancelled.insert(id.to_owned());
                }
                _ => return None,
            }
            Some((kind == "cancelled", number))
        };
        // Sometimes from the first acknowledgement on, sometimes after a cancel, sometimes in the midst of an upload that is
        // never cancelled; and then some time that differs from round to round.
        let seen = |noted| match (round % 3, noted) {
            (_, None) => false,
            (0, Some(_)) => true,
            (1, Some((cancelled, _))) => cancelled,
            (_, Some((_, number))) => number % 4 != 0,
        };
        while !seen(note(lines.next().unwrap().unwrap())) {}
        std::thread::sleep(Duration::from_millis(round * 23 % 150));
        drop(child);
        for line in lines.map_while(Result::ok) {
            note(line);
        }
    }
    let folders = || {
        let mut folders = folders(&home.path().join("uploads"));
        for key in bucket.into_iter().flat_map(|bucket| bucket.keys(BUCKET)) {
            folders.extend(key.split('/').nth(1).map(str::to_owned));
        }
        folders
    };
    runtime.block_on(async {
        let engine = open(home.path(), rows.url(), endpoint.as_deref()).await;
        inspect(&engine, acknowledged, cancelled, folders).await;
    });
}

async fn inspect(
    engine: &Uploads,
    acknowledged: BTreeMap<String, (usize, u64)>,
    cancelled: BTreeSet<String>,
    folders: impl Fn() -> BTreeSet<String>,
) {
    assert!(acknowledged.len() as u64 >= KILLS / 3 && !cancelled.is_empty());
    for (id, (number, promised)) in acknowledged {
        let status = match engine.status(alice(), &id, None).await {
            // Killed between cancelling and saying so.
            Err(UploadError::NotFound) if number % 4 == 0 => continue,
            status => status.unwrap(),
        };
        assert!(
            status.offset >= promised,
            "{id}: {} < {promised}",
            status.offset
        );
        let content = content(number);
        let start = usize::try_from(status.offset).unwrap();
        put(engine, &id, start, &content[start..]).await.unwrap();
        let completed = engine.claim(alice(), &id).await.unwrap();
        assert_eq!(std::fs::read(&completed.path).unwrap(), content);
        engine.abandon(completed).await.unwrap();
    }
    // Killed before the first chunk was acknowledged: still there as sessions, nothing else is.
    for name in folders() {
        let (id, _) = name.split_once('.').unwrap();
        assert!(!cancelled.contains(id), "{name} was cancelled");
        engine.cancel(alice(), id).await.unwrap();
    }
    assert_eq!(folders(), BTreeSet::new());
}
