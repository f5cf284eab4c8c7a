//! The server's binary.

use std::process::ExitCode;

/// Gives memory back after peaks, and is faster than the system's allocator with many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    peertube_server::cli::run()
}
