//! From the start of a session to its end, whichever that is.

use std::time::Duration;

use crate::bench::{Bench, Place, alice, bob, bytes, in_both_places, started, upload};
use peertube_uploads::{Attachment, NewUpload, UploadError};

in_both_places! {
    refusals_at_the_start,
    without_modification_time_every_start_is_new,
    cancel_leaves_nothing,
    one_claim_at_a_time,
    abandon_deletes,
    an_empty_upload_is_complete_at_once,
    attachments_live_and_die_with_the_upload,
    idle_sessions_expire,
    a_chunk_keeps_a_session_alive,
    a_crash_while_processing_gives_the_claim_back,
    all_of_an_owner,
}

async fn refusals_at_the_start(place: Place) {
    let bench = Bench::with(place, |config| {
        config.max_size = 1000;
        config.sessions_per_owner = 2;
    })
    .await;
    let init = |new| bench.engine.init(alice(), new);
    assert!(matches!(
        init(upload(1001)).await,
        Err(UploadError::TooLarge { limit: 1000 })
    ));
    let small = NewUpload {
        quota: Some(99),
        ..upload(100)
    };
    assert!(matches!(
        init(small).await,
        Err(UploadError::QuotaExceeded { available: 99 })
    ));
    assert!(bench.folders().is_empty());
    init(NewUpload {
        quota: Some(100),
        ..upload(100)
    })
    .await
    .unwrap();
    init(upload(101)).await.unwrap();
    assert!(matches!(
        init(upload(102)).await,
        Err(UploadError::TooManySessions { limit: 2 })
    ));
    // One that is open already may be found again.
    assert!(!init(upload(101)).await.unwrap().created);
    bench.engine.init(bob(), upload(102)).await.unwrap();
    assert_eq!(bench.sessions().await, 3);
}

#[tokio::test]
async fn a_full_disk_is_told_at_the_start() {
    let place = Place::Directory;
    let bench = Bench::with(place, |config| config.keep_free = u64::MAX / 2).await;
    let init = bench.engine.init(alice(), upload(100)).await;
    assert!(matches!(init, Err(UploadError::NoSpace)));
    assert!(bench.folders().is_empty());
}

async fn without_modification_time_every_start_is_new(place: Place) {
    let bench = Bench::new(place).await;
    let new = || NewUpload {
        last_modified: None,
        ..upload(100)
    };
    let first = bench.engine.init(alice(), new()).await.unwrap();
    let second = bench.engine.init(alice(), new()).await.unwrap();
    assert!(first.created && second.created);
    assert_ne!(first.id, second.id);
}

async fn cancel_leaves_nothing(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    bench.put(&id, 0, &[1; 50]).await.unwrap();
    bench.engine.cancel(alice(), &id).await.unwrap();
    assert!(bench.folders().is_empty());
    assert!(matches!(
        bench.engine.cancel(alice(), &id).await,
        Err(UploadError::NotFound)
    ));
    assert!(matches!(
        bench.put(&id, 50, &[1; 50]).await,
        Err(UploadError::NotFound)
    ));
    // The same file starts from nothing.
    let again = bench.engine.init(alice(), upload(100)).await.unwrap();
    assert_eq!(again, started(&id, 0, 100, true));
}

