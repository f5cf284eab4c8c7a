//! Somebody who uploads a film whatever happens to the server.

use std::sync::atomic::{AtomicU64, Ordering};

use peertube_testkit::{Client, Reply, Resumable, stored};
use reqwest::RequestBuilder;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

use super::noise::Noise;

/// One upload.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) film: Vec<u8>,
    /// Where it is cancelled, if it is.
    pub(crate) cancel_at: Option<usize>,
    pub(crate) noise: Noise,
}

/// How an upload ended.
#[derive(Debug)]
pub(crate) enum End {
    Finished { name: String, sha256: [u8; 32] },
    Cancelled { name: String },
}

impl End {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Finished { name, .. } | Self::Cancelled { name } => name,
        }
    }
}

/// Bytes that the server has acknowledged to all uploaders together.
#[derive(Debug, Default)]
pub(crate) struct Progress(AtomicU64);

impl Progress {
    pub(crate) fn acknowledged(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    fn add(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::SeqCst);
    }
}

/// A client that goes on with the next server when one is killed.
struct Persistent {
    told: watch::Receiver<Client>,
}

impl Persistent {
    /// The answer, or nothing when the server went away before it was there; then the next one is up.
    async fn ask(&mut self, request: impl FnOnce(&Client) -> RequestBuilder) -> Option<Reply> {
        let client = self.told.borrow_and_update().clone();
        match client.try_send(request(&client)).await {
            Ok(reply) => Some(reply),
            Err(_killed) => {
                self.told.changed().await.expect("a next server");
                None
            }
        }
    }
}

/// Uploads a film to its end, or to where it is cancelled. Checks at each step that nothing acknowledged is lost.
pub(crate) async fn upload(plan: Plan, told: watch::Receiver<Client>, progress: &Progress) -> End {
    let Plan {
        name,
        film,
        cancel_at,
        mut noise,
    } = plan;
    let mut server = Persistent { told };
    let metadata = metadata(&mut server, &name).await;
    let mut acknowledged = 0;
    // Everything was sent, but the answer was lost: the film may be there already.
    let mut may_be_finished = false;
    loop {
        if may_be_finished && is_there(&mut server, &name).await {
            return End::Finished {
                name,
                sha256: Sha256::digest(&film).into(),
            };
        }
        let begun = server
            .ask(|client| Resumable::beginning(client, &metadata, film.len()))
            .await;
        let Some(begun) = begun else { continue };
        assert!(matches!(begun.status, 200 | 201), "{begun:?}");
        if acknowledged > 0 {
            let kept = if begun.status == 200 {
                stored(&begun)
            } else {
                0
            };
            assert!(
                kept >= acknowledged,
                "{name}: {kept} of {acknowledged} acknowledged bytes"
            );
        }
        let upload = Resumable::of(&server.told.borrow(), &begun, film.len());
        let asked = server.ask(|client| upload.by(client).question()).await;
        let Some(asked) = asked else { continue };
        if asked.status == 200 {
            return End::Finished {
                name,
                sha256: Sha256::digest(&film).into(),
            };
        }
        let mut offset = stored(asked.assert_status(308));
        assert!(
            offset >= acknowledged,
            "{name}: {offset} of {acknowledged} acknowledged bytes"
        );
        loop {
            if cancel_at.is_some_and(|at| offset >= at) {
                cancel(&mut server, &upload).await;
                return End::Cancelled { name };
            }
            let length = (32 * 1024 + noise.below(512 * 1024)).min(film.len() - offset);
            let chunk = &film[offset..offset + length];
            may_be_finished = offset + length == film.len();
            let sent = server
                .ask(|client| upload.by(client).chunk(offset, chunk))
                .await;
            let Some(sent) = sent else { break };
            progress.add(length);
            if sent.status == 200 {
                return End::Finished {
                    name,
                    sha256: Sha256::digest(&film).into(),
                };
            }
            acknowledged = stored(sent.assert_status(308));
            assert_eq!(acknowledged, offset + length, "{name}");
            offset = acknowledged;
        }
    }
}

/// Cancels, until it is done; a cancel whose answer was lost may have been done.
async fn cancel(server: &mut Persistent, upload: &Resumable) {
    let mut asked_before = false;
    loop {
        let request = |client: &Client| client.request(reqwest::Method::DELETE, &upload.path());
        match server.ask(request).await {
            Some(reply) if reply.status == 404 && asked_before => return,
            Some(reply) => {
                reply.assert_status(204);
                return;
            }
            None => asked_before = true,
        }
    }
}

async fn metadata(server: &mut Persistent, name: &str) -> Value {
    loop {
        let me = server
            .ask(|client| client.request(reqwest::Method::GET, "/api/v1/users/me"))
            .await;
        if let Some(me) = me {
            let channel = me.assert_status(200).at("/videoChannels/0/id");
            return serde_json::json!({
                "name": name, "channelId": channel, "filename": "film.mp4", "privacy": 1,
                "lastModified": "1700000000000",
            });
        }
    }
}

async fn is_there(server: &mut Persistent, name: &str) -> bool {
    loop {
        let list = server
            .ask(|client| client.request(reqwest::Method::GET, LIST))
            .await;
        if let Some(list) = list {
            return !uuids(&list, name).is_empty();
        }
    }
}

const LIST: &str = "/api/v1/users/me/videos?count=100";

/// UUIDs of the caller's videos of this name.
pub(crate) async fn named(client: &Client, name: &str) -> Vec<String> {
    uuids(&client.get(LIST).await, name)
}

fn uuids(list: &Reply, name: &str) -> Vec<String> {
    let videos = list.assert_status(200).at("/data");
    let videos = videos
        .as_array()
        .expect("an array")
        .iter()
        .filter(|video| video["name"] == name);
    videos
        .map(|video| video["uuid"].as_str().expect("a text").to_owned())
        .collect()
}
