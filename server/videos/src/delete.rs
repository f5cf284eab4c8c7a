//! Deleting a video.

use peertube_access::video::{manage, not_found};
use peertube_kernel::short_uuid::VideoRef;
use peertube_kernel::{Result, Right};
use peertube_store::videos;
use peertube_web::Caller;

use crate::{Videos, folders};

impl Videos {
    /// Deletes a video, its rows first: files without a row are a waste, a row without files is a broken video.
    pub(crate) async fn delete(&self, caller: &Caller, reference: VideoRef) -> Result<()> {
        let _changing = folders::lock().await;
        let video = {
            let mut conn = self.shared.db.read().await?;
            videos::by_ref(&mut conn, reference)
                .await?
                .ok_or_else(not_found)?
        };
        manage(&video, Some(&caller.viewer()), Right::RemoveAnyVideo)?;
        let id = video.video.id;
        let owned = self
            .shared
            .db
            .write(|conn| Box::pin(videos::delete(conn, id)))
            .await?;
        self.shared.delete_files(owned).await
    }
}
