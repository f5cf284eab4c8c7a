//! The server's binary as a process.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use peertube_testdb::TestDatabase;
use peertube_testkit::{Client, PASSWORD, media};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::programs::run;

/// The binary, running on a free port with its data in a temporary directory.
#[derive(Debug)]
pub(crate) struct ServerProcess {
    binary: PathBuf,
    directory: TempDir,
    database: Arc<TestDatabase>,
    /// Variables beside those that every test needs.
    settings: Vec<(&'static str, String)>,
    /// The directory of the data that is a disk of its own.
    disk: Option<&'static str>,
    child: Child,
    client: Client,
}

impl ServerProcess {
    /// Starts it for the first time.
    pub(crate) fn start() -> Self {
        Self::on(TestDatabase::blocking())
    }

    /// Starts it on a database that others may use too, with variables of its own.
    pub(crate) fn node(database: Arc<TestDatabase>, settings: Vec<(&'static str, String)>) -> Self {
        Self::with(database, settings, None)
    }

    /// Starts it with a disk of 4 MiB as one of the directories in `data`; gives the way to the disk too. Where the machine
    /// lets nobody mount a file system of his own, the test is skipped with a message.
    pub(crate) fn with_small_disk(directory: &'static str) -> Option<(Self, PathBuf)> {
        if !can_mount() {
            eprintln!("SKIPPED: no file system can be mounted in a namespace of one's own here");
            return None;
        }
        let database = Arc::new(TestDatabase::blocking());
        let server = Self::with(database, Vec::new(), Some(directory));
        // Only the server sees the disk in its place.
        let seen = PathBuf::from(format!("/proc/{}/cwd/data", server.child.id())).join(directory);
        if let Err(error) = std::fs::read_dir(&seen) {
            eprintln!("SKIPPED: the server's disk cannot be reached: {error}");
            return None;
        }
        Some((server, seen))
    }

    fn with(
        database: Arc<TestDatabase>,
        settings: Vec<(&'static str, String)>,
        disk: Option<&'static str>,
    ) -> Self {
        let binary = binary();
        let directory = TempDir::with_prefix("peertube-process-").expect("a directory");
        let (child, client) = spawn(&binary, directory.path(), &database, &settings, disk);
        Self {
            binary,
            directory,
            database,
            settings,
            disk,
            child,
            client,
        }
    }

    /// Starts it for the first time, on this database.
    pub(crate) fn on(database: TestDatabase) -> Self {
        Self::node(Arc::new(database), Vec::new())
    }

    /// Ends it without warning, and starts it again on the same data.
    pub(crate) fn kill_and_restart(&mut self) {
        self.kill();
        let (child, client) = spawn(
            &self.binary,
            self.directory.path(),
            &self.database,
            &self.settings,
            self.disk,
        );
        self.child = child;
        self.client = client;
    }

    /// Ends it, moves its rows to another database with its own command, and starts it there.
    pub(crate) fn move_to(&mut self, database: TestDatabase) {
        self.kill();
        let urls = ["--from", self.database.url(), "--to", database.url()];
        run(self.command(&["database", "copy"]).args(urls));
        self.database = Arc::new(database);
        self.kill_and_restart();
    }

    /// The program with these arguments, in the place and with the settings of the server.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        command(
            Command::new(&self.binary),
            self.directory.path(),
            &self.database,
            &self.settings,
            arguments,
        )
    }

    /// Asks it to end, and waits until it has; fails unless it does so in good order.
    pub(crate) fn terminate(&mut self) {
        let process = Pid::from_child(&self.child);
        kill_process(process, Signal::TERM).expect("a running server");
        let status = self.child.wait().expect("the end of the server");
        assert!(status.success(), "{status}");
    }

    /// Ends it without warning.
    pub(crate) fn kill(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ended = self.child.kill();
        self.child.wait().expect("the end of the server");
    }

    /// Somebody without a token.
    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// Address, without a slash at the end.
    pub(crate) fn base(&self) -> &str {
        self.client.base()
    }

    /// The administrator.
    pub(crate) async fn root(&self) -> Client {
        let client = self.client();
        let local = client.get("/api/v1/oauth-clients/local").await.json();
        let fields = [
            ("client_id", local["client_id"].as_str().expect("an id")),
            (
                "client_secret",
                local["client_secret"].as_str().expect("a secret"),
            ),
            ("grant_type", "password"),
            ("username", "root"),
            ("password", PASSWORD),
        ];
        let reply = client.post_form("/api/v1/users/token", &fields).await;
        let token = reply.assert_status(200).at("/access_token");
        client.with_token("root", token.as_str().expect("a text"))
    }

