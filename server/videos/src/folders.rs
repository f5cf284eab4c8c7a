//! Moving files between the public and the private folder when the privacy changes.

use peertube_kernel::Result;
use peertube_kernel::ids::VideoId;
use peertube_kernel::video::Privacy;
use peertube_objects::{Key, Kind};
use peertube_store::locks::{Held, Lock};
use peertube_store::video_files::{self, FileKind};
use peertube_web::Shared;

/// One change of a video at a time, over all servers: two at once could leave files in the folder that their row does not
/// say. To be held while a video's privacy is read, its files are moved, and the new privacy is written.
///
/// # Errors
/// 503 when somebody else is at it for too long; failures of the database.
pub(crate) async fn lock(shared: &Shared, video: VideoId) -> Result<Held<'_>> {
    shared.db.lock(Lock::VideoFiles(video)).await
}

/// Files that were moved; to be moved back if the rows cannot be written.
pub(crate) struct Moved<'a> {
    shared: &'a Shared,
    moved: Vec<(Key, Key)>,
}

impl<'a> Moved<'a> {
    /// Moves the video's files, if the new privacy wants them in the other folder.
    ///
    /// # Errors
    /// Failures of disk and database; nothing is moved then.
    pub(crate) async fn new(
        shared: &'a Shared,
        video: VideoId,
        old: Privacy,
        new: Privacy,
    ) -> Result<Self> {
        let mut this = Self {
            shared,
            moved: Vec::new(),
        };
        if old.has_private_files() == new.has_private_files() {
            return Ok(this);
        }
        let files = {
            let mut conn = shared.db.read().await?;
            video_files::of_video(&mut conn, video).await?
        };
        for file in files {
            if file.kind != FileKind::WebVideo {
                continue;
            }
            let kind = Kind::web_video(old.has_private_files());
            let from = Key::new(kind, file.file_name)?.stored(file.storage);
            let to = from.at(Kind::web_video(new.has_private_files()));
            if let Err(error) = shared.objects.rename(&from, &to).await {
                this.undo().await;
                return Err(error.into());
            }
            this.moved.push((from, to));
        }
        Ok(this)
    }

    /// Gives the result on; the files are moved back if it is an error.
    pub(crate) async fn settle<T>(self, result: Result<T>) -> Result<T> {
        if result.is_err() {
            self.undo().await;
        }
        result
    }

    async fn undo(&self) {
        for (from, to) in &self.moved {
            if let Err(error) = self.shared.objects.rename(to, from).await {
                tracing::error!(%error, file = from.name(), "a file stays in the wrong folder");
            }
        }
    }
}
