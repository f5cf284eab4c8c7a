//! The S3 store of the configuration.

use peertube_kernel::config::{BucketPlace, Config, ObjectStorage};
use peertube_objects::{self as objects, BucketSettings, Error, Kind, Objects, Staging};
use peertube_web::accepted::served_types;

use crate::error::StartError;

/// How the store is reached and what goes there; nothing while it is switched off.
pub(crate) fn settings(config: &ObjectStorage) -> Option<BucketSettings> {
    if !config.enabled {
        return None;
    }
    let kinds = [
        (Kind::WebVideo, config.web_videos.place()),
        (Kind::Thumbnail, config.thumbnails.place()),
        (Kind::Torrent, config.torrents.place()),
    ];
    let used = kinds
        .into_iter()
        .filter(|(_, place)| !place.bucket_name.is_empty());
    let content_types = served_types()
        .map(|(extension, media_type)| (extension.trim_start_matches('.'), media_type));
    Some(BucketSettings {
        endpoint: config.endpoint.clone(),
        region: config.region.clone(),
        path_style: config.force_path_style,
        access_key_id: config.credentials.access_key_id.clone(),
        secret_access_key: config.credentials.secret_access_key.expose().to_owned(),
        largest_part: config.max_upload_part.bytes(),
        attempts: usize::try_from(config.max_request_attempts).unwrap_or(usize::MAX),
        public_acl: config.upload_acl.public.clone(),
        private_acl: config.upload_acl.private.clone(),
        places: used.map(|(kind, place)| (kind, bucket(place))).collect(),
        content_types: content_types.collect(),
    })
}

/// Where the data of uploads is kept until they are complete, if that is object storage.
///
/// # Errors
/// Settings that make no sense, and a bucket that cannot be written to. A store that does not answer just now is none.
pub(crate) async fn staging(config: &Config) -> Result<Option<Staging>, StartError> {
    let Some(settings) = settings(&config.object_storage) else {
        return Ok(None);
    };
    if !config.keeps_uploads_in_object_storage() {
        return Ok(None);
    }
    let place = bucket(config.object_storage.uploads_place());
    let staging = Staging::open(&settings, &place)
        .map_err(|error| StartError::new("open the storage of uploads", error))?;
    checked(
        staging.bucket(),
        "object_storage.uploads.bucket_name",
        staging.check().await,
    )?;
    Ok(Some(staging))
}

fn bucket(place: BucketPlace<'_>) -> objects::BucketPlace {
    objects::BucketPlace {
        bucket: place.bucket_name.to_owned(),
        prefix: place.prefix.to_owned(),
        base_url: Some(place.base_url.to_owned()).filter(|url| !url.is_empty()),
    }
}

/// Says at the start, not at the first upload, that the settings are wrong. A store that does not answer just now does not
/// keep the server from starting: what lies on the disk can be served.
pub(crate) async fn check(objects: &Objects) -> Result<(), StartError> {
    match objects.check_buckets().await {
        Ok(()) => Ok(()),
        Err((bucket, error)) => checked(&bucket, "object_storage.*.bucket_name", Err(error)),
    }
}

fn checked(bucket: &str, key: &str, result: Result<(), Error>) -> Result<(), StartError> {
    match result {
        Ok(()) => Ok(()),
        Err(error @ Error::Unreachable(_)) => {
            tracing::error!(%error, bucket, "uploads will fail until object storage answers");
            Ok(())
        }
        Err(error) => Err(StartError::new(
            format!("write to the bucket `{bucket}` (`{key}`)"),
            error,
        )),
    }
}
