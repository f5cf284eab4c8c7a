//! Reading a picture that somebody sent.

use std::io::{BufRead, Seek};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use crate::encode::Format;
use crate::error::{Error, Result};
use crate::fit::plain;

/// Longest side that is read, in pixels.
const LONGEST: u32 = 16_384;

/// Most memory that a picture may need: a small file can claim to be a huge picture.
const MEMORY: u64 = 256 * 1024 * 1024;

/// Reads a JPEG, PNG or WebP file, whatever its name says, turned as its EXIF data tells. Blocking.
pub(crate) fn open(path: &Path) -> Result<(DynamicImage, Format)> {
    decode(ImageReader::open(path)?.with_guessed_format()?)
}

/// Reads a picture in memory. Blocking.
pub(crate) fn from_memory(bytes: &[u8]) -> Result<DynamicImage> {
    let reader = ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format()?;
    decode(reader).map(|(picture, _)| picture)
}

fn decode(mut reader: ImageReader<impl BufRead + Seek>) -> Result<(DynamicImage, Format)> {
    let format = reader
        .format()
        .and_then(Format::from_image)
        .ok_or_else(|| Error::Picture("neither JPEG, PNG nor WebP".to_owned()))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let unreadable = |error: image::ImageError| Error::Picture(error.to_string());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    if decoder.total_bytes() > MEMORY {
        return Err(Error::Picture("too many pixels".to_owned()));
    }
    // Broken EXIF data does not make a picture unreadable.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    Ok((plain(picture), format))
}
