//! Pictures of videos: which one was sent, and storing what was made of it.

use std::path::Path;

use openapi_stubs_runtime::UploadedFile;
use peertube_kernel::{Context, Result};
use peertube_media::{AspectRatio, Made, ThumbnailSize};
use peertube_objects::{Key, Kind};
use peertube_store::thumbnails::NewThumbnail;
use peertube_web::Shared;

use crate::stored::Stored;

/// The picture that counts of the two that may be sent: the preview.
pub(crate) fn chosen(
    thumbnail: Option<UploadedFile>,
    preview: Option<UploadedFile>,
) -> Option<UploadedFile> {
    preview.or(thumbnail)
}

/// The sizes that the configuration asks for.
pub(crate) fn sizes(shared: &Shared) -> Vec<ThumbnailSize> {
    let configured = &shared.config.thumbnails.sizes;
    let known = configured.iter().filter_map(|size| {
        Some(ThumbnailSize {
            width: size.width,
            height: size.height,
            aspect_ratio: AspectRatio::from_label(&size.aspect_ratio)?,
        })
    });
    known.collect()
}

/// Stores pictures under new names; gives the rows to write.
pub(crate) async fn store(
    stored: &mut Stored<'_>,
    context: &Context,
    made: Vec<Made>,
    automatic: bool,
) -> Result<Vec<NewThumbnail>> {
    let mut rows = Vec::with_capacity(made.len());
    for picture in made {
        let file_name = format!("{}{}", context.uuid(), picture.extension);
        let key = Key::new(Kind::Thumbnail, file_name.clone())?;
        let path: &Path = &picture.path;
        stored.put(key, path).await?;
        rows.push(NewThumbnail {
            file_name,
            width: picture.width.into(),
            height: picture.height.into(),
            aspect_ratio: picture.aspect_ratio.label().to_owned(),
            automatic,
        });
    }
    Ok(rows)
}
