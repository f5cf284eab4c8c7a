//! Chunks that never end: the connection breaks, or a newer request takes over.

use std::time::Duration;

use futures_util::StreamExt as _;
use peertube_testkit::TestApp;

use super::{begun, file_of};

#[tokio::test]
async fn a_broken_connection_keeps_what_arrived() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (upload, film) = begun(&alice, 0).await;
    let (mut sender, body) = tokio::io::duplex(64 * 1024);
    let stream = reqwest::Body::wrap_stream(
        futures_util::stream::unfold(body, async |mut body| {
            use tokio::io::AsyncReadExt as _;
            let mut part = bytes::BytesMut::with_capacity(8192);
            let read = body.read_buf(&mut part).await;
            match read {
                Ok(0) | Err(_) => None,
                Ok(_) => Some((Ok::<_, std::io::Error>(part.freeze()), body)),
            }
        })
        .boxed(),
    );
    let range = format!("bytes 0-{}/{}", film.len() - 1, film.len());
    let put = upload
        .put()
        .header("Content-Range", range)
        .header("Content-Length", film.len())
        .body(stream);
    let sending = tokio::spawn({
        let upload = upload.clone();
        async move { upload.finish(put).await.status }
    });
    let half = film.len() / 2;
    tokio::io::AsyncWriteExt::write_all(&mut sender, &film[..half])
        .await
        .unwrap();
    // Once the server has stored something, the connection breaks.
    wait_for_bytes_on_disk(&app, half / 2).await;
    sending.abort();
    let _aborted = sending.await;
    let offset = upload.offset().await;
    assert!(offset > 0 && offset <= half, "{offset} of {half}");
    let done = upload.send(offset, &film[offset..]).await;
    assert_eq!(file_of(&alice, &done).await, film);
}

/// Waits until unfinished uploads have so many bytes on the disk.
async fn wait_for_bytes_on_disk(app: &TestApp, least: usize) {
    let size = || -> u64 {
        let sizes = app
            .leftovers()
            .into_iter()
            .filter_map(|file| file.metadata().ok());
        sizes.map(|metadata| metadata.len()).sum()
    };
    let wait = async {
        while size() < least as u64 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait)
        .await
        .expect("bytes on the disk");
}

#[tokio::test]
async fn a_newer_request_takes_over() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (upload, film) = begun(&alice, 0).await;
    // A request that sends its first bytes and then never ends.
    let stuck = futures_util::stream::once({
        let first = film[..20_000].to_vec();
        async move { Ok::<_, std::io::Error>(first) }
    });
    let stuck = reqwest::Body::wrap_stream(stuck.chain(futures_util::stream::pending()));
    let range = format!("bytes 0-{}/{}", film.len() - 1, film.len());
    let put = upload.put().header("Content-Range", range).body(stuck);
    let sending = tokio::spawn({
        let upload = upload.clone();
        async move { upload.finish(put).await }
    });
    wait_for_bytes_on_disk(&app, 20_000).await;
    let offset = upload.offset().await;
    assert_eq!(offset, 20_000);
    let done = upload.send(offset, &film[offset..]).await;
    assert_eq!(file_of(&alice, &done).await, film);
    sending.abort();
    let _ended = sending.await;
}
