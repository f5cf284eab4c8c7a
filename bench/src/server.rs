//! The server as its users run it: uploads, lists, memory, start.

use std::io;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::get::median;
use crate::instance::{Instance, clip};
use crate::load;
use crate::process::{Server, free_address};
use crate::report::Row;
use crate::upload;

const VIDEOS: usize = 100;
const ROUNDS: usize = 5;

/// A gigabyte by the resumable protocol, against a bare handler that writes to the same disk.
pub(crate) async fn upload() -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let instance = Instance::start(folder.path())?;
    let client = reqwest::Client::new();
    let token = instance.login(&client).await?;
    let channel = instance.channel(&client, &token).await?;

    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("bare")
        .arg(address.to_string())
        .arg(folder.path());
    let mut bare = Server::start(command, address)?;
    bare.wait()?;

    // One byte more is announced than sent, so that the last chunk does not start the making of a video.
    let total = upload::CHUNK * upload::CHUNKS + 1;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let bare_path = |index| format!("/upload/{index}");
        let sent = upload::send(bare.address, None, bare_path, |_| None)?;
        theirs.push(sent.as_secs_f64());
        let path = begin(&instance, &client, &token, channel, total).await?;
        let address = instance.server.address;
        let sent = upload::send(
            address,
            Some(&token),
            |_| path.clone(),
            |index| {
                let first = index * upload::CHUNK;
                Some(format!(
                    "bytes {first}-{}/{total}",
                    first + upload::CHUNK - 1
                ))
            },
        )?;
        ours.push(sent.as_secs_f64());
        let cancelled = client
            .delete(instance.url(&path))
            .bearer_auth(&token)
            .send()
            .await
            .map_err(io::Error::other)?;
        if !cancelled.status().is_success() {
            return Err(io::Error::other("the upload could not be cancelled"));
        }
    }
    let ratio = median(theirs.clone()) / median(ours.clone());
    let rate = |seconds: f64| (upload::CHUNK * upload::CHUNKS) as f64 / seconds / 1e6;
    Ok(Row {
        what: "1 GiB resumable upload in 32 MiB chunks".to_owned(),
        figure: format!("{:.0} MB/s", rate(median(ours))),
        against: format!(
            "bare axum handler {:.0} MB/s: {:.0} % of its rate",
            rate(median(theirs)),
            ratio * 100.0
        ),
        target: "at least 85 %",
        met: ratio >= 0.85,
    })
}

async fn begin(
    instance: &Instance,
    client: &reqwest::Client,
    token: &str,
    channel: i64,
    total: u64,
) -> io::Result<String> {
    let reply = client
        .post(instance.url("/api/v1/videos/upload-resumable"))
        .bearer_auth(token)
        .header("X-Upload-Content-Length", total)
        .header("X-Upload-Content-Type", "video/mp4")
        .json(
            &serde_json::json!({ "name": "bench", "channelId": channel, "filename": "bench.mp4" }),
        )
        .send()
        .await
        .map_err(io::Error::other)?;
    let location = reply
        .headers()
        .get("location")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.find("/api/").map(|at| value[at..].to_owned()));
    location.ok_or_else(|| io::Error::other(format!("init was refused: {}", reply.status())))
}

/// The list that every client opens with.
pub(crate) async fn list() -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let instance = Instance::start(folder.path())?;
    let client = reqwest::Client::new();
    let token = instance.login(&client).await?;
    let channel = instance.channel(&client, &token).await?;
    let clip = clip()?;
    for number in 0..VIDEOS {
        let name = format!("Video {number}");
        instance
            .publish(&client, &token, channel, &name, &clip)
            .await?;
    }
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let load = load::get(
            &instance.server,
            "/api/v1/videos?count=15",
            Duration::from_secs(4),
        )?;
        rates.push(load.rate);
    }
    let rate = median(rates);
    Ok(Row {
        what: "GET /api/v1/videos?count=15 with 100 videos, load tool on the same 2 cores"
            .to_owned(),
        figure: format!("{rate:.0} requests/s"),
        against: format!(
            "PeerTube 8.2.1, measured elsewhere, 145: x{:.0}",
            rate / 145.0
        ),
        target: "at least 3,000 requests/s",
        met: rate >= 3000.0,
    })
}

/// Memory of an instance that nobody has logged in to.
pub(crate) fn idle() -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    // The first start hashes the root password; the figure is of a server that did not. A server that listens may
    // still be at it: only its first reply tells that the next start finds an account.
    let first = Instance::start(folder.path())?;
    upload::first_ok(first.server.address, "/api/v1/config")?;
    let instance = first.restart()?;
    upload::first_ok(instance.server.address, "/api/v1/config")?;
    let mib = instance.server.resident()? as f64 / (1024.0 * 1024.0);
    Ok(Row {
        what: "resident memory, idle, before the first login".to_owned(),
        figure: format!("{mib:.1} MiB"),
        against: format!(
            "PeerTube 8.2.1, measured elsewhere, 257 MiB: x{:.2}",
            mib / 257.0
        ),
        target: "at most 40 MiB",
        met: mib <= 40.0,
    })
}

/// From the start of the process to the first reply, on an existing database.
pub(crate) fn start() -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let mut instance = Instance::start(folder.path())?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        instance = instance.restart()?;
        upload::first_ok(instance.server.address, "/api/v1/config")?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    let time = median(times);
    Ok(Row {
        what: "start to first 200, existing database".to_owned(),
        figure: format!("{time:.0} ms"),
        against: format!(
            "PeerTube 8.2.1, measured elsewhere, 2,100 ms: x{:.2}",
            time / 2100.0
        ),
        target: "at most 150 ms",
        met: time <= 150.0,
    })
}
