//! The store on real folders.
#![allow(clippy::unwrap_used, reason = "helpers of tests are not seen as tests")]

use std::fs;
use std::path::Path;

use futures_util::TryStreamExt;
use peertube_objects::{Error, Key, Kind, Objects, Roots};
use tempfile::TempDir;

fn open(folder: &Path) -> Objects {
    let roots = Roots {
        web_videos: folder.join("web-videos"),
        thumbnails: folder.join("thumbnails"),
        torrents: folder.join("torrents"),
        tmp: folder.join("tmp"),
    };
    Objects::open(&roots, None).unwrap()
}

fn key(name: &str) -> Key {
    Key::new(Kind::WebVideo, name).unwrap()
}

async fn read(objects: &Objects, key: &Key, range: Option<std::ops::Range<u64>>) -> Vec<u8> {
    let (_, stream) = objects.open_file(key, range).await.unwrap();
    let chunks: Vec<_> = stream.try_collect().await.unwrap();
    chunks.concat()
}

#[tokio::test]
async fn a_file_is_renamed_into_its_place_and_read_in_ranges() {
    let folder = TempDir::new().unwrap();
    let objects = open(folder.path());
    let content: Vec<u8> = (0..600 * 1024_u32).map(|n| (n % 251) as u8).collect();
    let spooled = objects.spool_dir().join("incoming");
    fs::write(&spooled, &content).unwrap();
    let key = key("film-720.mp4");

    objects.put_file(&key, &spooled).await.unwrap();

    assert!(!spooled.exists());
    assert!(folder.path().join("web-videos/film-720.mp4").exists());
    let meta = objects.head(&key).await.unwrap();
    assert_eq!(meta.length, content.len() as u64);
    assert!(!meta.etag.is_empty() && !meta.etag.contains('"'));
    let (opened, stream) = objects.open_file(&key, None).await.unwrap();
    assert_eq!(opened, meta);
    let chunks: Vec<_> = stream.try_collect().await.unwrap();
    assert!(chunks.iter().all(|chunk| chunk.len() <= 256 * 1024));
    assert_eq!(chunks.concat(), content);
    assert_eq!(read(&objects, &key, Some(0..1)).await, content[..1]);
    assert_eq!(
        read(&objects, &key, Some(262_000..600_000)).await,
        content[262_000..600_000]
    );
    assert_eq!(
        read(&objects, &key, Some(614_399..u64::MAX)).await,
        content[614_399..]
    );
}

#[tokio::test]
async fn ranges_outside_of_the_file_tell_its_length() {
    let folder = TempDir::new().unwrap();
    let objects = open(folder.path());
    objects
        .put_bytes(&key("a.mp4"), "0123456789")
        .await
        .unwrap();
    #[expect(clippy::reversed_empty_ranges)]
    for range in [10..11, 4..4, 5..4] {
        let error = objects.open_file(&key("a.mp4"), Some(range)).await.err();
        assert!(
            matches!(error, Some(Error::Range { length: 10 })),
            "{error:?}"
        );
    }
    objects.put_bytes(&key("empty.mp4"), "").await.unwrap();
    assert!(read(&objects, &key("empty.mp4"), None).await.is_empty());
}

#[tokio::test]
async fn what_is_not_there() {
    let folder = TempDir::new().unwrap();
    let objects = open(folder.path());
    // `private` is the folder of another kind.
    for name in ["missing.mp4", "private"] {
        let key = key(name);
        assert!(
            matches!(objects.head(&key).await, Err(Error::NotFound(_))),
            "{name}"
        );
        assert!(
            matches!(
                objects.open_file(&key, None).await.err(),
                Some(Error::NotFound(_))
            ),
            "{name}"
        );
        assert!(
            matches!(
                objects.open_file(&key, Some(0..5)).await.err(),
                Some(Error::NotFound(_))
            ),
            "{name}"
        );
    }
    objects.delete(&key("missing.mp4")).await.unwrap();
    let moved = objects.rename(&key("missing.mp4"), &key("other.mp4")).await;
    assert!(matches!(moved, Err(Error::NotFound(_))));
    let error = objects
        .put_file(&key("x.mp4"), &folder.path().join("nothing"))
        .await;
    assert!(matches!(error, Err(Error::Io(_))));
    let error: peertube_kernel::Error = Error::NotFound(key("secret.mp4")).into();
    assert_eq!(
        (error.kind.status(), error.detail()),
        (404, "File not found")
    );
}

