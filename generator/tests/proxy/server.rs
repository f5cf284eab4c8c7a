//! The video server of this repository behind the proxy: neither its clients nor itself depart from its document.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::harness::PATIENCE;

/// A process that ends with the test.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server's binary; nothing when it was not built.
fn binary() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let binary = target.join("debug/peertube-server");
    if binary.is_file() {
        return Some(binary);
    }
    eprintln!(
        "skipped: there is no server; `cargo build --workspace --bin peertube-server` builds it"
    );
    None
}

/// Reads lines until one has the address.
fn running(mut child: Child, address: impl Fn(&str) -> Option<SocketAddr>) -> Running {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| address(&line));
    // Somebody has to listen to the rest, or it could not be said.
    std::thread::spawn(move || lines.for_each(drop));
    let Some(address) = address else {
        let ended = child.wait();
        panic!("it ended with {ended:?} before it listened");
    };
    Running { child, address }
}

fn server(binary: &Path, folder: &Path) -> Running {
    let child = Command::new(binary)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .current_dir(folder)
        .env("PT_INITIAL_ROOT_PASSWORD", "a long password")
        .env("PEERTUBE_UPLOADS_MIN_FREE_DISK", "0")
        .env_remove("PEERTUBE_DATABASE_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    running(child.unwrap(), |line| {
        line.trim()
            .strip_prefix("Listening on")?
            .trim()
            .parse()
            .ok()
    })
}

fn proxy(server: SocketAddr, report: &Path) -> Running {
    let child = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args([
            "proxy",
            "--spec",
            "../spec/openapi.yaml",
            "--listen",
            "127.0.0.1:0",
        ])
        .args(["--upstream", &format!("http://{server}")])
        .args(["--format", "json", "--fail-on", "undocumented", "--report"])
        .arg(report)
        .stdout(Stdio::piped())
        .spawn();
    running(child.unwrap(), |line| {
        let event: Value = serde_json::from_str(line).ok()?;
        event["address"].as_str()?.parse().ok()
    })
}

/// Somebody who speaks through the proxy.
struct Client {
    address: SocketAddr,
    token: Option<String>,
}

