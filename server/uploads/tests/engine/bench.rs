//! An engine on a real directory and a real database.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, stream};
use peertube_kernel::Context;
use peertube_kernel::ids::UserId;
use peertube_kernel::random::SystemRandom;
use peertube_kernel::time::{FixedClock, Timestamp};
use peertube_store::Database;
use peertube_testdb::TestDatabase;
use peertube_uploads::{
    Append, Config, DatabaseSessions, Engine, NewUpload, Progress, Started, UploadError, Uploads,
};
use tempfile::TempDir;
use tokio::sync::mpsc;

pub(crate) const SECRET: &[u8] = b"the instance's secret";

pub(crate) struct Bench {
    pub(crate) engine: Uploads,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) config: Config,
    pub(crate) database: Database,
    pub(crate) home: TempDir,
    pub(crate) rows: TestDatabase,
}

pub(crate) fn alice() -> UserId {
    UserId::from(1)
}

pub(crate) fn bob() -> UserId {
    UserId::from(2)
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let home = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::new(Timestamp::from_millis(1_800_000_000_000)));
        let context = Context {
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
        };
        let rows = TestDatabase::new().await;
        let database = rows.open(context).await;
        let mut config = Config::new(home.path().join("uploads"));
        config.buffer = 64;
        change(&mut config);
        let engine = open(&config, &database).await;
        Self {
            engine,
            clock,
            config,
            database,
            home,
            rows,
        }
    }

    /// Another engine on the same data: after a crash, or in another process.
    pub(crate) async fn again(&self) -> Uploads {
        open(&self.config, &self.database).await
    }

    pub(crate) async fn on_node(&self, node: &str) -> Uploads {
        let mut config = self.config.clone();
        config.node = node.to_owned();
        open(&config, &self.database).await
    }

    pub(crate) async fn start(&self, size: u64) -> String {
        self.engine.init(alice(), upload(size)).await.unwrap().id
    }

    pub(crate) async fn put(
        &self,
        id: &str,
        start: u64,
        bytes: &[u8],
    ) -> Result<Progress, UploadError> {
        let chunk = Append {
            start: Some(start),
            length: Some(bytes.len() as u64),
            ..Append::default()
        };
        self.engine.append(alice(), id, chunk, frames(bytes)).await
    }

    pub(crate) async fn put_with(
        &self,
        id: &str,
        start: u64,
        bytes: &[u8],
        checksum: impl Into<String>,
    ) -> Result<Progress, UploadError> {
        let chunk = Append {
            start: Some(start),
            checksum: Some(checksum.into()),
            ..Append::default()
        };
        self.engine.append(alice(), id, chunk, frames(bytes)).await
    }

    pub(crate) async fn offset(&self, id: &str) -> u64 {
        self.engine.status(alice(), id, None).await.unwrap().offset
    }

    /// What is left of sessions on the disk.
    pub(crate) fn directories(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.config.directory).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    pub(crate) fn data(&self) -> Vec<u8> {
        let directories = self.directories();
        assert_eq!(directories.len(), 1);
        std::fs::read(directories[0].join("data")).unwrap()
    }
}

pub(crate) async fn open(config: &Config, database: &Database) -> Uploads {
    let store = DatabaseSessions::new(database.clone());
    let context = database.context().clone();
    Engine::open(config.clone(), SECRET, context, store)
        .await
        .unwrap()
}

pub(crate) fn upload(size: u64) -> NewUpload {
    NewUpload {
        purpose: "video".to_owned(),
        name: "A title".to_owned(),
        file_name: "film.mp4".to_owned(),
        content_type: "video/mp4".to_owned(),
        size,
        last_modified: Some("1700000000000".to_owned()),
        metadata: r#"{"channelId":1}"#.to_owned(),
        quota: None,
        attachments: Vec::new(),
    }
}

pub(crate) fn range(start: u64) -> Append {
    Append {
        start: Some(start),
        ..Append::default()
    }
}

/// A body in small frames.
pub(crate) fn frames(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, String>> + Send + use<> {
    let frames: Vec<_> = bytes
        .chunks(37)
        .map(Bytes::copy_from_slice)
        .map(Ok)
        .collect();
    stream::iter(frames)
}

/// A body that the test sends frame by frame; ends when the sender is dropped.
pub(crate) fn channel() -> (
    mpsc::Sender<Result<Bytes, String>>,
    impl Stream<Item = Result<Bytes, String>> + Send,
) {
    let (sender, receiver) = mpsc::channel(1);
    let body = stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|frame| (frame, receiver))
    });
    (sender, body)
}

pub(crate) fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index * 7 % 251) as u8).collect()
}

pub(crate) fn started(id: &str, offset: u64, size: u64, created: bool) -> Started {
    Started {
        id: id.to_owned(),
        offset,
        size,
        created,
    }
}

/// Waits until the condition holds.
pub(crate) async fn eventually<F: Future<Output = bool>>(mut condition: impl FnMut() -> F) {
    let wait = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait)
        .await
        .expect("the condition never held");
}
