//! Deleting a video.

use peertube_access::video::{manage, not_found};
use peertube_kernel::ids::VideoId;
use peertube_kernel::short_uuid::VideoRef;
use peertube_kernel::{Result, Right};
use peertube_store::videos;
use peertube_web::Caller;

use crate::{Videos, folders};

impl Videos {
    /// Deletes a video, its rows first: files without a row are a waste, a row without files is a broken video.
    pub(crate) async fn delete(&self, caller: &Caller, reference: VideoRef) -> Result<()> {
        let id = self.removable(caller, reference).await?;
        let changing = &folders::lock(&self.shared, id).await?;
        // Again, because it may have been given to somebody else meanwhile.
        let id = self.removable(caller, VideoRef::Id(id)).await?;
        let owned = self
            .shared
            .db
            .write(|conn| {
                Box::pin(async move {
                    changing.check(conn).await?;
                    videos::delete(conn, id).await
                })
            })
            .await?;
        self.shared.delete_files(owned).await
    }

    /// The video, if the caller may delete it.
    async fn removable(&self, caller: &Caller, reference: VideoRef) -> Result<VideoId> {
        let mut conn = self.shared.db.read().await?;
        let video = videos::by_ref(&mut conn, reference).await?;
        let video = video.ok_or_else(not_found)?;
        manage(&video, Some(&caller.viewer()), Right::RemoveAnyVideo)?;
        Ok(video.video.id)
    }
}
