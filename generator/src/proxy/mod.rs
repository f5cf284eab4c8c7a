//! A server that forwards every request to another one and holds both directions against a document.
//!
//! Bodies go through as they come. What can be judged is copied on the way, up to [`MOST_CHECKED`] bytes; a thread of its own judges
//! when an exchange is over, so that nobody waits for it.

mod check;
mod exchange;
mod forward;
mod headers;
mod tap;
mod tunnel;
mod upstream;

pub use check::Checked;
pub use upstream::Upstream;

use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;

use crate::conform::{Contract, Tally};
use exchange::{Budget, Sender};
use forward::Forwarder;

/// Most bytes of a body that are kept to be checked. Larger ones are forwarded whole, and said to be not checked.
pub const MOST_CHECKED: usize = 8 << 20;

/// Most bytes of bodies that are kept at a time, all together.
pub const MOST_HELD: usize = 256 << 20;

/// How long requests may go on when the proxy is to end.
const GRACE: Duration = Duration::from_secs(1);

/// How long the head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// What is forwarded where, and how it is judged.
pub struct Proxy {
    /// Where requests go.
    pub upstream: Upstream,
    /// What they are held against.
    pub contract: Arc<Contract>,
}

impl Proxy {
    /// Serves until `end` is ready, calls `sink` with every exchange that is over, and returns the counts.
    ///
    /// # Errors
    /// When no thread or runtime can be started.
    pub fn run(
        self,
        listener: std::net::TcpListener,
        end: impl Future<Output = ()> + Send,
        sink: impl FnMut(&Checked) + Send + 'static,
    ) -> std::io::Result<Tally> {
        let (sender, exchanges) = std::sync::mpsc::channel();
        let contract = self.contract.clone();
        let base = self.upstream.base_path().to_owned();
        let judge = std::thread::Builder::new()
            .name("judge".to_owned())
            .spawn(move || check::run(&contract, &base, &exchanges, sink))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let served = runtime.block_on(async {
            listener.set_nonblocking(true)?;
            let listener = TcpListener::from_std(listener)?;
            let forwarder = Arc::new(Forwarder {
                upstream: self.upstream,
                sender: Sender::new(sender, Budget::new(MOST_HELD)),
            });
            serve(listener, forwarder, end).await;
            Ok::<(), std::io::Error>(())
        });
        // What is still under way ends here, and is told as such.
        drop(runtime);
        let tally = judge.join().unwrap_or_default();
        served.map(|()| tally)
    }
}

async fn serve(
    listener: TcpListener,
    forwarder: Arc<Forwarder>,
    end: impl Future<Output = ()> + Send,
) {
    let graceful = GracefulShutdown::new();
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .preserve_header_case(true)
        .half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT);
    let mut end = std::pin::pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of files, most likely: what is open has to end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Small parts, as of events, go out at once; where that cannot be set, they go a little later.
        let _ = stream.set_nodelay(true);
        let forwarder = forwarder.clone();
        let service = service_fn(move |request| {
            let forwarder = forwarder.clone();
            async move { Ok::<_, std::convert::Infallible>(forwarder.forward(request, peer).await) }
        });
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let connection = connection.into_owned();
        let connection = graceful.watch(connection);
        // A connection that breaks is the client's business; its exchange says so.
        tokio::spawn(async move { drop(connection.await) });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}
