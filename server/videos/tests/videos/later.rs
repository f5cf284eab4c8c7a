//! Scheduled updates, and views.

use std::time::Duration;

use openapi_stubs_runtime::{Patch, Timestamp};
use peertube_api::models::video_input::{
    VideoIdentifier, VideoPrivacySet, VideoScheduleUpdate, VideoScheduleUpdatePrivacy, VideoUpdate,
    ViewEvent,
};
use peertube_api::videos::video::{AddViewPath, Video as _};
use peertube_videos::apply_scheduled;

use crate::support::{Fixture, START, client, clip, status, unchanged};

#[tokio::test]
async fn a_video_is_published_when_its_time_has_come() {
    let it = Fixture::new().await;
    let mut body = it.declaration(&clip(), VideoPrivacySet::Private);
    body.schedule_update = Patch::Value(VideoScheduleUpdate {
        update_at: Some(Timestamp::from_millis(START + 60_000)),
        privacy: Some(VideoScheduleUpdatePrivacy::Public),
    });
    let id = it.upload(body).await.unwrap().video.id;
    assert_eq!(it.video(id).await.published_at.as_millis(), START + 60_000);
    assert_eq!(apply_scheduled(&it.shared).await.unwrap(), 0);
    assert_eq!(it.files().private, 1);

    it.clock.advance(Duration::from_secs(61));
    assert_eq!(apply_scheduled(&it.shared).await.unwrap(), 1);
    let video = it.video(id).await;
    assert_eq!(video.privacy.id, 1);
    assert!(video.scheduled_update.is_none());
    assert_eq!((it.files().public, it.files().private), (1, 0));
    assert_eq!(apply_scheduled(&it.shared).await.unwrap(), 0);
}

#[tokio::test]
async fn a_schedule_is_taken_back_by_null() {
    let it = Fixture::new().await;
    let body = it.declaration(&clip(), VideoPrivacySet::Private);
    let id = it.upload(body).await.unwrap().video.id;
    let without_time = VideoUpdate {
        schedule_update: Patch::Value(VideoScheduleUpdate {
            update_at: None,
            privacy: None,
        }),
        ..unchanged()
    };
    assert_eq!(status(it.update(id, without_time).await), 400);
    let scheduled = VideoUpdate {
        schedule_update: Patch::Value(VideoScheduleUpdate {
            update_at: Some(Timestamp::from_millis(START + 1)),
            privacy: None,
        }),
        ..unchanged()
    };
    it.update(id, scheduled).await.unwrap();
    assert!(it.video(id).await.scheduled_update.is_some());
    let taken_back = VideoUpdate {
        schedule_update: Patch::Null,
        ..unchanged()
    };
    it.update(id, taken_back).await.unwrap();
    assert!(it.video(id).await.scheduled_update.is_none());
}

#[tokio::test]
async fn watching_makes_a_view_and_a_history() {
    let it = Fixture::new().await;
    let body = it.declaration(&clip(), VideoPrivacySet::Public);
    let id = it.upload(body).await.unwrap().video.id;
    let view = async |current_time| {
        let path = AddViewPath {
            id: VideoIdentifier::Id(id),
        };
        let event = ViewEvent {
            current_time,
            view_event: None,
            session_id: None,
            client: None,
            device: None,
            operating_system: None,
        };
        let caller = Some(it.caller.clone());
        it.videos.add_view(caller, client(), path, event).await
    };
    view(0).await.unwrap();
    assert_eq!(it.video(id).await.views, 0);
    view(2).await.unwrap();
    view(3).await.unwrap();
    let video = it.video(id).await;
    assert_eq!((video.views, video.viewers), (1, 1));
    assert_eq!(video.user_history.map(|it| it.current_time), Some(3));
    assert_eq!(status(view(4).await), 400);
}
