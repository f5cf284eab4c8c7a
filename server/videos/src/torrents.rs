//! Torrents of files: made with the upload, and made again when what they say of it has changed.

use futures_util::TryStreamExt as _;
use peertube_kernel::ids::VideoFileId;
use peertube_kernel::video::{FileStorage, Privacy};
use peertube_kernel::{Error, Result};
use peertube_media::torrent::{Contents, Labels};
use peertube_objects::{Error as ObjectError, Key, Kind};
use peertube_store::Conn;
use peertube_store::video_files::{self, FileKind, FileTorrent, VideoFileRow};
use peertube_store::videos::VideoRow;
use peertube_web::{Shared, urls};

use crate::stored::Stored;

/// What a torrent says of a file beside its bytes.
pub(crate) struct Described<'a> {
    pub(crate) video_name: &'a str,
    pub(crate) privacy: Privacy,
    pub(crate) storage: FileStorage,
    pub(crate) file_name: &'a str,
    pub(crate) resolution: i64,
    /// With its dot.
    pub(crate) extension: &'a str,
}

impl Described<'_> {
    fn labels(&self, shared: &Shared) -> Labels {
        let web_seeds = if urls::is_public(self.privacy) {
            vec![
                shared
                    .urls
                    .web_video(self.privacy, self.storage, self.file_name),
            ]
        } else {
            Vec::new()
        };
        Labels {
            name: self.name(),
            created_by: "PeerTube".to_owned(),
            creation_date: shared.context.now().as_millis() / 1000,
            trackers: vec![shared.urls.tracker_socket(), shared.urls.tracker()],
            web_seeds,
        }
    }

    /// The video's name, the resolution and the extension, without what file systems do not take.
    fn name(&self) -> String {
        let unfit = ['/', '\\', '?', '%', '*', ':', '|', '"', '<', '>'];
        let name = self.video_name.replace(unfit, "-");
        format!("{name} {}p{}", self.resolution, self.extension)
    }
}

/// Makes a torrent and stores it under a new name; gives what to write into the file's row.
pub(crate) async fn store(
    shared: &Shared,
    stored: &mut Stored<'_>,
    contents: &Contents,
    described: &Described<'_>,
) -> Result<FileTorrent> {
    let torrent = contents.torrent(&described.labels(shared))?;
    let uuid = shared.context.uuid();
    let file_name = format!("{uuid}-{}.torrent", described.resolution);
    let key = Key::new(Kind::Torrent, file_name.clone())?;
    stored.put_bytes(key, torrent.bytes).await?;
    Ok(FileTorrent {
        file_name,
        info_hash: torrent.info_hash,
    })
}

/// Torrents that take the place of a video's earlier ones.
pub(crate) struct Rewritten<'a> {
    shared: &'a Shared,
    stored: Stored<'a>,
    new: Vec<(VideoFileId, FileTorrent)>,
    replaced: Vec<Key>,
}

impl<'a> Rewritten<'a> {
    /// Makes new torrents of a video's files, if its new name or privacy asks for them.
    ///
    /// # Errors
    /// Failures of disk and database; nothing is stored then.
    pub(crate) async fn new(
        shared: &'a Shared,
        video: &VideoRow,
        name: &str,
        privacy: Privacy,
    ) -> Result<Self> {
        let mut this = Self::none(shared);
        let same_folder = video.privacy.has_private_files() == privacy.has_private_files();
        if same_folder && video.name == name {
            return Ok(this);
        }
        let files = {
            let mut conn = shared.db.read().await?;
            video_files::of_video(&mut conn, video.id).await?
        };
        for file in files {
            if let Err(error) = this.rewrite(&file, name, privacy, file.storage).await {
                return this.settle(Err(error)).await;
            }
        }
        Ok(this)
    }

    /// Makes the new torrent of a file that goes into another storage.
    ///
    /// # Errors
    /// Failures of disk and database; nothing is stored then.
    pub(crate) async fn of_moved(
        shared: &'a Shared,
        video: &VideoRow,
        file: &VideoFileRow,
        storage: FileStorage,
    ) -> Result<Self> {
        let mut this = Self::none(shared);
        match this
            .rewrite(file, &video.name, video.privacy, storage)
            .await
        {
            Ok(()) => Ok(this),
            Err(error) => this.settle(Err(error)).await,
        }
    }

    fn none(shared: &'a Shared) -> Self {
        Self {
            shared,
            stored: Stored::new(shared),
            new: Vec::new(),
            replaced: Vec::new(),
        }
    }

    async fn rewrite(
        &mut self,
        file: &VideoFileRow,
        name: &str,
        privacy: Privacy,
        storage: FileStorage,
    ) -> Result<()> {
        let Some(old) = file
            .torrent_file_name
            .as_ref()
            .filter(|_| file.kind == FileKind::WebVideo)
        else {
            return Ok(());
        };
        let old = Key::new(Kind::Torrent, old.clone())?;
        let Some(bytes) = read(self.shared, &old).await? else {
            // The video can be changed all the same.
            tracing::warn!(torrent = old.name(), "a torrent is missing and stays so");
            return Ok(());
        };
        let contents = Contents::of_torrent(&bytes)?;
        let described = Described {
            video_name: name,
            privacy,
            storage,
            file_name: &file.file_name,
            resolution: file.resolution,
            extension: &file.extname,
        };
        let new = store(self.shared, &mut self.stored, &contents, &described).await?;
        self.new.push((file.id, new));
        self.replaced.push(old);
        Ok(())
    }

    /// Writes the rows.
    pub(crate) async fn write(&self, conn: &mut Conn<'_>) -> Result<()> {
        self.stored.ticket().redeem(conn).await?;
        for (file, torrent) in &self.new {
            video_files::set_torrent(conn, *file, torrent).await?;
        }
        Ok(())
    }

    /// Gives the result on; the new torrents are removed if it is an error, else the earlier ones.
    pub(crate) async fn settle<T>(self, result: Result<T>) -> Result<T> {
        let result = self.stored.settle(result).await;
        if result.is_ok()
            && let Err(error) = self.shared.objects.delete_many(&self.replaced).await
        {
            // The change is done; a file too many is no reason to tell the client otherwise.
            tracing::warn!(%error, "replaced torrents were not removed");
        }
        result
    }
}

/// A stored torrent, some hundred KiB at most; `None` if it is not there.
async fn read(shared: &Shared, key: &Key) -> Result<Option<Vec<u8>>> {
    let stream = match shared.objects.open_file(key, None).await {
        Ok((_, stream)) => stream,
        Err(ObjectError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let chunks: Vec<_> = stream.try_collect().await.map_err(Error::internal)?;
    Ok(Some(chunks.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fit_for_file_systems() {
        let described = Described {
            video_name: r#"a/b\c?d%e*f:g|h"i<j>k é"#,
            privacy: Privacy::Public,
            storage: FileStorage::FileSystem,
            file_name: "x.mp4",
            resolution: 0,
            extension: ".mp4",
        };
        assert_eq!(described.name(), "a-b-c-d-e-f-g-h-i-j-k é 0p.mp4");
    }
}