#[tokio::test]
async fn moving_to_the_private_place_and_back_keeps_the_etag() {
    let folder = TempDir::new().unwrap();
    let objects = open(folder.path());
    let public = key("film.mp4");
    let private = public.at(Kind::web_video(true));
    objects.put_bytes(&public, "film").await.unwrap();
    let before = objects.head(&public).await.unwrap();

    objects.rename(&public, &private).await.unwrap();

    assert!(matches!(
        objects.head(&public).await,
        Err(Error::NotFound(_))
    ));
    assert!(folder.path().join("web-videos/private/film.mp4").exists());
    assert_eq!(objects.head(&private).await.unwrap(), before);
    objects.rename(&private, &private).await.unwrap();
    objects.rename(&private, &public).await.unwrap();
    assert_eq!(read(&objects, &public, None).await, b"film");
}

#[tokio::test]
async fn deleting_many_of_several_kinds() {
    let folder = TempDir::new().unwrap();
    let objects = open(folder.path());
    let thumbnail = key("a.jpg").at(Kind::Thumbnail);
    let keys = [
        key("a.mp4"),
        key("missing.mp4"),
        thumbnail.clone(),
        key("b.mp4").at(Kind::WebVideoPrivate),
    ];
    for key in [&keys[0], &keys[2], &keys[3]] {
        objects.put_bytes(key, "x").await.unwrap();
    }
    objects.put_bytes(&key("stays.mp4"), "x").await.unwrap();

    objects.delete_many(&keys).await.unwrap();

    for key in &keys {
        assert!(
            matches!(objects.head(key).await, Err(Error::NotFound(_))),
            "{key}"
        );
    }
    objects.head(&key("stays.mp4")).await.unwrap();
}

#[tokio::test]
async fn a_file_that_shrinks_while_it_is_read_is_an_error() {
    let folder = TempDir::new().unwrap();
    let objects = open(folder.path());
    objects
        .put_bytes(&key("a.mp4"), vec![7; 300 * 1024])
        .await
        .unwrap();
    let (_, stream) = objects.open_file(&key("a.mp4"), None).await.unwrap();
    fs::OpenOptions::new()
        .write(true)
        .open(folder.path().join("web-videos/a.mp4"))
        .and_then(|file| file.set_len(10))
        .unwrap();
    let error = stream.try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
}

#[tokio::test]
async fn incoming_files_of_an_earlier_run_are_removed_and_stored_ones_stay() {
    let folder = TempDir::new().unwrap();
    let objects = open(folder.path());
    objects.put_bytes(&key("a.mp4"), "x").await.unwrap();
    fs::write(objects.spool_dir().join("left"), "x").unwrap();
    fs::create_dir(objects.spool_dir().join("folder")).unwrap();
    fs::write(folder.path().join("tmp/other"), "x").unwrap();

    let objects = open(folder.path());

    assert_eq!(fs::read_dir(objects.spool_dir()).unwrap().count(), 0);
    assert!(folder.path().join("tmp/other").exists());
    objects.head(&key("a.mp4")).await.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_of_another_file_system_is_copied() {
    use std::os::unix::fs::MetadataExt;
    let folder = TempDir::new().unwrap();
    let objects = open(folder.path());
    let Ok(other) = TempDir::new_in("/dev/shm") else {
        eprintln!("skipped: there is no /dev/shm");
        return;
    };
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    if device(other.path()) == device(folder.path()) {
        eprintln!("skipped: /dev/shm is the same file system");
        return;
    }
    let content: Vec<u8> = (0..11 * 1024 * 1024_u32).map(|n| (n % 253) as u8).collect();
    let source = other.path().join("incoming");
    fs::write(&source, &content).unwrap();

    objects.put_file(&key("a.mp4"), &source).await.unwrap();

    assert!(!source.exists());
    assert!(read(&objects, &key("a.mp4"), None).await == content);
    let names: Vec<_> = fs::read_dir(folder.path().join("web-videos"))
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
}
