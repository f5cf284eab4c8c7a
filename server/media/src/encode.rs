//! Writing thumbnails.

use std::fs::File;
use std::io::{BufWriter, Write};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageFormat};

use crate::error::{Error, Result};

const JPEG_QUALITY: u8 = 85;

/// How a thumbnail is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
    Webp,
}

impl Format {
    pub(crate) fn from_image(format: ImageFormat) -> Option<Self> {
        match format {
            ImageFormat::Jpeg => Some(Self::Jpeg),
            ImageFormat::Png => Some(Self::Png),
            ImageFormat::WebP => Some(Self::Webp),
            _ => None,
        }
    }

    /// With the dot.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => ".jpg",
            Self::Png => ".png",
            Self::Webp => ".webp",
        }
    }
}

/// Writes the picture without any metadata. Blocking. WebP is written without loss: there is no lossy writer in Rust.
pub(crate) fn write(picture: &DynamicImage, format: Format, file: &File) -> Result<()> {
    let mut file = BufWriter::new(file);
    let written = match format {
        Format::Jpeg => picture
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY)),
        Format::Png => picture.write_with_encoder(PngEncoder::new(&mut file)),
        Format::Webp => picture.write_with_encoder(WebPEncoder::new_lossless(&mut file)),
    };
    match written {
        Ok(()) => Ok(file.flush()?),
        Err(image::ImageError::IoError(error)) => Err(error.into()),
        Err(error) => Err(Error::Encode(error.to_string())),
    }
}
