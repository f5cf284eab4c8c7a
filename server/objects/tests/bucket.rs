//! The store on buckets of an S3 server that checks signatures.
#![allow(clippy::unwrap_used, reason = "helpers of tests are not seen as tests")]

use std::fs;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use peertube_bucketkit::{Fault, S3Server};
use peertube_kernel::video::FileStorage;
use peertube_objects::{BucketPlace, BucketSettings, Error, Key, Kind, Objects, Roots};
use tempfile::TempDir;

const BUCKET: &str = "videos";
const MIB: usize = 1024 * 1024;

struct Bench {
    server: S3Server,
    objects: Objects,
    folder: TempDir,
}

fn settings(server: &S3Server) -> BucketSettings {
    BucketSettings {
        endpoint: server.endpoint(),
        region: "us-east-1".to_owned(),
        path_style: true,
        access_key_id: S3Server::KEY_ID.to_owned(),
        secret_access_key: S3Server::SECRET.to_owned(),
        largest_part: 100 * MIB as u64,
        attempts: 3,
        public_acl: Some("public-read".to_owned()),
        private_acl: Some("private".to_owned()),
        places: vec![
            (Kind::WebVideo, place("web-videos/")),
            (Kind::Thumbnail, place("thumbnails/")),
        ],
        content_types: vec![("mp4", "video/mp4"), ("jpg", "image/jpeg")],
    }
}

fn place(prefix: &str) -> BucketPlace {
    BucketPlace {
        bucket: BUCKET.to_owned(),
        prefix: prefix.to_owned(),
        base_url: None,
    }
}

fn open(folder: &TempDir, settings: Option<&BucketSettings>) -> Objects {
    let folder = folder.path();
    let roots = Roots {
        web_videos: folder.join("web-videos"),
        thumbnails: folder.join("thumbnails"),
        torrents: folder.join("torrents"),
        tmp: folder.join("tmp"),
    };
    Objects::open(&roots, settings).unwrap()
}

impl Bench {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut BucketSettings)) -> Self {
        let server = S3Server::start(&[BUCKET]);
        let folder = TempDir::new().unwrap();
        let mut settings = settings(&server);
        change(&mut settings);
        Self {
            objects: open(&folder, Some(&settings)),
            server,
            folder,
        }
    }

    fn incoming(&self, content: &[u8]) -> std::path::PathBuf {
        let source = self.objects.spool_dir().join("incoming");
        fs::write(&source, content).unwrap();
        source
    }

    async fn read(&self, key: &Key, range: Option<std::ops::Range<u64>>) -> Vec<u8> {
        let (_, stream) = self.objects.open_file(key, range).await.unwrap();
        let chunks: Vec<_> = stream.try_collect().await.unwrap();
        chunks.concat()
    }
}

