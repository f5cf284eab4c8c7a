//! The operations of S3 that file stores use.

use std::time::SystemTime;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use s3s::access::{S3Access, S3AccessContext};
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput,
    DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject,
    ETag, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput, ListObjectsV2Input,
    ListObjectsV2Output, PutObjectAclInput, PutObjectAclOutput, PutObjectInput, PutObjectOutput,
    StreamingBlob, UploadPartInput, UploadPartOutput,
};
use s3s::path::S3Path;
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};

use crate::contents::{Contents, Stored, Upload};
use crate::listing;

/// Bytes of the smallest part that is not the last.
const SMALLEST_PART: usize = 5 * 1024 * 1024;

#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) contents: Contents,
    pub(crate) buckets: Vec<String>,
}

impl Service {
    fn check_bucket(&self, bucket: &str) -> S3Result<()> {
        match self.buckets.iter().any(|known| known == bucket) {
            true => Ok(()),
            false => Err(s3_error!(NoSuchBucket)),
        }
    }

    fn find(&self, bucket: String, key: String) -> S3Result<Stored> {
        self.check_bucket(&bucket)?;
        let state = self.contents.lock();
        let found = state.objects.get(&(bucket, key)).cloned();
        found.ok_or_else(|| s3_error!(NoSuchKey))
    }
}

/// Requests without a signature may read what is public.
#[async_trait::async_trait]
impl S3Access for Service {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        if context.credentials().is_some() {
            return Ok(());
        }
        let reads = matches!(context.s3_op().name(), "GetObject" | "HeadObject");
        if let S3Path::Object { bucket, key } = context.s3_path()
            && reads
            && let Ok(found) = self.find(bucket.to_string(), key.to_string())
            && found.acl.as_deref() == Some("public-read")
        {
            return Ok(());
        }
        Err(s3_error!(AccessDenied))
    }
}

