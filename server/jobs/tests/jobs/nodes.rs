//! Several processes at one line of jobs, as far as the database can tell.

use std::time::Duration;

use peertube_jobs::{Enqueue, Queue, Runner, Settings};
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::{Context, Timestamp};
use peertube_store::jobs;
use peertube_testdb::Kind;
use tokio_util::sync::CancellationToken;

use crate::support::{Bench, Mail, Mails, Storyboards, hang, say};

/// Longer than any test: what begins before was told of, not found by looking.
const NEVER: Duration = Duration::from_secs(1800);

fn patient(queue: Queue, node: &str) -> Runner {
    let settings = Settings {
        lease: NEVER,
        poll: NEVER,
        ..Settings::new(node)
    };
    Runner::new(queue, settings)
}

#[tokio::test]
async fn a_job_of_one_process_begins_in_another_without_a_look_at_the_database() {
    let bench = Bench::of(Kind::Postgres).await;
    let other = bench.home.open(Context::system()).await;
    let stop = CancellationToken::new();
    let listening = tokio::spawn({
        let other = other.clone();
        async move { other.listen().await }
    });
    let runner = patient(Queue::new(other), "b").handle(Storyboards(bench.said.clone()));
    let running = tokio::spawn(runner.run(stop.clone()));
    for word in ["first", "second"] {
        let job = bench.say(word).await;
        bench.until_in(job, JobState::Completed).await;
    }
    assert_eq!(bench.said.words(), ["first", "second"]);
    stop.cancel();
    running.await.unwrap();
    listening.abort();
}

#[tokio::test]
async fn a_job_that_is_handed_back_begins_elsewhere_at_once() {
    let bench = Bench::new().await;
    let queue = || bench.queue.clone();
    let (first, second) = (CancellationToken::new(), CancellationToken::new());
    let runner = patient(queue(), "a").handle(Storyboards(bench.said.clone()));
    let leaving = tokio::spawn(runner.run(first.clone()));
    let job = bench.enqueue(&hang("begun")).await;
    bench.until_said(1).await;

    let runner = patient(queue(), "b").handle(Storyboards(bench.said.clone()));
    let staying = tokio::spawn(runner.run(second.clone()));
    first.cancel();
    leaving.await.unwrap();
    bench.until_said(2).await;
    assert_eq!(bench.job(job).await.attempts_made, 1);
    second.cancel();
    staying.await.unwrap();
    assert_eq!(bench.job(job).await.state, JobState::Waiting);
}

#[tokio::test]
async fn jobs_of_other_types_are_left_alone() {
    let bench = Bench::new().await;
    let stop = CancellationToken::new();
    let mail = Enqueue::new(&Mail("for b".to_owned())).unwrap();
    let mail = bench.enqueue(&mail).await;
    let runner = patient(bench.queue.clone(), "a").handle(Storyboards(bench.said.clone()));
    let running = tokio::spawn(runner.run(stop.clone()));
    let story = bench.enqueue(&say("for a")).await;
    bench.until_in(story, JobState::Completed).await;
    let job = bench.job(mail).await;
    assert_eq!((job.state, job.attempts_made), (JobState::Waiting, 0));

    let runner = patient(bench.queue.clone(), "b").handle(Mails(bench.said.clone()));
    let other = tokio::spawn(runner.run(stop.clone()));
    bench.until_said(2).await;
    assert_eq!(bench.said.words(), ["for a", "for b 0"]);
    stop.cancel();
    running.await.unwrap();
    other.await.unwrap();
}

#[tokio::test]
async fn a_runner_knows_only_of_the_types_it_does() {
    let bench = Bench::new().await;
    bench.say("a story").await;
    bench.enqueue(&say("later").delay(NEVER)).await;
    let mut conn = bench.database.read().await.unwrap();
    let kinds = [JobType::Email];
    assert_eq!(jobs::due_types(&mut conn, &kinds).await.unwrap(), []);
    assert_eq!(
        jobs::next_run(&mut conn, &kinds).await.unwrap(),
        None::<Timestamp>
    );
    let others = jobs::due_types_besides(&mut conn, &kinds).await.unwrap();
    assert_eq!(others, [JobType::GenerateVideoStoryboard]);
}