    /// Working directory; data lie in `data`.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// What it has logged until now.
    pub(crate) fn log(&self) -> String {
        let log = self.directory().join("server.log");
        std::fs::read_to_string(log).unwrap_or_default()
    }

    /// Files below a directory of the data.
    pub(crate) fn files(&self, directory: &str) -> Vec<PathBuf> {
        let mut directories = vec![self.directory().join("data").join(directory)];
        let mut files = Vec::new();
        while let Some(directory) = directories.pop() {
            for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    directories.push(entry.path());
                } else if entry.file_name() != ".identity" {
                    // That is the name of the directory of uploads itself.
                    files.push(entry.path());
                }
            }
        }
        files
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let last = &lines[lines.len().saturating_sub(60)..];
            eprintln!("the server's last words:\n{}", last.join("\n"));
        }
    }
}

fn command(
    mut command: Command,
    directory: &Path,
    database: &TestDatabase,
    settings: &[(&'static str, String)],
    arguments: &[&str],
) -> Command {
    command
        .args(arguments)
        .current_dir(directory)
        .env("PEERTUBE_DATABASE_URL", database.url())
        .envs(settings.iter().map(|(name, value)| (name, value)));
    command
}

/// A program that sees a small disk in a directory of the data: `unshare` and the shell become the program.
fn on_disk(program: &Path, disk: &str) -> Command {
    let script = r#"mkdir -p "data/$DISK" && mount -t tmpfs -o size=4m tmpfs "data/$DISK" && exec "$0" "$@""#;
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
        .arg(program)
        .env("DISK", disk);
    command
}

/// Whether a file system can be mounted in a namespace of one's own.
fn can_mount() -> bool {
    let directory = TempDir::with_prefix("peertube-mount-").expect("a directory");
    on_disk(Path::new("true"), "disk")
        .current_dir(directory.path())
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Starts the binary and reads its address from what it says first.
fn spawn(
    binary: &Path,
    directory: &Path,
    database: &TestDatabase,
    settings: &[(&'static str, String)],
    disk: Option<&str>,
) -> (Child, Client) {
    let log = File::options()
        .create(true)
        .append(true)
        .open(directory.join("server.log"))
        .expect("a log file");
    let program = match disk {
        Some(disk) => on_disk(binary, disk),
        None => Command::new(binary),
    };
    let mut child = command(
        program,
        directory,
        database,
        settings,
        &["serve", "--listen", "127.0.0.1:0"],
    )
    .env("PT_INITIAL_ROOT_PASSWORD", PASSWORD)
    .env("PEERTUBE_RATES_LIMIT_API_MAX", "1000000")
    .env("PEERTUBE_RATES_LIMIT_LOGIN_MAX", "1000000")
    .env("PEERTUBE_UPLOADS_MIN_FREE_DISK", "0")
    .stdin(Stdio::null())
    .stdout(Stdio::piped())
    .stderr(log)
    .spawn()
    .expect("a server");
    let mut output = BufReader::new(child.stdout.take().expect("its output")).lines();
    while let Some(line) = output.next() {
        let line = line.expect("a line");
        if let Some(address) = line.trim().strip_prefix("Listening on") {
            let client = Client::anonymous(&format!("http://{}", address.trim()));
            // Somebody has to listen to the rest, or it could not be said.
            std::thread::spawn(move || output.for_each(drop));
            return (child, client);
        }
    }
    let status = child.wait().expect("its end");
    let log = std::fs::read_to_string(directory.join("server.log")).unwrap_or_default();
    panic!("the server did not start: {status}\n{log}");
}

/// The binary of this build. Cargo builds it together with the tests of the workspace.
fn binary() -> PathBuf {
    let binary = media::target().join("debug/peertube-server");
    let built = binary
        .metadata()
        .and_then(|metadata| metadata.modified())
        .ok();
    let advice = "`cargo build --workspace --bin peertube-server` builds it";
    assert!(built.is_some(), "there is no server; {advice}");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sources = ["server", "generated", "generator/runtime"];
    let newest = sources
        .iter()
        .map(|directory| newest_below(&repository.join(directory)))
        .max();
    if built < newest {
        eprintln!("the server is older than its sources; {advice}");
    }
    binary
}

/// When a Rust file below a directory was last changed.
fn newest_below(directory: &Path) -> SystemTime {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let times = entries.map(|entry| entry.path()).map(|path| {
        if path.is_dir() {
            newest_below(&path)
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            path.metadata()
                .and_then(|data| data.modified())
                .unwrap_or(SystemTime::UNIX_EPOCH)
        } else {
            SystemTime::UNIX_EPOCH
        }
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Waits for a condition; fails after a while, naming what was waited for.
pub(crate) async fn wait_for(what: &str, mut condition: impl FnMut() -> bool) {
    let patience = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < patience, "still waiting for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
