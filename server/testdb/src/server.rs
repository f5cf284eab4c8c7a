//! A PostgreSQL server of one's own: in a temporary directory, reached through a socket in it, gone when it is dropped.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;

/// Variable with the address of a running server's database `postgres`, as its superuser.
pub const SERVER: &str = "PEERTUBE_TEST_POSTGRES";

/// The superuser; no password is asked for.
const SUPERUSER: &str = "postgres";
/// A role of this name, which a test may make, has to give its password.
pub const WITH_PASSWORD: &str = "guarded";
/// What the server says; mostly that a test has thrown its database away.
const LOG: &str = "log";
const PATIENCE: Duration = Duration::from_secs(60);

/// Nothing in it outlives the tests, so nothing needs to reach the disk. Names are ordered in another way than SQLite does,
/// so that a column that does not ask for the order of bytes is found out.
const INITDB: &[&str] = &[
    "--no-sync",
    "--no-instructions",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=icu",
    "--icu-locale=en-US",
    "--auth=trust",
];
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
    "checkpoint_timeout=1h",
    "shared_buffers=128MB",
    "max_connections=400",
    "autovacuum=off",
    "timezone=UTC",
    "log_min_messages=fatal",
];

/// What a server and its copy need besides.
const REPLICATED: [&str; 3] = [
    "wal_level=replica",
    "max_wal_senders=4",
    "max_connections=40",
];

/// A running server.
#[derive(Debug)]
pub struct PrivateServer {
    child: Child,
    directory: TempDir,
}

impl PrivateServer {
    /// Makes a server and waits until it takes connections.
    ///
    /// # Errors
    /// PostgreSQL is not installed, or does not start.
    pub fn start() -> Result<Self, String> {
        let programs = programs()?;
        let user = unprivileged_user();
        let directory = new_directory(user)?;
        make(&programs, user, &directory)?;
        launch(&programs, user, directory, &[])
    }

    /// A server, and a copy of it that follows it: a physical standby, made by `pg_basebackup`.
    ///
    /// # Errors
    /// As [`PrivateServer::start`].
    pub fn start_with_replica() -> Result<(Self, Self), String> {
        let programs = programs()?;
        let user = unprivileged_user();
        let directory = new_directory(user)?;
        make(&programs, user, &directory)?;
        let primary = launch(&programs, user, directory, &REPLICATED)?;
        let directory = new_directory(user)?;
        let mut copy = command(&programs.join("pg_basebackup"), user);
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync"])
            .args(["--wal-method=stream", "--username", SUPERUSER, "--host"])
            .arg(primary.directory.path())
            .arg("--pgdata")
            .arg(directory.path().join("data"));
        run(copy, "pg_basebackup")?;
        let replica = launch(&programs, user, directory, &REPLICATED)?;
        Ok((primary, replica))
    }

    /// Address of a database of the server, as its superuser.
    pub fn url(&self, database: &str) -> String {
        let socket = self.directory.path().display();
        format!("postgres://{SUPERUSER}@localhost/{database}?host={socket}&sslmode=disable")
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let end = Instant::now() + PATIENCE;
        let notes = self.directory.path().join("data/postmaster.pid");
        while Instant::now() < end {
            let notes = std::fs::read_to_string(&notes).unwrap_or_default();
            // The eighth line tells the state.
            if notes.lines().nth(7).map(str::trim_end) == Some("ready") {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                let said =
                    std::fs::read_to_string(self.directory.path().join(LOG)).unwrap_or_default();
                return Err(format!("postgres ended: {status}\n{said}"));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err("postgres does not get ready".to_owned())
    }

    /// Asks the server to end; it drops all connections.
    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended by itself.
            let _sent = kill_process(pid, signal);
        }
    }

    fn has_ended(&mut self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        while Instant::now() < end {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        // The data is thrown away, so there is nothing to write down: an immediate shutdown.
        self.signal(Signal::QUIT);
        if !self.has_ended(PATIENCE) {
            let _killed = self.child.kill();
            let _waited = self.child.wait();
        }
    }
}

fn new_directory(user: Option<&str>) -> Result<TempDir, String> {
    let directory = TempDir::with_prefix("peertube-postgres-")
        .map_err(|error| format!("cannot make a directory: {error}"))?;
    if let Some(user) = user {
        give(directory.path(), user)?;
    }
    Ok(directory)
}

/// Makes the files of a new server.
fn make(programs: &Path, user: Option<&str>, directory: &TempDir) -> Result<(), String> {
    let data = directory.path().join("data");
    let mut initdb = command(&programs.join("initdb"), user);
    initdb
        .args(INITDB)
        .args(["--username", SUPERUSER, "--pgdata"])
        .arg(&data);
    run(initdb, "initdb")?;
    let access = format!(
        "local all {WITH_PASSWORD} scram-sha-256\nlocal all all trust\nlocal replication all trust\n"
    );
    std::fs::write(data.join("pg_hba.conf"), access)
        .map_err(|error| format!("cannot write pg_hba.conf: {error}"))
}

fn run(mut command: Command, name: &str) -> Result<(), String> {
    let ended = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run {name}: {error}"))?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    Err(format!("{name} failed: {said}"))
}

/// Runs the server whose files are in a directory.
fn launch(
    programs: &Path,
    user: Option<&str>,
    directory: TempDir,
    settings: &[&str],
) -> Result<PrivateServer, String> {
    let data = directory.path().join("data");
    let mut server = command(&programs.join("postgres"), user);
    server.arg("-D").arg(&data).arg("-k").arg(directory.path());
    // Later ones go before earlier ones.
    for setting in SETTINGS.iter().chain(settings) {
        server.args(["-c", setting]);
    }
    let log = std::fs::File::create(directory.path().join(LOG))
        .map_err(|error| format!("cannot write what postgres says: {error}"))?;
    let child = server
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map_err(|error| format!("cannot run postgres: {error}"))?;
    let mut server = PrivateServer { child, directory };
    server.wait_until_ready()?;
    Ok(server)
}

/// PostgreSQL refuses to run as root.
fn unprivileged_user() -> Option<&'static str> {
    let known = |user: &&str| {
        Command::new("id")
            .args(["-u", user])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    geteuid()
        .is_root()
        .then(|| [SUPERUSER, "nobody"].into_iter().find(known))
        .flatten()
}

fn give(directory: &Path, user: &str) -> Result<(), String> {
    let status = Command::new("chown").arg(user).arg(directory).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        other => Err(format!("cannot give the directory to {user}: {other:?}")),
    }
}

/// A program that ends when this process does, even if it is killed.
fn command(program: &Path, user: Option<&str>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if let Some(user) = user {
        command.args(["--reuid", user, "--regid", "nogroup", "--clear-groups"]);
    }
    command.arg("--").arg(program).current_dir("/");
    command
}

/// Directory of the newest `initdb` and `postgres`: on Debian below /usr/lib/postgresql, else where `PATH` leads.
fn programs() -> Result<PathBuf, String> {
    let has_both = |directory: &PathBuf| {
        ["initdb", "postgres"]
            .iter()
            .all(|name| directory.join(name).exists())
    };
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, directory)| has_both(directory))
        .collect();
    found.sort();
    if let Some((_, directory)) = found.pop() {
        return Ok(directory);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(AsRef::<OsStr>::as_ref(&path))
        .find(has_both)
        .ok_or_else(|| {
            "PostgreSQL is not installed: `cargo xtask setup --tests`, or the package `postgresql`"
                .to_owned()
        })
}
