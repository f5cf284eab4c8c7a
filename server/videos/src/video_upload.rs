//! Tag Video Upload: in one piece, and in parts that survive a lost connection.
//!
//! What the operations in parts do is in `resumable.rs`; here their refusals become responses.

use openapi_stubs_runtime as rt;
use peertube_access::{Viewer, channel, quota};
use peertube_api::models::video::{NewVideoIds, VideoUploaded};
use peertube_api::models::video_input::{ResumableInit, VideoUpload as Upload};
use peertube_api::videos::video_upload::{
    UploadLegacyResponse, UploadResumableCancelHeaders, UploadResumableCancelQuery,
    UploadResumableCancelResponse, UploadResumableHeaders, UploadResumableInitHeaders,
    UploadResumableInitResponse, UploadResumableQuery, UploadResumableResponse, VideoUpload,
};
use peertube_kernel::ids::{ChannelId, UserId};
use peertube_kernel::{Error, Result, short_uuid};
use peertube_store::Conn;
use peertube_web::{Caller, Shared};

use crate::attributes::Attributes;
use crate::media_type::extension_by_type;
use crate::publish::{Publication, Published};
use crate::refusal::Refusal;
use crate::{Videos, pictures};

/// Name of a file whose client gave none.
const UNNAMED: &str = "video";

impl VideoUpload for Videos {
    async fn upload_legacy(
        &self,
        caller: Caller,
        mut body: Upload,
    ) -> Result<UploadLegacyResponse> {
        let config = &self.shared.config;
        let attributes = Attributes::of_upload(&body, config)?;
        let name = body.videofile.file_name().unwrap_or(UNNAMED).to_owned();
        let content_type = body.videofile.content_type();
        let viewer = caller.viewer();
        let owner = open_channel(&self.shared, &viewer, attributes.channel()).await?;
        let extension = extension_by_type(&config.transcoding, content_type, &name)?;
        self.check_quota(owner, body.videofile.size()).await?;
        let picture = pictures::chosen(body.thumbnailfile.take(), body.previewfile.take());
        let publication = Publication {
            viewer,
            attributes,
            extension,
            input_name: name,
            file: body.videofile.path().to_owned(),
            picture: picture.as_ref().map(|picture| picture.path().to_owned()),
        };
        let publisher = self.publisher.clone();
        // A task of its own, so that a client that goes away leaves no half of a video. The spooled files live as long.
        let published = spawn(async move {
            let _spooled = (body.videofile, picture);
            publisher.publish(&publication).await
        })
        .await?;
        Ok(UploadLegacyResponse::Ok(uploaded(published)))
    }

    async fn upload_resumable_init(
        &self,
        caller: Caller,
        client: rt::Client,
        headers: UploadResumableInitHeaders,
        body: ResumableInit,
    ) -> Result<UploadResumableInitResponse> {
        match self.begin(&caller, &client, headers, body).await {
            Ok(response) => Ok(response),
            Err(Refusal::BadRequest(body)) => Ok(UploadResumableInitResponse::BadRequest(body)),
            Err(Refusal::TooLarge(body)) => Ok(UploadResumableInitResponse::PayloadTooLarge(body)),
            Err(refusal) => Err(refusal.into_error()),
        }
    }

    async fn upload_resumable(
        &self,
        caller: Caller,
        query: UploadResumableQuery,
        headers: UploadResumableHeaders,
        body: Option<rt::ByteStream>,
    ) -> Result<UploadResumableResponse> {
        use UploadResumableResponse as Response;
        match self.receive(&caller, &query.upload_id, headers, body).await {
            Ok(response) => Ok(response),
            Err(Refusal::BadRequest(body)) => Ok(Response::BadRequest(body)),
            Err(Refusal::Forbidden(body)) => Ok(Response::Forbidden(body)),
            Err(Refusal::NotFound(body)) => Ok(Response::NotFound(body)),
            Err(Refusal::Conflict { stored, body }) => Ok(Response::Conflict {
                range: Some(stored),
                body,
            }),
            Err(Refusal::Locked(body)) => Ok(Response::Locked(body)),
            Err(Refusal::ChecksumMismatch(body)) => Ok(Response::Status460(body)),
            Err(refusal) => Err(refusal.into_error()),
        }
    }

    async fn upload_resumable_cancel(
        &self,
        caller: Caller,
        query: UploadResumableCancelQuery,
        _headers: UploadResumableCancelHeaders,
    ) -> Result<UploadResumableCancelResponse> {
        use UploadResumableCancelResponse as Response;
        let cancelled = self.uploads.cancel(caller.id(), &query.upload_id).await;
        match cancelled.map_err(Refusal::from) {
            Ok(()) => Ok(Response::NoContent),
            Err(Refusal::Forbidden(body)) => Ok(Response::Forbidden(body)),
            Err(Refusal::NotFound(body)) => Ok(Response::NotFound(body)),
            Err(refusal) => Err(refusal.into_error()),
        }
    }
}

impl Videos {
    /// Refuses `size` more bytes when they do not fit into the quota.
    pub(crate) async fn check_quota(&self, owner: UserId, size: u64) -> Result<()> {
        let mut conn = self.shared.db.read().await?;
        quota::check(&mut conn, owner, size).await
    }
}

/// [`channel_owner`] as it stands now; it is asked again when the video is written.
pub(crate) async fn open_channel(
    shared: &Shared,
    viewer: &Viewer,
    id: ChannelId,
) -> Result<UserId> {
    let mut conn = shared.db.read().await?;
    channel_owner(&mut conn, viewer, id).await
}

/// The user whose quota counts, if the caller may put videos into the channel.
pub(crate) async fn channel_owner(
    conn: &mut Conn<'_>,
    viewer: &Viewer,
    id: ChannelId,
) -> Result<UserId> {
    let channel = channel::for_videos(conn, id, viewer).await?;
    // A channel that passes the check is ours, and so has a user; without one nobody's quota could count.
    let owner = channel.owner.account.user_id;
    owner.ok_or_else(|| Error::forbidden("The channel has no owner"))
}

/// The answer to an upload that became a video.
pub(crate) fn uploaded(published: Published) -> VideoUploaded {
    VideoUploaded {
        video: NewVideoIds {
            id: published.id.get(),
            uuid: published.uuid,
            short_uuid: short_uuid::encode(published.uuid),
        },
    }
}

/// Work that ends whether its caller waits or not.
pub(crate) async fn spawn<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    tokio::spawn(work).await.map_err(Error::internal)?
}
