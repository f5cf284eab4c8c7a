//! A private PostgreSQL server for a run of the tests.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::run::{Result, cargo, target};

/// Variable with the address of the server, for the tests.
pub(crate) const SERVER: &str = "PEERTUBE_TEST_POSTGRES";
/// Variable with the kind of database that tests run on.
pub(crate) const KIND: &str = "PEERTUBE_TEST_DATABASE";

/// A running server; it ends when its standard input does, and so with this process at the latest.
pub(crate) struct Postgres {
    child: Child,
    address: String,
}

impl Postgres {
    pub(crate) fn start() -> Result<Self> {
        cargo(&["build", "--quiet", "--workspace", "--bin", "with-postgres"])?;
        let mut child = Command::new(target().join("debug/with-postgres"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run with-postgres: {error}"))?;
        let mut address = String::new();
        if let Some(output) = child.stdout.take() {
            // What is not said is missed below.
            let _read = BufReader::new(output).read_line(&mut address);
        }
        let mut server = Self {
            child,
            address: address.trim().to_owned(),
        };
        if server.address.is_empty() {
            server.stop();
            return Err("no PostgreSQL server for the tests".to_owned());
        }
        Ok(server)
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    fn stop(&mut self) {
        drop(self.child.stdin.take());
        // It ends by itself now.
        let _ended = self.child.wait();
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}
