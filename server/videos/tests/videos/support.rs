//! An instance with a user.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use openapi_stubs_runtime as rt;
use peertube_api::models::video::{VideoDetails, VideoUploaded};
use peertube_api::models::video_input::{
    VideoIdentifier, VideoPrivacySet, VideoUpdate, VideoUpload,
};
use peertube_api::videos::video::{GetVideoPath, GetVideoResponse, PutVideoPath, Video as _};
use peertube_api::videos::video_upload::{UploadLegacyResponse, VideoUpload as _};
use peertube_kernel::config::Config;
use peertube_kernel::time::FixedClock;
use peertube_kernel::video::NsfwPolicy;
use peertube_kernel::{Context, Error, Role, Timestamp};
use peertube_media::{Media, Tools};
use peertube_objects::{BucketSettings, Objects, Roots};
use peertube_store::users::{InitialChannel, NewUser};
use peertube_store::{channels, users};
use peertube_testdb::TestDatabase;
use peertube_uploads::{Config as UploadsConfig, DatabaseSessions, Engine, Uploads};
use peertube_videos::Videos;
use peertube_web::passwords::Cost;
use peertube_web::{Caller, Shared};
use rt::Patch;

pub(crate) const START: i64 = 1_800_000_000_000;

pub(crate) struct Fixture {
    pub(crate) videos: Videos,
    pub(crate) shared: Arc<Shared>,
    pub(crate) uploads: Uploads,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) caller: Caller,
    pub(crate) channel: i64,
    folder: tempfile::TempDir,
    pub(crate) home: TestDatabase,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::with(None).await
    }

    /// With files in buckets.
    pub(crate) async fn with(buckets: Option<&BucketSettings>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::new(Timestamp::from_millis(START)));
        let context = Context {
            clock: Arc::clone(&clock) as _,
            ..Context::system()
        };
        let home = TestDatabase::new().await;
        let db = home.open(context.clone()).await;
        let roots = Roots {
            web_videos: folder.path().join("web-videos"),
            thumbnails: folder.path().join("thumbnails"),
            torrents: folder.path().join("torrents"),
            tmp: folder.path().join("tmp"),
        };
        let objects = Objects::open(&roots, buckets).unwrap();
        let sessions = DatabaseSessions::new(db.clone());
        let limits = UploadsConfig::new(folder.path().join("tmp/uploads"));
        let uploads = Engine::open(limits, b"secret", context, sessions)
            .await
            .unwrap();
        let config = Arc::new(Config::default());
        let shared = Arc::new(Shared::new(config, db, objects, Cost::CHEAP));
        let (caller, channel) = user(&shared, "alice").await;
        let media = Media::new(Tools::from_env()).with_frames_to_analyze(2);
        Self {
            videos: Videos::new(Arc::clone(&shared), uploads.clone(), media),
            shared,
            uploads,
            clock,
            caller,
            channel,
            folder,
            home,
        }
    }

    /// Another user and its channel.
    pub(crate) async fn user(&self, name: &str) -> (Caller, i64) {
        user(&self.shared, name).await
    }

    /// A declaration with the required attributes and this file.
    pub(crate) fn declaration(&self, file: &Path, privacy: VideoPrivacySet) -> VideoUpload {
        VideoUpload {
            name: "A video".into(),
            channel_id: self.channel,
            videofile: self.spooled(file, "video/mp4"),
            category: Patch::Absent,
            licence: Patch::Absent,
            language: Patch::Absent,
            privacy: Some(privacy),
            description: Patch::Absent,
            support: Patch::Absent,
            tags: Patch::Absent,
            nsfw: None,
            nsfw_flags: Patch::Absent,
            nsfw_summary: Patch::Absent,
            wait_transcoding: None,
            comments_policy: None,
            download_enabled: None,
            originally_published_at: Patch::Absent,
            schedule_update: Patch::Absent,
            thumbnailfile: None,
            previewfile: None,
            generate_transcription: None,
        }
    }

    /// A copy of a file, as it comes out of a form.
    pub(crate) fn spooled(&self, file: &Path, content_type: &str) -> rt::UploadedFile {
        let mut copy = tempfile::NamedTempFile::new_in(self.shared.objects.spool_dir()).unwrap();
        let mut source = std::fs::File::open(file).unwrap();
        let size = std::io::copy(&mut source, &mut copy).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let content_type = Some(content_type.to_owned());
        rt::UploadedFile::new(copy.into_temp_path(), size, Some(name), content_type)
    }

    pub(crate) async fn upload(&self, body: VideoUpload) -> Result<VideoUploaded, Error> {
        let caller = self.caller.clone();
        let UploadLegacyResponse::Ok(uploaded) = self.videos.upload_legacy(caller, body).await?;
        Ok(uploaded)
    }

    /// The video as its owner sees it.
    pub(crate) async fn video(&self, id: i64) -> VideoDetails {
        let path = GetVideoPath {
            id: VideoIdentifier::Id(id),
        };
        let caller = Some(self.caller.clone());
        match self.videos.get_video(caller, path).await.unwrap() {
            GetVideoResponse::Ok(video) => video,
        }
    }

    pub(crate) async fn update(&self, id: i64, body: VideoUpdate) -> Result<(), Error> {
        let path = PutVideoPath {
            id: VideoIdentifier::Id(id),
        };
        let caller = self.caller.clone();
        self.videos
            .put_video(caller, path, Some(body))
            .await
            .map(drop)
    }

    /// Files in public and private folder, pictures, and everything that is only there for a while.
    pub(crate) fn files(&self) -> Files {
        let in_folder = |folder: &str| count(&self.folder.path().join(folder));
        let private = in_folder("web-videos/private");
        Files {
            public: in_folder("web-videos") - private,
            private,
            pictures: in_folder("thumbnails"),
            temporary: in_folder("tmp"),
        }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Files {
    pub(crate) public: usize,
    pub(crate) private: usize,
    pub(crate) pictures: usize,
    pub(crate) temporary: usize,
}

fn count(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        // The name of the directory of uploads.
        .filter(|path| !path.ends_with(".identity"))
        .map(|path| if path.is_dir() { count(&path) } else { 1 })
        .sum()
}

/// An update that changes nothing.
pub(crate) fn unchanged() -> VideoUpdate {
    VideoUpdate {
        name: None,
        channel_id: None,
        category: Patch::Absent,
        licence: Patch::Absent,
        language: Patch::Absent,
        privacy: None,
        description: Patch::Absent,
        support: Patch::Absent,
        tags: Patch::Absent,
        nsfw: None,
        nsfw_flags: Patch::Absent,
        nsfw_summary: Patch::Absent,
        wait_transcoding: None,
        comments_policy: None,
        download_enabled: None,
        originally_published_at: Patch::Absent,
        schedule_update: Patch::Absent,
        thumbnailfile: None,
        previewfile: None,
    }
}

pub(crate) fn client() -> rt::Client {
    rt::Client {
        host: Some("tube.example:9000".into()),
        ..rt::Client::new(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}

pub(crate) fn status<T>(result: Result<T, Error>) -> u16 {
    match result {
        Ok(_) => panic!("not refused"),
        Err(error) => error.kind.status(),
    }
}

/// Three seconds of film, made once for this process.
pub(crate) fn clip() -> PathBuf {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-f", "lavfi"])
            .args(["-i", "testsrc2=size=192x108:rate=10:duration=3"])
            .args([
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-pix_fmt",
                "yuv420p",
            ])
            .arg(folder.path().join("clip.mp4"))
            .status();
        assert!(made.unwrap().success());
        folder
    });
    folder.path().join("clip.mp4")
}

async fn user(shared: &Shared, name: &str) -> (Caller, i64) {
    let new = NewUser {
        username: name.to_owned(),
        display_name: name.to_owned(),
        email: format!("{name}@example.com"),
        email_verified: None,
        password_hash: None,
        role: Role::User,
        video_quota: -1,
        video_quota_daily: -1,
        admin_flags: 0,
        nsfw_policy: NsfwPolicy::Display,
        p2p_enabled: true,
        videos_history_enabled: true,
        auto_play_video: true,
        channel: InitialChannel::Named {
            name: format!("{name}_channel"),
            display_name: name.to_owned(),
        },
    };
    let new = &new;
    let made = shared
        .db
        .write(|conn| Box::pin(users::create(conn, new)))
        .await
        .unwrap();
    let mut conn = shared.db.read().await.unwrap();
    let user = users::by_id(&mut conn, made.user).await.unwrap().unwrap();
    let handle = format!("{name}_channel");
    let channel = channels::by_handle(&mut conn, &handle, None)
        .await
        .unwrap()
        .unwrap();
    let caller = Caller {
        user,
        session: 1.into(),
    };
    (caller, channel.channel.id.get())
}
