//! A gigabyte in chunks of 32 MiB, sent by a client that costs next to nothing.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Bytes of a chunk.
pub(crate) const CHUNK: u64 = 32 * 1024 * 1024;
/// Chunks sent.
pub(crate) const CHUNKS: u64 = 32;

/// Sends all chunks over one connection and returns how long it took.
///
/// `path` and `range` give the target and the `Content-Range` header of a chunk.
pub(crate) fn send(
    address: SocketAddr,
    token: Option<&str>,
    path: impl Fn(u64) -> String,
    range: impl Fn(u64) -> Option<String>,
) -> io::Result<Duration> {
    let data = vec![0x5a_u8; CHUNK as usize];
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let start = Instant::now();
    for index in 0..CHUNKS {
        let mut head = format!("PUT {} HTTP/1.1\r\nHost: {address}\r\n", path(index));
        if let Some(token) = token {
            head.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        if let Some(range) = range(index) {
            head.push_str(&format!("Content-Range: {range}\r\n"));
        }
        head.push_str(&format!(
            "Content-Type: application/octet-stream\r\nContent-Length: {CHUNK}\r\n\r\n"
        ));
        stream.write_all(head.as_bytes())?;
        stream.write_all(&data)?;
        let reply = read_head(&mut stream)?;
        if !(reply.starts_with("HTTP/1.1 308") || reply.starts_with("HTTP/1.1 200")) {
            return Err(io::Error::other(format!(
                "chunk {index} is refused:\n{reply}"
            )));
        }
    }
    Ok(start.elapsed())
}

/// Asks for a path and checks that the answer is 200.
pub(crate) fn first_ok(address: SocketAddr, path: &str) -> io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let reply = read_head(&mut stream)?;
    if reply.starts_with("HTTP/1.1 200") {
        Ok(())
    } else {
        Err(io::Error::other(reply))
    }
}

/// Reads to the end of a reply's head; the replies awaited here have no body.
fn read_head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Err(io::Error::other("the server closed the connection"));
        }
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
