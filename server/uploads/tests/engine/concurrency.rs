//! Several requests on one session.

use std::time::Duration;

use crate::bench::{
    Bench, Place, alice, bytes, channel, eventually, frames, in_both_places, range,
};
use peertube_store::Database;
use peertube_uploads::{Append, UploadError};

in_both_places! {
    a_newer_append_takes_over,
    a_newer_append_takes_over_from_another_process,
    a_holder_that_does_not_let_go_locks,
    a_dropped_request_keeps_what_came,
    cancel_ends_a_running_append,
    cancel_from_another_process_and_a_new_start,
    stop_ends_appends_at_a_stored_offset,
    many_appends_at_once_do_no_harm,
    a_heartbeat_stores_the_offset_and_keeps_the_lock,
}

async fn a_newer_append_takes_over(place: Place) {
    let bench = Bench::new(place).await;
    let content = bytes(1000);
    let id = bench.start(1000).await;
    let (sender, body) = channel();
    let engine = bench.engine.clone();
    let name = id.clone();
    let first = tokio::spawn(async move { engine.append(alice(), &name, range(0), body).await });
    sender
        .send(Ok(content[..300].to_vec().into()))
        .await
        .unwrap();
    // Whole buffers are visible to a status query while the append goes on.
    eventually(async || bench.offset(&id).await > 0).await;
    let seen = usize::try_from(bench.offset(&id).await).unwrap();
    assert_eq!(seen % 64, 0);
    let second = bench.put(&id, seen as u64, &content[seen..]).await.unwrap();
    assert!(second.complete);
    let first = first.await.unwrap();
    assert!(
        matches!(first, Err(UploadError::Superseded { offset: 300 })),
        "{first:?}"
    );
    assert_eq!(bench.data().await, content);
    drop(sender);
}

async fn a_newer_append_takes_over_from_another_process(place: Place) {
    let bench = Bench::with(place, |config| {
        config.handover_wait = Duration::from_secs(2)
    })
    .await;
    let content = bytes(1000);
    let id = bench.start(1000).await;
    let other = bench.on_node("other").await;
    let (sender, body) = channel();
    let engine = bench.engine.clone();
    let name = id.clone();
    let first = tokio::spawn(async move { engine.append(alice(), &name, range(0), body).await });
    sender
        .send(Ok(content[..300].to_vec().into()))
        .await
        .unwrap();
    eventually(async || bench.offset(&id).await > 0).await;
    let second = other
        .append(alice(), &id, range(100), frames(&content[100..]))
        .await
        .unwrap();
    assert!(second.complete);
    assert!(matches!(
        first.await.unwrap(),
        Err(UploadError::Superseded { .. })
    ));
    assert_eq!(bench.data().await, content);
    drop(sender);
}

async fn a_holder_that_does_not_let_go_locks(place: Place) {
    let bench = Bench::with(place, |config| {
        config.handover_wait = Duration::from_millis(100)
    })
    .await;
    let id = bench.start(1000).await;
    // A writer of another server that does not answer: its lock is in the database only. Its connections end with it, so
    // they are not those of the test.
    let mut config = bench.config.clone();
    "other".clone_into(&mut config.node);
    let (location, context) = (bench.rows.location(), bench.database.context().clone());
    let (sender, body) = channel();
    let (stops, stop) = tokio::sync::oneshot::channel::<()>();
    let name = id.clone();
    let stuck = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let database = Database::open(&location, context).await.unwrap();
            let other = crate::bench::open(&config, &database).await;
            tokio::select! {
                put = other.append(alice(), &name, range(0), body) => panic!("{put:?}"),
                gone = stop => gone.unwrap(),
            }
        });
    });
    sender.send(Ok(bytes(10).into())).await.unwrap();
    // Who reads the body has the lock.
    eventually(async || sender.capacity() == sender.max_capacity()).await;
    stops.send(()).unwrap();
    stuck.await.unwrap();
    let put = bench.put(&id, 0, &[1; 10]).await;
    assert!(matches!(put, Err(UploadError::Locked)), "{put:?}");
    // Its lease runs out.
    bench.clock.advance(bench.config.lease);
    assert_eq!(bench.put(&id, 0, &[1; 10]).await.unwrap().offset, 10);
}

async fn a_dropped_request_keeps_what_came(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(1000).await;
    let (sender, body) = channel();
    let engine = bench.engine.clone();
    let name = id.clone();
    let request = tokio::spawn(async move { engine.append(alice(), &name, range(0), body).await });
    sender.send(Ok(bytes(300).into())).await.unwrap();
    eventually(async || bench.offset(&id).await > 0).await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    sender.send(Err("gone".to_owned())).await.unwrap();
    eventually(async || bench.offset(&id).await == 300).await;
    assert_eq!(bench.put(&id, 300, &[1; 10]).await.unwrap().offset, 310);
}

async fn cancel_ends_a_running_append(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(1000).await;
    let (sender, body) = channel();
    let engine = bench.engine.clone();
    let name = id.clone();
    let request = tokio::spawn(async move { engine.append(alice(), &name, range(0), body).await });
    sender.send(Ok(bytes(300).into())).await.unwrap();
    eventually(async || bench.offset(&id).await > 0).await;
    bench.engine.cancel(alice(), &id).await.unwrap();
    assert!(matches!(request.await.unwrap(), Err(UploadError::NotFound)));
    assert!(bench.folders().is_empty());
    let status = bench.engine.status(alice(), &id, None).await;
    assert!(matches!(status, Err(UploadError::NotFound)));
    drop(sender);
}

