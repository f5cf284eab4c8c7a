//! A server as a child process: started, watched from outside, stopped.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A child that is killed when this goes out of scope.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts a command that will listen on `address`.
    pub(crate) fn start(mut command: Command, address: SocketAddr) -> io::Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { child, address })
    }

    /// Waits until connections are taken.
    pub(crate) fn wait(&mut self) -> io::Result<()> {
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(self.address).is_err() {
            if let Some(status) = self.child.try_wait()? {
                return Err(io::Error::other(format!("the server ended: {status}")));
            }
            if Instant::now() > deadline {
                return Err(io::Error::other("the server does not listen after 30 s"));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Processor time used so far, user and system.
    pub(crate) fn cpu(&self) -> io::Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, in brackets, may hold spaces: count from behind it.
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |index: usize| fields.get(index).and_then(|f| f.parse::<u64>().ok());
        let (Some(user), Some(system)) = (ticks(11), ticks(12)) else {
            return Err(io::Error::other("unreadable /proc/PID/stat"));
        };
        // The kernel's unit here is fixed at 100 ticks a second for user space.
        Ok(Duration::from_millis((user + system) * 10))
    }

    /// Resident memory in bytes.
    pub(crate) fn resident(&self) -> io::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| {
                rest.trim()
                    .trim_end_matches(" kB")
                    .trim()
                    .parse::<u64>()
                    .ok()
            })
            .map(|kib| kib * 1024)
            .ok_or_else(|| io::Error::other("unreadable /proc/PID/status"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to do about an error here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A free address of the loopback interface.
pub(crate) fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

/// The server's binary, built beside this one.
pub(crate) fn server_binary() -> io::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let binary = here
        .parent()
        .unwrap_or(Path::new("."))
        .join("peertube-server");
    if binary.exists() {
        Ok(binary)
    } else {
        Err(io::Error::other(format!(
            "{} is missing: run `cargo xtask bench`, which builds it",
            binary.display()
        )))
    }
}

/// Processor time that this thread has used so far.
pub(crate) fn thread_cpu() -> io::Result<Duration> {
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = schedule.split_whitespace().next();
    nanos
        .and_then(|nanos| nanos.parse().ok())
        .map(Duration::from_nanos)
        .ok_or_else(|| io::Error::other("unreadable /proc/thread-self/schedstat"))
}
