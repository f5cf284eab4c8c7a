//! Making, changing, loading and deleting videos.

use std::time::Duration;

use peertube_kernel::short_uuid::VideoRef;
use peertube_kernel::video::{FileStorage, Privacy, VideoState};
use peertube_store::scheduled_updates::{self, ScheduledUpdate};
use peertube_store::thumbnails::{self, NewThumbnail};
use peertube_store::video_files::{self, FileKind};
use peertube_store::video_sources::{self, NewVideoSource};
use peertube_store::videos::{self, VideoChanges, VideoFilter};
use peertube_store::{Page, history, passwords, tags};

use crate::support::{Fixture, START, file};

fn thumbnail(name: &str) -> NewThumbnail {
    NewThumbnail {
        file_name: name.to_owned(),
        width: 280,
        height: 157,
        aspect_ratio: "16:9".to_owned(),
        automatic: true,
    }
}

#[tokio::test]
async fn a_video_comes_back_with_all_it_was_made_of() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let mut new = fixture.new_video(anna.channel, "Été");
    new.tags = ["Sun", "sea", "Sun"].map(str::to_owned).to_vec();
    let mut small = file("small.mp4", 10);
    small.resolution = 144;
    new.files = vec![small, file("large.mp4", 20)];
    new.thumbnails = vec![thumbnail("a.jpg"), thumbnail("b.jpg")];
    new.source = Some(NewVideoSource {
        input_filename: "holiday.mov".to_owned(),
        file_name: Some("kept.mov".to_owned()),
        storage: Some(FileStorage::FileSystem),
        resolution: Some(720),
        width: Some(1280),
        height: Some(720),
        size: Some(20),
        fps: Some(25),
        metadata: Some("{}".to_owned()),
    });
    let update = ScheduledUpdate {
        update_at: START.plus(Duration::from_secs(60)),
        privacy: Some(Privacy::Public),
    };
    new.scheduled_update = Some(update);
    new.privacy = Privacy::PasswordProtected;
    new.passwords = vec!["open".to_owned()];
    let uuid = new.uuid;
    let id = fixture.video(new).await;

    let mut conn = fixture.db.read().await.unwrap();
    let conn = &mut conn;
    let video = videos::by_ref(conn, VideoRef::Uuid(uuid))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        videos::by_ref(conn, VideoRef::Id(id))
            .await
            .unwrap()
            .as_ref(),
        Some(&video)
    );
    assert_eq!(video.video.name, "Été");
    assert_eq!(video.video.aspect_ratio, Some(1.7778));
    assert_eq!(video.video.first_published_at, Some(START));
    assert_eq!(
        (video.account_id(), video.owner()),
        (anna.account, Some(anna.user))
    );
    assert_eq!(tags::of_video(conn, id).await.unwrap(), ["Sun", "sea"]);
    let files = video_files::of_video(conn, id).await.unwrap();
    assert_eq!(
        files.iter().map(|f| f.resolution).collect::<Vec<_>>(),
        [720, 144]
    );
    let metadata = video_files::metadata(conn, files[0].id).await.unwrap();
    assert_eq!(metadata.as_deref(), Some("{}"));
    let found = video_files::by_file_name(conn, "large.mp4")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        video_files::by_id(conn, found.id).await.unwrap(),
        Some(found)
    );
    assert!(
        video_files::by_file_name(conn, "none.mp4")
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(thumbnails::of_video(conn, id).await.unwrap().len(), 2);
    assert!(
        thumbnails::by_file_name(conn, "b.jpg")
            .await
            .unwrap()
            .is_some()
    );
    let source = video_sources::latest(conn, id).await.unwrap().unwrap();
    assert_eq!(source.input_filename, "holiday.mov");
    assert_eq!(
        scheduled_updates::of_video(conn, id).await.unwrap(),
        Some(update)
    );
    assert!(passwords::opens(conn, id, "open").await.unwrap());
    assert!(!passwords::opens(conn, id, "OPEN").await.unwrap());
    assert_eq!(passwords::of_video(conn, id).await.unwrap(), ["open"]);
}

#[tokio::test]
async fn changes_are_kept_and_the_rest_stays() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let mut new = fixture.new_video(anna.channel, "before");
    new.category = Some(1);
    new.description = Some("text".to_owned());
    let id = fixture.video(new).await;
    fixture.clock.advance(Duration::from_secs(1));
    let changes = VideoChanges {
        name: Some("After".to_owned()),
        category: Some(None),
        state: Some(VideoState::ToTranscode),
        published_at: Some(START.plus(Duration::from_secs(47_000))),
        ..VideoChanges::default()
    };
    fixture
        .db
        .write(|conn| {
            let changes = &changes;
            Box::pin(async move {
                videos::update(conn, id, changes).await?;
                tags::replace(conn, id, &["new".to_owned()]).await?;
                scheduled_updates::set(conn, id, None).await?;
                thumbnails::replace(conn, id, &[thumbnail("new.jpg")]).await
            })
        })
        .await
        .unwrap();
    let mut conn = fixture.db.read().await.unwrap();
    let video = videos::by_id(&mut conn, id).await.unwrap().unwrap().video;
    assert_eq!((video.name.as_str(), video.category), ("After", None));
    assert_eq!(video.description.as_deref(), Some("text"));
    assert_eq!(video.state, VideoState::ToTranscode);
    assert_eq!(video.updated_at, START.plus(Duration::from_secs(1)));
    let filter = VideoFilter {
        search: Some("after".to_owned()),
        ..VideoFilter::everything()
    };
    assert_eq!(videos::count(&mut conn, &filter).await.unwrap(), 1);
    drop(conn);
    let error = fixture
        .db
        .write(|conn| Box::pin(videos::update(conn, 999.into(), &changes)))
        .await
        .unwrap_err();
    assert_eq!(error.kind.status(), 404);
}

