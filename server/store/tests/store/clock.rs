//! Clocks that are set: what is held by somebody who is gone becomes free, and what is held stays so.

use std::time::Duration;

use peertube_kernel::job::{JobState, JobType};
use peertube_store::jobs::{self, Claim, NewJob};

use crate::support::{Fixture, START};

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn a_lease_ends_whatever_the_clock_does() {
    let fixture = Fixture::new().await;
    let db = &fixture.db;
    let job = NewJob {
        kind: JobType::Notify,
        data: "{}".to_owned(),
        priority: 0,
        run_at: START.minus(48 * HOUR),
        attempts_allowed: 1,
        parent: None,
        fails_parent: false,
        children: 0,
    };
    let id = db
        .write(|conn| Box::pin(jobs::insert(conn, &job)))
        .await
        .unwrap();
    let take = async || {
        let claim = Claim {
            node: "here".to_owned(),
            until: db.context().now().plus(Duration::from_secs(60)),
        };
        let taken = db.write(|conn| Box::pin(jobs::claim(conn, JobType::Notify, &claim)));
        taken.await.unwrap().is_some()
    };
    let release = async || {
        let released = db.write(|conn| Box::pin(jobs::release_lost(conn, 9)));
        released.await.unwrap()
    };
    assert!(take().await);
    assert_eq!(release().await, 0);
    // Clocks of nodes may differ a little.
    fixture.clock.set(START.minus(HOUR / 2));
    assert_eq!(release().await, 0);
    // Its worker would have renewed it by now.
    fixture.clock.set(START.minus(24 * HOUR));
    assert_eq!(release().await, 1);
    assert!(take().await);
    assert_eq!(release().await, 0);
    // Forward: its worker cannot have renewed it yet, and begins anew; nothing is lost.
    fixture.clock.set(START.plus(24 * HOUR));
    assert_eq!(release().await, 1);
    let mut conn = db.read().await.unwrap();
    let job = jobs::by_id(&mut conn, id).await.unwrap().unwrap();
    assert_eq!(job.state, JobState::Waiting);
}
