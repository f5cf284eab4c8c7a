//! Tag Video Upload. What the engine itself guarantees is tested beside it; here is the protocol on the wire.

mod broken_off;
mod cancel;
mod chunks;
mod held;
mod init;
mod legacy;

use peertube_testkit::{Client, Reply, Resumable, Uploaded, media, stored};

use crate::support::path_of;

/// An upload of the clip that has its first `sent` bytes.
async fn begun(client: &Client, sent: usize) -> (Resumable, Vec<u8>) {
    let film = media::clip_bytes();
    let upload = Resumable::begin(client, "Holidays", film.len()).await;
    if sent > 0 {
        let reply = upload.send(0, &film[..sent]).await;
        assert_eq!(stored(reply.assert_status(308)), sent);
    }
    (upload, film)
}

/// The file of the video that an upload became.
async fn file_of(client: &Client, reply: &Reply) -> Vec<u8> {
    let video = Uploaded::of(reply.assert_status(200));
    let url = client.get(&video.path("")).await.at("/files/0/fileUrl");
    client
        .get(path_of(url.as_str().unwrap()))
        .await
        .assert_status(200)
        .body
        .to_vec()
}
