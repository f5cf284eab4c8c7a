//! Runs that end before they are done: cancelled, handed back, taken by another worker, paused.

use std::time::Duration;

use peertube_kernel::ids::JobId;
use peertube_kernel::job::{JobState, JobType};
use peertube_store::jobs::{self, Cancelling};

use crate::support::{Bench, eventually, hang};

async fn cancel(bench: &Bench, kind: JobType, id: JobId) -> Cancelling {
    bench
        .database
        .write(|conn| Box::pin(jobs::ask_to_cancel(conn, kind, id)))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_running_job_can_be_cancelled() {
    let bench = Bench::new().await;
    let id = bench.enqueue(&hang("begun")).await;
    let kind = JobType::GenerateVideoStoryboard;
    assert_eq!(cancel(&bench, kind, id).await, Cancelling::Impossible);
    assert_eq!(
        cancel(&bench, JobType::Email, id).await,
        Cancelling::Unknown
    );
    let unknown = JobId::from(id.get() + 1);
    assert_eq!(cancel(&bench, kind, unknown).await, Cancelling::Unknown);

    let runner = bench.start("a");
    bench.until(id, |job| job.progress == 40).await;
    assert_eq!(cancel(&bench, kind, id).await, Cancelling::Asked);
    let job = bench.until_in(id, JobState::Failed).await;
    assert!(job.error.unwrap().contains("Cancelled"));
    runner.stop().await;
}

#[tokio::test]
async fn a_stop_hands_running_jobs_back() {
    let bench = Bench::new().await;
    let id = bench.enqueue(&hang("begun")).await;
    let runner = bench.start("a");
    bench.until_in(id, JobState::Active).await;
    runner.stop().await;
    let job = bench.job(id).await;
    assert_eq!((job.state, job.attempts_made), (JobState::Waiting, 0));
}

#[tokio::test]
async fn the_job_of_a_crashed_process_is_done_by_another() {
    let bench = Bench::new().await;
    let id = bench.enqueue(&hang("begun")).await;
    let crashed = bench.start("a");
    let first = bench.until_in(id, JobState::Active).await;
    crashed.crash();
    let other = bench.start("b");
    let second = bench.until(id, |job| job.fence > first.fence).await;
    assert_eq!((second.state, second.attempts_made), (JobState::Active, 1));

    // What the first worker still writes has no effect.
    let late = bench
        .database
        .write(|conn| Box::pin(jobs::complete(conn, id, first.fence)))
        .await;
    assert_eq!(late.unwrap(), jobs::Ended::Lost);
    other.stop().await;
}

#[tokio::test]
async fn a_job_that_loses_its_workers_again_and_again_is_given_up() {
    let bench = Bench::new().await;
    let id = bench.enqueue(&hang("begun")).await;
    for run in 1..=4 {
        let runner = bench.start("a");
        bench
            .until(id, |job| job.state == JobState::Active && job.fence == run)
            .await;
        runner.crash();
    }
    let runner = bench.start("b");
    let job = bench.until_in(id, JobState::Failed).await;
    assert!(job.error.unwrap().contains("again and again"));
    runner.stop().await;
}

#[tokio::test]
async fn a_paused_queue_takes_nothing() {
    let bench = Bench::new().await;
    let runner = bench.start("a");
    bench.queue.pause().await;
    let id = bench.say("later").await;
    let before = bench.job(id).await.created_at;
    eventually(async || {
        let passed = bench.database.context().now().since(before);
        (passed > Duration::from_millis(300)).then_some(())
    })
    .await;
    assert_eq!(bench.job(id).await.state, JobState::Waiting);
    bench.queue.resume();
    bench.until_in(id, JobState::Completed).await;
    runner.stop().await;
}
