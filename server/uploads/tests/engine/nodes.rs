//! Several servers that share nothing but database and bucket.

use std::time::Duration;

use crate::bench::{
    Bench, Place, alice, bytes, channel, eventually, folders, frames, range, upload,
};
use peertube_bucketkit::Fault;
use peertube_uploads::{Append, Attachment, NewUpload, Progress, UploadError, Uploads};

async fn bench() -> Bench {
    // How often a writer looks whether it is asked to stop; the lease is not to run out on a slow machine.
    Bench::with(Place::Bucket, |config| {
        config.handover_wait = Duration::from_secs(30);
        config.lease = Duration::from_millis(600);
    })
    .await
}

async fn put(engine: &Uploads, id: &str, start: usize, content: &[u8]) -> Progress {
    let chunk = range(start as u64);
    let put = engine.append(alice(), id, chunk, frames(content));
    put.await.unwrap()
}

#[tokio::test]
async fn chunks_go_to_one_server_and_the_other() {
    let bench = bench().await;
    let other = bench.on_machine("other").await;
    let content = bytes(1000);
    let picture = bench.home.path().join("incoming");
    std::fs::write(&picture, "picture").unwrap();
    let attached = Attachment {
        label: "picture".to_owned(),
        path: picture,
    };
    let new = NewUpload {
        attachments: vec![attached],
        ..upload(1000)
    };
    let id = bench.engine.init(alice(), new).await.unwrap().id;
    for start in (0..1000).step_by(100) {
        let engine = [&bench.engine, &other][start / 100 % 2];
        let progress = put(engine, &id, start, &content[start..start + 100]).await;
        assert_eq!(progress.offset, start as u64 + 100);
        assert_eq!(bench.offset(&id).await, start as u64 + 100);
    }
    let completed = other.claim(alice(), &id).await.unwrap();
    assert_eq!(std::fs::read(&completed.path).unwrap(), content);
    assert_eq!(completed.attachments.len(), 1);
    let attached = std::fs::read(&completed.attachments[0].path).unwrap();
    assert_eq!(attached, b"picture");
    other.finish(completed).await.unwrap();
    assert_eq!(bench.objects(), 0);
    assert!(folders(&bench.home.path().join("other")).is_empty());
    assert!(bench.folders().is_empty());
}

#[tokio::test]
async fn cancelled_on_one_server_while_the_other_writes() {
    let bench = bench().await;
    let other = bench.on_machine("other").await;
    let id = bench.start(1000).await;
    let (sender, body) = channel();
    let (engine, name) = (other.clone(), id.clone());
    let request = tokio::spawn(async move { engine.append(alice(), &name, range(0), body).await });
    sender.send(Ok(bytes(300).into())).await.unwrap();
    eventually(async || bench.objects() > 0).await;
    bench.engine.cancel(alice(), &id).await.unwrap();
    let gone = bench.engine.status(alice(), &id, None).await;
    assert!(matches!(gone, Err(UploadError::NotFound)));
    // The writer notices at its next sign of life, and leaves nothing.
    let first = request.await.unwrap();
    assert!(matches!(first, Err(UploadError::NotFound)), "{first:?}");
    assert_eq!(bench.objects(), 0);
    drop(sender);
    // The same file can be sent anew, through either.
    assert_eq!(bench.start(1000).await, id);
    assert!(put(&other, &id, 0, &bytes(1000)).await.complete);
    assert_eq!(bench.data().await, bytes(1000));
}