#[async_trait::async_trait]
impl S3 for Service {
    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let input = request.input;
        self.check_bucket(&input.bucket)?;
        let content = read(input.body).await?;
        let mut state = self.contents.lock();
        let etag = state.unique("object");
        let stored = Stored {
            content,
            content_type: input.content_type.map(|mime| mime.to_string()),
            acl: input.acl.map(|acl| acl.as_str().to_owned()),
            etag: etag.clone(),
        };
        state.objects.insert((input.bucket, input.key), stored);
        Ok(S3Response::new(PutObjectOutput {
            e_tag: Some(ETag::Strong(etag)),
            ..PutObjectOutput::default()
        }))
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        let found = self.find(input.bucket, input.key)?;
        let length = found.content.len() as u64;
        let (content, content_range) = match input.range {
            None => (found.content.clone(), None),
            Some(range) => {
                let range = range.check(length).map_err(|_| s3_error!(InvalidRange))?;
                let told = format!("bytes {}-{}/{length}", range.start, range.end - 1);
                let bounds =
                    usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
                (found.content.slice(bounds), Some(told))
            }
        };
        let length = i64::try_from(content.len()).unwrap();
        let once = futures_util::stream::once(async { Ok::<_, std::io::Error>(content) });
        Ok(S3Response::new(GetObjectOutput {
            body: Some(StreamingBlob::wrap(once)),
            content_length: Some(length),
            content_range,
            content_type: found.content_type.and_then(|mime| mime.parse().ok()),
            e_tag: Some(ETag::Strong(found.etag)),
            last_modified: Some(SystemTime::now().into()),
            ..GetObjectOutput::default()
        }))
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let found = self.find(request.input.bucket, request.input.key)?;
        Ok(S3Response::new(HeadObjectOutput {
            content_length: i64::try_from(found.content.len()).ok(),
            content_type: found.content_type.and_then(|mime| mime.parse().ok()),
            e_tag: Some(ETag::Strong(found.etag)),
            last_modified: Some(SystemTime::now().into()),
            ..HeadObjectOutput::default()
        }))
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let input = request.input;
        self.check_bucket(&input.bucket)?;
        self.contents
            .lock()
            .objects
            .remove(&(input.bucket, input.key));
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let input = request.input;
        self.check_bucket(&input.bucket)?;
        let mut deleted = Vec::new();
        let mut state = self.contents.lock();
        for object in input.delete.objects {
            state
                .objects
                .remove(&(input.bucket.clone(), object.key.clone()));
            deleted.push(DeletedObject {
                key: Some(object.key),
                ..DeletedObject::default()
            });
        }
        Ok(S3Response::new(DeleteObjectsOutput {
            deleted: Some(deleted),
            ..DeleteObjectsOutput::default()
        }))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.check_bucket(&request.input.bucket)?;
        Ok(S3Response::new(listing::page(
            &self.contents.lock(),
            request.input,
        )))
    }

    async fn put_object_acl(
        &self,
        request: S3Request<PutObjectAclInput>,
    ) -> S3Result<S3Response<PutObjectAclOutput>> {
        let input = request.input;
        self.check_bucket(&input.bucket)?;
        let mut state = self.contents.lock();
        let found = state.objects.get_mut(&(input.bucket, input.key));
        let acl = input.acl.map(|acl| acl.as_str().to_owned());
        found.ok_or_else(|| s3_error!(NoSuchKey))?.acl = acl;
        Ok(S3Response::new(PutObjectAclOutput::default()))
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let input = request.input;
        self.check_bucket(&input.bucket)?;
        let mut state = self.contents.lock();
        let id = state.unique("upload");
        let upload = Upload {
            place: (input.bucket.clone(), input.key.clone()),
            content_type: input.content_type.map(|mime| mime.to_string()),
            parts: Default::default(),
        };
        state.uploads.insert(id.clone(), upload);
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            upload_id: Some(id),
            ..CreateMultipartUploadOutput::default()
        }))
    }

    async fn upload_part(
        &self,
        request: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        let input = request.input;
        let content = read(input.body).await?;
        let mut state = self.contents.lock();
        let etag = state.unique("part");
        let upload = state.uploads.get_mut(&input.upload_id);
        let upload = upload.ok_or_else(|| s3_error!(NoSuchUpload))?;
        upload
            .parts
            .insert(input.part_number, (etag.clone(), content));
        Ok(S3Response::new(UploadPartOutput {
            e_tag: Some(ETag::Strong(etag)),
            ..UploadPartOutput::default()
        }))
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let input = request.input;
        let mut state = self.contents.lock();
        let upload = state.uploads.get(&input.upload_id);
        let upload = upload.ok_or_else(|| s3_error!(NoSuchUpload))?;
        let wanted = input.multipart_upload.and_then(|upload| upload.parts);
        let wanted = wanted.ok_or_else(|| s3_error!(MalformedXML))?;
        let mut content = Vec::new();
        let mut before = 0;
        for (index, part) in wanted.iter().enumerate() {
            let number = part.part_number.unwrap_or(0);
            let (etag, bytes) = upload
                .parts
                .get(&number)
                .ok_or_else(|| s3_error!(InvalidPart))?;
            let named = part.e_tag.as_ref().map(ETag::value);
            if named != Some(etag.as_str()) {
                return Err(s3_error!(InvalidPart));
            }
            if number <= before {
                return Err(s3_error!(InvalidPartOrder));
            }
            if bytes.len() < SMALLEST_PART && index + 1 < wanted.len() {
                return Err(s3_error!(EntityTooSmall));
            }
            before = number;
            content.extend_from_slice(bytes);
        }
        let upload = state.uploads.remove(&input.upload_id);
        let upload = upload.ok_or_else(|| s3_error!(NoSuchUpload))?;
        let etag = state.unique("object");
        let stored = Stored {
            content: content.into(),
            content_type: upload.content_type,
            acl: None,
            etag: etag.clone(),
        };
        state.objects.insert(upload.place, stored);
        Ok(S3Response::new(CompleteMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            e_tag: Some(ETag::Strong(etag)),
            ..CompleteMultipartUploadOutput::default()
        }))
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        let removed = self
            .contents
            .lock()
            .uploads
            .remove(&request.input.upload_id);
        removed.ok_or_else(|| s3_error!(NoSuchUpload))?;
        Ok(S3Response::new(AbortMultipartUploadOutput::default()))
    }
}

async fn read(body: Option<StreamingBlob>) -> S3Result<Bytes> {
    let Some(body) = body else {
        return Ok(Bytes::new());
    };
    let chunks: Vec<Bytes> = body
        .try_collect()
        .await
        .map_err(|error| s3_error!(IncompleteBody, "{error}"))?;
    Ok(chunks.concat().into())
}
