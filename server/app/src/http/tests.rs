//! The listener over real sockets, with a small service behind it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use openapi_stubs_runtime::Client;
use peertube_kernel::Context;
use peertube_kernel::config::Config;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower::service_fn;

use super::*;

struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<()>,
}

impl Running {
    async fn start(timing: Timing, config: Config) -> Self {
        let listener = Listener::bind("127.0.0.1", 0, timing).await.expect("bound");
        let address = listener.address().expect("an address");
        let stop = CancellationToken::new();
        let proxies = TrustedProxies::parse(&config.trust_proxy).expect("networks");
        let front = Front::new(
            service_fn(answer),
            &config,
            &Context::system(),
            proxies,
            None,
        );
        let served = tokio::spawn(listener.serve(front, stop.clone()));
        Self {
            address,
            stop,
            served,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connected")
    }

    /// Sends a request that asks for the connection to be closed, and reads all of the reply.
    async fn ask(&self, head: &str) -> String {
        let mut stream = self.connect().await;
        let request = format!("{head}\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.expect("a reply");
        reply
    }
}

/// `/panic` panics, `/client` tells who asks, anything else tells how the body ended.
async fn answer(request: Request<RequestBody>) -> Result<Response<Full<Bytes>>, Infallible> {
    let text = match request.uri().path() {
        "/api/v1/panic" => panic!("a test's own panic"),
        "/client" => {
            let client = request.extensions().get::<Client>().expect("a client");
            format!("{} {}", client.scheme.as_str(), client.ip)
        }
        _ => match request.into_body().collect().await {
            Ok(body) => format!("body of {}", body.to_bytes().len()),
            Err(fault) => {
                let mut response = Response::new(Full::from(fault.to_string()));
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                return Ok(response);
            }
        },
    };
    Ok(Response::new(Full::from(text)))
}

#[tokio::test]
async fn replies_have_the_standard_headers_and_are_open_below_the_api() {
    let running = Running::start(Timing::default(), Config::default()).await;
    let reply = running.ask("GET /api/v1/thing HTTP/1.1").await;
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
    for header in [
        "tk: N",
        "x-powered-by: PeerTube",
        "x-frame-options: DENY",
        "x-content-type-options: nosniff",
        "access-control-allow-origin: *",
        "access-control-allow-credentials: true",
        "access-control-expose-headers: Retry-After",
    ] {
        assert!(reply.contains(header), "{header} in {reply}");
    }
    let reply = running.ask("GET /docs HTTP/1.1").await;
    assert!(!reply.contains("access-control"), "{reply}");
}

#[tokio::test]
async fn options_are_answered_before_anything_else() {
    let running = Running::start(Timing::default(), Config::default()).await;
    let reply = running
        .ask("OPTIONS /api/v1/panic HTTP/1.1\r\nAccess-Control-Request-Headers: authorization,x-up")
        .await;
    assert!(reply.starts_with("HTTP/1.1 204 No Content\r\n"), "{reply}");
    for header in [
        "access-control-allow-methods: GET,HEAD,PUT,PATCH,POST,DELETE",
        "access-control-allow-headers: authorization,x-up",
        "vary: Access-Control-Request-Headers",
    ] {
        assert!(reply.contains(header), "{header} in {reply}");
    }
    let reply = running.ask("OPTIONS /api/v1/thing HTTP/1.1").await;
    assert!(!reply.contains("allow-headers"), "{reply}");
}

#[tokio::test]
async fn a_panic_is_a_problem_and_the_server_goes_on() {
    let running = Running::start(Timing::default(), Config::default()).await;
    let reply = running.ask("GET /api/v1/panic HTTP/1.1").await;
    assert!(
        reply.starts_with("HTTP/1.1 500 Internal Server Error\r\n"),
        "{reply}"
    );
    assert!(reply.contains("application/problem+json"), "{reply}");
    assert!(!reply.contains("a test's own"), "{reply}");
    let reply = running.ask("GET /client HTTP/1.1").await;
    assert!(reply.ends_with("http 127.0.0.1"), "{reply}");
}

#[tokio::test]
async fn proxies_tell_who_asks() {
    let running = Running::start(Timing::default(), Config::default()).await;
    let reply = running
        .ask(
            "GET /client HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6, 2.2.2.2\r\nX-Forwarded-Proto: https",
        )
        .await;
    assert!(reply.ends_with("https 2.2.2.2"), "{reply}");
}

#[tokio::test]
async fn http2_is_spoken_on_the_same_port() {
    let running = Running::start(Timing::default(), Config::default()).await;
    let mut stream = running.connect().await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    stream.write_all(preface).await.expect("sent");
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).await.expect("a frame");
    assert_eq!(frame[3], 4, "a SETTINGS frame");
}

#[tokio::test]
async fn silence_ends_connections_and_bodies() {
    let timing = Timing {
        head: Duration::from_millis(200),
        ..Timing::default()
    };
    let mut config = Config::default();
    config.http_timeouts.request = Duration::from_millis(200);
    let running = Running::start(timing, config).await;
    for sent in ["", "PRI", "GET /", "GET / HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = running.connect().await;
        stream.write_all(sent.as_bytes()).await.expect("sent");
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest));
        assert!(ended.await.is_ok(), "after {sent:?}");
    }
    let mut stream = running.connect().await;
    let head = "GET /client HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut rest = String::new();
    let ended = tokio::time::timeout(Duration::from_secs(5), stream.read_to_string(&mut rest));
    assert!(ended.await.is_ok(), "idle after a reply");
    assert!(rest.ends_with("127.0.0.1"), "{rest}");

    let mut stream = running.connect().await;
    let head = "PUT /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n12345";
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut rest = String::new();
    let read = stream.read_to_string(&mut rest).await;
    assert!(read.is_ok() && rest.ends_with("no data for 0 s"), "{rest}");
}

