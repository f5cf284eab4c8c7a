//! The accept loop: HTTP/1.1 and HTTP/2 (prior knowledge) on one port, with limits on time and number, and a stop
//! that loses nothing that was acknowledged.

use std::convert::Infallible;
use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::body::RequestBody;
use super::front::Front;

/// Connections at a time. More wait in the kernel's queue until one ends.
const MAX_CONNECTIONS: usize = 4096;
/// Requests at a time on one HTTP/2 connection.
const MAX_STREAMS: u32 = 128;
/// Pause after `accept` failed, usually for want of file descriptors: trying again at once would only burn time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Time limits of connections.
#[derive(Debug, Clone)]
pub struct Timing {
    /// For the first request to begin, for a request's head to be complete, and between two requests.
    pub head: Duration,
    /// After a stop: for bodies that are still coming in, before they are cut.
    pub grace: Duration,
    /// After a stop: for everything, before connections are closed as they are.
    pub deadline: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            grace: Duration::from_secs(1),
            deadline: Duration::from_secs(10),
        }
    }
}

/// A bound port.
pub struct Listener {
    tcp: TcpListener,
    timing: Timing,
}

impl Listener {
    /// Binds `host:port`; port 0 takes a free one.
    ///
    /// # Errors
    /// The name does not resolve, the address is not ours, or the port is taken.
    pub async fn bind(host: &str, port: u16, timing: Timing) -> std::io::Result<Self> {
        // A literal address needs no resolver, and so no thread for it.
        let tcp = match host.parse::<IpAddr>() {
            Ok(address) => TcpListener::bind((address, port)).await?,
            Err(_) => TcpListener::bind((host, port)).await?,
        };
        Ok(Self { tcp, timing })
    }

    /// The address that was bound.
    ///
    /// # Errors
    /// The operating system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.tcp.local_addr()
    }

    /// Serves until `stop` is cancelled and every connection has ended, or the deadline has passed.
    ///
    /// After the stop no connection is accepted and idle ones are closed; requests in progress may finish. Bodies
    /// still coming in are cut after a short grace, so that uploads end at an offset that is stored.
    pub async fn serve<S, B>(self, front: Front<S>, stop: CancellationToken)
    where
        S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let Self { tcp, timing } = self;
        let connections = TaskTracker::new();
        let server = Arc::new(Server {
            builder: builder(&timing),
            front,
            head: timing.head,
            stop: stop.clone(),
            cut: CancellationToken::new(),
            kill: CancellationToken::new(),
        });
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        while let Some((stream, peer, place)) = accept(&tcp, &places, &stop).await {
            connections.spawn(Arc::clone(&server).connection(stream, peer.ip(), place));
        }
        drop(tcp);
        connections.close();
        let ended = async {
            tokio::select! {
                () = connections.wait() => return,
                () = tokio::time::sleep(timing.grace) => server.cut.cancel(),
            }
            tokio::select! {
                () = connections.wait() => return,
                () = tokio::time::sleep(timing.deadline.saturating_sub(timing.grace)) => {}
            }
            tracing::warn!(
                connections = connections.len(),
                "connections did not end in time and are closed"
            );
            server.kill.cancel();
        };
        ended.await;
        connections.wait().await;
    }
}

/// The next connection and its place; nothing once the server stops.
async fn accept(
    tcp: &TcpListener,
    places: &Arc<Semaphore>,
    stop: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    loop {
        let next = async {
            let place = Arc::clone(places).acquire_owned().await.ok();
            (place, tcp.accept().await)
        };
        let (place, accepted) = stop.run_until_cancelled(next).await?;
        match accepted {
            Ok((stream, peer)) => return Some((stream, peer, place?)),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn builder(timing: &Timing) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(timing.head)
        .half_close(false);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(timing.head)
        .keep_alive_timeout(timing.head)
        .max_concurrent_streams(MAX_STREAMS);
    builder
}

/// What all connections share.
struct Server<S> {
    builder: Builder<TokioExecutor>,
    front: Front<S>,
    head: Duration,
    stop: CancellationToken,
    cut: CancellationToken,
    kill: CancellationToken,
}

impl<S, B> Server<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    async fn connection(
        self: Arc<Self>,
        stream: TcpStream,
        peer: IpAddr,
        _place: OwnedSemaphorePermit,
    ) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let mut stream = TimeoutStream::new(stream);
        // A reply that the client does not take; reading has limits of its own, in the body and in hyper.
        stream.set_write_timeout(Some(self.front.patience()));
        let begun = Arc::new(AtomicBool::new(false));
        let service = service_fn({
            let (front, cut, begun) = (self.front.clone(), self.cut.clone(), Arc::clone(&begun));
            move |request: Request<Incoming>| {
                begun.store(true, Ordering::Relaxed);
                front.clone().answer(peer, request, cut.clone())
            }
        });
        let serving = self
            .builder
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        tokio::pin!(serving);
        // hyper's own limit begins only once it knows the version of HTTP.
        let mute = async {
            tokio::time::sleep(self.head).await;
            if begun.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
        };
        tokio::pin!(mute);
        let mut told = false;
        let result = loop {
            tokio::select! {
                result = serving.as_mut() => break result,
                () = self.stop.cancelled(), if !told => {
                    told = true;
                    serving.as_mut().graceful_shutdown();
                }
                () = &mut mute => return,
                () = self.kill.cancelled() => return,
            }
        };
        if let Err(error) = result {
            tracing::debug!(%error, %peer, "connection");
        }
    }
}
