//! An owner with a channel, a stranger, a moderator, an administrator.

use peertube_access::Viewer;
use peertube_kernel::ids::{ChannelId, UserId};
use peertube_kernel::video::{CommentsPolicy, NsfwPolicy, Privacy, VideoState};
use peertube_kernel::{Context, Result, Role};
use peertube_store::users::{InitialChannel, NewUser, UserChanges};
use peertube_store::videos::{NewVideo, Video, VideoChanges};
use peertube_store::{Database, users, videos};
use peertube_testdb::TestDatabase;

pub(crate) struct Fixture {
    pub(crate) db: Database,
    pub(crate) channel: ChannelId,
    pub(crate) owner: Viewer,
    pub(crate) stranger: Viewer,
    pub(crate) moderator: Viewer,
    pub(crate) administrator: Viewer,
    _home: TestDatabase,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let home = TestDatabase::new().await;
        let db = home.open(Context::system()).await;
        let (owner, channel) = user(&db, "owner", Role::User).await;
        let (stranger, _) = user(&db, "stranger", Role::User).await;
        let (moderator, _) = user(&db, "moderator", Role::Moderator).await;
        let (administrator, _) = user(&db, "administrator", Role::Administrator).await;
        Self {
            db,
            channel,
            owner,
            stranger,
            moderator,
            administrator,
            _home: home,
        }
    }

    /// Anonymous, stranger, owner, moderator, administrator.
    pub(crate) fn callers(&self) -> [Option<&Viewer>; 5] {
        [
            None,
            Some(&self.stranger),
            Some(&self.owner),
            Some(&self.moderator),
            Some(&self.administrator),
        ]
    }

    pub(crate) async fn video(&self, privacy: Privacy, blocked: bool) -> Video {
        let new = NewVideo {
            uuid: self.db.context().uuid(),
            channel: self.channel,
            name: "video".to_owned(),
            category: None,
            licence: None,
            language: None,
            privacy,
            state: VideoState::ToTranscode,
            wait_transcoding: true,
            nsfw: false,
            nsfw_flags: 0,
            nsfw_summary: None,
            description: None,
            support: None,
            duration: 1,
            aspect_ratio: None,
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
            passwords: vec!["right".to_owned()],
        };
        let changes = VideoChanges {
            blocked: Some(blocked),
            ..VideoChanges::default()
        };
        self.db
            .write(|conn| {
                let (new, changes) = (&new, &changes);
                Box::pin(async move {
                    let id = videos::create(conn, new).await?;
                    videos::update(conn, id, changes).await?;
                    Ok(videos::by_id(conn, id).await?.unwrap())
                })
            })
            .await
            .unwrap()
    }

    pub(crate) async fn set_quota(&self, user: UserId, total: i64, daily: i64) {
        let changes = UserChanges {
            video_quota: Some(total),
            video_quota_daily: Some(daily),
            ..UserChanges::default()
        };
        self.db
            .write(|conn| Box::pin(users::update(conn, user, &changes)))
            .await
            .unwrap();
    }
}

async fn user(db: &Database, name: &str, role: Role) -> (Viewer, ChannelId) {
    let new = NewUser {
        username: name.to_owned(),
        display_name: name.to_owned(),
        email: format!("{name}@example.org"),
        email_verified: None,
        password_hash: None,
        role,
        video_quota: -1,
        video_quota_daily: -1,
        admin_flags: 0,
        nsfw_policy: NsfwPolicy::Display,
        p2p_enabled: true,
        videos_history_enabled: true,
        auto_play_video: true,
        channel: InitialChannel::Default {
            display_name: name.to_owned(),
        },
    };
    let made = db
        .write(|conn| Box::pin(users::create(conn, &new)))
        .await
        .unwrap();
    let mut conn = db.read().await.unwrap();
    let user = users::by_id(&mut conn, made.user).await.unwrap().unwrap();
    (Viewer::from(&user), made.channel)
}

/// 200, or the status of the refusal.
pub(crate) fn status<T>(result: &Result<T>) -> u16 {
    result
        .as_ref()
        .map_or_else(|error| error.kind.status(), |_| 200)
}
