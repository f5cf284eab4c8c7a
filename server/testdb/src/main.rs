//! `with-postgres [COMMAND …]`: a private PostgreSQL server for as long as a command runs, or, without one, until standard input
//! ends; then the address is printed.

use std::ffi::OsString;
use std::io::Read as _;
use std::process::{Command, ExitCode};

use peertube_testdb::{PrivateServer, SERVER};

fn main() -> ExitCode {
    let server = match PrivateServer::start() {
        Ok(server) => server,
        Err(error) => {
            eprintln!("with-postgres: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(program) => run(&server, program, arguments),
        None => wait(&server),
    }
}

fn run(
    server: &PrivateServer,
    program: OsString,
    arguments: std::iter::Skip<std::env::ArgsOs>,
) -> ExitCode {
    let status = Command::new(&program)
        .args(arguments)
        .env(SERVER, server.url("postgres"))
        .status();
    match status {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            code.map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            eprintln!("with-postgres: cannot run {}: {error}", program.display());
            ExitCode::FAILURE
        }
    }
}

fn wait(server: &PrivateServer) -> ExitCode {
    println!("{}", server.url("postgres"));
    // Whatever ends it, it is the end.
    let _ended = std::io::stdin().read_to_end(&mut Vec::new());
    ExitCode::SUCCESS
}
