//! What the generated route costs more than a handler by hand.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::BodyExt as _;
use tower::Service as _;

use crate::process::{Server, free_address, thread_cpu};
use crate::report::Row;
use crate::{bare, generated, load};

const PATH: &str = "/api/v1/accounts?start=0&count=15&sort=-createdAt";
const ROUNDS: usize = 5;
const CALLS: u32 = 100_000;
const CALL_ROUNDS: usize = 9;

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
        what: "GET with a validated query, server CPU per request".to_owned(),
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

/// The same two without a network: what a call of each service takes, its reply read to the end.
pub(crate) async fn without_network() -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let (bare, generated) = (
        bare::router(folder.path().to_owned()),
        generated::service()?,
    );
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..CALL_ROUNDS {
        theirs.push(
            micros(|| async {
                let reply = bare.clone().call(request()).await;
                consume(reply).await
            })
            .await?,
        );
        ours.push(micros(|| async { consume(generated.respond(request()).await).await }).await?);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    Ok(Row {
        what: "the same without the network, CPU per call".to_owned(),
        figure: format!("{ours:.2} us"),
        against: format!("axum's router {theirs:.2} us: {:+.2} us", ours - theirs),
        target: "at most 2 us more",
        met: ours - theirs <= 2.0,
    })
}

/// Processor time of one call, in microseconds.
async fn micros<F: Future<Output = io::Result<usize>>>(call: impl Fn() -> F) -> io::Result<f64> {
    let before = thread_cpu()?;
    for _ in 0..CALLS {
        if call().await? != bare::REPLY.len() {
            return Err(io::Error::other(
                "the reply is not the one that was expected",
            ));
        }
    }
    Ok(thread_cpu()?.saturating_sub(before).as_secs_f64() * 1e6 / f64::from(CALLS))
}

/// What `wrk` sends.
fn request() -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = Uri::from_static(PATH);
    let headers = request.headers_mut();
    headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:9000"));
    request
}

/// Length of a reply's content.
async fn consume<B: HttpBody>(reply: Result<Response<B>, Infallible>) -> io::Result<usize> {
    let Ok(reply) = reply;
    let content = reply.into_body().collect().await;
    let content = content.map_err(|_| io::Error::other("the reply broke off"))?;
    Ok(content.to_bytes().len())
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
