//! What the generated route costs more than a handler by hand.

use std::io;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use crate::load;
use crate::process::{Server, free_address};
use crate::report::Row;

const PATH: &str = "/api/v1/accounts?start=0&count=15&sort=-createdAt";
const ROUNDS: usize = 5;

/// An anonymous GET whose query is validated, generated against bare.
pub(crate) fn validated_query() -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let bare = start(|address| {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("bare")
            .arg(address.to_string())
            .arg(folder.path());
        Ok(command)
    })?;
    let generated = start(|address| {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("generated").arg(address.to_string());
        Ok(command)
    })?;
    let time = Duration::from_secs(3);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(load::get(&bare, PATH, time)?.cpu_micros);
        ours.push(load::get(&generated, PATH, time)?.cpu_micros);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    Ok(Row {
        what: "GET with a validated query, server CPU per request",
        figure: format!("{ours:.1} us"),
        against: format!(
            "bare axum handler {theirs:.1} us: {:+.1} us, x{:.2}",
            ours - theirs,
            ours / theirs
        ),
        target: "at most 2 us more",
        met: ours - theirs <= 2.0,
    })
}

fn start(command: impl FnOnce(SocketAddr) -> io::Result<Command>) -> io::Result<Server> {
    let address = free_address()?;
    let mut server = Server::start(command(address)?, address)?;
    server.wait()?;
    Ok(server)
}

/// The middle one.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
