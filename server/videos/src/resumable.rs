//! Uploads in parts: the protocol of PeerTube's clients over the engine of `peertube-uploads`.

use std::path::PathBuf;
use std::sync::Arc;

use openapi_stubs_runtime as rt;
use peertube_access::Viewer;
use peertube_api::models::video_input::{ResumableInit, ResumableInitLastModified};
use peertube_api::videos::video_upload::{
    UploadResumableHeaders, UploadResumableInitHeaders, UploadResumableInitResponse,
    UploadResumableResponse,
};
use peertube_kernel::{Error, ErrorKind, Result};
use peertube_uploads::{Append, Attachment, CompletedUpload, NewUpload, UploadError};
use peertube_web::{Caller, Shared};

use crate::attributes::Attributes;
use crate::content_range::{ContentRange, stored_range};
use crate::media_type::{extension_by_name, has_invalid_extension};
use crate::publish::{Publication, Published, Publisher};
use crate::refusal::{Refusal, validation};
use crate::video_upload::{open_channel, spawn, uploaded};
use crate::{Videos, pictures};

/// Where the parts are sent.
const PATH: &str = "/api/v1/videos/upload-resumable";
/// What the engine knows our uploads by.
const PURPOSE: &str = "video";
/// What the engine knows the picture by that came with the start of an upload.
const PICTURE: &str = "picture";

impl Videos {
    /// Starts an upload in parts, or finds it.
    pub(crate) async fn begin(
        &self,
        caller: &Caller,
        client: &rt::Client,
        headers: UploadResumableInitHeaders,
        mut body: ResumableInit,
    ) -> Result<UploadResumableInitResponse, Refusal> {
        let config = &self.shared.config;
        let attributes = Attributes::of_init(&body, config)?;
        let size = u64::try_from(headers.x_upload_content_length).unwrap_or(0);
        let owner = open_channel(&self.shared, &caller.viewer(), attributes.channel()).await?;
        let content_type = headers.x_upload_content_type;
        if has_invalid_extension(&body.filename) {
            return Err(Refusal::BadRequest(validation(
                "InvalidFileName",
                "Invalid file name",
            )));
        }
        extension_by_name(&config.transcoding, &content_type, &body.filename)?;
        self.check_quota(owner, size).await?;
        let picture = pictures::chosen(body.thumbnailfile.take(), body.previewfile.take());
        let attachments = picture.as_ref().map(|picture| Attachment {
            label: PICTURE.to_owned(),
            path: picture.path().to_owned(),
        });
        let new = NewUpload {
            purpose: PURPOSE.to_owned(),
            name: attributes.name.clone(),
            file_name: body.filename,
            content_type,
            size,
            last_modified: body.last_modified.map(last_modified),
            metadata: serde_json::to_string(&attributes).map_err(Error::internal)?,
            quota: None,
            attachments: attachments.into_iter().collect(),
        };
        let started = self.uploads.init(caller.id(), new).await?;
        let location = self.location(client, &started.id);
        Ok(match started.offset {
            0 => UploadResumableInitResponse::Created { location },
            stored => UploadResumableInitResponse::Ok {
                location,
                range: stored_range(stored),
            },
        })
    }

    /// Without a scheme, unless a proxy told it: then the client's own connection may use another one than ours.
    fn location(&self, client: &rt::Client, id: &str) -> String {
        let host = client.host.as_deref().unwrap_or(self.shared.urls.host());
        let scheme = if client.forwarded {
            format!("{}:", client.scheme.as_str())
        } else {
            String::new()
        };
        format!("{scheme}//{host}{PATH}?upload_id={id}")
    }

    /// Takes a part, or tells how much is stored; the last part makes the video.
    pub(crate) async fn receive(
        &self,
        caller: &Caller,
        id: &str,
        headers: UploadResumableHeaders,
        body: Option<rt::ByteStream>,
    ) -> Result<UploadResumableResponse, Refusal> {
        let length = match &body {
            Some(body) => body.content_length(),
            None => Some(0),
        };
        let empty = length == Some(0);
        let range = headers.content_range.as_deref().map(ContentRange::parse);
        let (start, total) = match range {
            // Whatever comes with a question is not looked at.
            Some(ContentRange::Ask { total }) => return self.tell(caller, id, total).await,
            Some(ContentRange::Unreadable) | None if empty => {
                return self.tell(caller, id, None).await;
            }
            Some(ContentRange::Chunk { start, total }) => (Some(start), total),
            Some(ContentRange::Unreadable | ContentRange::Misplaced) => {
                let status = self.uploads.status(caller.id(), id, None).await?;
                return Err(Refusal::misplaced(status.offset));
            }
            None => (None, None),
        };
        let chunk = Append {
            start,
            total,
            length,
            checksum: checksum(headers.digest, headers.content_md5),
        };
        let body = body.unwrap_or_else(|| rt::ByteStream::from_bytes(rt::Bytes::new()));
        let progress = self.uploads.append(caller.id(), id, chunk, body).await?;
        if progress.complete {
            return self.complete(caller, id).await;
        }
        Ok(more(progress.offset))
    }

