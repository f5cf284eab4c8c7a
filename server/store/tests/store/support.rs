//! A database, a clock that stands still, and short ways to fill it.

use std::sync::Arc;

use peertube_kernel::ids::{AccountId, ChannelId, UserId, VideoId};
use peertube_kernel::random::SystemRandom;
use peertube_kernel::time::FixedClock;
use peertube_kernel::video::{CommentsPolicy, FileStorage, NsfwPolicy, Privacy, VideoState};
use peertube_kernel::{Context, Role, Timestamp};
use peertube_store::Database;
use peertube_store::users::{CreatedUser, InitialChannel, NewUser, User};
use peertube_store::video_files::{FileKind, NewVideoFile};
use peertube_store::videos::NewVideo;
use peertube_testdb::{Kind, TestDatabase};

pub(crate) struct Fixture {
    pub(crate) db: Database,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) home: TestDatabase,
}

/// 2026-01-02T03:04:05.678Z
pub(crate) const START: Timestamp = Timestamp::from_millis(1_767_323_045_678);

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::of(Kind::wanted()).await
    }

    /// On this kind of database, whatever the others run on.
    pub(crate) async fn of(kind: Kind) -> Self {
        let home = TestDatabase::of(kind).await;
        let clock = Arc::new(FixedClock::new(START));
        let context = Context {
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
        };
        let db = home.open(context).await;
        Self { db, clock, home }
    }

    pub(crate) async fn user(&self, name: &str) -> CreatedUser {
        self.create_user(new_user(name)).await
    }

    pub(crate) async fn create_user(&self, new: NewUser) -> CreatedUser {
        self.db
            .write(|conn| Box::pin(peertube_store::users::create(conn, &new)))
            .await
            .unwrap()
    }

    pub(crate) async fn load_user(&self, id: UserId) -> User {
        let mut conn = self.db.read().await.unwrap();
        peertube_store::users::by_id(&mut conn, id)
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn video(&self, new: NewVideo) -> VideoId {
        self.db
            .write(|conn| Box::pin(peertube_store::videos::create(conn, &new)))
            .await
            .unwrap()
    }

    pub(crate) fn new_video(&self, channel: ChannelId, name: &str) -> NewVideo {
        NewVideo {
            uuid: self.db.context().uuid(),
            channel,
            name: name.to_owned(),
            category: None,
            licence: None,
            language: None,
            privacy: Privacy::Public,
            state: VideoState::Published,
            wait_transcoding: false,
            nsfw: false,
            nsfw_flags: 0,
            nsfw_summary: None,
            description: None,
            support: None,
            duration: 10,
            aspect_ratio: Some(1.7778),
            is_live: false,
            comments_policy: CommentsPolicy::Enabled,
            download_enabled: true,
            originally_published_at: None,
            published_at: self.db.context().now(),
            tags: Vec::new(),
            files: Vec::new(),
            thumbnails: Vec::new(),
            source: None,
            scheduled_update: None,
            passwords: Vec::new(),
        }
    }
}

pub(crate) fn new_user(name: &str) -> NewUser {
    NewUser {
        username: name.to_owned(),
        display_name: name.to_owned(),
        email: format!("{name}@example.org"),
        email_verified: None,
        password_hash: Some("hash".to_owned()),
        role: Role::User,
        video_quota: -1,
        video_quota_daily: -1,
        admin_flags: 0,
        nsfw_policy: NsfwPolicy::DoNotList,
        p2p_enabled: true,
        videos_history_enabled: true,
        auto_play_video: true,
        channel: InitialChannel::Default {
            display_name: format!("Main {name} channel"),
        },
    }
}

pub(crate) fn file(name: &str, size: i64) -> NewVideoFile {
    NewVideoFile {
        kind: FileKind::WebVideo,
        file_name: name.to_owned(),
        extname: ".mp4".to_owned(),
        resolution: 720,
        width: 1280,
        height: 720,
        size,
        fps: 25,
        has_audio: true,
        has_video: true,
        storage: FileStorage::FileSystem,
        metadata: Some("{}".to_owned()),
        torrent: None,
    }
}

/// The account of a new user, for tests that need no more.
pub(crate) async fn account(fixture: &Fixture, name: &str) -> AccountId {
    fixture.user(name).await.account
}
