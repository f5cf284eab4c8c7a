//! How a path names a video.

use peertube_access::video::not_found;
use peertube_api::models::video_input::VideoIdentifier;
use peertube_kernel::error::Location;
use peertube_kernel::short_uuid::{self, VideoRef};
use peertube_kernel::{Error, Result};
use peertube_store::Conn;
use peertube_store::videos::{self, Video};

/// The reference in a path.
///
/// # Errors
/// 400 for a UUID that is not of version 4: no video has one.
pub(crate) fn read(identifier: &VideoIdentifier) -> Result<VideoRef> {
    let uuid = match identifier {
        VideoIdentifier::Id(id) => return Ok(VideoRef::Id((*id).into())),
        VideoIdentifier::Uuid(uuid) => Some(*uuid),
        VideoIdentifier::ShortUuid(text) => short_uuid::decode(text),
    };
    uuid.filter(|uuid| uuid.get_version_num() == 4)
        .map(VideoRef::Uuid)
        .ok_or_else(|| {
            Error::invalid(
                Location::Path,
                "id",
                "Should be a number, a UUID or a short UUID",
            )
        })
}

/// The video that a path names.
///
/// # Errors
/// 400 as [`read`], 404 when there is none.
pub(crate) async fn load(
    conn: &mut Conn<'_>,
    identifier: &VideoIdentifier,
) -> Result<(VideoRef, Video)> {
    let reference = read(identifier)?;
    let video = videos::by_ref(conn, reference).await?;
    Ok((reference, video.ok_or_else(not_found)?))
}