async fn one_claim_at_a_time(place: Place) {
    let bench = Bench::new(place).await;
    let content = bytes(100);
    let id = bench.start(100).await;
    bench.put(&id, 0, &content[..50]).await.unwrap();
    let claim = || bench.engine.claim(alice(), &id);
    let early = claim().await.unwrap_err();
    assert!(matches!(
        early,
        UploadError::Incomplete {
            offset: 50,
            size: 100
        }
    ));
    bench.put(&id, 50, &content[50..]).await.unwrap();

    let completed = claim().await.unwrap();
    assert_eq!(std::fs::read(&completed.path).unwrap(), content);
    assert_eq!((completed.size, completed.owner), (100, alice()));
    assert_eq!(completed.metadata, r#"{"channelId":1}"#);
    assert_eq!(completed.file_name, "film.mp4");
    let processing = |result| matches!(result, Err(UploadError::Processing { retry_after }) if !Duration::is_zero(&retry_after));
    assert!(processing(claim().await.map(drop)));
    assert!(processing(bench.put(&id, 0, &content).await.map(drop)));
    assert!(processing(bench.engine.cancel(alice(), &id).await));
    assert!(
        bench
            .engine
            .status(alice(), &id, None)
            .await
            .unwrap()
            .processing
    );
    let again = bench.engine.init(alice(), upload(100)).await.unwrap();
    assert_eq!(again, started(&id, 100, 100, false));

    bench.engine.release(completed).await.unwrap();
    let completed = claim().await.unwrap();
    let target = bench.home.path().join("film.mp4");
    std::fs::rename(&completed.path, &target).unwrap();
    bench.engine.finish(completed).await.unwrap();
    assert!(matches!(claim().await, Err(UploadError::NotFound)));
    assert!(matches!(
        bench.put(&id, 0, &content).await,
        Err(UploadError::NotFound)
    ));
    assert!(bench.folders().is_empty());
    assert_eq!(std::fs::read(target).unwrap(), content);
}

async fn abandon_deletes(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(10).await;
    bench.put(&id, 0, &[1; 10]).await.unwrap();
    let completed = bench.engine.claim(alice(), &id).await.unwrap();
    bench.engine.abandon(completed).await.unwrap();
    assert!(bench.folders().is_empty());
    assert!(matches!(
        bench.engine.status(alice(), &id, None).await,
        Err(UploadError::NotFound)
    ));
}

async fn an_empty_upload_is_complete_at_once(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(0).await;
    assert!(
        bench
            .engine
            .status(alice(), &id, None)
            .await
            .unwrap()
            .complete()
    );
    let completed = bench.engine.claim(alice(), &id).await.unwrap();
    assert_eq!(std::fs::read(&completed.path).unwrap(), b"");
    bench.engine.abandon(completed).await.unwrap();
}

async fn attachments_live_and_die_with_the_upload(place: Place) {
    let bench = Bench::new(place).await;
    let attach = |label: &str, content: &str| {
        let path = bench.home.path().join("incoming");
        std::fs::write(&path, content).unwrap();
        let label = label.to_owned();
        NewUpload {
            attachments: vec![Attachment { label, path }],
            ..upload(10)
        }
    };
    let id = bench
        .engine
        .init(alice(), attach("thumbnail", "a"))
        .await
        .unwrap()
        .id;
    // The newest start replaces them.
    bench
        .engine
        .init(alice(), attach("preview", "b"))
        .await
        .unwrap();
    assert!(!bench.home.path().join("incoming").exists());
    bench.put(&id, 0, &[1; 10]).await.unwrap();
    let completed = bench.engine.claim(alice(), &id).await.unwrap();
    assert_eq!(completed.attachments.len(), 1);
    assert_eq!(completed.attachments[0].label, "preview");
    assert_eq!(std::fs::read(&completed.attachments[0].path).unwrap(), b"b");
    bench.engine.abandon(completed).await.unwrap();
    assert!(bench.folders().is_empty());
    let bad = bench.engine.init(alice(), attach("../x", "c")).await;
    assert!(matches!(bad, Err(UploadError::Io(_))));
}

async fn idle_sessions_expire(place: Place) {
    let bench = Bench::new(place).await;
    let old = bench.start(100).await;
    bench.put(&old, 0, &[1; 50]).await.unwrap();
    bench.clock.advance(Duration::from_secs(6 * 3600));
    let young = bench.start(101).await;
    bench.clock.advance(Duration::from_secs(6 * 3600 - 1));
    assert_eq!(bench.engine.expire().await.unwrap(), 0);
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(bench.engine.expire().await.unwrap(), 1);
    assert!(matches!(
        bench.engine.status(alice(), &old, None).await,
        Err(UploadError::NotFound)
    ));
    assert_eq!(bench.offset(&young).await, 0);
    assert_eq!(bench.sessions().await, 1);
    // Too old but not swept yet: gone all the same.
    bench.clock.advance(Duration::from_secs(12 * 3600));
    assert!(matches!(
        bench.put(&young, 0, &[1]).await,
        Err(UploadError::NotFound)
    ));
    assert!(bench.folders().is_empty());
}

async fn a_chunk_keeps_a_session_alive(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    for start in 0..3 {
        bench.clock.advance(Duration::from_secs(11 * 3600));
        bench.put(&id, start, &[1]).await.unwrap();
    }
    assert_eq!(bench.engine.expire().await.unwrap(), 0);
    assert_eq!(bench.offset(&id).await, 3);
}

#[tokio::test]
async fn a_crash_loses_nothing_acknowledged() {
    let place = Place::Directory;
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    bench.put(&id, 0, &[1; 50]).await.unwrap();
    let directory = bench
        .config
        .directory
        .join(bench.folders().pop_first().unwrap());
    // Written but never acknowledged.
    let data = directory.join("data");
    std::fs::write(&data, [1; 70]).unwrap();
    // Deleted in the database, but the process died before the files were.
    let orphan = bench
        .config
        .directory
        .join(format!("{id}.0123456789abcdef"));
    std::fs::create_dir(&orphan).unwrap();
    std::fs::write(orphan.join("data"), "x").unwrap();
    let other = bench.config.directory.join("not-ours");
    std::fs::create_dir(&other).unwrap();

    let engine = bench.again().await;
    assert!(!orphan.exists());
    assert!(other.exists());
    assert_eq!(std::fs::read(&data).unwrap(), [1; 50]);
    assert_eq!(engine.status(alice(), &id, None).await.unwrap().offset, 50);

    std::fs::write(&data, [1; 30]).unwrap();
    let engine = bench.again().await;
    assert_eq!(engine.status(alice(), &id, None).await.unwrap().offset, 30);

    std::fs::remove_dir_all(directory).unwrap();
    let engine = bench.again().await;
    assert!(matches!(
        engine.status(alice(), &id, None).await,
        Err(UploadError::NotFound)
    ));
}

async fn a_crash_while_processing_gives_the_claim_back(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(10).await;
    bench.put(&id, 0, &[1; 10]).await.unwrap();
    let lost = bench.engine.claim(alice(), &id).await.unwrap();
    // Another node's start does not break it, its own does.
    let other = bench.on_node("other").await;
    assert!(matches!(
        other.claim(alice(), &id).await,
        Err(UploadError::Processing { .. })
    ));
    let engine = bench.again().await;
    let completed = engine.claim(alice(), &id).await.unwrap();
    assert!(matches!(
        bench.engine.finish(lost).await,
        Err(UploadError::NotFound)
    ));
    assert!(completed.path.exists());
    drop(completed);
    // Dropped without a word: the lease runs out.
    bench.clock.advance(bench.config.lease);
    other.claim(alice(), &id).await.unwrap();
}

#[tokio::test]
async fn data_that_vanished_while_running() {
    let place = Place::Directory;
    let bench = Bench::new(place).await;
    let id = bench.start(10).await;
    bench.put(&id, 0, &[1; 5]).await.unwrap();
    std::fs::remove_dir_all(
        bench
            .config
            .directory
            .join(bench.folders().pop_first().unwrap()),
    )
    .unwrap();
    assert_eq!(bench.offset(&id).await, 0);
    assert!(matches!(
        bench.put(&id, 0, &[1; 5]).await,
        Err(UploadError::NotFound)
    ));
    assert!(
        bench
            .engine
            .init(alice(), upload(10))
            .await
            .unwrap()
            .created
    );
}

async fn all_of_an_owner(place: Place) {
    let bench = Bench::new(place).await;
    let done = bench.start(10).await;
    bench.put(&done, 0, &[1; 10]).await.unwrap();
    let completed = bench.engine.claim(alice(), &done).await.unwrap();
    bench.start(11).await;
    bench.start(12).await;
    bench.engine.init(bob(), upload(11)).await.unwrap();
    assert_eq!(bench.engine.cancel_all(alice()).await.unwrap(), 2);
    assert_eq!(bench.sessions().await, 2);
    bench.engine.abandon(completed).await.unwrap();
}
