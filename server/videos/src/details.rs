//! A whole video.

use peertube_access::video::{Approach, see};
use peertube_api::models::video::VideoDetails;
use peertube_api::models::video_input::VideoIdentifier;
use peertube_kernel::Result;
use peertube_store::videos::Video;
use peertube_store::{Conn, history, scheduled_updates, tags, thumbnails, video_files};
use peertube_web::Caller;
use peertube_web::views::video::{self as views, Whole};

use crate::{Videos, reference};

impl Videos {
    /// The video that a path names, if the caller may see it.
    ///
    /// # Errors
    /// 400 and 404 of the path, 401 and 403 when the caller may not see it.
    pub(crate) async fn seen(
        &self,
        conn: &mut Conn<'_>,
        caller: Option<&Caller>,
        identifier: &VideoIdentifier,
    ) -> Result<Video> {
        let (reference, video) = reference::load(conn, identifier).await?;
        let approach = Approach {
            by_uuid: reference.is_uuid(),
            password: None,
        };
        let viewer = caller.map(Caller::viewer);
        see(conn, &video, viewer.as_ref(), approach).await?;
        Ok(video)
    }

    /// The whole of a video that the caller may see.
    pub(crate) async fn details(
        &self,
        conn: &mut Conn<'_>,
        caller: Option<&Caller>,
        video: &Video,
    ) -> Result<VideoDetails> {
        let id = video.video.id;
        let files = video_files::of_video(conn, id).await?;
        let thumbnails = thumbnails::of_video(conn, id).await?;
        let user_position = match caller {
            Some(caller) => history::position(conn, caller.id(), id).await?,
            None => None,
        };
        let whole = Whole {
            row: video,
            files: &files,
            thumbnails: &thumbnails,
            tags: tags::of_video(conn, id).await?,
            scheduled_update: scheduled_updates::of_video(conn, id).await?,
            user_position,
            viewers: self.shared.viewers.count(id, self.shared.context.now()),
        };
        Ok(views::details(&self.shared.urls, whole))
    }
}
