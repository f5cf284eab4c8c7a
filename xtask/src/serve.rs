//! Running the server from the sources.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use clap::Args;

use crate::run::{Result, cargo, target};
use crate::{generate, setup};

#[derive(Args)]
pub(crate) struct Options {
    /// Build with optimisations: slower to build, faster to run.
    #[arg(long)]
    release: bool,
    /// Address and port to listen on; otherwise the configuration says where, by default 127.0.0.1:9000.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Passed on to `peertube-server serve`, such as `-- --config FILE`.
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub(crate) fn serve(options: &Options) -> Result {
    setup::ensure(setup::SERVE)?;
    generate::if_changed()?;
    let mut build = vec!["build", "--workspace", "--bin", "peertube-server"];
    let mut profile = "debug";
    if options.release {
        build.push("--release");
        profile = "release";
    }
    cargo(&build)?;
    let server = target().join(profile).join("peertube-server");
    // The server takes this process over, so that signals reach it and nothing stands between.
    let error = Command::new(&server)
        .arg("serve")
        .args(
            options
                .listen
                .iter()
                .flat_map(|address| ["--listen", address]),
        )
        .args(&options.arguments)
        .exec();
    Err(format!("cannot run {}: {error}", server.display()))
}