    async fn tell(
        &self,
        caller: &Caller,
        id: &str,
        total: Option<u64>,
    ) -> Result<UploadResumableResponse, Refusal> {
        let status = self.uploads.status(caller.id(), id, total).await?;
        if status.complete() {
            // Also when it is being processed: then the claim says when to ask again.
            return self.complete(caller, id).await;
        }
        Ok(more(status.offset))
    }

    /// Makes the video of a complete upload.
    async fn complete(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<UploadResumableResponse, Refusal> {
        let uploads = self.uploads.clone();
        let publisher = self.publisher.clone();
        let shared = Arc::clone(&self.shared);
        let viewer = caller.viewer();
        let (owner, id) = (caller.id(), id.to_owned());
        // A task of its own: it ends with a video or without, whether the client waits or not. The bytes may have to be
        // fetched from object storage first.
        let ended = spawn(async move {
            let upload = match uploads.claim(owner, &id).await {
                Ok(upload) => upload,
                Err(refused) => return Ok(Err(refused)),
            };
            let published = match publication(&shared, &viewer, &upload).await {
                Ok(publication) => publish(&publisher, publication).await,
                Err(error) => Err(error),
            };
            let settled = match &published {
                Err(error) if passes(error) => uploads.release(upload).await,
                Err(_) => uploads.abandon(upload).await,
                Ok(_) => uploads.finish(upload).await,
            };
            if let Err(error) = settled {
                tracing::error!(%error, "a processed upload was not removed");
            }
            published.map(Ok)
        });
        match ended.await? {
            // Lowered or cut since the last byte was acknowledged: the client goes on from there.
            Err(UploadError::Incomplete { offset, .. }) => Ok(more(offset)),
            published => Ok(UploadResumableResponse::Ok(uploaded(published?))),
        }
    }
}

/// What was declared at the start, checked again: the channel may be gone, or somebody else's.
async fn publication(
    shared: &Shared,
    viewer: &Viewer,
    upload: &CompletedUpload,
) -> Result<Publication> {
    let attributes: Attributes = serde_json::from_str(&upload.metadata).map_err(Error::internal)?;
    open_channel(shared, viewer, attributes.channel()).await?;
    let transcoding = &shared.config.transcoding;
    Ok(Publication {
        viewer: *viewer,
        extension: extension_by_name(transcoding, &upload.content_type, &upload.file_name)?,
        attributes,
        file: upload.path.clone(),
        input_name: upload.file_name.clone(),
        picture: upload
            .attachments
            .iter()
            .find(|attachment| attachment.label == PICTURE)
            .map(|attachment| attachment.path.clone()),
    })
}

/// Publishes a second name of the upload's file, so that the upload is whole until the video is there: a crash, or a failure
/// that passes, costs nobody a second upload.
async fn publish(publisher: &Publisher, mut publication: Publication) -> Result<Published> {
    let upload = publication.file;
    let name = publisher.spool_path();
    let linked = tokio::fs::hard_link(&upload, &name).await;
    if let Err(error) = &linked {
        tracing::debug!(%error, "the file system has no hard links; the upload is moved");
    }
    publication.file = if linked.is_ok() { name } else { upload };
    let published = publisher.publish(&publication).await;
    if linked.is_ok() && published.is_err() {
        // Not there any more if it was stored already.
        remove(publication.file).await;
    }
    published
}

async fn remove(path: PathBuf) {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, "the second name of an upload was not removed");
        }
        _ => {}
    }
}

/// Whether a failure has nothing to do with what was uploaded, so that trying again may help.
fn passes(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Internal | ErrorKind::Unavailable { .. }
    )
}

fn more(offset: u64) -> UploadResumableResponse {
    UploadResumableResponse::PermanentRedirect {
        range: stored_range(offset),
    }
}

fn checksum(digest: Option<String>, md5: Option<String>) -> Option<String> {
    digest.or_else(|| md5.map(|value| format!("md5={value}")))
}

/// Text and number are the same time: forms can only send text.
fn last_modified(sent: ResumableInitLastModified) -> String {
    match sent {
        ResumableInitLastModified::Text(text) => text,
        ResumableInitLastModified::Number(number) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_the_same_as_text_and_as_number() {
        let number = last_modified(ResumableInitLastModified::Number(1_700_000_000_123.0));
        assert_eq!(number, "1700000000123");
        assert_eq!(
            last_modified(ResumableInitLastModified::Text(number.clone())),
            number
        );
    }

    #[test]
    fn md5_has_a_header_of_its_own() {
        assert_eq!(checksum(None, Some("x".into())).as_deref(), Some("md5=x"));
        assert_eq!(
            checksum(Some("sha=y".into()), Some("x".into())).as_deref(),
            Some("sha=y")
        );
        assert_eq!(checksum(None, None), None);
    }

    #[test]
    fn only_failures_of_ours_keep_the_upload() {
        assert!(passes(&Error::internal("disk")));
        assert!(!passes(&Error::unprocessable("no video")));
        assert!(!passes(&Error::bad_request("no picture")));
    }
}
