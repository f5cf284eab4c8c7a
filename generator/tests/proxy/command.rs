//! The command: what it prints, and how it ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use super::common;
use super::harness::{DOCUMENT, answer, close, read_request, request, send, serve};

/// The command with a server that always answers the same, and its address.
fn start(
    arguments: &[&str],
) -> (
    Child,
    BufReader<std::process::ChildStdout>,
    std::net::SocketAddr,
) {
    let upstream = serve(|mut stream| {
        read_request(&mut stream);
        let headers = ["Content-Type: application/json", "X-Total: many"];
        stream
            .write_all(answer("200 OK", &headers, "[]").as_bytes())
            .unwrap();
        close(&stream);
    });
    let mut child = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args(["proxy", "--spec", DOCUMENT, "--listen", "127.0.0.1:0"])
        .args([
            "--upstream",
            &format!("http://{upstream}"),
            "--format",
            "json",
        ])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    let first: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(first["event"], "listening");
    (
        child,
        lines,
        first["address"].as_str().unwrap().parse().unwrap(),
    )
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .arg(name)
        .arg(child.id().to_string())
        .status();
    assert!(sent.unwrap().success());
}

#[cfg(unix)]
#[test]
fn lines_for_tools_and_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let (mut child, mut lines, address) = start(&["--report", report.to_str().unwrap()]);
    let mut text = String::new();
    for path in ["/api/things?count=0&pin=short", "/api/nothing?token=hidden"] {
        send(address, &request(&format!("GET {path}"), &[], ""));
        lines.read_line(&mut text).unwrap();
    }
    signal(&child, "-TERM");
    lines.read_to_string(&mut text).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let events = text.lines().map(|line| {
        let mut event: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(millis) = event.get_mut("millis") {
            *millis = "measured".into();
        }
        serde_json::to_string_pretty(&event).unwrap()
    });
    let events: Vec<String> = events.collect();
    let mut settings = common::snapshots();
    settings.set_snapshot_path(".");
    settings.bind(|| insta::assert_snapshot!("events", events.join("\n")));
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(report, last["summary"]);
}

#[cfg(unix)]
#[test]
fn the_exit_status_says_what_was_asked() {
    for (level, path, code) in [
        ("never", "/api/things", 0),
        ("violation", "/api/nothing", 0),
        ("undocumented", "/api/nothing", 1),
        ("violation", "/api/things", 1),
    ] {
        let (mut child, mut lines, address) = start(&["--fail-on", level]);
        send(address, &request(&format!("GET {path}"), &[], ""));
        lines.read_line(&mut String::new()).unwrap();
        signal(&child, "-INT");
        assert_eq!(child.wait().unwrap().code(), Some(code), "{level} {path}");
    }
}

#[test]
fn what_cannot_run_says_why() {
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    for (arguments, code, expected) in [
        (
            ["--upstream", "ftp://a", "--listen", "127.0.0.1:0"],
            1,
            "neither with http:// nor with https://",
        ),
        (
            ["--upstream", "http://a/?b", "--listen", "127.0.0.1:0"],
            1,
            "it has a query",
        ),
        (
            ["--upstream", "http://a", "--listen", &taken],
            1,
            "cannot listen at",
        ),
        (
            ["--upstream", "http://a", "--listen", "here"],
            2,
            "invalid value 'here'",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
            .args(["proxy", "--spec", DOCUMENT])
            .args(arguments)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains(expected), "{text}");
    }
    drop(holder);
}