#[test]
fn a_server_dies_in_mid_chunk_and_the_other_goes_on() {
    let content = bytes(1000);
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let (survivor, dying) = (runtime(), runtime());
    let (bench, id) = survivor.block_on(async {
        let bench = bench().await;
        let id = bench.start(1000).await;
        put(&bench.engine, &id, 0, &content[..100]).await;
        (bench, id)
    });
    let (location, context) = (bench.rows.location(), bench.database.context().clone());
    let mut config = bench.config.clone();
    "dying".clone_into(&mut config.node);
    config.directory = bench.home.path().join("dying");
    let sender = dying.block_on(async {
        let database = peertube_store::Database::open(&location, context).await;
        let engine = crate::bench::open(&config, &database.unwrap()).await;
        let (sender, body) = channel();
        let name = id.clone();
        tokio::spawn(async move { engine.append(alice(), &name, range(100), body).await });
        // Other bytes than those that are sent again: nobody may ever read what was not recorded.
        sender.send(Ok(vec![255; 200].into())).await.unwrap();
        sender
    });
    survivor.block_on(async {
        // Something of it is recorded, more is there.
        eventually(async || bench.offset(&id).await > 100).await;
    });
    // No end of the chunk, no clean-up; its lock stays.
    dying.shutdown_timeout(Duration::from_secs(30));
    survivor.block_on(async {
        let recorded = usize::try_from(bench.offset(&id).await).unwrap();
        assert_eq!(bench.data().await[..100], content[..100]);
        bench.clock.advance(bench.config.lease);
        let progress = put(&bench.engine, &id, recorded, &content[recorded..]).await;
        assert!(progress.complete);
        let completed = bench.engine.claim(alice(), &id).await.unwrap();
        let mut expected = content.clone();
        expected[100..recorded].fill(255);
        assert_eq!(std::fs::read(&completed.path).unwrap(), expected);
        bench.engine.finish(completed).await.unwrap();
        assert_eq!(bench.objects(), 0);
    });
    drop(sender);
}

#[tokio::test]
async fn a_writer_that_has_lost_its_lock_is_never_read() {
    let bench = bench().await;
    let other = bench.on_machine("other").await;
    let content = bytes(1000);
    let id = bench.start(1000).await;
    let (sender, body) = channel();
    let (engine, name) = (other.clone(), id.clone());
    let bucket = bench.bucket.as_ref().unwrap();
    // Its bytes take so long that its lease is over before they are there.
    bucket.fail(
        "PUT /videos/uploads",
        Fault::Slow(Duration::from_secs(3)),
        1,
    );
    let request = tokio::spawn(async move { engine.append(alice(), &name, range(0), body).await });
    sender.send(Ok(vec![255; 64].into())).await.unwrap();
    eventually(async || sender.capacity() == sender.max_capacity()).await;
    eventually(async || {
        bench.clock.advance(bench.config.lease * 2);
        let chunk = range(0);
        let put = bench
            .engine
            .append(alice(), &id, chunk, frames(&content[..500]));
        put.await.is_ok()
    })
    .await;
    let stale = request.await.unwrap();
    assert!(
        matches!(stale, Err(UploadError::Superseded { .. })),
        "{stale:?}"
    );
    assert!(put(&other, &id, 500, &content[500..]).await.complete);
    let completed = other.claim(alice(), &id).await.unwrap();
    assert_eq!(std::fs::read(&completed.path).unwrap(), content);
    drop(sender);
}

#[tokio::test]
async fn a_bucket_that_fails_in_mid_chunk_loses_nothing_acknowledged() {
    let bench = bench().await;
    let content = bytes(1000);
    let id = bench.start(1000).await;
    put(&bench.engine, &id, 0, &content[..100]).await;
    let bucket = bench.bucket.as_ref().unwrap();
    let faults = [
        Fault::Status(500),
        Fault::Status(503),
        Fault::Status(403),
        Fault::Disconnect,
    ];
    for fault in faults {
        let offset = usize::try_from(bench.offset(&id).await).unwrap();
        let chunk = Append {
            start: Some(offset as u64),
            ..Append::default()
        };
        let (sender, body) = channel();
        let (engine, name) = (bench.engine.clone(), id.clone());
        let request = tokio::spawn(async move { engine.append(alice(), &name, chunk, body).await });
        let good = &content[offset..offset + 64];
        sender.send(Ok(good.to_vec().into())).await.unwrap();
        let objects = bench.objects();
        eventually(async || bench.objects() > objects || bench.offset(&id).await > offset as u64)
            .await;
        bucket.fail("PUT /videos/uploads", fault, usize::MAX);
        let bad = content[offset + 64..offset + 128].to_vec();
        sender.send(Ok(bad.into())).await.unwrap();
        drop(sender);
        let failed = request.await.unwrap();
        assert!(
            matches!(failed, Err(UploadError::Unavailable(_))),
            "{fault:?}: {failed:?}"
        );
        bucket.recover();
        // What came before the failure is kept.
        let now = usize::try_from(bench.offset(&id).await).unwrap();
        assert_eq!(now, offset + 64, "{fault:?}");
        assert_eq!(bench.data().await, content[..now]);
    }
    bucket.fail(
        "PUT /videos/uploads",
        Fault::Slow(Duration::from_secs(2)),
        1,
    );
    let offset = usize::try_from(bench.offset(&id).await).unwrap();
    assert!(
        put(&bench.engine, &id, offset, &content[offset..])
            .await
            .complete
    );
    // A bucket that cannot be read gives the claim back.
    bucket.fail("GET /videos/uploads", Fault::Status(500), usize::MAX);
    let claim = bench.engine.claim(alice(), &id).await;
    assert!(matches!(claim, Err(UploadError::Unavailable(_))));
    bucket.recover();
    let completed = bench.engine.claim(alice(), &id).await.unwrap();
    assert_eq!(std::fs::read(&completed.path).unwrap(), content);
}