#[tokio::test]
async fn a_stop_cuts_bodies_after_a_grace_and_ends() {
    let timing = Timing {
        grace: Duration::from_millis(100),
        ..Timing::default()
    };
    let running = Running::start(timing, Config::default()).await;
    let mut idle = running.connect().await;
    let head = "GET /client HTTP/1.1\r\nHost: x\r\n\r\n";
    idle.write_all(head.as_bytes()).await.expect("sent");
    let mut first = [0; 1];
    idle.read_exact(&mut first).await.expect("a reply");

    let mut upload = running.connect().await;
    let head = "PUT /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n";
    upload.write_all(head.as_bytes()).await.expect("sent");
    // `100 Continue` says that the handler is reading.
    let mut interim = [0; 25];
    upload.read_exact(&mut interim).await.expect("continue");
    upload.write_all(b"12345").await.expect("sent");

    let began = Instant::now();
    running.stop.cancel();
    let mut reply = String::new();
    upload.read_to_string(&mut reply).await.expect("a reply");
    assert!(reply.ends_with("the server is stopping"), "{reply}");
    running.served.await.expect("served");
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(TcpStream::connect(running.address).await.is_err());
}

#[tokio::test]
async fn a_stop_does_not_wait_beyond_its_deadline() {
    let timing = Timing {
        grace: Duration::from_millis(10),
        deadline: Duration::from_millis(100),
        ..Timing::default()
    };
    let listener = Listener::bind("127.0.0.1", 0, timing).await.expect("bound");
    let address = listener.address().expect("an address");
    let stop = CancellationToken::new();
    let (reached, mut handler) = tokio::sync::mpsc::channel::<()>(1);
    let stuck = service_fn(move |_: Request<RequestBody>| {
        let reached = reached.clone();
        async move {
            let _sent = reached.send(()).await;
            std::future::pending::<Result<Response<Full<Bytes>>, Infallible>>().await
        }
    });
    let front = Front::new(
        stuck,
        &Config::default(),
        &Context::system(),
        TrustedProxies::default(),
        None,
    );
    let served = tokio::spawn(listener.serve(front, stop.clone()));
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("sent");
    handler.recv().await.expect("the handler runs");
    stop.cancel();
    let ended = tokio::time::timeout(Duration::from_secs(5), served).await;
    assert!(ended.is_ok());
}
