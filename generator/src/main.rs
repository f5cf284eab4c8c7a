//! The command; see [`openapi_stubs::cli`].

use std::process::ExitCode;

/// A document is a million small pieces of memory.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    openapi_stubs::cli::run()
}
