//! Random requests against a plain model: every acknowledged byte is there.

use crate::bench::{Bench, Place, alice};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::stream;
use md5::{Digest, Md5};
use peertube_testdb::Kind;
use peertube_uploads::{Append, UploadError};
use proptest::prelude::*;

const SIZE: u64 = 2000;

#[derive(Debug, Clone)]
enum Step {
    Put {
        /// Start, relative to what is stored.
        shift: i64,
        content: Vec<u8>,
        /// 0: none, 1: right, 2: wrong.
        checksum: u8,
        /// The connection breaks after so many bytes.
        broken_at: Option<usize>,
        announced: bool,
    },
    Crash,
    Init,
}

fn step() -> impl Strategy<Value = Step> {
    let put = (
        prop_oneof![3 => Just(0_i64), 2 => -300..0_i64, 1 => 1..50_i64],
        prop::collection::vec(any::<u8>(), 0..600),
        prop_oneof![3 => Just(0_u8), 1 => Just(1), 1 => Just(2)],
        prop::option::weighted(0.2, 0..600_usize),
        any::<bool>(),
    );
    prop_oneof![
        8 => put.prop_map(|(shift, content, checksum, broken_at, announced)| Step::Put {
            shift, content, checksum, broken_at, announced,
        }),
        1 => Just(Step::Crash),
        1 => Just(Step::Init),
    ]
}

/// Each case has a database of its own, which takes PostgreSQL much longer to make.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases: match Kind::wanted() {
            Kind::Sqlite => cases,
            Kind::Postgres => cases / 4,
        },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn acknowledged_bytes_are_there_in_a_directory(steps in prop::collection::vec(step(), 1..20)) {
        run_through(Place::Directory, steps);
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn acknowledged_bytes_are_there_in_a_bucket(steps in prop::collection::vec(step(), 1..20)) {
        run_through(Place::Bucket, steps);
    }
}

fn run_through(place: Place, steps: Vec<Step>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(place, steps));
}

async fn run(place: Place, steps: Vec<Step>) {
    let mut bench = Bench::new(place).await;
    let id = bench.start(SIZE).await;
    let mut model: Vec<u8> = Vec::new();
    for step in steps {
        match step {
            Step::Crash => bench.engine = bench.again().await,
            Step::Init => {
                let started = bench
                    .engine
                    .init(alice(), crate::bench::upload(SIZE))
                    .await
                    .unwrap();
                assert_eq!(
                    started,
                    crate::bench::started(&id, model.len() as u64, SIZE, false)
                );
            }
            Step::Put {
                shift,
                content,
                checksum,
                broken_at,
                announced,
            } => {
                let start = (model.len() as u64).saturating_add_signed(shift);
                let sum = match checksum {
                    0 => None,
                    1 => Some(format!("md5={}", STANDARD.encode(Md5::digest(&content)))),
                    _ => Some(format!("md5={}", STANDARD.encode(Md5::digest(b"another")))),
                };
                let chunk = Append {
                    start: Some(start),
                    total: Some(SIZE),
                    length: announced.then_some(content.len() as u64),
                    checksum: sum.clone(),
                };
                let arrives = broken_at.map_or(content.len(), |at| at.min(content.len()));
                let mut frames: Vec<_> = content[..arrives]
                    .chunks(41)
                    .map(|frame| Ok(Bytes::copy_from_slice(frame)))
                    .collect();
                if broken_at.is_some() {
                    frames.push(Err("broken".to_owned()));
                }
                let put = bench
                    .engine
                    .append(alice(), &id, chunk, stream::iter(frames))
                    .await;
                expect(
                    &mut model,
                    start,
                    &content,
                    arrives,
                    broken_at.is_some(),
                    announced,
                    checksum,
                    &bench.data().await,
                    put,
                );
            }
        }
        assert_eq!(bench.offset(&id).await, model.len() as u64);
        assert_eq!(bench.data().await, model);
    }
    let rest = vec![9; usize::try_from(SIZE).unwrap() - model.len()];
    assert!(
        bench
            .put(&id, model.len() as u64, &rest)
            .await
            .unwrap()
            .complete
    );
    model.extend_from_slice(&rest);
    let completed = bench.engine.claim(alice(), &id).await.unwrap();
    assert_eq!(std::fs::read(&completed.path).unwrap(), model);
}

/// What the request must have done to the model, and the answer it must have got.
#[allow(clippy::too_many_arguments)]
fn expect(
    model: &mut Vec<u8>,
    start: u64,
    content: &[u8],
    arrives: usize,
    broken: bool,
    announced: bool,
    checksum: u8,
    data: &[u8],
    put: Result<peertube_uploads::Progress, UploadError>,
) {
    let stored = model.len() as u64;
    let at = usize::try_from(start).unwrap();
    if stored == SIZE {
        assert!(put.unwrap().complete);
        return;
    }
    let beyond = start + (if announced { content.len() as u64 } else { 0 }) > SIZE;
    if beyond || start > stored {
        assert!(matches!(put, Err(UploadError::Conflict { offset, .. }) if offset == stored));
        return;
    }
    if at + arrives > usize::try_from(SIZE).unwrap() {
        // Frames before the one too many may have rewritten older bytes, nothing new stays.
        assert!(matches!(put, Err(UploadError::Conflict { .. })));
        if checksum > 0 {
            model.truncate(at);
        } else {
            assert_eq!(data.len(), model.len());
            for (index, byte) in data.iter().enumerate().skip(at) {
                assert!(*byte == model[index] || *byte == content[index - at]);
            }
            model.copy_from_slice(data);
        }
        return;
    }
    let whole = !broken;
    if checksum > 0 && (broken || checksum == 2) {
        model.truncate(at);
        match put {
            Err(UploadError::Interrupted { offset }) if broken => assert_eq!(offset, start),
            Err(UploadError::ChecksumMismatch { offset }) => assert_eq!(offset, start),
            other => panic!("{other:?}"),
        }
        return;
    }
    let end = at + arrives;
    if end > model.len() {
        model.resize(end, 0);
    }
    model[at..end].copy_from_slice(&content[..arrives]);
    let offset = model.len() as u64;
    match put {
        Ok(progress) if whole => assert_eq!(
            (progress.offset, progress.complete),
            (offset, offset == SIZE)
        ),
        Err(UploadError::Interrupted { offset: at }) if broken => assert_eq!(at, offset),
        other => panic!("{other:?}"),
    }
}
