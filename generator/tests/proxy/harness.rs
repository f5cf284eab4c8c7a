//! A proxy between a raw client and a raw server, which may say whatever a test wants.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use openapi_stubs::conform::{Contract, Tally};
use openapi_stubs::generate::{self, Care};
use openapi_stubs::proxy::{Checked, Proxy, Upstream};

pub(crate) const DOCUMENT: &str = "tests/proxy/api.yaml";

/// Nothing here takes longer, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn contract() -> Contract {
    let read = generate::read(
        DOCUMENT.as_ref(),
        &Default::default(),
        &mut Default::default(),
        Care::Usual,
    );
    assert!(!read.report.has_errors(), "{}", read.report.render(false));
    Contract::new(&read.document, None, &Default::default()).unwrap()
}

/// A request: its head, without its body.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) head: String,
}

/// A server that gives every connection to `handle`, each in a thread.
pub(crate) fn serve(handle: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let handle = Arc::new(handle);
    // It ends with the test's process.
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let handle = handle.clone();
            std::thread::spawn(move || handle(stream));
        }
    });
    address
}

/// Reads a head, byte by byte, so that nothing of what follows is taken.
pub(crate) fn read_head(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// The value of a header.
pub(crate) fn header(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().to_owned())
}

/// Reads a request with its body.
pub(crate) fn read_request(stream: &mut TcpStream) -> Message {
    let head = read_head(stream);
    if let Some(length) = header(&head, "content-length") {
        let mut body = vec![0; length.parse().unwrap()];
        stream.read_exact(&mut body).unwrap();
    } else if header(&head, "transfer-encoding").is_some() {
        loop {
            let mut size = String::new();
            while !size.ends_with("\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                size.push(char::from(byte[0]));
            }
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            stream.read_exact(&mut chunk).unwrap();
            if size == 0 {
                break;
            }
        }
    }
    Message { head }
}

/// A proxy in this process.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) checked: mpsc::Receiver<Checked>,
    end: tokio::sync::oneshot::Sender<()>,
    thread: JoinHandle<Tally>,
}

impl Running {
    pub(crate) fn before(upstream: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, checked) = mpsc::channel();
        let (end, ended) = tokio::sync::oneshot::channel();
        let proxy = Proxy {
            upstream: Upstream::new(upstream, false).unwrap(),
            contract: Arc::new(contract()),
        };
        let thread = std::thread::spawn(move || {
            let end = async { drop(ended.await) };
            let sink = move |checked: &Checked| drop(sender.send(checked.clone()));
            proxy.run(listener, end, sink).unwrap()
        });
        Self {
            address,
            checked,
            end,
            thread,
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request as it is, and reads until the proxy closes.
    pub(crate) fn send(&self, request: &str) -> String {
        send(self.address, request)
    }

    /// The next exchange that is over.
    pub(crate) fn next(&self) -> Checked {
        self.checked.recv_timeout(PATIENCE).unwrap()
    }

    pub(crate) fn end(self) -> Tally {
        self.end.send(()).unwrap();
        self.thread.join().unwrap()
    }
}

/// Sends a request as it is, and reads until the other side closes.
pub(crate) fn send(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A connection that breaks is an answer too.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A request with the headers that every one has.
pub(crate) fn request(line: &str, headers: &[&str], body: &str) -> String {
    let mut text = format!("{line} HTTP/1.1\r\nHost: client.example\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(&format!("{header}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    format!("{text}\r\n{body}")
}

/// An answer after which the server closes.
pub(crate) fn answer(status: &str, headers: &[&str], body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    for header in headers {
        text.push_str(&format!("{header}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    format!("{text}\r\n{body}")
}

/// Closes a connection in both directions.
pub(crate) fn close(stream: &TcpStream) {
    let _ = stream.shutdown(Shutdown::Both);
}
