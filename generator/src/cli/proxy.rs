//! `proxy`: a running server, held against a document.

use std::io::{IsTerminal as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::Failed;
use super::format::Format;
use super::output::{Output, say};
use super::proxy_text::{Teller, summary_text};
use super::source::Source;
use crate::conform::{Contract, Summary, Tally};
use crate::diagnostics::Code;
use crate::generate::{self, Care};
use crate::proxy::{Checked, Proxy, Upstream};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) source: Source,
    /// The running server: `http://` or `https://`, with a path or without.
    #[arg(long, value_name = "URL")]
    upstream: String,
    /// Where clients find the proxy; port 0 is one that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4010")]
    listen: SocketAddr,
    /// Path under which the server has the document's paths, in place of what the document's `servers` say.
    #[arg(long, value_name = "PATH")]
    base: Option<String>,
    /// Send the `Host` of clients to the server, and not the server's own.
    #[arg(long)]
    keep_host: bool,
    /// Certificates (PEM) of authorities that an `https://` server is trusted by, in place of the system's.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Write the summary to this file when all is over, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// What makes the exit status 1.
    #[arg(long, value_enum, default_value_t)]
    fail_on: FailOn,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A request or response that departs from the document.
    #[default]
    Violation,
    /// And a request that the document has no operation for.
    Undocumented,
    /// Nothing that was seen.
    Never,
}

/// Runs until it is told to end; what it has to say goes to standard output as it happens.
pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<(), Failed> {
    let contract = Arc::new(contract(arguments, output)?);
    let upstream = upstream(arguments)?;
    let listener = TcpListener::bind(arguments.listen)
        .map_err(|error| format!("cannot listen at {}: {error}", arguments.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let format = arguments.source.format;
    let count = contract.operations().len();
    match format {
        Format::Text => say(&format!(
            "listening at http://{address}, forwarding to {}; {count} operations; Ctrl-C ends and sums up",
            arguments.upstream
        )),
        Format::Json => line(&json!({
            "event": "listening",
            "address": address.to_string(),
            "upstream": arguments.upstream,
            "operations": count,
        })),
    }
    let coloured = std::io::stdout().is_terminal() && !super::output::refuses_colour();
    let mut teller = Teller::new(coloured);
    let sink = move |checked: &Checked| match format {
        Format::Text => {
            if let Some(text) = teller.exchange(checked) {
                let _ = writeln!(std::io::stdout(), "{text}");
            }
        }
        Format::Json => {
            let mut event = json!({ "event": "exchange" });
            if let (Some(event), Ok(serde_json::Value::Object(keys))) =
                (event.as_object_mut(), serde_json::to_value(checked))
            {
                event.extend(keys);
            }
            line(&event);
        }
    };
    let proxy = Proxy {
        upstream,
        contract: contract.clone(),
    };
    let tally = proxy
        .run(listener, super::signals::end(), sink)
        .map_err(|error| format!("cannot serve: {error}"))?;
    finish(arguments, &tally, &tally.summary(&contract))
}

/// The server, and who it is trusted by.
fn upstream(arguments: &Arguments) -> Result<Upstream, Failed> {
    let (url, keep_host) = (&arguments.upstream, arguments.keep_host);
    let Some(path) = &arguments.ca else {
        return Ok(Upstream::new(url, keep_host)?);
    };
    let named = |what: String| format!("--ca {}: {what}", path.display());
    let pem = std::fs::read(path).map_err(|error| named(error.to_string()))?;
    // The address is looked at first: its mistakes are not those of the file.
    Upstream::new(url, keep_host)?;
    Ok(Upstream::trusting(url, keep_host, Some(&pem)).map_err(named)?)
}

/// The document, ready to judge by. Errors of single operations do not keep the rest from being checked.
fn contract(arguments: &Arguments, output: &mut Output) -> Result<Contract, Failed> {
    let mut settings = arguments.source.settings()?;
    settings.config.skip.clear();
    let spec = &settings.spec;
    let read = generate::read(spec, &settings.config, &mut settings.lock, Care::Usual);
    if read.api.tags.is_empty() && read.report.has_errors() {
        output.report(&read.report);
        return Err(Failed::Reported);
    }
    if !read.left_out.is_empty() {
        output.say(&format!(
            "{}: {} operations have errors (`openapi-stubs lint` says which); they are checked as far as they can be read",
            spec.display(),
            read.left_out.len()
        ));
    }
    let contract = Contract::new(
        &read.document,
        arguments.base.as_deref(),
        &settings.config.coerce,
    )
    .map_err(|error| format!("{}: {error}", spec.display()))?;
    if contract.operations().is_empty() {
        return Err(Failed::because(
            Code::CommandFailed,
            format!("{} has no operations", spec.display()),
            "name a document with `paths`: there is nothing to hold a server against",
        ));
    }
    Ok(contract)
}

/// Sums up, and says whether it was good enough.
fn finish(arguments: &Arguments, tally: &Tally, summary: &Summary) -> Result<(), Failed> {
    match arguments.source.format {
        Format::Text => {
            let _ = writeln!(std::io::stdout(), "{}", summary_text(summary));
        }
        Format::Json => line(&json!({ "event": "summary", "summary": summary })),
    }
    if let Some(path) = &arguments.report {
        let text = serde_json::to_string_pretty(summary).map_err(|error| error.to_string())?;
        std::fs::write(path, text + "\n")
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let fails = match arguments.fail_on {
        FailOn::Violation => tally.violations() > 0,
        FailOn::Undocumented => tally.violations() + tally.undocumented() > 0,
        FailOn::Never => false,
    };
    if fails { Err(Failed::Reported) } else { Ok(()) }
}

/// One line of JSON; a reader that went away is no reason to stop forwarding.
fn line(value: &serde_json::Value) {
    let _ = writeln!(std::io::stdout(), "{value}");
}
