//! Uploads in parts.

use openapi_stubs_runtime::{ByteStream, Bytes, Patch};
use peertube_api::models::video_input::{
    ResumableInit, ResumableInitLastModified, VideoPrivacySet,
};
use peertube_api::videos::video_upload::{
    UploadResumableCancelHeaders, UploadResumableCancelQuery, UploadResumableCancelResponse,
    UploadResumableHeaders, UploadResumableInitHeaders, UploadResumableInitResponse,
    UploadResumableQuery, UploadResumableResponse, VideoUpload as _,
};
use peertube_kernel::Error;
use peertube_web::Caller;

use crate::support::{Files, Fixture, client, clip, status};

fn declaration(it: &Fixture) -> ResumableInit {
    ResumableInit {
        name: "In parts".into(),
        channel_id: it.channel,
        filename: "CLIP.MP4".into(),
        last_modified: Some(ResumableInitLastModified::Number(1_700_000_000_000.0)),
        category: Patch::Absent,
        licence: Patch::Absent,
        language: Patch::Absent,
        privacy: Some(VideoPrivacySet::Public),
        description: Patch::Absent,
        support: Patch::Absent,
        tags: Patch::Absent,
        nsfw: None,
        nsfw_flags: Patch::Absent,
        nsfw_summary: Patch::Absent,
        wait_transcoding: None,
        comments_policy: None,
        download_enabled: None,
        originally_published_at: Patch::Absent,
        schedule_update: Patch::Absent,
        thumbnailfile: None,
        previewfile: None,
        generate_transcription: None,
    }
}

async fn init(it: &Fixture, size: usize) -> (String, Option<String>) {
    let headers = UploadResumableInitHeaders {
        x_upload_content_length: i64::try_from(size).unwrap(),
        x_upload_content_type: "video/mp4".into(),
    };
    let caller = it.caller.clone();
    let started = it
        .videos
        .upload_resumable_init(caller, client(), headers, declaration(it))
        .await
        .unwrap();
    let (location, range) = match started {
        UploadResumableInitResponse::Created { location } => (location, None),
        UploadResumableInitResponse::Ok { location, range } => (location, Some(range)),
        other => panic!("{other:?}"),
    };
    let prefix = "//tube.example:9000/api/v1/videos/upload-resumable?upload_id=";
    (location.strip_prefix(prefix).unwrap().to_owned(), range)
}

async fn put(
    it: &Fixture,
    caller: &Caller,
    id: &str,
    range: Option<String>,
    bytes: &[u8],
) -> Result<UploadResumableResponse, Error> {
    let query = UploadResumableQuery {
        upload_id: id.to_owned(),
    };
    let headers = UploadResumableHeaders {
        content_range: range,
        content_length: None,
        digest: None,
        content_md5: None,
    };
    let body = (!bytes.is_empty()).then(|| ByteStream::from_bytes(Bytes::copy_from_slice(bytes)));
    let caller = caller.clone();
    it.videos
        .upload_resumable(caller, query, headers, body)
        .await
}

