//! What counts against a quota.

use std::time::Duration;

use peertube_store::quota::{self, QuotaUsed};
use peertube_store::users;

use crate::support::{Fixture, file};

#[tokio::test]
async fn the_largest_file_of_each_video_counts() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let berta = fixture.user("berta").await;

    let mut old = fixture.new_video(anna.channel, "old");
    old.files = vec![file("old.mp4", 100), file("old-small.mp4", 40)];
    fixture.video(old).await;
    fixture.clock.advance(Duration::from_secs(24 * 60 * 60 + 1));
    let mut new = fixture.new_video(anna.channel, "new");
    new.files = vec![file("new.mp4", 7)];
    fixture.video(new).await;
    let mut live = fixture.new_video(anna.channel, "live");
    live.is_live = true;
    live.files = vec![file("live.mp4", 1000)];
    fixture.video(live).await;
    let mut other = fixture.new_video(berta.channel, "other");
    other.files = vec![file("other.mp4", 10_000)];
    fixture.video(other).await;

    let mut conn = fixture.db.read().await.unwrap();
    let used = quota::used_by(&mut conn, anna.user).await.unwrap();
    assert_eq!(
        used,
        QuotaUsed {
            total: 107,
            daily: 7
        }
    );
    let stats = users::stats(&mut conn, anna.user).await.unwrap();
    assert_eq!((stats.videos_count, stats.video_quota_used), (3, 107));
    assert_eq!(
        (stats.video_quota_used_daily, stats.total_video_file_size),
        (7, 1147)
    );
}

#[tokio::test]
async fn nothing_uploaded_is_nothing_used() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let mut conn = fixture.db.read().await.unwrap();
    let used = quota::used_by(&mut conn, anna.user).await.unwrap();
    assert_eq!(used, QuotaUsed::default());
}
