//! A server under test.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use openapi_stubs_runtime as rt;
use peertube_kernel::Context;
use peertube_kernel::config::{Config, DatabaseUrl, Storage};
use peertube_server::Overrides;
use peertube_testdb::TestDatabase;
use peertube_web::Shared;
use peertube_web::passwords::Cost;
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::host::Host;
use crate::people::PASSWORD;
use crate::{Client, Guard, TravelClock};

/// Connections to PostgreSQL that one server may open; several run at once.
const CONNECTIONS: u32 = 3;

/// A server under test, with its data in a temporary directory.
///
/// When it goes, the server is stopped in good order; then the test fails if a response departed from the document, or
/// if a file of an unfinished upload or of a request body is left.
#[derive(Debug)]
pub struct TestApp {
    host: Host,
    guard: Arc<Guard>,
    clock: Arc<TravelClock>,
    directory: TempDir,
    _rows: TestDatabase,
    tmp: PathBuf,
    leftovers_expected: AtomicBool,
    anonymous: Client,
    pub(crate) people: Mutex<HashMap<String, Client>>,
}

/// A server under test that is not started yet.
#[derive(Debug)]
pub struct TestAppBuilder {
    config: Config,
    directory: TempDir,
}

impl TestApp {
    /// Starts a server with the configuration that tests usually want: no rate limits that a test could meet, cheap
    /// passwords, registration open.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// To change the configuration first.
    pub fn builder() -> TestAppBuilder {
        let directory = TempDir::with_prefix("peertube-test-").expect("a directory");
        let mut config = Config::default();
        config.listen.port = 0;
        config.webserver.port = 0;
        config.webserver.hostname = "127.0.0.1".to_owned();
        config.storage = Storage::below(directory.path());
        let limits = &mut config.rates_limit;
        limits.api.max = 1_000_000;
        limits.login.max = 1_000_000;
        limits.signup.max = 1_000_000;
        config.signup.enabled = true;
        config.signup.limit = -1;
        config.signup.requires_approval = false;
        config.uploads.min_free_disk = peertube_kernel::config::ByteSize::mebibytes(0);
        TestAppBuilder { config, directory }
    }

    /// Somebody without a token.
    pub fn anonymous(&self) -> Client {
        self.anonymous.clone()
    }

    /// Address of the server, without a slash at the end.
    pub fn base(&self) -> &str {
        self.anonymous.base()
    }

    /// Host and port, for requests that are written by hand.
    pub fn address(&self) -> std::net::SocketAddr {
        self.host.address
    }

    /// What the API is built on, for looking behind it.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.host.shared
    }

    /// The directory of all data.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Lets time pass for the server.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Files of unfinished uploads and of request bodies that are on the disk now.
    pub fn leftovers(&self) -> Vec<PathBuf> {
        let mut files = files_below(&self.tmp);
        // The name of the directory itself.
        files.retain(|file| !file.ends_with(".identity"));
        files
    }

    /// All files that the server keeps for videos: web videos, thumbnails and torrents.
    pub fn stored_files(&self) -> Vec<PathBuf> {
        let storage = &self.shared().config.storage;
        let mut files = files_below(&storage.web_videos);
        files.extend(files_below(&storage.thumbnails));
        files.extend(files_below(&storage.torrents));
        files
    }

    /// Waits until no file of an upload or of a request body is left; for requests that were broken off.
    pub async fn wait_for_no_leftovers(&self) {
        let empty = async {
            while !self.leftovers().is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), empty).await;
        assert!(waited.is_ok(), "left on the disk: {:#?}", self.leftovers());
    }

    /// An unfinished upload is part of the test; its file is not missed at the end.
    pub fn expect_leftovers(&self) {
        self.leftovers_expected.store(true, Ordering::SeqCst);
    }
}

impl TestAppBuilder {
    /// Changes the configuration.
    pub fn configure(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Starts the server.
    pub async fn start(mut self) -> TestApp {
        let rows = TestDatabase::new().await;
        self.config.database.url = DatabaseUrl::from(rows.url().to_owned());
        self.config.database.pool.max = CONNECTIONS;
        let guard = Arc::new(Guard::default());
        let clock = Arc::new(TravelClock::default());
        let tmp = self.config.storage.tmp.clone();
        let overrides = Overrides {
            context: Context {
                clock: Arc::clone(&clock) as _,
                ..Context::system()
            },
            password_cost: Cost::CHEAP,
            inspect: Some(Arc::clone(&guard) as Arc<dyn rt::Inspect>),
            root_password: Some(PASSWORD.to_owned()),
            ..Overrides::default()
        };
        let host = Host::start(self.config, overrides).await;
        TestApp {
            anonymous: Client::anonymous(&format!("http://{}", host.address)),
            host,
            guard,
            clock,
            directory: self.directory,
            _rows: rows,
            tmp,
            leftovers_expected: AtomicBool::new(false),
            people: Mutex::default(),
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let stopped = self.host.stop();
        if std::thread::panicking() {
            return;
        }
        if let Err(cause) = stopped {
            std::panic::resume_unwind(cause);
        }
        let departures = self.guard.departures();
        assert!(
            departures.is_empty(),
            "not as the document says:\n{}",
            departures.join("\n")
        );
        if !self.leftovers_expected.load(Ordering::SeqCst) {
            let left = self.leftovers();
            assert!(left.is_empty(), "left on the disk: {left:#?}");
        }
    }
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
