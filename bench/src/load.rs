//! Load on one URL with `wrk`, and what it cost the server.

use std::io;
use std::process::Command;
use std::time::Duration;

use crate::process::Server;

/// What a run of load showed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    /// Replies a second.
    pub(crate) rate: f64,
    /// Processor time of the server for each reply, in microseconds.
    pub(crate) cpu_micros: f64,
}

/// Asks for `path` over 16 connections for `time`.
pub(crate) fn get(server: &Server, path: &str, time: Duration) -> io::Result<Load> {
    let before = server.cpu()?;
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", "16", "--duration"])
        .arg(format!("{}s", time.as_secs()))
        .arg(format!("http://{}{path}", server.address))
        .output()
        .map_err(missing)?;
    let cpu = server.cpu()?.saturating_sub(before);
    let text = String::from_utf8_lossy(&output.stdout);
    if text.contains("Non-2xx") {
        return Err(io::Error::other(format!("{path} is refused:\n{text}")));
    }
    let number = |label: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(label))
            .and_then(|rest| rest.trim().parse::<f64>().ok())
    };
    let replies = text
        .lines()
        .find(|line| line.contains(" requests in "))
        .and_then(|line| line.split_whitespace().next())
        .and_then(|word| word.parse::<f64>().ok());
    match (number("Requests/sec:"), replies) {
        (Some(rate), Some(replies)) if replies > 0.0 => Ok(Load {
            rate,
            cpu_micros: cpu.as_secs_f64() * 1e6 / replies,
        }),
        _ => Err(io::Error::other(format!("wrk said:\n{text}"))),
    }
}

/// Says what to do when `wrk` could not be started.
fn missing(error: io::Error) -> io::Error {
    if error.kind() != io::ErrorKind::NotFound {
        return io::Error::new(error.kind(), format!("cannot start wrk: {error}"));
    }
    io::Error::new(
        io::ErrorKind::NotFound,
        "wrk, which sends the requests, is not installed: `cargo xtask bench` installs it where it can, \
         `apt-get install wrk` or https://github.com/wg/wrk do otherwise",
    )
}
