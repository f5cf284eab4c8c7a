//! What the README promises to a newcomer, done with the tools it names.

use std::path::Path;
use std::process::Command;

use peertube_testkit::{PASSWORD, media};
use reqwest::Method;

use crate::support::programs::{self, run};
use crate::support::server::ServerProcess;

#[tokio::test]
async fn peertubes_own_command_line_uploads_a_film() {
    let Some(program) = programs::peertube_cli() else {
        return;
    };
    let server = ServerProcess::start();
    let mut cli = Command::new(program);
    cli.args([
        "upload",
        "--url",
        server.base(),
        "--username",
        "root",
        "--password",
        PASSWORD,
    ])
    .arg("--file")
    .arg(media::clip())
    .args([
        "--video-name",
        "From the command line",
        "--tags",
        "sea,sun",
        "--privacy",
        "1",
    ])
    // It keeps settings in the home directory.
    .env("HOME", server.directory())
    .env("XDG_CONFIG_HOME", server.directory());
    run(&mut cli);

    let root = server.root().await;
    let list = root.get("/api/v1/videos").await;
    assert_eq!(
        list.assert_status(200).at("/data/0/name"),
        "From the command line"
    );
    let uuid = list.at("/data/0/uuid");
    let video = root
        .get(&format!("/api/v1/videos/{}", uuid.as_str().unwrap()))
        .await;
    assert_eq!(video.at("/tags").as_array().map(Vec::len), Some(2));
    assert_eq!(video.at("/privacy/id"), 1);
    let url = video.at("/files/0/fileUrl");
    let part = server.client().request(Method::GET, url.as_str().unwrap());
    let part = server
        .client()
        .send(part.header("Range", "bytes=1000-1999"))
        .await;
    assert_eq!(
        part.assert_status(206).body,
        media::clip_bytes()[1000..2000]
    );
}

/// The commands of the README's session with curl, by their numbered comments; the last one cancels.
fn readme_session() -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(readme).expect("the README");
    let (_, session) = readme
        .split_once("### Upload with curl, resumably")
        .expect("the section");
    let (_, session) = session.split_once("```sh\n").expect("a session");
    let (session, _) = session.split_once("```").expect("its end");
    let mut steps = vec![String::new()];
    for line in session.lines() {
        let numbered = line.starts_with("# ") && line.as_bytes().get(3) == Some(&b'.');
        if numbered || line.starts_with("# Or ") {
            steps.push(String::new());
        }
        let step = steps.last_mut().expect("a step");
        step.push_str(line);
        step.push('\n');
    }
    assert_eq!(steps.len(), 6, "a beginning, four steps and a cancel");
    steps
}

/// Runs steps of the README's session against a server, and gives what they printed.
fn run_session(server: &ServerProcess, steps: &[String]) -> String {
    let here = server.directory();
    std::fs::copy(media::clip(), here.join("video.mp4")).expect("a film");
    let session = steps.concat();
    let usual = "http://127.0.0.1:9000";
    assert!(session.contains(usual), "the README uses the usual address");
    let script = format!(
        "set -eu -o pipefail\n{}",
        session.replace(usual, server.base())
    );
    let output = run(Command::new("bash")
        .args(["-c", &script])
        .current_dir(here)
        .env("PASSWORD", PASSWORD));
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
async fn the_readmes_session_uploads_a_film_in_parts() {
    if !programs::are_there(&["bash", "curl", "jq"]) {
        return;
    }
    let server = ServerProcess::start();
    let steps = readme_session();
    let printed = run_session(&server, &steps[..5]);
    let statuses: Vec<&str> = printed
        .lines()
        .filter(|line| line.starts_with("HTTP/") && !line.contains(" 100 "))
        .filter_map(|line| line.split(' ').nth(1))
        .collect();
    assert_eq!(statuses, ["308", "308", "200"], "{printed}");
    let half = media::clip_bytes().len() / 2;
    let told = format!("bytes=0-{}", half - 1);
    assert_eq!(printed.matches(&told).count(), 2, "{printed}");
    let list = server.client().get("/api/v1/videos").await;
    assert_eq!(list.assert_status(200).at("/data/0/name"), "My video");
    assert!(server.files("tmp").is_empty());
}

#[tokio::test]
async fn the_readmes_session_cancels() {
    if !programs::are_there(&["bash", "curl", "jq"]) {
        return;
    }
    let server = ServerProcess::start();
    let mut steps = readme_session();
    // Begin, send the first half, and think better of it.
    steps.drain(3..5);
    let printed = run_session(&server, &steps);
    assert!(
        printed.lines().any(|line| line.starts_with("HTTP/1.1 204")),
        "{printed}"
    );
    assert_eq!(server.client().get("/api/v1/videos").await.at("/total"), 0);
    assert!(server.files("tmp").is_empty());
}
