//! The command; see [`openapi_stubs::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    openapi_stubs::cli::run()
}
