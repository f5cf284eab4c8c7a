//! Tag Static Video Files: what the URLs of files and pictures point to.

use std::io;
use std::time::{Duration, SystemTime};

use openapi_stubs_runtime as rt;
use peertube_access::video::{Approach, see};
use peertube_api::videos::static_video_files::{
    DownloadTorrentPath, DownloadTorrentResponse, GetPrivateWebVideoFilePath,
    GetPrivateWebVideoFileResponse, GetPublicWebVideoFilePath, GetPublicWebVideoFileResponse,
    GetThumbnailFilePath, GetThumbnailFileResponse, GetTorrentFilePath, GetTorrentFileResponse,
    ProxyPrivateWebVideoFilePath, ProxyPrivateWebVideoFileResponse, StaticVideoFiles,
};
use peertube_kernel::video::FileStorage;
use peertube_kernel::{Error, Result, Timestamp};
use peertube_objects::{Error as ObjectError, Key, Kind, ObjectMeta};
use peertube_store::videos::Video;
use peertube_store::{Conn, video_files, videos};
use peertube_web::Caller;

use crate::Videos;
use crate::media_type::served_as;

/// Files keep their name for ever, but may move between the folders.
const FILE_CACHE: &str = "public, max-age=0";
/// What only some may see must not stay in caches that others share.
const PRIVATE_CACHE: &str = "private, max-age=0";
/// How long a signed address of object storage is good for: long enough to play a film from it.
const SIGNED_FOR: Duration = Duration::from_secs(24 * 3600);
/// A changed picture or torrent has another name.
const LASTING_CACHE: &str = "public, max-age=31536000";

impl StaticVideoFiles for Videos {
    async fn get_public_web_video_file(
        &self,
        path: GetPublicWebVideoFilePath,
    ) -> Result<GetPublicWebVideoFileResponse> {
        let key = Key::new(Kind::WebVideo, path.filename)?;
        let reply = self.web_video(key, FILE_CACHE).await?;
        Ok(GetPublicWebVideoFileResponse::Ok(reply))
    }

    async fn get_private_web_video_file(
        &self,
        caller: Option<Caller>,
        path: GetPrivateWebVideoFilePath,
    ) -> Result<GetPrivateWebVideoFileResponse> {
        let key = Key::new(Kind::WebVideoPrivate, path.filename)?;
        self.check_private(caller.as_ref(), &key).await?;
        let reply = self.web_video(key, PRIVATE_CACHE).await?;
        Ok(GetPrivateWebVideoFileResponse::Ok(reply))
    }

    async fn proxy_private_web_video_file(
        &self,
        caller: Option<Caller>,
        path: ProxyPrivateWebVideoFilePath,
    ) -> Result<ProxyPrivateWebVideoFileResponse> {
        let key = Key::new(Kind::WebVideoPrivate, path.filename)?;
        self.check_private(caller.as_ref(), &key).await?;
        if self.shared.objects.home(key.kind()) == FileStorage::FileSystem {
            return Err(unknown());
        }
        let key = key.stored(FileStorage::ObjectStorage);
        if self
            .shared
            .config
            .object_storage
            .proxy
            .proxify_private_files
        {
            let reply = self.file(key, PRIVATE_CACHE).await?;
            return Ok(ProxyPrivateWebVideoFileResponse::Ok(reply));
        }
        // A signature would be given for anything.
        self.shared.objects.head(&key).await?;
        let signed = self.shared.objects.signed_url(&key, SIGNED_FOR).await?;
        Ok(ProxyPrivateWebVideoFileResponse::Found {
            location: signed.ok_or_else(unknown)?,
            cache_control: "private, no-store".to_owned(),
        })
    }

    async fn get_thumbnail_file(
        &self,
        path: GetThumbnailFilePath,
    ) -> Result<GetThumbnailFileResponse> {
        let key = Key::new(Kind::Thumbnail, path.filename)?;
        let reply = self.file(key, LASTING_CACHE).await?;
        Ok(GetThumbnailFileResponse::Ok(reply))
    }

    async fn get_torrent_file(&self, path: GetTorrentFilePath) -> Result<GetTorrentFileResponse> {
        let key = Key::new(Kind::Torrent, path.filename)?;
        let reply = self.file(key, LASTING_CACHE).await?;
        Ok(GetTorrentFileResponse::Ok(reply))
    }

