//! Offsets, sizes and checksums of single chunks.

use crate::bench::{
    Bench, Place, alice, bob, bytes, channel, frames, in_both_places, range, started, upload,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use peertube_uploads::{Append, ConflictReason, Progress, UploadError};
use sha2::Sha256;

in_both_places! {
    chunks_in_order_complete_the_upload,
    a_gap_is_refused,
    a_replay_rewrites_in_place_and_keeps_the_offset,
    a_chunk_without_a_start,
    totals_and_ends,
    a_total_that_is_stored_already_completes,
    more_bytes_than_announced_are_dropped,
    fewer_bytes_than_announced_are_kept,
    checksums,
    a_replay_under_a_checksum,
    a_broken_connection_keeps_what_came,
    a_broken_connection_under_a_checksum_keeps_nothing,
    status_refuses_a_larger_total_only,
    ids_of_others_unknown_and_malformed,
    a_second_init_finds_the_first,
}

fn conflict(result: Result<Progress, UploadError>) -> (ConflictReason, u64) {
    match result {
        Err(UploadError::Conflict { reason, offset }) => (reason, offset),
        other => panic!("no conflict: {other:?}"),
    }
}

fn progress(offset: u64, complete: bool) -> Progress {
    Progress { offset, complete }
}

fn md5(bytes: &[u8]) -> String {
    format!("md5={}", STANDARD.encode(Md5::digest(bytes)))
}

fn sha256(bytes: &[u8]) -> String {
    format!("sha-256={}", STANDARD.encode(Sha256::digest(bytes)))
}

async fn chunks_in_order_complete_the_upload(place: Place) {
    let bench = Bench::new(place).await;
    let content = bytes(1000);
    let id = bench.start(1000).await;
    assert_eq!(bench.offset(&id).await, 0);
    assert_eq!(
        bench.put(&id, 0, &content[..400]).await.unwrap(),
        progress(400, false)
    );
    assert_eq!(bench.offset(&id).await, 400);
    assert_eq!(
        bench.put(&id, 400, &content[400..]).await.unwrap(),
        progress(1000, true)
    );
    assert_eq!(bench.data().await, content);
    // A complete upload that nobody processes is complete whatever is sent.
    assert_eq!(
        bench.put(&id, 7, &content[..5]).await.unwrap(),
        progress(1000, true)
    );
    assert_eq!(bench.data().await, content);
}

async fn a_gap_is_refused(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    bench.put(&id, 0, &bytes(10)).await.unwrap();
    assert_eq!(
        conflict(bench.put(&id, 11, &bytes(5)).await),
        (ConflictReason::Gap, 10)
    );
    assert_eq!(bench.data().await, bytes(10));
}

async fn a_replay_rewrites_in_place_and_keeps_the_offset(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    bench.put(&id, 0, &[1; 50]).await.unwrap();
    assert_eq!(
        bench.put(&id, 10, &[2; 20]).await.unwrap(),
        progress(50, false)
    );
    assert_eq!(
        bench.put(&id, 40, &[3; 20]).await.unwrap(),
        progress(60, false)
    );
    let data = bench.data().await;
    assert_eq!(
        data,
        [[1; 10].as_slice(), &[2; 20], &[1; 10], &[3; 20]].concat()
    );
    assert_eq!(bench.offset(&id).await, 60);
}

async fn a_chunk_without_a_start(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    let chunk = Append::default;
    let put = bench.engine.append(alice(), &id, chunk(), frames(&[1; 30]));
    assert_eq!(put.await.unwrap(), progress(30, false));
    let put = bench.engine.append(alice(), &id, chunk(), frames(&[2; 30]));
    assert_eq!(conflict(put.await), (ConflictReason::StartRequired, 30));
    let put = bench.engine.append(alice(), &id, chunk(), frames(&[]));
    assert_eq!(conflict(put.await), (ConflictReason::StartRequired, 30));
    assert_eq!(bench.data().await, [1; 30]);
}

async fn totals_and_ends(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    bench.put(&id, 0, &[1; 30]).await.unwrap();
    let total = |start, total| Append {
        total: Some(total),
        ..range(start)
    };
    let put = bench
        .engine
        .append(alice(), &id, total(30, 101), frames(&[2; 5]));
    assert_eq!(conflict(put.await), (ConflictReason::TotalTooLarge, 30));
    let put = bench
        .engine
        .append(alice(), &id, total(30, 29), frames(&[]));
    assert_eq!(conflict(put.await), (ConflictReason::BeyondEnd, 30));
    let put = bench
        .engine
        .append(alice(), &id, total(0, 29), frames(&[2; 5]));
    assert_eq!(conflict(put.await), (ConflictReason::TotalBelowStored, 30));
    assert_eq!(
        conflict(bench.put(&id, 30, &[2; 71]).await),
        (ConflictReason::BeyondEnd, 30)
    );
    assert_eq!(bench.data().await, [1; 30]);
    // A smaller total lowers the size for good and can complete the upload.
    let put = bench
        .engine
        .append(alice(), &id, total(30, 40), frames(&[2; 5]));
    assert_eq!(put.await.unwrap(), progress(35, false));
    let put = bench
        .engine
        .append(alice(), &id, total(35, 100), frames(&[2; 5]));
    assert_eq!(conflict(put.await), (ConflictReason::TotalTooLarge, 35));
    assert_eq!(
        bench.put(&id, 35, &[2; 5]).await.unwrap(),
        progress(40, true)
    );
}

async fn a_total_that_is_stored_already_completes(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    bench.put(&id, 0, &[1; 30]).await.unwrap();
    let chunk = Append {
        total: Some(30),
        ..range(30)
    };
    let put = bench.engine.append(alice(), &id, chunk, frames(&[]));
    assert_eq!(put.await.unwrap(), progress(30, true));
}

async fn more_bytes_than_announced_are_dropped(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(1000).await;
    bench.put(&id, 0, &[1; 500]).await.unwrap();
    let announced = Append {
        length: Some(200),
        ..range(500)
    };
    let put = bench
        .engine
        .append(alice(), &id, announced, frames(&[2; 201]));
    assert_eq!(conflict(put.await), (ConflictReason::TooMuchData, 500));
    assert_eq!(bench.data().await, [1; 500]);
    let put = bench
        .engine
        .append(alice(), &id, range(500), frames(&[2; 501]));
    assert_eq!(conflict(put.await), (ConflictReason::TooMuchData, 500));
    assert_eq!(bench.data().await, [1; 500]);
    assert_eq!(bench.offset(&id).await, 500);
}

async fn fewer_bytes_than_announced_are_kept(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(1000).await;
    let announced = Append {
        length: Some(200),
        ..range(0)
    };
    let put = bench
        .engine
        .append(alice(), &id, announced, frames(&[1; 150]));
    assert_eq!(put.await.unwrap(), progress(150, false));
}

async fn checksums(place: Place) {
    let bench = Bench::new(place).await;
    let content = bytes(900);
    let id = bench.start(900).await;
    let put = bench.put_with(&id, 0, &content[..300], md5(&content[..300]));
    assert_eq!(put.await.unwrap(), progress(300, false));
    let put = bench.put_with(&id, 300, &content[300..600], sha256(&content[..300]));
    let error = put.await.unwrap_err();
    assert!(matches!(
        error,
        UploadError::ChecksumMismatch { offset: 300 }
    ));
    assert_eq!(bench.data().await, content[..300]);
    let put = bench.put_with(&id, 300, &content[300..], "sha-512=AAAA");
    assert!(matches!(put.await, Err(UploadError::UnsupportedChecksum)));
    let put = bench.put_with(&id, 300, &content[300..], "md5=AAAA");
    assert!(matches!(put.await, Err(UploadError::MalformedChecksum)));
    assert_eq!(bench.data().await, content[..300]);
    let both = format!("{},{}", md5(b"other"), sha256(&content[300..]));
    let put = bench.put_with(&id, 300, &content[300..], both);
    assert_eq!(put.await.unwrap(), progress(900, true));
    assert_eq!(bench.data().await, content);
}

async fn a_replay_under_a_checksum(place: Place) {
    let bench = Bench::new(place).await;
    let content = bytes(900);
    let id = bench.start(900).await;
    bench.put(&id, 0, &content[..600]).await.unwrap();
    let again = &content[100..300];
    let put = bench.put_with(&id, 100, again, md5(again));
    assert_eq!(put.await.unwrap(), progress(600, false));
    assert_eq!(bench.data().await, content[..600]);
    // What it overwrote is not to be trusted when it fails.
    let put = bench.put_with(&id, 100, &[9; 200], md5(again));
    assert!(matches!(
        put.await,
        Err(UploadError::ChecksumMismatch { offset: 100 })
    ));
    assert_eq!(bench.data().await, content[..100]);
    assert_eq!(bench.offset(&id).await, 100);
}

async fn a_broken_connection_keeps_what_came(place: Place) {
    let bench = Bench::new(place).await;
    let content = bytes(500);
    let id = bench.start(1000).await;
    let (sender, body) = channel();
    let put = bench.engine.append(alice(), &id, range(0), body);
    let send = async {
        sender.send(Ok(content.clone().into())).await.unwrap();
        sender
            .send(Err("connection reset".to_owned()))
            .await
            .unwrap();
    };
    let (result, ()) = tokio::join!(put, send);
    assert!(matches!(
        result,
        Err(UploadError::Interrupted { offset: 500 })
    ));
    assert_eq!(bench.offset(&id).await, 500);
    assert_eq!(bench.data().await, content);
}

async fn a_broken_connection_under_a_checksum_keeps_nothing(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(1000).await;
    bench.put(&id, 0, &[1; 100]).await.unwrap();
    let (sender, body) = channel();
    let chunk = Append {
        checksum: Some(md5(b"")),
        ..range(100)
    };
    let put = bench.engine.append(alice(), &id, chunk, body);
    let send = async {
        sender.send(Ok(bytes(500).into())).await.unwrap();
        sender
            .send(Err("connection reset".to_owned()))
            .await
            .unwrap();
    };
    let (result, ()) = tokio::join!(put, send);
    assert!(matches!(
        result,
        Err(UploadError::Interrupted { offset: 100 })
    ));
    assert_eq!(bench.data().await, [1; 100]);
}

async fn status_refuses_a_larger_total_only(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    let status = |total| bench.engine.status(alice(), &id, total);
    assert_eq!(status(Some(100)).await.unwrap().offset, 0);
    assert_eq!(status(Some(50)).await.unwrap().size, 100);
    let error = status(Some(101)).await.unwrap_err();
    assert!(matches!(
        error,
        UploadError::Conflict {
            reason: ConflictReason::TotalTooLarge,
            offset: 0
        }
    ));
}

async fn ids_of_others_unknown_and_malformed(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    let unknown = id
        .chars()
        .map(|c| if c == '-' { c } else { '0' })
        .collect::<String>();
    let put = bench.engine.append(bob(), &id, range(0), frames(&[1; 5]));
    assert!(matches!(put.await, Err(UploadError::Forbidden)));
    assert!(matches!(
        bench.engine.status(bob(), &id, None).await,
        Err(UploadError::Forbidden)
    ));
    assert!(matches!(
        bench.engine.cancel(bob(), &id).await,
        Err(UploadError::Forbidden)
    ));
    assert!(matches!(
        bench.engine.claim(bob(), &id).await,
        Err(UploadError::Forbidden)
    ));
    assert!(matches!(
        bench.put(&unknown, 0, &[1]).await,
        Err(UploadError::NotFound)
    ));
    assert!(matches!(
        bench.engine.cancel(alice(), &unknown).await,
        Err(UploadError::NotFound)
    ));
    for id in ["", "../../etc/passwd", "0123"] {
        assert!(matches!(
            bench.put(id, 0, &[1]).await,
            Err(UploadError::MalformedId)
        ));
    }
    assert_eq!(bench.offset(&id).await, 0);
}

async fn a_second_init_finds_the_first(place: Place) {
    let bench = Bench::new(place).await;
    let id = bench.start(100).await;
    let again = bench.engine.init(alice(), upload(100)).await.unwrap();
    assert_eq!(again, started(&id, 0, 100, false));
    bench.put(&id, 0, &[1; 30]).await.unwrap();
    let again = bench.engine.init(alice(), upload(100)).await.unwrap();
    assert_eq!(again, started(&id, 30, 100, false));
    assert_ne!(bench.engine.init(bob(), upload(100)).await.unwrap().id, id);
}