fn stored(response: Result<UploadResumableResponse, Error>) -> String {
    match response.unwrap() {
        UploadResumableResponse::PermanentRedirect { range } => range,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn parts_make_a_video() {
    let it = Fixture::new().await;
    let film = std::fs::read(clip()).unwrap();
    let size = film.len();
    let (id, range) = init(&it, size).await;
    assert_eq!(range, None);
    let ask = || Some(format!("bytes */{size}"));
    assert_eq!(
        stored(put(&it, &it.caller, &id, ask(), b"").await),
        "bytes=0--1"
    );

    let first = Some(format!("bytes 0-999/{size}"));
    let answer = put(&it, &it.caller, &id, first, &film[..1000]).await;
    assert_eq!(stored(answer), "bytes=0-999");
    assert_eq!(
        init(&it, size).await,
        (id.clone(), Some("bytes=0-999".into()))
    );

    for gap in ["bytes 1001-1002/9999", "bytes=1000-1001/9999"] {
        match put(&it, &it.caller, &id, Some(gap.into()), b"xx")
            .await
            .unwrap()
        {
            UploadResumableResponse::Conflict { range, .. } => {
                assert_eq!(range.as_deref(), Some("bytes=0-999"), "{gap}");
            }
            other => panic!("{gap}: {other:?}"),
        }
    }
    let garbage = put(&it, &it.caller, &id, Some("garbage".into()), b"").await;
    assert_eq!(stored(garbage), "bytes=0-999");

    let (stranger, _) = it.user("bob").await;
    let foreign = put(&it, &stranger, &id, ask(), b"").await.unwrap();
    assert!(matches!(foreign, UploadResumableResponse::Forbidden(_)));

    let last = Some(format!("bytes 1000-{}/{size}", size - 1));
    let done = put(&it, &it.caller, &id, last, &film[1000..])
        .await
        .unwrap();
    let UploadResumableResponse::Ok(uploaded) = done else {
        panic!("{done:?}");
    };
    let video = it.video(uploaded.video.id).await;
    assert_eq!(video.name, "In parts");
    assert_eq!(video.files[0].size, i64::try_from(size).unwrap());
    let files = it.files();
    assert_eq!((files.public, files.temporary), (1, 0));
    let again = put(&it, &it.caller, &id, ask(), b"").await.unwrap();
    assert!(matches!(again, UploadResumableResponse::NotFound(_)));
}

#[tokio::test]
async fn a_complete_upload_that_nobody_heard_of_is_made_when_asked() {
    let it = Fixture::new().await;
    let film = std::fs::read(clip()).unwrap();
    let size = film.len();
    let (id, _) = init(&it, size).await;
    // The connection of the last part broke after its last byte.
    let part = peertube_uploads::Append {
        start: Some(0),
        ..peertube_uploads::Append::default()
    };
    let body = ByteStream::from_bytes(film);
    let owner = it.caller.id();
    let progress = it.uploads.append(owner, &id, part, body).await.unwrap();
    assert!(progress.complete);

    let claimed = it.uploads.claim(owner, &id).await.unwrap();
    let ask = || Some(format!("bytes */{size}"));
    let meanwhile = put(&it, &it.caller, &id, ask(), b"").await;
    assert_eq!(status(meanwhile), 503);
    it.uploads.release(claimed).await.unwrap();

    let done = put(&it, &it.caller, &id, ask(), b"").await.unwrap();
    assert!(matches!(done, UploadResumableResponse::Ok(_)), "{done:?}");
}

#[tokio::test]
async fn what_is_no_video_leaves_nothing() {
    let it = Fixture::new().await;
    let (id, _) = init(&it, 10).await;
    // Without Content-Range the part begins at the first byte.
    let refused = put(&it, &it.caller, &id, None, b"not a film").await;
    assert_eq!(status(refused), 422);
    assert_eq!(it.files(), Files::default());
    let gone = put(&it, &it.caller, &id, None, b"").await.unwrap();
    assert!(matches!(gone, UploadResumableResponse::NotFound(_)));
}

#[tokio::test]
async fn a_cancelled_upload_leaves_nothing() {
    let it = Fixture::new().await;
    let (id, _) = init(&it, 100).await;
    put(&it, &it.caller, &id, None, b"some bytes")
        .await
        .unwrap();
    assert_eq!(it.files().temporary, 1);
    let cancel = async |caller: &Caller, id: &str| {
        let query = UploadResumableCancelQuery {
            upload_id: id.to_owned(),
        };
        let headers = UploadResumableCancelHeaders {
            content_length: None,
        };
        let caller = caller.clone();
        it.videos
            .upload_resumable_cancel(caller, query, headers)
            .await
            .unwrap()
    };
    use UploadResumableCancelResponse::{Forbidden, NoContent, NotFound};
    let (stranger, _) = it.user("bob").await;
    assert!(matches!(cancel(&stranger, &id).await, Forbidden(_)));
    assert!(matches!(cancel(&it.caller, &id).await, NoContent));
    assert_eq!(it.files(), Files::default());
    assert!(matches!(cancel(&it.caller, &id).await, NotFound(_)));
    assert!(matches!(cancel(&it.caller, "no-id").await, Forbidden(_)));
}