    async fn download_torrent(&self, path: DownloadTorrentPath) -> Result<DownloadTorrentResponse> {
        let key = Key::new(Kind::Torrent, path.filename)?;
        let name = self.torrent_label(key.name()).await?;
        let reply = self.file(key, LASTING_CACHE).await?;
        Ok(DownloadTorrentResponse::Ok(reply.attachment(&name)))
    }
}

impl Videos {
    /// A file on the disk, or one that has moved to object storage since its address was given.
    async fn web_video(&self, key: Key, cache: &str) -> Result<rt::FileReply> {
        let on_disk = key.clone().stored(FileStorage::FileSystem);
        match self.shared.objects.head(&on_disk).await {
            Err(ObjectError::NotFound(_))
                if self.shared.objects.home(key.kind()) == FileStorage::ObjectStorage =>
            {
                self.check_folder(&key).await?;
                self.file(key.stored(FileStorage::ObjectStorage), cache)
                    .await
            }
            found => self.reply(on_disk, &found?, cache),
        }
    }

    /// Does the file belong into the folder of the key? In object storage there are no folders.
    async fn check_folder(&self, key: &Key) -> Result<()> {
        let mut conn = self.shared.db.read().await?;
        let privacy = video_of(&mut conn, key.name()).await?.video.privacy;
        match privacy.has_private_files() == key.kind().is_private() {
            true => Ok(()),
            false => Err(unknown()),
        }
    }

    async fn check_private(&self, caller: Option<&Caller>, key: &Key) -> Result<()> {
        match self.shared.config.static_files.private_files_require_auth {
            true => self.check_file(caller, key.name()).await,
            false => Ok(()),
        }
    }

    /// May the caller have the file of this name? Its name is as good as the video's UUID.
    ///
    /// Without a token nothing is told, not even whether there is such a file.
    async fn check_file(&self, caller: Option<&Caller>, file_name: &str) -> Result<()> {
        let viewer = caller
            .ok_or_else(|| Error::unauthorized("A token is needed for this file"))?
            .viewer();
        let mut conn = self.shared.db.read().await?;
        let video = video_of(&mut conn, file_name).await?;
        let approach = Approach {
            by_uuid: true,
            password: None,
        };
        see(&mut conn, &video, Some(&viewer), approach).await
    }

    /// What a torrent is saved as.
    async fn torrent_label(&self, file_name: &str) -> Result<String> {
        let mut conn = self.shared.db.read().await?;
        let file = video_files::by_torrent_file_name(&mut conn, file_name).await?;
        let file = file.ok_or_else(unknown)?;
        let video = videos::by_id(&mut conn, file.video_id).await?;
        let name = video.ok_or_else(unknown)?.video.name;
        let name = name.replace(['/', '\\'], "_");
        Ok(format!("{name}-{}p.torrent", file.resolution))
    }

    async fn file(&self, key: Key, cache: &str) -> Result<rt::FileReply> {
        let meta = self.shared.objects.head(&key).await?;
        self.reply(key, &meta, cache)
    }

    fn reply(&self, key: Key, meta: &ObjectMeta, cache: &str) -> Result<rt::FileReply> {
        let objects = self.shared.objects.clone();
        let content_type = served_as(key.name());
        let mut reply = rt::FileReply::new(content_type, meta.length, move |range| {
            Box::pin(async move {
                let bytes = range.start..range.start + range.length;
                let opened = objects.open_file(&key, Some(bytes)).await;
                let (_, stream) = opened.map_err(open_error)?;
                Ok(stream)
            })
        });
        reply.modified = Some(system_time(meta.modified));
        reply.etag = Some(quoted(meta));
        reply.cache_control = Some(cache.to_owned());
        Ok(reply)
    }
}

/// The video that a web file is of.
async fn video_of(conn: &mut Conn<'_>, file_name: &str) -> Result<Video> {
    let file = video_files::by_file_name(conn, file_name).await?;
    let video = videos::by_id(conn, file.ok_or_else(unknown)?.video_id).await?;
    video.ok_or_else(unknown)
}

fn unknown() -> Error {
    Error::not_found("File not found")
}

/// The entity tag, without what could not stand between quotes.
fn quoted(meta: &ObjectMeta) -> String {
    format!("\"{}\"", meta.etag.replace('"', ""))
}

fn open_error(error: ObjectError) -> io::Error {
    match error {
        // Deleted or moved since it was asked for.
        ObjectError::NotFound(_) => io::Error::new(io::ErrorKind::NotFound, error),
        error => io::Error::other(error),
    }
}

fn system_time(time: Timestamp) -> SystemTime {
    let millis = u64::try_from(time.as_millis()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
}
