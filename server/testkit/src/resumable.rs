//! A resumable upload, step by step.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{Client, Reply};

const PATH: &str = "/api/v1/videos/upload-resumable";

/// A resumable upload that was begun.
#[derive(Debug, Clone)]
pub struct Resumable {
    client: Client,
    /// The value of `upload_id`.
    pub id: String,
    /// Bytes of the whole file.
    pub total: usize,
}

impl Resumable {
    /// Begins an upload into the first channel of the client.
    pub async fn begin(client: &Client, name: &str, total: usize) -> Self {
        let reply = Self::try_begin(client, &Self::metadata(client, name).await, total).await;
        reply.assert_status(201).assert_header("range", "");
        Self::of(client, &reply, total)
    }

    /// What [`begin`](Self::begin) tells of the video.
    pub async fn metadata(client: &Client, name: &str) -> Value {
        json!({
            "name": name, "channelId": client.channel_id().await, "filename": "clip.mp4", "privacy": 1,
            "lastModified": "1700000000000",
        })
    }

    /// Asks for an upload, whatever comes of it.
    pub async fn try_begin(client: &Client, metadata: &Value, total: usize) -> Reply {
        client.send(Self::beginning(client, metadata, total)).await
    }

    /// The request of [`try_begin`](Self::try_begin), not sent yet.
    pub fn beginning(client: &Client, metadata: &Value, total: usize) -> RequestBuilder {
        let request = client.request(Method::POST, PATH);
        request
            .header("X-Upload-Content-Length", total)
            .header("X-Upload-Content-Type", "video/mp4")
            .json(metadata)
    }

    /// Of an answer to [`try_begin`](Self::try_begin).
    #[track_caller]
    pub fn of(client: &Client, reply: &Reply, total: usize) -> Self {
        let location = reply.header("location");
        let id = location
            .split_once("upload_id=")
            .map(|(_, id)| id.to_owned());
        let id = id.unwrap_or_else(|| panic!("no upload_id in {location:?}: {reply:?}"));
        Self {
            client: client.clone(),
            id,
            total,
        }
    }

    /// The same upload by somebody else.
    pub fn by(&self, client: &Client) -> Self {
        Self {
            client: client.clone(),
            ..self.clone()
        }
    }

    /// Path and query of the upload.
    pub fn path(&self) -> String {
        format!("{PATH}?upload_id={}", self.id)
    }

    /// A PUT to refine: without a range, a body, or a checksum yet.
    pub fn put(&self) -> RequestBuilder {
        let put = self.client.request(Method::PUT, &self.path());
        put.header("Content-Type", "application/octet-stream")
    }

    /// A PUT of these bytes from `start` on, to refine.
    pub fn chunk(&self, start: usize, bytes: &[u8]) -> RequestBuilder {
        let last = (start + bytes.len()).saturating_sub(1);
        let range = format!("bytes {start}-{last}/{}", self.total);
        self.put()
            .header("Content-Range", range)
            .body(bytes.to_vec())
    }

    /// Sends these bytes from `start` on.
    pub async fn send(&self, start: usize, bytes: &[u8]) -> Reply {
        self.client.send(self.chunk(start, bytes)).await
    }

    /// Sends a PUT of [`put`](Self::put) or [`chunk`](Self::chunk).
    pub async fn finish(&self, put: RequestBuilder) -> Reply {
        self.client.send(put).await
    }

    /// Asks how much is stored.
    pub async fn status(&self) -> Reply {
        self.client.send(self.question()).await
    }

    /// The request of [`status`](Self::status), not sent yet.
    pub fn question(&self) -> RequestBuilder {
        let range = format!("bytes */{}", self.total);
        self.put()
            .header("Content-Range", range)
            .header("Content-Length", 0)
    }

    /// How many bytes are stored.
    pub async fn offset(&self) -> usize {
        let reply = self.status().await;
        stored(reply.assert_status(308))
    }

    /// Cancels it.
    pub async fn cancel(&self) -> Reply {
        self.client.delete(&self.path()).await
    }
}

/// The bytes that a `Range: bytes=0-<last>` tells to be stored; `bytes=0--1` is none.
#[track_caller]
pub fn stored(reply: &Reply) -> usize {
    let range = reply.header("range");
    let last = range
        .strip_prefix("bytes=0-")
        .and_then(|last| last.parse::<i64>().ok());
    let last = last.unwrap_or_else(|| panic!("Range: {range:?} in {reply:?}"));
    usize::try_from(last + 1).expect("a length")
}