async fn cancel_from_another_process_and_a_new_start(place: Place) {
    let bench = Bench::with(place, |config| {
        config.handover_wait = Duration::from_millis(300)
    })
    .await;
    let id = bench.start(1000).await;
    let other = bench.on_node("other").await;
    let (sender, body) = channel();
    let engine = bench.engine.clone();
    let name = id.clone();
    let request = tokio::spawn(async move { engine.append(alice(), &name, range(0), body).await });
    sender.send(Ok(bytes(300).into())).await.unwrap();
    eventually(async || bench.offset(&id).await > 0).await;
    other.cancel(alice(), &id).await.unwrap();
    // The same file again: the old writer, which does not know yet, cannot touch it.
    assert_eq!(bench.start(1000).await, id);
    assert_eq!(bench.put(&id, 0, &[5; 20]).await.unwrap().offset, 20);
    let first = request.await.unwrap();
    assert!(matches!(first, Err(UploadError::NotFound)), "{first:?}");
    assert_eq!(bench.data().await, [5; 20]);
    drop(sender);
}

async fn stop_ends_appends_at_a_stored_offset(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(1000).await;
    let (sender, body) = channel();
    let engine = bench.engine.clone();
    let name = id.clone();
    let request = tokio::spawn(async move { engine.append(alice(), &name, range(0), body).await });
    sender.send(Ok(bytes(300).into())).await.unwrap();
    eventually(async || bench.offset(&id).await > 0).await;
    bench.engine.stop().await;
    assert!(matches!(
        request.await.unwrap(),
        Err(UploadError::Superseded { offset: 300 })
    ));
    assert_eq!(
        bench
            .again()
            .await
            .status(alice(), &id, None)
            .await
            .unwrap()
            .offset,
        300
    );
    drop(sender);
}

async fn many_appends_at_once_do_no_harm(place: Place) {
    let bench = Bench::new(place).await;
    let content = bytes(20_000);
    let id = bench.start(20_000).await;
    let racers: Vec<_> = (0..8)
        .map(|_| {
            let (engine, id, content) = (bench.engine.clone(), id.clone(), content.clone());
            tokio::spawn(async move {
                engine
                    .append(alice(), &id, range(0), frames(&content))
                    .await
            })
        })
        .collect();
    for racer in racers {
        let result = racer.await.unwrap();
        assert!(
            matches!(
                result,
                Ok(_) | Err(UploadError::Superseded { .. } | UploadError::Locked)
            ),
            "{result:?}"
        );
    }
    let offset = bench.offset(&id).await;
    let rest = &content[usize::try_from(offset).unwrap()..];
    assert!(bench.put(&id, offset, rest).await.unwrap().complete);
    assert_eq!(bench.data().await, content);
}

async fn a_heartbeat_stores_the_offset_and_keeps_the_lock(place: Place) {
    let bench = Bench::with(place, |config| config.lease = Duration::from_millis(90)).await;
    let id = bench.start(1000).await;
    let (sender, body) = channel();
    let engine = bench.engine.clone();
    let name = id.clone();
    let chunk = Append {
        length: Some(1000),
        ..range(0)
    };
    let request = tokio::spawn(async move { engine.append(alice(), &name, chunk, body).await });
    sender.send(Ok(bytes(300).into())).await.unwrap();
    // 300 is no multiple of the buffer: only a heartbeat writes it before the chunk ends.
    eventually(async || bench.offset(&id).await == 300).await;
    bench.clock.advance(Duration::from_millis(60));
    let other = bench.on_node("other").await;
    eventually(async || other.status(alice(), &id, None).await.unwrap().offset == 300).await;
    sender.send(Ok(bytes(700).into())).await.unwrap();
    drop(sender);
    assert!(request.await.unwrap().unwrap().complete);
}

#[test]
fn a_process_that_dies_in_mid_chunk_in_a_directory() {
    a_process_that_dies_in_mid_chunk(Place::Directory);
}

#[test]
fn a_process_that_dies_in_mid_chunk_in_a_bucket() {
    a_process_that_dies_in_mid_chunk(Place::Bucket);
}

fn a_process_that_dies_in_mid_chunk(place: Place) {
    let content = bytes(1000);
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let first = runtime();
    let (mut bench, id, sender) = first.block_on(async {
        let bench = Bench::with(place, |config| config.lease = Duration::from_millis(90)).await;
        let id = bench.start(1000).await;
        bench.put(&id, 0, &content[..100]).await.unwrap();
        let (sender, body) = channel();
        let (engine, name) = (bench.engine.clone(), id.clone());
        tokio::spawn(async move { engine.append(alice(), &name, range(100), body).await });
        let frame = content[100..400].to_vec();
        sender.send(Ok(frame.into())).await.unwrap();
        let other = bench.on_node("other").await;
        eventually(async || other.status(alice(), &id, None).await.unwrap().offset == 400).await;
        (bench, id, sender)
    });
    // Everything stops where it is: no end of the chunk, the lock stays.
    first.shutdown_timeout(Duration::from_secs(5));
    drop(sender);
    runtime().block_on(async {
        let database = bench.rows.open(bench.database.context().clone()).await;
        let engine = crate::bench::open(&bench.config, &database).await;
        // The connections of the first ended with its runtime.
        bench.database = database;
        assert_eq!(engine.status(alice(), &id, None).await.unwrap().offset, 400);
        assert_eq!(bench.data().await, content[..400]);
        let put = engine.append(alice(), &id, range(400), frames(&content[400..]));
        assert!(put.await.unwrap().complete);
        assert_eq!(bench.data().await, content);
    });
}
