//! Changing the privacy of videos when their time has come.

use peertube_kernel::Result;
use peertube_kernel::ids::VideoId;
use peertube_kernel::video::VideoState;
use peertube_store::scheduled_updates::{self, ScheduledUpdate};
use peertube_store::videos::{self, VideoChanges};
use peertube_web::Shared;

use crate::file_changes::FileChanges;
use crate::folders;
use crate::update::publication_changes;

/// Applies the scheduled updates that are due; gives their number. To be called each minute.
///
/// A video that is being transcoded waits for the next time. One that fails does not hold up the others.
///
/// # Errors
/// The due updates cannot be read.
pub async fn apply_scheduled(shared: &Shared) -> Result<u64> {
    let due = {
        let mut conn = shared.db.read().await?;
        scheduled_updates::due(&mut conn).await?
    };
    let mut applied = 0;
    for (video, update) in due {
        match apply(shared, video, update).await {
            Ok(true) => applied += 1,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, %video, "a scheduled update failed"),
        }
    }
    Ok(applied)
}

async fn apply(shared: &Shared, id: VideoId, update: ScheduledUpdate) -> Result<bool> {
    let changing = folders::lock(shared, id).await?;
    let video = {
        let mut conn = shared.db.read().await?;
        // It may have been changed or taken back since the due ones were read.
        if scheduled_updates::of_video(&mut conn, id).await? != Some(update) {
            return Ok(false);
        }
        videos::by_id(&mut conn, id).await?
    };
    let Some(video) = video.filter(|video| video.video.state != VideoState::ToTranscode) else {
        return Ok(false);
    };
    let new = update.privacy.unwrap_or(video.video.privacy);
    let changes = VideoChanges {
        privacy: Some(new),
        ..publication_changes(&video.video, new, shared.context.now())
    };
    let changes = &changes;
    let files = FileChanges::new(shared, &changing, &video.video, changes).await?;
    let of_files = &files;
    let written = shared
        .db
        .write(|conn| {
            Box::pin(async move {
                videos::update(conn, id, changes).await?;
                of_files.write(conn).await?;
                scheduled_updates::set(conn, id, None).await
            })
        })
        .await;
    files.settle(written).await?;
    Ok(true)
}