#[tokio::test]
async fn file_names_are_used_once_and_a_clash_leaves_no_video() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let mut new = fixture.new_video(anna.channel, "first");
    new.files = vec![file("a.mp4", 1)];
    fixture.video(new.clone()).await;
    new.uuid = fixture.db.context().uuid();
    let error = fixture
        .db
        .write(|conn| Box::pin(videos::create(conn, &new)))
        .await
        .unwrap_err();
    assert!(peertube_store::is_unique_violation(&error));
    assert_eq!(error.kind.status(), 409);
    let mut conn = fixture.db.read().await.unwrap();
    let filter = VideoFilter::everything();
    assert_eq!(videos::count(&mut conn, &filter).await.unwrap(), 1);
}

#[tokio::test]
async fn deleting_names_the_files_that_are_left_over() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let mut new = fixture.new_video(anna.channel, "gone");
    let mut hls = file("hls.mp4", 1);
    hls.kind = FileKind::Hls;
    new.files = vec![file("a.mp4", 1), hls];
    new.thumbnails = vec![thumbnail("a.jpg")];
    new.tags = vec!["tag".to_owned()];
    let id = fixture.video(new).await;
    fixture
        .db
        .write(|conn| Box::pin(history::set_position(conn, anna.user, id, 3)))
        .await
        .unwrap();
    let owned = fixture
        .db
        .write(|conn| Box::pin(videos::delete(conn, id)))
        .await
        .unwrap();
    assert_eq!(owned.thumbnails, ["a.jpg"]);
    assert_eq!(owned.web_videos.len(), 1);
    assert!(!owned.web_videos[0].private);
    let mut conn = fixture.db.read().await.unwrap();
    let conn = &mut conn;
    assert!(videos::by_id(conn, id).await.unwrap().is_none());
    assert!(
        video_files::by_file_name(conn, "a.mp4")
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        thumbnails::by_file_name(conn, "a.jpg")
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(history::position(conn, anna.user, id).await.unwrap(), None);
    assert!(tags::of_video(conn, id).await.unwrap().is_empty());
}

#[tokio::test]
async fn views_and_downloads_add_up() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let id = fixture.video(fixture.new_video(anna.channel, "seen")).await;
    for _ in 0..2 {
        fixture
            .db
            .write(|conn| Box::pin(videos::add_view(conn, id, 2)))
            .await
            .unwrap();
        fixture
            .db
            .write(|conn| Box::pin(videos::add_download(conn, id)))
            .await
            .unwrap();
    }
    fixture
        .db
        .write(|conn| Box::pin(videos::add_view(conn, 99.into(), 1)))
        .await
        .unwrap();
    let mut conn = fixture.db.read().await.unwrap();
    let video = videos::by_id(&mut conn, id).await.unwrap().unwrap().video;
    assert_eq!((video.views, video.downloads), (4, 2));
    let stats = peertube_store::channels::stats(&mut conn, &[anna.channel])
        .await
        .unwrap();
    assert_eq!(stats[&anna.channel].total_views, 4);
    assert_eq!(stats[&anna.channel].views_per_day[30].1, 4);
}

#[tokio::test]
async fn due_updates_come_when_their_time_has_come() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let mut new = fixture.new_video(anna.channel, "later");
    let update = ScheduledUpdate {
        update_at: START.plus(Duration::from_secs(60)),
        privacy: None,
    };
    new.scheduled_update = Some(update);
    let id = fixture.video(new).await;
    let mut conn = fixture.db.read().await.unwrap();
    assert!(scheduled_updates::due(&mut conn).await.unwrap().is_empty());
    fixture.clock.advance(Duration::from_secs(60));
    assert_eq!(
        scheduled_updates::due(&mut conn).await.unwrap(),
        [(id, update)]
    );
}

#[tokio::test]
async fn lists_cut_descriptions_and_batches_load_the_rest() {
    let fixture = Fixture::new().await;
    let anna = fixture.user("anna").await;
    let mut new = fixture.new_video(anna.channel, "long");
    new.description = Some("é".repeat(300));
    new.thumbnails = vec![thumbnail("a.jpg")];
    new.files = vec![file("a.mp4", 1)];
    let id = fixture.video(new).await;
    let mut conn = fixture.db.read().await.unwrap();
    let conn = &mut conn;
    let filter = VideoFilter::listed(None);
    let listing = videos::list(conn, &filter, Page::default(), true)
        .await
        .unwrap();
    let listed = &listing.rows[0];
    assert_eq!(
        listed.video.description.as_ref().map(|d| d.chars().count()),
        Some(251)
    );
    assert_eq!(listed.channel.name, "anna_channel");
    assert_eq!(listed.account.name, "anna");
    assert_eq!(
        thumbnails::of_videos(conn, &[id]).await.unwrap()[&id].len(),
        1
    );
    assert_eq!(
        video_files::of_videos(conn, &[id]).await.unwrap()[&id].len(),
        1
    );
    assert!(video_files::of_videos(conn, &[]).await.unwrap().is_empty());
}
