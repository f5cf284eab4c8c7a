//! An engine on a real database, with a real directory or a bucket of a real S3 server.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, stream};
use peertube_bucketkit::S3Server;
use peertube_kernel::Context;
use peertube_kernel::ids::UserId;
use peertube_kernel::random::SystemRandom;
use peertube_kernel::time::{FixedClock, Timestamp};
use peertube_objects::{BucketPlace, BucketSettings, Staging};
use peertube_store::{Database, upload_pieces, upload_sessions};
use peertube_testdb::TestDatabase;
use peertube_uploads::{
    Append, Config, DatabaseSessions, Engine, NewUpload, Progress, Started, UploadError, Uploads,
};
use tempfile::TempDir;
use tokio::sync::mpsc;

pub(crate) const SECRET: &[u8] = b"the instance's secret";

/// Where the bytes of uploads lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Directory,
    Bucket,
}

/// Runs tests in both places.
macro_rules! in_both_places {
    ($($test:ident,)*) => {$(
        mod $test {
            #[tokio::test]
            async fn in_a_directory() {
                super::$test($crate::bench::Place::Directory).await;
            }

            #[tokio::test]
            async fn in_a_bucket() {
                super::$test($crate::bench::Place::Bucket).await;
            }
        }
    )*};
}
pub(crate) use in_both_places;

pub(crate) const BUCKET: &str = "videos";
const PREFIX: &str = "uploads/";

pub(crate) struct Bench {
    pub(crate) engine: Uploads,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) config: Config,
    pub(crate) database: Database,
    pub(crate) home: TempDir,
    pub(crate) rows: TestDatabase,
    /// With [`Place::Bucket`].
    pub(crate) bucket: Option<S3Server>,
}

pub(crate) fn alice() -> UserId {
    UserId::from(1)
}

pub(crate) fn bob() -> UserId {
    UserId::from(2)
}

impl Bench {
    pub(crate) async fn new(place: Place) -> Self {
        Self::with(place, |_| {}).await
    }

    pub(crate) async fn with(place: Place, change: impl FnOnce(&mut Config)) -> Self {
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
        config.piece = 64;
        let bucket = (place == Place::Bucket).then(|| S3Server::start(&[BUCKET]));
        config.bucket = bucket.as_ref().map(|bucket| staging(&bucket.endpoint()));
        change(&mut config);
        let engine = open(&config, &database).await;
        Self {
            engine,
            clock,
            config,
            database,
            home,
            rows,
            bucket,
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

    /// An engine on another machine: with a bucket nothing is shared but bucket and database.
    pub(crate) async fn on_machine(&self, node: &str) -> Uploads {
        let mut config = self.config.clone();
        config.node = node.to_owned();
        config.directory = self.home.path().join(node);
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

    /// What is left of sessions, as their folders' names.
    pub(crate) fn folders(&self) -> BTreeSet<String> {
        let mut folders = folders(&self.config.directory);
        if let Some(bucket) = &self.bucket {
            for key in bucket.keys(BUCKET) {
                let name = key.strip_prefix(PREFIX).unwrap();
                folders.insert(name.split('/').next().unwrap().to_owned());
            }
        }
        folders
    }

    /// How many sessions there are. In a directory each has a folder; in a bucket those that have bytes.
    pub(crate) async fn sessions(&self) -> usize {
        let mut conn = self.database.read().await.unwrap();
        let rows = upload_sessions::page(&mut conn, "", 100).await.unwrap();
        if self.bucket.is_none() {
            assert_eq!(self.folders().len(), rows.len());
        }
        rows.len()
    }

    /// The bytes of the only session.
    pub(crate) async fn data(&self) -> Vec<u8> {
        let Some(bucket) = &self.bucket else {
            let folders = self.folders();
            assert_eq!(folders.len(), 1);
            let folder = folders.first().unwrap();
            return std::fs::read(self.config.directory.join(folder).join("data")).unwrap();
        };
        let mut conn = self.database.read().await.unwrap();
        let sessions = upload_sessions::page(&mut conn, "", 2).await.unwrap();
        assert_eq!(sessions.len(), 1);
        let session = &sessions[0];
        let pieces = upload_pieces::of_upload(&mut conn, &session.id);
        let mut data = Vec::new();
        for piece in pieces.await.unwrap() {
            let (id, generation) = (&session.id, &session.generation);
            let key = format!("{PREFIX}{id}.{generation}/{}", piece.name);
            let object = bucket.object(BUCKET, &key).unwrap();
            let (start, length) = (
                usize::try_from(piece.start).unwrap(),
                usize::try_from(piece.length).unwrap(),
            );
            if data.len() < start + length {
                data.resize(start + length, 0);
            }
            data[start..start + length].copy_from_slice(&object.content[..length]);
        }
        data.truncate(usize::try_from(session.stored).unwrap());
        data
    }

    /// Objects that hold bytes of uploads.
    pub(crate) fn objects(&self) -> usize {
        self.bucket.as_ref().unwrap().keys(BUCKET).len()
    }
}

/// Names in a directory of uploads, but for its own.
pub(crate) fn folders(directory: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.starts_with('.')).collect()
}

/// The place of uploads in the bucket of a server.
pub(crate) fn staging(endpoint: &str) -> Staging {
    let settings = BucketSettings {
        endpoint: endpoint.to_owned(),
        region: "us-east-1".to_owned(),
        path_style: true,
        access_key_id: S3Server::KEY_ID.to_owned(),
        secret_access_key: S3Server::SECRET.to_owned(),
        largest_part: 100 << 20,
        attempts: 2,
        public_acl: None,
        private_acl: None,
        places: Vec::new(),
        content_types: Vec::new(),
    };
    let place = BucketPlace {
        bucket: BUCKET.to_owned(),
        prefix: PREFIX.to_owned(),
        base_url: None,
    };
    Staging::open(&settings, &place).unwrap()
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
    tokio::time::timeout(Duration::from_secs(60), wait)
        .await
        .expect("the condition never held");
}
