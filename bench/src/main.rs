//! Benchmarks of the whole, run by `cargo xtask bench`; the figures of record are in `BENCHMARKS.md`.
//!
//! Every figure that is compared with something is measured with that something in one run, as machines differ and drift.

mod bare;
mod bucket;
mod database;
mod generated;
mod get;
mod instance;
mod load;
mod process;
mod report;
mod server;
mod upload;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Measures the generated code and the server from outside.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure everything, or only what is named: get, upload, list, idle, start, videos, jobs, bucket.
    Run {
        /// Names of the benchmarks to run.
        only: Vec<String>,
        /// Of `videos`: how many there are, one measurement each; the last is compared with those before it.
        #[arg(
            long = "videos",
            value_name = "NUMBERS",
            value_delimiter = ',',
            default_value = "100,10000,1000000",
            value_parser = clap::value_parser!(i64).range(78..)
        )]
        sizes: Vec<i64>,
    },
    /// Serve the handlers that ours are compared with.
    Bare {
        /// Where to listen.
        address: SocketAddr,
        /// Where uploads go.
        folder: PathBuf,
    },
    /// Serve an S3 server until standard input ends, and print its address.
    Bucket,
    /// Serve the generated accounts routes with a fixed reply.
    Generated {
        /// Where to listen.
        address: SocketAddr,
    },
}

#[tokio::main]
async fn main() -> io::Result<()> {
    match Arguments::parse().command {
        Command::Bare { address, folder } => bare::serve(address, folder).await,
        Command::Bucket => bucket::serve(),
        Command::Generated { address } => generated::serve(address).await,
        Command::Run { only, sizes } => run(&only, &sizes).await,
    }
}

async fn run(only: &[String], sizes: &[i64]) -> io::Result<()> {
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let mut rows = Vec::new();
    if wanted("get") {
        rows.push(get::without_network().await?);
        rows.push(get::validated_query()?);
    }
    if wanted("upload") {
        rows.push(server::upload().await?);
    }
    if wanted("list") {
        rows.push(server::list().await?);
    }
    if wanted("idle") {
        rows.push(server::idle()?);
    }
    if wanted("start") {
        rows.push(server::start()?);
    }
    if wanted("jobs") {
        rows.extend(database::jobs().await?);
    }
    if wanted("bucket") {
        rows.push(bucket::files().await?);
    }
    if wanted("videos") {
        rows.extend(database::videos(sizes).await?);
    }
    report::print(&rows);
    Ok(())
}
