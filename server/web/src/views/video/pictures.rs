//! Pictures of a video.

use peertube_api::models::video as models;
use peertube_api::models::video::ThumbnailAspectRatio;
use peertube_store::thumbnails::ThumbnailRow;

use crate::urls::{Urls, thumbnail_path};

/// The shape that clients expect of previews.
const WIDE: &str = "16:9";

/// All pictures, and two of them by their path.
pub(super) struct Pictures {
    /// Path of the narrowest wide one.
    pub(super) smallest: Option<String>,
    /// Path of the widest wide one.
    pub(super) largest: Option<String>,
    /// All that have a shape the API knows.
    pub(super) all: Vec<models::Thumbnail>,
}

impl Pictures {
    pub(super) fn of(urls: &Urls, rows: &[ThumbnailRow]) -> Self {
        let wide = || rows.iter().filter(|row| row.aspect_ratio == WIDE);
        let path = |row: &ThumbnailRow| thumbnail_path(&row.file_name);
        Self {
            smallest: wide().min_by_key(|row| row.width).map(path),
            largest: wide().max_by_key(|row| row.width).map(path),
            all: rows.iter().filter_map(|row| picture(urls, row)).collect(),
        }
    }
}

fn picture(urls: &Urls, row: &ThumbnailRow) -> Option<models::Thumbnail> {
    Some(models::Thumbnail {
        height: row.height,
        width: row.width,
        aspect_ratio: shape(&row.aspect_ratio)?,
        file_url: urls.thumbnail(&row.file_name),
    })
}

fn shape(ratio: &str) -> Option<ThumbnailAspectRatio> {
    Some(match ratio {
        "16:9" => ThumbnailAspectRatio::Wide,
        "16:10" => ThumbnailAspectRatio::Wide10,
        "4:3" => ThumbnailAspectRatio::Classic,
        "5:4" => ThumbnailAspectRatio::Classic54,
        "1:1" => ThumbnailAspectRatio::Square,
        _ => return None,
    })
}