#[tokio::test]
async fn what_no_session_knows_is_swept() {
    let bench = bench().await;
    let id = bench.start(1000).await;
    put(&bench.engine, &id, 0, &bytes(300)).await;
    let bucket = bench.bucket.as_ref().unwrap();
    // The bucket does not answer while the session is cancelled: its bytes stay for now.
    bucket.fail("list-type=2", Fault::Status(500), usize::MAX);
    bench.engine.cancel(alice(), &id).await.unwrap();
    bucket.recover();
    assert!(bench.objects() > 0);
    assert_eq!(bench.start(1000).await, id);
    put(&bench.engine, &id, 0, &bytes(100)).await;
    let with_both = bench.objects();
    bench.clock.advance(bench.config.sweep_every);
    assert_eq!(bench.engine.expire().await.unwrap(), 0);
    assert!(bench.objects() < with_both);
    assert_eq!(bench.data().await, bytes(100));
    bench.clock.advance(bench.config.idle_limit);
    assert_eq!(bench.engine.expire().await.unwrap(), 1);
    assert_eq!(bench.objects(), 0);
}

#[tokio::test]
async fn bytes_that_were_sent_again_do_not_pile_up() {
    // A sign of life may cut a piece short; here none comes.
    let bench = Bench::with(Place::Bucket, |config| {
        config.lease = Duration::from_secs(600);
        config.handover_wait = config.lease;
    })
    .await;
    let id = bench.start(1000).await;
    let more = bytes(64);
    for _ in 0..5 {
        put(&bench.engine, &id, 0, &bytes(640)).await;
        assert_eq!(bench.objects(), 10);
        let wrong = bench.put_with(&id, 640, &more, "md5=XUFAKrxLKna5cZ2REBfFkg==");
        let wrong = wrong.await;
        assert!(matches!(wrong, Err(UploadError::ChecksumMismatch { .. })));
        assert_eq!(bench.objects(), 10);
    }
    assert_eq!(bench.data().await, bytes(640));
}

#[tokio::test]
async fn an_upload_in_the_directory_of_another_server_is_left_alone() {
    let bench = Bench::new(Place::Directory).await;
    let id = bench.start(100).await;
    bench.put(&id, 0, &bytes(50)).await.unwrap();
    let other = bench.on_machine("other").await;
    let status = other.status(alice(), &id, None).await;
    assert!(matches!(status, Err(UploadError::Elsewhere)));
    let put = other.append(alice(), &id, range(50), frames(&[1; 5])).await;
    assert!(matches!(put, Err(UploadError::Elsewhere)), "{put:?}");
    // Nor is it lost when the setting changes.
    let bucket = peertube_bucketkit::S3Server::start(&[crate::bench::BUCKET]);
    let mut config = bench.config.clone();
    config.bucket = Some(crate::bench::staging(&bucket.endpoint()));
    let engine = crate::bench::open(&config, &bench.database).await;
    let content = bytes(100);
    let put = engine.append(alice(), &id, range(50), frames(&content[50..]));
    assert!(put.await.unwrap().complete);
    assert_eq!(bench.data().await, content);
    // Cancelled elsewhere, its bytes go with the next sweep here.
    other.cancel(alice(), &id).await.unwrap();
    assert_eq!(bench.folders().len(), 1);
    bench.clock.advance(bench.config.sweep_every);
    bench.engine.expire().await.unwrap();
    assert!(bench.folders().is_empty());
}
