//! Who manages which channel.

use peertube_access::channel::{for_videos, manage, own};

use crate::support::{Fixture, status};

#[tokio::test]
async fn who_manages_and_owns() {
    let fixture = Fixture::new().await;
    let mut conn = fixture.db.read().await.unwrap();
    let mut channel = for_videos(&mut conn, fixture.channel, &fixture.owner)
        .await
        .unwrap();
    for check in [manage, own] {
        let allowed = fixture
            .callers()
            .map(|caller| status(&check(&channel, caller)));
        assert_eq!(allowed, [401, 403, 200, 200, 200]);
    }
    channel.actor.host = Some("elsewhere.org".to_owned());
    let allowed = fixture
        .callers()
        .map(|caller| status(&manage(&channel, caller)));
    assert_eq!(allowed, [401, 403, 403, 403, 403]);
}

#[tokio::test]
async fn where_videos_may_go() {
    let fixture = Fixture::new().await;
    let mut conn = fixture.db.read().await.unwrap();
    let unknown = for_videos(&mut conn, 999.into(), &fixture.owner).await;
    assert_eq!(status(&unknown), 404);
    let foreign = for_videos(&mut conn, fixture.channel, &fixture.stranger).await;
    assert_eq!(status(&foreign), 403);
    let moderated = for_videos(&mut conn, fixture.channel, &fixture.moderator).await;
    assert_eq!(status(&moderated), 200);
}
