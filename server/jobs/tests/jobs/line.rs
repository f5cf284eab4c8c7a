//! The order of jobs, their attempts, their repetition.

use std::time::Duration;

use peertube_jobs::Enqueue;
use peertube_kernel::job::JobState;
use peertube_kernel::{Error, Result};
use peertube_store::jobs::{self, JobFilter};
use peertube_store::{Direction, Page};

use crate::support::{Bench, Mail, Storyboard, eventually, say};

#[tokio::test]
async fn jobs_run_in_order_of_priority_and_age() {
    let bench = Bench::new().await;
    bench.enqueue(&say("last").priority(9)).await;
    bench.enqueue(&say("third").priority(2)).await;
    bench.say("first").await;
    let last = bench.say("second").await;

    let runner = bench.start("a");
    bench.until_in(last, JobState::Completed).await;
    eventually(async || (bench.said.words().len() == 4).then_some(())).await;
    runner.stop().await;

    assert_eq!(bench.said.words(), ["first", "second", "third", "last"]);
    let job = bench.job(last).await;
    assert_eq!((job.progress, job.attempts_made, job.error), (100, 1, None));
    assert!(job.finished_at >= job.processed_at && job.processed_at.is_some());
}

#[tokio::test]
async fn a_delayed_job_waits() {
    let bench = Bench::new().await;
    let runner = bench.start("a");
    let late = bench
        .enqueue(&say("late").delay(Duration::from_millis(400)))
        .await;
    let soon = bench.say("soon").await;
    bench.until_in(soon, JobState::Completed).await;
    let job = bench.until_in(late, JobState::Completed).await;
    runner.stop().await;

    assert_eq!(bench.said.words(), ["soon", "late"]);
    assert!(job.processed_at.unwrap() >= job.run_at);
}

#[tokio::test]
async fn a_job_of_a_transaction_that_is_rolled_back_never_was() {
    let bench = Bench::new().await;
    let job = &say("never");
    let failed: Result<()> = bench
        .database
        .write(|conn| {
            Box::pin(async {
                bench.queue.enqueue(conn, job).await?;
                Err(Error::bad_request("no"))
            })
        })
        .await;
    assert!(failed.is_err());
    let mut conn = bench.database.read().await.unwrap();
    let all = JobFilter::default();
    let all = jobs::list(&mut conn, &all, Direction::Ascending, Page::default());
    assert_eq!(all.await.unwrap().total, Some(0));
}

#[tokio::test]
async fn failures_are_tried_again_while_attempts_are_left() {
    let bench = Bench::new().await;
    let mail = bench
        .enqueue(&Enqueue::new(&Mail("hello".into())).unwrap())
        .await;
    let once = bench
        .enqueue(&Enqueue::new(&Storyboard::Fail("broken".into())).unwrap())
        .await;
    let panics = bench
        .enqueue(&Enqueue::new(&Storyboard::Panic).unwrap())
        .await;
    let runner = bench.start("a");

    let job = bench.until(mail, |job| job.error.is_some()).await;
    assert_eq!(job.state, JobState::Waiting);
    assert_eq!((job.attempts_made, job.attempts_allowed), (1, 5));
    let pause = job.run_at.since(job.processed_at.unwrap());
    assert!((59..=70).contains(&pause.as_secs()), "{pause:?}");

    let job = bench.until_in(once, JobState::Failed).await;
    assert!(job.error.unwrap().contains("broken"));
    let job = bench.until_in(panics, JobState::Failed).await;
    assert!(job.error.unwrap().contains("panicked"));
    runner.stop().await;
}

#[tokio::test]
async fn a_repeated_job_is_in_line_once_whoever_asks_for_it() {
    let bench = Bench::new().await;
    let every = Duration::from_millis(200);
    for _ in 0..3 {
        bench
            .queue
            .repeat("boards", every, &say("again"))
            .await
            .unwrap();
    }
    let (one, other) = (bench.start("a"), bench.start("b"));
    eventually(async || (bench.said.words().len() >= 3).then_some(())).await;
    one.stop().await;
    other.stop().await;

    let mut conn = bench.database.read().await.unwrap();
    let waiting = JobFilter {
        states: Some(vec![JobState::Waiting]),
        ..JobFilter::default()
    };
    let waiting = jobs::list(&mut conn, &waiting, Direction::Ascending, Page::default());
    assert_eq!(waiting.await.unwrap().total, Some(1));
    let all = JobFilter::default();
    let all = jobs::list(&mut conn, &all, Direction::Ascending, Page::default());
    let all = all.await.unwrap().rows;
    for pair in all.windows(2) {
        let pause = pair[1].run_at.since(pair[0].run_at);
        assert!(pause >= every, "{pause:?}");
    }
}
