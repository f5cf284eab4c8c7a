//! What a change of a video means for its files: their folder and their torrents.

use peertube_kernel::Result;
use peertube_store::Conn;
use peertube_store::locks::Held;
use peertube_store::videos::{VideoChanges, VideoRow};
use peertube_web::Shared;

use crate::folders::Moved;
use crate::torrents::Rewritten;

/// Files moved and torrents made for rows that are still to be written. The lock of [`folders`](crate::folders) is to be
/// held from reading the video to settling.
pub(crate) struct FileChanges<'a> {
    held: &'a Held<'a>,
    moved: Moved<'a>,
    torrents: Rewritten<'a>,
}

impl<'a> FileChanges<'a> {
    /// Does to the files what these changes of the row ask for.
    ///
    /// # Errors
    /// Failures of disk and database; nothing is changed then.
    pub(crate) async fn new(
        shared: &'a Shared,
        held: &'a Held<'a>,
        video: &VideoRow,
        changes: &VideoChanges,
    ) -> Result<Self> {
        let privacy = changes.privacy.unwrap_or(video.privacy);
        let name = changes.name.as_deref().unwrap_or(&video.name);
        let moved = Moved::new(shared, video.id, video.privacy, privacy).await?;
        match Rewritten::new(shared, video, name, privacy).await {
            Ok(torrents) => Ok(Self {
                held,
                moved,
                torrents,
            }),
            Err(error) => moved.settle(Err(error)).await,
        }
    }

    /// Writes the rows of the files, if the lock is still held.
    pub(crate) async fn write(&self, conn: &mut Conn<'_>) -> Result<()> {
        self.held.check(conn).await?;
        self.torrents.write(conn).await
    }

    /// Gives the result of writing the rows on; all is undone if it is an error.
    pub(crate) async fn settle<T>(self, result: Result<T>) -> Result<T> {
        let result = self.torrents.settle(result).await;
        self.moved.settle(result).await
    }
}
