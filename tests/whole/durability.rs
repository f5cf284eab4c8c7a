//! The server is killed again and again while films are uploaded. Whatever it had acknowledged must be there afterwards.
//!
//! A crash of the process, that is; what a loss of power does to the disk's own caches is not tested.

mod noise;
mod uploader;

use std::sync::Arc;
use std::time::Duration;

use peertube_testkit::{Client, media};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use crate::support::server::{ServerProcess, wait_for};
use noise::Noise;
use uploader::{End, Plan, Progress};

const UPLOADS: usize = 50;
const AT_ONCE: usize = 4;
const MEBIBYTE: usize = 1024 * 1024;
/// Bytes between two kills, on average: about one kill for each upload.
const BETWEEN_KILLS: u64 = 2 * MEBIBYTE as u64;

/// Films of one to four mebibytes; every sixth will be cancelled.
fn plans(noise: &mut Noise) -> Vec<Plan> {
    let plan = |index: usize| {
        let size = MEBIBYTE + noise.below(3 * MEBIBYTE);
        Plan {
            name: format!("Film {index}"),
            film: media::padded_clip(size, noise.next()),
            cancel_at: (index % 6 == 5).then(|| noise.below(size)),
            noise: Noise::new(noise.next()),
        }
    };
    (0..UPLOADS).map(plan).collect()
}

#[tokio::test]
async fn acknowledged_bytes_survive_kills() {
    let seed = std::env::var("PEERTUBE_TEST_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or(20_261_125);
    eprintln!("PEERTUBE_TEST_SEED={seed}");
    let mut noise = Noise::new(seed);
    let plans = plans(&mut noise);
    let mut server = ServerProcess::start();
    let root = server.root().await;
    let (tell, told) = watch::channel(root.clone());
    let progress = Arc::new(Progress::default());
    let queue = Arc::new(tokio::sync::Mutex::new(plans.into_iter()));
    let uploaders: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (queue, told, progress) = (Arc::clone(&queue), told.clone(), Arc::clone(&progress));
            tokio::spawn(async move {
                let mut ended = Vec::new();
                loop {
                    let Some(plan) = queue.lock().await.next() else {
                        return ended;
                    };
                    ended.push(uploader::upload(plan, told.clone(), &progress).await);
                }
            })
        })
        .collect();

    let mut kills = 0;
    let mut next = BETWEEN_KILLS;
    while !uploaders.iter().all(tokio::task::JoinHandle::is_finished) {
        if progress.acknowledged() < next {
            tokio::time::sleep(Duration::from_millis(1)).await;
            continue;
        }
        // Somewhere in what follows, not right after an answer.
        tokio::time::sleep(Duration::from_millis(noise.below(60) as u64)).await;
        server.kill_and_restart();
        kills += 1;
        next = progress.acknowledged() + noise.below(2 * BETWEEN_KILLS as usize) as u64;
        let client = server.client().with_token("root", root.token());
        tell.send(client).expect("somebody who uploads");
    }
    let mut ended = Vec::new();
    for uploader in uploaders {
        ended.extend(uploader.await.expect("no failed upload"));
    }
    eprintln!("{} uploads, {kills} kills", ended.len());
    assert_eq!(ended.len(), UPLOADS);
    assert!(kills >= 10, "only {kills} kills");

    let client = server.client().with_token("root", root.token());
    let finished = ended
        .iter()
        .filter(|end| matches!(end, End::Finished { .. }))
        .count();
    for end in &ended {
        check(&client, end).await;
    }
    // Once more from the start, so that whatever a kill left is cleaned up; then only finished films are there.
    server.kill_and_restart();
    wait_for("an empty directory of uploads", || {
        server.files("tmp").is_empty()
    })
    .await;
    assert_eq!(server.files("web-videos").len(), finished);
}

/// A finished film is there once and is what was sent; a cancelled one is not there.
async fn check(client: &Client, end: &End) {
    let videos = uploader::named(client, end.name()).await;
    match end {
        End::Cancelled { name } => assert_eq!(videos.len(), 0, "{name} was cancelled"),
        End::Finished { name, sha256 } => {
            assert_eq!(videos.len(), 1, "{name} is there once");
            let video = client.get(&format!("/api/v1/videos/{}", videos[0])).await;
            let url = video.assert_status(200).at("/files/0/fileUrl");
            let file = client.get(url.as_str().expect("a text")).await;
            assert_eq!(
                Sha256::digest(&file.assert_status(200).body)[..],
                sha256[..],
                "{name}"
            );
        }
    }
}
