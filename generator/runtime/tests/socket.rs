//! The service behind a real socket.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic, too")]

#[allow(dead_code, reason = "each binary uses a part of it")]
mod common;

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use std::{net::SocketAddr, path::Path, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(spool: &Path) -> Server {
    let (service, _) = common::service(spool);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let accepting = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                // A client that goes away is what some of the tests are about.
                let _ = Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    Server { address, accepting }
}

/// A connection on which requests are written as text.
struct Wire(BufReader<TcpStream>);

impl Wire {
    async fn to(server: &Server) -> Self {
        Self(BufReader::new(
            TcpStream::connect(server.address).await.unwrap(),
        ))
    }

    async fn write(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).await.unwrap();
    }

    /// Status line, headers and as much content as `Content-Length` says.
    async fn read(&mut self, head: bool) -> (String, Vec<u8>) {
        let reading = async {
            let mut text = String::new();
            while !text.ends_with("\r\n\r\n") {
                assert_ne!(
                    self.0.read_line(&mut text).await.unwrap(),
                    0,
                    "closed after {text:?}"
                );
            }
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            let mut content = vec![0; if head { 0 } else { length.unwrap_or(0) }];
            self.0.read_exact(&mut content).await.unwrap();
            (text, content)
        };
        timeout(Duration::from_secs(10), reading).await.unwrap()
    }

    async fn ask(&mut self, text: &str) -> (String, Vec<u8>) {
        self.write(text).await;
        self.read(text.starts_with("HEAD")).await
    }
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let server = serve(&std::env::temp_dir()).await;
    let mut wire = Wire::to(&server).await;
    let (head, content) = wire.ask("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(content, br#"{"thing":"a"}"#);
    let (head, _) = wire.ask("HEAD /things/a HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(head.contains("content-length: 13\r\n"), "{head}");
    let (head, content) = wire
        .ask("GET /file HTTP/1.1\r\nHost: x\r\nRange: bytes=2-4\r\n\r\n")
        .await;
    assert!(
        head.starts_with("HTTP/1.1 206") && head.contains("content-range: bytes 2-4/10\r\n"),
        "{head}"
    );
    assert_eq!(content, b"234");
    let (head, _) = wire.ask("HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(head.contains("content-length: 10\r\n"), "{head}");
    let chunks = "Transfer-Encoding: chunked\r\nContent-Type: application/octet-stream";
    let (_, content) = wire
        .ask(&format!(
            "PUT /upload HTTP/1.1\r\nHost: x\r\n{chunks}\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        ))
        .await;
    assert_eq!(content, br#"{"announced":null,"read":5}"#);
}

#[tokio::test]
async fn early_answers_let_the_client_finish_sending() {
    let server = serve(&std::env::temp_dir()).await;
    let mut wire = Wire::to(&server).await;
    let length = 4 << 20;
    wire.write(&format!(
        "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
    ))
    .await;
    wire.write(&"x".repeat(length)).await;
    assert!(wire.read(false).await.0.starts_with("HTTP/1.1 404"));
    let (head, _) = wire.ask("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
}

#[tokio::test]
async fn a_client_that_sends_far_too_much_sees_why() {
    let server = serve(&std::env::temp_dir()).await;
    let mut wire = Wire::to(&server).await;
    wire.write("PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n")
        .await;
    wire.write(&"x".repeat(2 << 20)).await;
    assert!(wire.read(false).await.0.starts_with("HTTP/1.1 413"));
    // The rest is read for a while, then the connection ends.
    let megabyte = "x".repeat(1 << 20);
    let sending = async {
        while wire
            .0
            .get_mut()
            .write_all(megabyte.as_bytes())
            .await
            .is_ok()
        {}
    };
    timeout(Duration::from_secs(20), sending).await.unwrap();
}

#[tokio::test]
async fn a_waiting_client_is_not_told_to_send() {
    let server = serve(&std::env::temp_dir()).await;
    let mut wire = Wire::to(&server).await;
    let headers = "Host: x\r\nContent-Length: 100\r\nExpect: 100-continue";
    let (head, _) = wire
        .ask(&format!("POST /nothing HTTP/1.1\r\n{headers}\r\n\r\n"))
        .await;
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    let mut rest = Vec::new();
    timeout(Duration::from_secs(10), wire.0.read_to_end(&mut rest))
        .await
        .unwrap()
        .unwrap();
    assert!(rest.is_empty());
}

#[tokio::test]
async fn a_lost_connection_leaves_no_file() {
    let spool = tempfile::tempdir().unwrap();
    let server = serve(spool.path()).await;
    let files = || std::fs::read_dir(spool.path()).unwrap().count();
    let mut wire = Wire::to(&server).await;
    let part = "--X\r\nContent-Disposition: form-data; name=\"video\"; filename=\"v\"\r\n\r\n";
    let headers =
        "Host: x\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: 1000000";
    wire.write(&format!(
        "POST /things HTTP/1.1\r\n{headers}\r\n\r\n{part}{}",
        "x".repeat(100_000)
    ))
    .await;
    let until = |wanted: usize| async move {
        while files() != wanted {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    timeout(Duration::from_secs(10), until(1)).await.unwrap();
    drop(wire);
    timeout(Duration::from_secs(10), until(0)).await.unwrap();
}
