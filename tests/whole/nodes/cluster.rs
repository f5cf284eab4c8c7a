//! Servers that share a PostgreSQL database and an S3 store.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use peertube_bucketkit::{Fault, S3Server};
use peertube_testdb::{Kind, TestDatabase};
use peertube_testkit::{Client, Uploaded};
use tempfile::TempDir;

use crate::support::programs::run;
use crate::support::server::ServerProcess;

use super::turns::Turns;

const BUCKET: &str = "instance";
/// On a slow machine a server takes its time, and so does the end of a lease.
const PATIENCE: Duration = Duration::from_secs(120);

/// What servers share.
pub(crate) struct Cluster {
    store: S3Server,
    database: Arc<TestDatabase>,
    folder: TempDir,
    lease: &'static str,
}

impl Cluster {
    /// Nothing is in it yet.
    pub(crate) async fn new() -> Self {
        Self {
            store: S3Server::start(&[BUCKET]),
            database: Arc::new(TestDatabase::of(Kind::Postgres).await),
            folder: TempDir::with_prefix("peertube-shared-").expect("a directory"),
            lease: "1 minute",
        }
    }

    /// How long the jobs of a silent server wait.
    pub(crate) fn with_lease(mut self, lease: &'static str) -> Self {
        self.lease = lease;
        self
    }

    /// Has turns at what one server does for all noted from now on.
    pub(crate) async fn turns(&self) -> Turns {
        Turns::noted_in(&self.database).await
    }

    /// Starts a server.
    pub(crate) fn one(&self) -> ServerProcess {
        ServerProcess::node(Arc::clone(&self.database), self.settings())
    }

    /// Starts two servers at the same time, on an instance that nobody has set up yet.
    pub(crate) fn two(&self) -> (ServerProcess, ServerProcess) {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| self.one());
            (self.one(), other.join().expect("a second server"))
        })
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        let shared = |name| self.folder.path().join(name).display().to_string();
        let bucket = || BUCKET.to_owned();
        vec![
            ("PEERTUBE_DATABASE_POOL_MAX", "3".to_owned()),
            ("PEERTUBE_JOBS_LEASE", self.lease.to_owned()),
            ("PEERTUBE_STORAGE_WEB_VIDEOS", shared("web-videos")),
            ("PEERTUBE_OBJECT_STORAGE_ENABLED", "true".to_owned()),
            ("PEERTUBE_OBJECT_STORAGE_ENDPOINT", self.store.endpoint()),
            (
                "PEERTUBE_OBJECT_STORAGE_FORCE_PATH_STYLE",
                "true".to_owned(),
            ),
            (
                "PEERTUBE_OBJECT_STORAGE_CREDENTIALS_ACCESS_KEY_ID",
                S3Server::KEY_ID.to_owned(),
            ),
            (
                "PEERTUBE_OBJECT_STORAGE_CREDENTIALS_SECRET_ACCESS_KEY",
                S3Server::SECRET.to_owned(),
            ),
            ("PEERTUBE_OBJECT_STORAGE_WEB_VIDEOS_BUCKET_NAME", bucket()),
            ("PEERTUBE_OBJECT_STORAGE_THUMBNAILS_BUCKET_NAME", bucket()),
            ("PEERTUBE_OBJECT_STORAGE_TORRENTS_BUCKET_NAME", bucket()),
        ]
    }

    /// Objects in the bucket.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.store.keys(BUCKET)
    }

    /// Runs the command that puts moves of all videos in line.
    pub(crate) fn move_all(&self, server: &ServerProcess, target: &str) {
        run(&mut server.command(&["storage", "move", "--to", target, "--all"]));
    }

    /// From now on, requests that begin like this get no answer for a long time.
    pub(crate) fn hold_up(&self, request: &str) {
        self.store
            .fail(request, Fault::Slow(Duration::from_secs(600)), 1000);
    }

    /// Requests are answered again.
    pub(crate) fn recover(&self) {
        self.store.recover();
    }

    /// Waits until the file of a video lies in this storage by its row; gives the file's name.
    pub(crate) async fn until_stored(
        &self,
        client: &Client,
        video: &Uploaded,
        storage: i64,
    ) -> String {
        until("the row of a moved file", async || {
            let reply = client.get(&video.path("")).await;
            let file = reply.assert_status(200).at("/files/0").clone();
            let url = file["fileUrl"].as_str().unwrap().to_owned();
            let name = url.rsplit('/').next().unwrap().to_owned();
            (file["storage"] == storage).then_some(name)
        })
        .await
    }

    /// Waits until there are so many web videos in the bucket and on the disk.
    pub(crate) async fn until_files(&self, what: &str, in_bucket: usize, on_disk: usize) {
        until(what, async || {
            let stored = self.keys();
            let stored = stored.iter().filter(|key| key.starts_with("web-videos/"));
            let files = files_below(&self.folder.path().join("web-videos"));
            (stored.count() == in_bucket && files.len() == on_disk).then_some(())
        })
        .await;
    }

    /// Waits until the bucket holds these objects and no others, and nothing of uploads is left on the servers' disks.
    pub(crate) async fn until_only(&self, keys: &[String], servers: [&ServerProcess; 2]) {
        until("the end of a cancelled upload", async || {
            let left = servers.iter().any(|server| !server.files("tmp").is_empty());
            (self.keys() == keys && !left).then_some(())
        })
        .await;
    }

    /// Waits until a job runs.
    pub(crate) async fn until_active(&self, root: &Client) {
        until("a job that runs", async || {
            let reply = root.get("/api/v1/jobs/active").await;
            (reply.assert_status(200).at("/total") == 1).then_some(())
        })
        .await;
    }
}

/// Asks again and again until there is an answer.
pub(crate) async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asked = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let answer = tokio::time::timeout(PATIENCE, asked).await;
    answer.unwrap_or_else(|_| panic!("still waiting for {what}"))
}

/// What follows the host in an address.
pub(crate) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |slash| &rest[slash..])
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            files.extend(files_below(&entry.path()));
        } else {
            files.push(entry.path());
        }
    }
    files
}