fn key(kind: Kind, name: &str) -> Key {
    Key::new(kind, name).unwrap()
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

async fn status(url: &str) -> u16 {
    reqwest::get(url).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_large_file_goes_up_in_parts_and_is_read_in_ranges() {
    let bench = Bench::new();
    let content = bytes(20 * MIB);
    let source = bench.incoming(&content);
    let key = key(Kind::WebVideo, "film-720.mp4");

    bench.objects.put_file(&key, &source).await.unwrap();

    assert!(!source.exists());
    assert_eq!(bench.server.open_uploads(), 0);
    let stored = bench
        .server
        .object(BUCKET, "web-videos/film-720.mp4")
        .unwrap();
    assert!(stored.content == content);
    assert_eq!(stored.content_type.as_deref(), Some("video/mp4"));
    assert_eq!(stored.acl.as_deref(), Some("public-read"));
    let meta = bench.objects.head(&key).await.unwrap();
    assert_eq!(meta.length, content.len() as u64);
    assert!(bench.read(&key, Some(9_000_000..9_000_100)).await == content[9_000_000..9_000_100]);
    assert!(bench.read(&key, None).await == content);
    let beyond = bench
        .objects
        .open_file(&key, Some(meta.length..u64::MAX))
        .await;
    assert!(matches!(beyond.err(), Some(Error::Range { .. })));
}

#[tokio::test]
async fn only_access_changes_when_a_video_becomes_private() {
    let bench = Bench::new();
    let public = key(Kind::WebVideo, "a.mp4");
    let private = public.at(Kind::WebVideoPrivate);
    bench.objects.put_bytes(&public, "film").await.unwrap();
    let base = bench.objects.public_base(Kind::WebVideo).unwrap();
    let url = format!("{base}a.mp4");
    assert_eq!(status(&url).await, 200);

    bench.objects.rename(&public, &private).await.unwrap();
    assert_eq!(status(&url).await, 403);
    let signed = bench.objects.signed_url(&private, Duration::from_secs(60));
    let signed = signed.await.unwrap().unwrap();
    assert_eq!(status(&signed).await, 200);
    assert_eq!(status(&signed.replace("a.mp4", "b.mp4")).await, 403);
    assert_eq!(bench.read(&private, None).await, b"film");

    bench.objects.rename(&private, &public).await.unwrap();
    assert_eq!(status(&url).await, 200);
}

#[tokio::test]
async fn files_move_between_disk_and_bucket() {
    let bench = Bench::new();
    let on_disk = key(Kind::WebVideo, "a.mp4").stored(FileStorage::FileSystem);
    let in_bucket = on_disk.clone().stored(FileStorage::ObjectStorage);
    let content = bytes(9 * MIB);
    bench
        .objects
        .put_file(&on_disk, &bench.incoming(&content))
        .await
        .unwrap();
    let file = bench.folder.path().join("web-videos/a.mp4");
    assert!(file.exists());

    bench.objects.copy(&on_disk, &in_bucket).await.unwrap();
    assert!(file.exists(), "a copy leaves the source");
    assert!(bench.read(&in_bucket, None).await == content);
    bench.objects.rename(&in_bucket, &on_disk).await.unwrap();
    assert!(bench.server.keys(BUCKET).is_empty());
    assert!(bench.read(&on_disk, None).await == content);
    bench.objects.rename(&on_disk, &in_bucket).await.unwrap();
    assert!(!file.exists());
    let gone = bench.objects.rename(&on_disk, &in_bucket).await;
    assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
}

#[tokio::test]
async fn older_files_are_found_on_the_disk() {
    let bench = Bench::new();
    let key = key(Kind::Thumbnail, "old.jpg");
    fs::write(bench.folder.path().join("thumbnails/old.jpg"), "old").unwrap();
    assert_eq!(bench.read(&key, None).await, b"old");
    assert_eq!(bench.objects.head(&key).await.unwrap().length, 3);
    bench.objects.put_bytes(&key, "new").await.unwrap();
    assert_eq!(bench.read(&key, None).await, b"new");
    bench.objects.delete(&key).await.unwrap();
    let gone = bench.objects.head(&key).await;
    assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
    assert!(!bench.folder.path().join("thumbnails/old.jpg").exists());
}

#[tokio::test]
async fn failures_that_pass_are_not_seen() {
    let bench = Bench::new();
    let content = bytes(17 * MIB);
    let key = key(Kind::WebVideo, "a.mp4");
    bench.server.fail("partNumber=2", Fault::Status(500), 1);
    bench.server.fail("partNumber=3", Fault::Status(503), 1);
    bench.server.fail("partNumber=1", Fault::Disconnect, 1);
    bench
        .objects
        .put_file(&key, &bench.incoming(&content))
        .await
        .unwrap();
    assert!(bench.read(&key, None).await == content);
}

#[tokio::test]
async fn failures_that_stay_leave_source_and_store_as_they_were() {
    let bench = Bench::new();
    let content = bytes(17 * MIB);
    let source = bench.incoming(&content);
    let key = key(Kind::WebVideo, "a.mp4");
    for (request, fault) in [
        ("partNumber=2", Fault::Status(500)),
        ("partNumber=2", Fault::Disconnect),
        ("acl", Fault::Status(501)),
    ] {
        bench.server.fail(request, fault, 100);
        let failed = bench.objects.put_file(&key, &source).await;
        assert!(failed.is_err());
        bench.server.recover();
        assert!(source.exists());
        assert_eq!(bench.server.open_uploads(), 0, "{request} {fault:?}");
        assert!(bench.server.keys(BUCKET).is_empty(), "{request} {fault:?}");
    }
    bench.objects.put_file(&key, &source).await.unwrap();
}

#[tokio::test]
async fn mistakes_in_the_settings_are_named() {
    let good = Bench::new();
    good.objects.check_buckets().await.unwrap();
    assert!(good.server.keys(BUCKET).is_empty());

    let wrong_key = Bench::with(|settings| settings.secret_access_key = "guessed".to_owned());
    let (bucket, error) = wrong_key.objects.check_buckets().await.unwrap_err();
    assert_eq!(bucket, BUCKET);
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
    assert!(error.to_string().contains("object_storage.credentials"));

    let wrong_bucket = Bench::with(|settings| settings.places[0].1.bucket = "other".to_owned());
    let (bucket, error) = wrong_bucket.objects.check_buckets().await.unwrap_err();
    assert_eq!(bucket, "other");
    assert!(matches!(error, Error::Store(_)), "{error:?}");

    let nobody = Bench::with(|settings| {
        settings.endpoint = "http://127.0.0.1:1".to_owned();
        settings.attempts = 1;
    });
    let (_, error) = nobody.objects.check_buckets().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(error.to_string().contains("object_storage.endpoint"));
}

#[tokio::test]
async fn a_file_in_a_bucket_that_is_not_configured_is_told() {
    let folder = TempDir::new().unwrap();
    let objects = open(&folder, None);
    let key = key(Kind::WebVideo, "a.mp4").stored(FileStorage::ObjectStorage);
    let error = objects.head(&key).await.unwrap_err();
    assert!(matches!(error, Error::NoBucket(_)), "{error:?}");
    assert_eq!(objects.home(Kind::WebVideo), FileStorage::FileSystem);
}
