//! A disk that is full: nothing that was acknowledged is lost, and the server goes on once there is room.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use peertube_testkit::{Client, Reply, Resumable, Uploaded, media};

use crate::support::server::ServerProcess;

/// Fills a disk to its last byte.
fn fill(disk: &Path) {
    let mut filler = File::create(disk.join("filler")).unwrap();
    // In large pieces first, then in small ones.
    for size in [64 * 1024, 1] {
        let piece = vec![0; size];
        let full = loop {
            if let Err(error) = filler.write_all(&piece) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
    }
}

/// Makes room on a disk that was filled.
fn make_room(disk: &Path) {
    std::fs::remove_file(disk.join("filler")).unwrap();
}

/// The answer of a server without room for a file.
#[track_caller]
fn assert_no_room(reply: &Reply) {
    reply.assert_status(503);
    let after: u64 = reply.header("retry-after").parse().unwrap();
    assert!(after > 0);
    assert!(reply.text().contains("space"), "{reply:?}");
}

#[tokio::test]
async fn an_upload_waits_for_room_under_unfinished_uploads() {
    let Some((server, disk)) = ServerProcess::with_small_disk("tmp") else {
        return;
    };
    let root = server.root().await;
    let film = media::clip_bytes();
    let half = film.len() / 2;
    let upload = half_sent(&root, &film).await;

    fill(&disk);
    assert_no_room(&upload.send(half, &film[half..]).await);
    let metadata = Resumable::metadata(&root, "Comes too late").await;
    assert_no_room(&Resumable::try_begin(&root, &metadata, film.len()).await);
    let kept = upload.offset().await;
    assert!((half..film.len()).contains(&kept), "{kept}");
    assert!(server.log().contains("`storage.tmp`"));

    make_room(&disk);
    let done = upload.send(kept, &film[kept..]).await;
    let video = Uploaded::of(done.assert_status(200));
    assert_film(&server, &video, &film).await;
}

#[tokio::test]
async fn a_complete_upload_waits_for_room_under_videos() {
    let Some((server, disk)) = ServerProcess::with_small_disk("web-videos") else {
        return;
    };
    let root = server.root().await;
    let film = media::clip_bytes();
    let half = film.len() / 2;
    let upload = half_sent(&root, &film).await;

    fill(&disk);
    assert_no_room(&upload.send(half, &film[half..]).await);
    let videos = root.get("/api/v1/videos").await;
    assert_eq!(videos.assert_status(200).at("/total"), 0);
    let left = files(&disk);
    assert_eq!(left, ["filler"]);
    assert!(server.log().contains("`storage.*`"));

    make_room(&disk);
    // All bytes are there: the client only has to ask again.
    let done = upload.send(half, &film[half..]).await;
    let video = Uploaded::of(done.assert_status(200));
    assert_film(&server, &video, &film).await;
    assert_eq!(files(&disk).len(), 1);
}

/// An upload of which the first half is acknowledged.
async fn half_sent(root: &Client, film: &[u8]) -> Resumable {
    let upload = Resumable::begin(root, "Waits for room", film.len()).await;
    let half = film.len() / 2;
    upload.send(0, &film[..half]).await.assert_status(308);
    upload
}

async fn assert_film(server: &ServerProcess, video: &Uploaded, film: &[u8]) {
    let found = server.root().await.get(&video.path("")).await;
    let url = found.assert_status(200).at("/files/0/fileUrl");
    let path = super::nodes::path_of(url.as_str().unwrap()).to_owned();
    let file = server.client().get(&path).await;
    assert!(file.assert_status(200).body == film);
}

/// Names of all files on a disk.
fn files(disk: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut directories = vec![disk.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_dir() {
                directories.push(entry.path());
            } else {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
    }
    names
}
