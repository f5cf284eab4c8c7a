//! Jobs that wait for others.

use peertube_jobs::Enqueue;
use peertube_kernel::ids::JobId;
use peertube_kernel::job::JobState;

use crate::support::{Bench, Storyboard, say};

async fn flow(bench: &Bench, children: &[Enqueue]) -> JobId {
    let parent = &say("parent");
    bench
        .database
        .write(|conn| Box::pin(bench.queue.enqueue_flow(conn, parent, children)))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_parent_runs_after_its_children() {
    let bench = Bench::new().await;
    let parent = flow(&bench, &[say("one"), say("two"), say("three")]).await;
    assert_eq!(bench.job(parent).await.state, JobState::WaitingChildren);
    let runner = bench.start("a");
    bench.until_in(parent, JobState::Completed).await;
    runner.stop().await;
    assert_eq!(bench.said.words(), ["one", "two", "three", "parent"]);
}

#[tokio::test]
async fn a_failed_child_fails_its_parent_unless_it_is_optional() {
    let bench = Bench::new().await;
    let fail = Enqueue::new(&Storyboard::Fail("no".into())).unwrap();
    let strict = flow(&bench, &[fail.clone(), say("beside")]).await;
    let lenient = flow(&bench, &[fail.optional(), say("besides")]).await;
    let runner = bench.start("a");
    let failed = bench.until_in(strict, JobState::Failed).await;
    bench.until_in(lenient, JobState::Completed).await;
    runner.stop().await;
    assert!(failed.error.unwrap().contains("waited for"));
    assert_eq!(bench.said.words(), ["beside", "besides", "parent"]);
}