impl Client {
    /// Status, head, and content of an answer.
    fn ask(&self, line: &str, headers: &[&str], body: &[u8]) -> (u16, String, Vec<u8>) {
        let mut head = format!(
            "{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
            self.address
        );
        if let Some(token) = &self.token {
            head.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        for header in headers {
            head.push_str(&format!("{header}\r\n"));
        }
        if !line.starts_with("GET ") {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head, answer[end + 4..].to_vec())
    }

    #[track_caller]
    fn expect(&self, status: u16, line: &str, headers: &[&str], body: &[u8]) -> (String, Value) {
        let (got, head, content) = self.ask(line, headers, body);
        let text = String::from_utf8_lossy(&content).into_owned();
        assert_eq!(got, status, "{line}: {head}\n{text}");
        // A chunked body has its JSON between the sizes.
        let from = text.find(['{', '[']).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(&text[from..]).into_iter();
        (head, values.next().and_then(Result::ok).unwrap_or_default())
    }
}

/// A body of parts: texts, and a file.
fn parts(texts: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, text) in texts {
        let part =
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        body.extend(part.as_bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--XX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"clip.mp4\"\r\nContent-Type: video/mp4\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    body
}

/// A film of a second; nothing where there is no ffmpeg.
fn clip(folder: &Path) -> Option<Vec<u8>> {
    let path = folder.join("clip.mp4");
    let made = Command::new("ffmpeg")
        .args([
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=duration=1:size=64x64:rate=10",
        ])
        .args(["-pix_fmt", "yuv420p"])
        .arg(&path)
        .stdin(Stdio::null())
        .status();
    if made.is_ok_and(|status| status.success()) {
        return std::fs::read(path).ok();
    }
    eprintln!("skipped: there is no ffmpeg to make a film with");
    None
}

#[cfg(unix)]
#[test]
fn the_video_server_keeps_to_its_document() {
    let folder = tempfile::tempdir().unwrap();
    let (Some(binary), Some(film)) = (binary(), clip(folder.path())) else {
        return;
    };
    let server = server(&binary, folder.path());
    let report = folder.path().join("report.json");
    let mut proxy = proxy(server.address, &report);
    let mut client = Client {
        address: proxy.address,
        token: None,
    };

    let (_, local) = client.expect(200, "GET /api/v1/oauth-clients/local", &[], b"");
    let form = format!(
        "client_id={}&client_secret={}&grant_type=password&username=root&password=a+long+password",
        local["client_id"].as_str().unwrap(),
        local["client_secret"].as_str().unwrap()
    );
    let form_type = ["Content-Type: application/x-www-form-urlencoded"];
    let (_, session) = client.expect(200, "POST /api/v1/users/token", &form_type, form.as_bytes());
    client.token = Some(session["access_token"].as_str().unwrap().to_owned());
    client.expect(200, "GET /api/v1/config", &[], b"");
    let (_, me) = client.expect(200, "GET /api/v1/users/me", &[], b"");
    let channel = me["videoChannels"][0]["id"].to_string();

    // In one request: texts and a file in parts.
    let multipart = ["Content-Type: multipart/form-data; boundary=XX"];
    let texts = [
        ("name", "Held"),
        ("channelId", &channel),
        ("privacy", "1"),
        ("nsfw", "false"),
        ("tags[]", "sea"),
        ("tags[]", "sun"),
    ];
    let body = parts(&texts, Some(("videofile", &film)));
    let (_, uploaded) = client.expect(200, "POST /api/v1/videos/upload", &multipart, &body);
    let video = format!(
        "/api/v1/videos/{}",
        uploaded["video"]["uuid"].as_str().unwrap()
    );

    // In pieces.
    let about = json!({"name": "In pieces", "channelId": me["videoChannels"][0]["id"], "filename": "clip.mp4", "privacy": 1});
    let size = format!("X-Upload-Content-Length: {}", film.len());
    let headers = [
        "Content-Type: application/json",
        "X-Upload-Content-Type: video/mp4",
        &size,
    ];
    let path = "/api/v1/videos/upload-resumable";
    let (head, _) = client.expect(
        201,
        &format!("POST {path}"),
        &headers,
        about.to_string().as_bytes(),
    );
    let id = head
        .split_once("upload_id=")
        .unwrap()
        .1
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned();
    let put = format!("PUT {path}?upload_id={id}");
    let middle = film.len() / 2;
    for (status, from, to) in [(308, 0, middle), (200, middle, film.len())] {
        let range = format!("Content-Range: bytes {from}-{}/{}", to - 1, film.len());
        let headers = ["Content-Type: application/octet-stream", range.as_str()];
        client.expect(status, &put, &headers, &film[from..to]);
    }

    let list = "GET /api/v1/videos?count=5&start=0&sort=-publishedAt&nsfw=false";
    assert_eq!(client.expect(200, list, &[], b"").1["total"], 2);
    client.expect(200, &format!("GET {video}"), &[], b"");
    let change = parts(
        &[("name", "Held fast"), ("tags[]", "sea"), ("privacy", "2")],
        None,
    );
    client.expect(204, &format!("PUT {video}"), &multipart, &change);
    client.expect(404, "GET /api/v1/videos/999999", &[], b"");
    client.expect(204, &format!("DELETE {video}"), &[], b"");

    let stopped = Command::new("kill")
        .arg("-INT")
        .arg(proxy.child.id().to_string())
        .status();
    assert!(stopped.unwrap().success());
    let status = proxy.child.wait().unwrap();
    let summary = std::fs::read_to_string(&report).unwrap();
    assert_eq!(
        status.code(),
        Some(0),
        "a server older than its sources? {summary}"
    );
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary["violations"], json!({}), "{summary}");
    assert_eq!(summary["requests"], 13, "{summary}");
}
