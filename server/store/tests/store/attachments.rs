//! What hangs on videos, read for many at once; where files are; secrets that are brought along.

use std::time::Duration;

use peertube_kernel::job::JobType;
use peertube_kernel::video::{FileStorage, Privacy};
use peertube_store::jobs::{self, Cancelling, NewJob};
use peertube_store::scheduled_updates::{self, ScheduledUpdate};
use peertube_store::video_files::{self, FileTorrent};
use peertube_store::video_sources::{self, NewVideoSource};
use peertube_store::{instance, tags, videos};

use crate::support::{Fixture, START, file};

#[tokio::test]
async fn of_many_videos_at_once() {
    let fixture = Fixture::new().await;
    let channel = fixture.user("anna").await.channel;
    let update = ScheduledUpdate {
        update_at: START.plus(Duration::from_secs(60)),
        privacy: Some(Privacy::Public),
    };
    let source = |name: &str| NewVideoSource {
        input_filename: name.to_owned(),
        file_name: None,
        storage: None,
        resolution: Some(720),
        width: None,
        height: None,
        size: Some(5),
        fps: None,
        metadata: None,
    };
    let mut full = fixture.new_video(channel, "full");
    full.tags = vec!["b".to_owned(), "A".to_owned()];
    full.scheduled_update = Some(update);
    full.source = Some(source("first.mp4"));
    let uuid = full.uuid;
    let full = fixture.video(full).await;
    let bare = fixture.video(fixture.new_video(channel, "bare")).await;
    fixture.clock.advance(Duration::from_secs(1));
    let second = source("second.mp4");
    fixture
        .db
        .write(|conn| Box::pin(video_sources::add(conn, full, &second)))
        .await
        .unwrap();

    let mut conn = fixture.db.read().await.unwrap();
    let both = [full, bare];
    let tags = tags::of_videos(&mut conn, &both).await.unwrap();
    assert_eq!(tags[&full], ["b", "A"]);
    assert!(!tags.contains_key(&bare));
    let updates = scheduled_updates::of_videos(&mut conn, &both)
        .await
        .unwrap();
    assert_eq!((updates.len(), updates[&full]), (1, update));
    let sources = video_sources::latest_of_videos(&mut conn, &both)
        .await
        .unwrap();
    assert_eq!(sources.len(), 1);
    assert_eq!(sources[&full].input_filename, "second.mp4");
    let found = videos::by_uuid(&mut conn, uuid).await.unwrap().unwrap();
    assert_eq!(found.video.id, full);
}

#[tokio::test]
async fn files_change_their_place_and_get_torrents() {
    let fixture = Fixture::new().await;
    let channel = fixture.user("anna").await.channel;
    let mut new = fixture.new_video(channel, "moving");
    new.files = vec![file("a.mp4", 1)];
    let uuid = new.uuid;
    let video = fixture.video(new).await;
    let db = &fixture.db;
    let files = {
        let mut conn = db.read().await.unwrap();
        video_files::of_videos(&mut conn, &[video]).await.unwrap()
    };
    let id = files[&video][0].id;
    let torrent = FileTorrent {
        file_name: "a.torrent".to_owned(),
        info_hash: "0".repeat(40),
    };
    db.write(|conn| {
        let torrent = &torrent;
        Box::pin(async move {
            video_files::set_torrent(conn, id, torrent).await?;
            video_files::set_storage(conn, id, FileStorage::ObjectStorage).await
        })
    })
    .await
    .unwrap();
    let mut conn = db.read().await.unwrap();
    let found = video_files::by_torrent_file_name(&mut conn, "a.torrent");
    let found = found.await.unwrap().unwrap();
    assert_eq!((found.id, found.storage), (id, FileStorage::ObjectStorage));
    for (storage, expected) in [
        (FileStorage::FileSystem, vec![uuid]),
        (FileStorage::ObjectStorage, vec![]),
    ] {
        let left = video_files::videos_not_in(&mut conn, storage).await;
        assert_eq!(left.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_secret_that_is_brought_along() {
    let fixture = Fixture::new().await;
    let db = &fixture.db;
    let known = async || {
        let mut conn = db.read().await.unwrap();
        instance::known_secret(&mut conn, "uploads").await.unwrap()
    };
    assert_eq!(known().await, None);
    db.write(|conn| Box::pin(instance::set_secret(conn, "uploads", "from elsewhere")))
        .await
        .unwrap();
    assert_eq!(known().await.as_deref(), Some("from elsewhere"));
}

#[tokio::test]
async fn only_what_runs_can_be_cancelled() {
    let fixture = Fixture::new().await;
    let job = NewJob {
        kind: JobType::Notify,
        data: "{}".to_owned(),
        priority: 0,
        run_at: START,
        attempts_allowed: 1,
        parent: None,
        fails_parent: false,
        children: 0,
    };
    let id = fixture
        .db
        .write(|conn| Box::pin(jobs::insert(conn, &job)))
        .await
        .unwrap();
    for (kind, expected) in [
        (JobType::Notify, Cancelling::Impossible),
        (JobType::Email, Cancelling::Unknown),
    ] {
        let asked = fixture
            .db
            .write(|conn| Box::pin(jobs::ask_to_cancel(conn, kind, id)));
        assert_eq!(asked.await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_state_lasts_until_the_next_write() {
    let fixture = Fixture::new().await;
    let before = fixture.db.state().await.unwrap();
    fixture
        .db
        .write(|conn| Box::pin(instance::set_value(conn, "name", "value")))
        .await
        .unwrap();
    assert_ne!(fixture.db.state().await.unwrap(), before);
}
