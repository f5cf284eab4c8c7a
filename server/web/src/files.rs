//! Deleting the files of what is gone.

use peertube_kernel::{Error, Result};
use peertube_objects::{Key, Kind};
use peertube_store::files::OwnedFiles;

use crate::shared::Shared;

impl Shared {
    /// Deletes files whose rows were deleted. To be called after the transaction is committed.
    ///
    /// # Errors
    /// Internal, when a file could not be deleted; the others are deleted all the same.
    pub async fn delete_files(&self, owned: OwnedFiles) -> Result<()> {
        let OwnedFiles {
            web_videos,
            originals: _, // Uploads are not kept beside the web video.
            thumbnails,
            torrents,
        } = owned;
        let videos = web_videos.into_iter().map(|file| {
            Ok(Key::new(Kind::web_video(file.private), file.file_name)?.stored(file.storage))
        });
        let pictures = thumbnails
            .into_iter()
            .map(|name| Key::new(Kind::Thumbnail, name));
        let torrents = torrents
            .into_iter()
            .map(|name| Key::new(Kind::Torrent, name));
        let keys = videos
            .chain(pictures)
            .chain(torrents)
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error::internal)?;
        self.objects
            .delete_many(&keys)
            .await
            .map_err(Error::internal)
    }
}
