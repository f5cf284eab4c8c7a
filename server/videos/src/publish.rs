//! From a file on disk and what was said of it to a video.

use std::path::PathBuf;
use std::sync::Arc;

use peertube_access::{Viewer, quota};
use peertube_kernel::Result;
use peertube_kernel::ids::VideoId;
use peertube_kernel::video::{FileStorage, VideoState};
use peertube_media::{Media, Probe};
use peertube_objects::{Key, Kind};
use peertube_store::thumbnails::NewThumbnail;
use peertube_store::video_files::{FileKind, NewVideoFile};
use peertube_store::video_sources::NewVideoSource;
use peertube_store::videos::{self, NewVideo};
use peertube_web::Shared;
use uuid::Uuid;

use crate::attributes::Attributes;
use crate::pictures;
use crate::stored::Stored;
use crate::torrents::{self, Described};
use crate::video_upload::channel_owner;

/// Makes videos. A cheap clone, so that the work can go on when the client has gone.
#[derive(Clone)]
pub(crate) struct Publisher {
    shared: Arc<Shared>,
    media: Media,
}

/// What becomes a video.
pub(crate) struct Publication {
    /// Who publishes it.
    pub(crate) viewer: Viewer,
    /// What was said of it.
    pub(crate) attributes: Attributes,
    /// The file, which is moved away.
    pub(crate) file: PathBuf,
    /// Its extension, with the dot.
    pub(crate) extension: &'static str,
    /// Its name at the client.
    pub(crate) input_name: String,
    /// The picture that was sent.
    pub(crate) picture: Option<PathBuf>,
}

/// Ids of a new video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) id: VideoId,
    pub(crate) uuid: Uuid,
}

impl Publisher {
    pub(crate) fn new(shared: Arc<Shared>, media: Media) -> Self {
        Self { shared, media }
    }

    /// The media tools.
    pub(crate) fn media(&self) -> &Media {
        &self.media
    }

    /// A new name in the folder for incoming files.
    pub(crate) fn spool_path(&self) -> PathBuf {
        let name = format!("upload-{}", self.shared.context.uuid());
        self.shared.objects.spool_dir().join(name)
    }

    /// Makes the video, or leaves nothing behind.
    ///
    /// # Errors
    /// 422 when the file is no video and no audio, 400 when the picture is none, 403, 404 and 413 when the channel or the
    /// quota are gone by now, and failures of disk and database.
    pub(crate) async fn publish(&self, publication: &Publication) -> Result<Published> {
        let probe = self.media.probe(&publication.file).await?;
        let mut stored = Stored::new(&self.shared);
        let result = self.store(publication, &probe, &mut stored).await;
        stored.settle(result).await
    }

    async fn store(
        &self,
        publication: &Publication,
        probe: &Probe,
        stored: &mut Stored<'_>,
    ) -> Result<Published> {
        let Shared {
            context, objects, ..
        } = &*self.shared;
        let sizes = pictures::sizes(&self.shared);
        let folder = objects.spool_dir();
        let made = match &publication.picture {
            Some(picture) => {
                self.media
                    .thumbnails_from_picture(picture, &sizes, folder)
                    .await?
            }
            None => {
                self.media
                    .thumbnails(&publication.file, probe, &sizes, folder)
                    .await?
            }
        };
        let automatic = publication.picture.is_none();
        let thumbnails = pictures::store(stored, context, made, automatic).await?;

        let size = tokio::fs::metadata(&publication.file)
            .await
            .map_err(peertube_kernel::Error::internal)?
            .len();
        let mut file = web_file(context.uuid(), publication.extension, probe, size);
        file.storage = objects.home(Kind::WebVideo);
        let privacy = publication.attributes.privacy();
        let contents = self.media.torrent_contents(&publication.file).await?;
        let described = Described {
            video_name: &publication.attributes.name,
            privacy,
            storage: file.storage,
            file_name: &file.file_name,
            resolution: file.resolution,
            extension: publication.extension,
        };
        let torrent = torrents::store(&self.shared, stored, &contents, &described).await?;
        file.torrent = Some(torrent);
        let kind = Kind::web_video(privacy.has_private_files());
        let key = Key::new(kind, file.file_name.clone())?.stored(file.storage);
        stored.put(key, &publication.file).await?;

        let uuid = context.uuid();
        let new = self.row(uuid, publication, probe, file, thumbnails);
        let (new, viewer, ticket) = (&new, &publication.viewer, &stored.ticket());
        let id = self
            .shared
            .db
            .write(|conn| {
                Box::pin(async move {
                    // Where nothing can come between: uploads that end together pass the first check together, and the
                    // channel or its owner may have been deleted since.
                    let owner = channel_owner(conn, viewer, new.channel).await?;
                    quota::check(conn, owner, size).await?;
                    ticket.redeem(conn).await?;
                    videos::create(conn, new).await
                })
            })
            .await?;
        Ok(Published { id, uuid })
    }

    fn row(
        &self,
        uuid: Uuid,
        publication: &Publication,
        probe: &Probe,
        file: NewVideoFile,
        thumbnails: Vec<NewThumbnail>,
    ) -> NewVideo {
        let given = publication.attributes.clone();
        let schedule = given.schedule();
        let now = self.shared.context.now();
        NewVideo {
            uuid,
            channel: given.channel(),
            privacy: given.privacy(),
            // Nothing is transcoded yet: what was sent is what is played.
            state: VideoState::Published,
            comments_policy: given.comments_policy(),
            originally_published_at: given.originally_published_at(),
            published_at: schedule.map_or(now, |schedule| schedule.update_at),
            scheduled_update: schedule,
            name: given.name,
            category: given.category,
            licence: given.licence,
            language: given.language,
            wait_transcoding: given.wait_transcoding,
            nsfw: given.nsfw,
            nsfw_flags: given.nsfw_flags,
            nsfw_summary: given.nsfw_summary,
            description: given.description,
            support: given.support,
            duration: probe.duration_seconds.into(),
            aspect_ratio: probe.aspect_ratio,
            is_live: false,
            download_enabled: given.download_enabled,
            tags: given.tags,
            source: Some(source(publication, &file)),
            files: vec![file],
            thumbnails,
            passwords: Vec::new(),
        }
    }
}

fn web_file(uuid: Uuid, extension: &str, probe: &Probe, size: u64) -> NewVideoFile {
    NewVideoFile {
        kind: FileKind::WebVideo,
        file_name: format!("{uuid}-{}{extension}", probe.resolution),
        extname: extension.to_owned(),
        resolution: probe.resolution.into(),
        width: probe.width.into(),
        height: probe.height.into(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        fps: probe.fps.into(),
        has_audio: probe.has_audio,
        has_video: probe.has_video,
        storage: FileStorage::FileSystem,
        metadata: Some(probe.metadata.to_string()),
        torrent: None,
    }
}

fn source(publication: &Publication, file: &NewVideoFile) -> NewVideoSource {
    NewVideoSource {
        input_filename: publication.input_name.clone(),
        file_name: None,
        storage: None,
        resolution: Some(file.resolution),
        width: Some(file.width),
        height: Some(file.height),
        size: Some(file.size),
        fps: Some(file.fps),
        metadata: file.metadata.clone(),
    }
}
