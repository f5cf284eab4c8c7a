//! A picture brought to a size without distorting it.

use fast_image_resize::{ResizeOptions, Resizer};
use image::{DynamicImage, imageops};

use crate::error::{Error, Result};

/// The picture in exactly this size.
///
/// Picture and size both wide, or both not: scaled to cover, cut at the edges. Else cutting would lose most of it: the whole
/// picture stands in the middle of itself, scaled to cover at half brightness.
pub(crate) fn fit(picture: &DynamicImage, width: u32, height: u32) -> Result<DynamicImage> {
    let covering = cover(picture, width, height)?;
    let wide = picture.width() > picture.height();
    if wide == (width > height) {
        return Ok(covering);
    }
    let mut background = covering;
    darken(&mut background);
    let (inner_width, inner_height) = inside(picture, width, height);
    let whole = cover(picture, inner_width, inner_height)?;
    let left = i64::from((width - inner_width) / 2);
    let top = i64::from((height - inner_height) / 2);
    imageops::overlay(&mut background, &whole, left, top);
    Ok(background)
}

/// Eight bits a channel, three or four channels.
pub(crate) fn plain(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => picture,
        picture if picture.color().has_alpha() => DynamicImage::ImageRgba8(picture.into_rgba8()),
        picture => DynamicImage::ImageRgb8(picture.into_rgb8()),
    }
}

fn cover(picture: &DynamicImage, width: u32, height: u32) -> Result<DynamicImage> {
    if (picture.width(), picture.height()) == (width, height) {
        return Ok(picture.clone());
    }
    let mut result = DynamicImage::new(width, height, picture.color());
    let options = ResizeOptions::new().fit_into_destination(Some((0.5, 0.5)));
    Resizer::new()
        .resize(picture, &mut result, &options)
        .map_err(|error| Error::Encode(error.to_string()))?;
    Ok(result)
}

/// The largest size of the picture's shape that fits, at least one pixel each way.
fn inside(picture: &DynamicImage, width: u32, height: u32) -> (u32, u32) {
    let (from_width, from_height) = (u64::from(picture.width()), u64::from(picture.height()));
    let scaled = |side: u32, by: u64, of: u64, most: u32| {
        let side = (u64::from(side) * by + of / 2) / of.max(1);
        u32::try_from(side).unwrap_or(most).clamp(1, most)
    };
    if from_width * u64::from(height) > from_height * u64::from(width) {
        (width, scaled(width, from_height, from_width, height))
    } else {
        (scaled(height, from_width, from_height, width), height)
    }
}

/// Half brightness; what is transparent stays so.
fn darken(picture: &mut DynamicImage) {
    match picture {
        DynamicImage::ImageRgba8(picture) => {
            for pixel in picture.pixels_mut() {
                let [red, green, blue, alpha] = pixel.0;
                pixel.0 = [red / 2, green / 2, blue / 2, alpha];
            }
        }
        DynamicImage::ImageRgb8(picture) => {
            for pixel in picture.pixels_mut() {
                pixel.0 = pixel.0.map(|channel| channel / 2);
            }
        }
        // Pictures come here through `plain`.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    /// Left half red, right half blue.
    fn halves(width: u32, height: u32) -> DynamicImage {
        let colour = |x, _| {
            if x < width / 2 {
                Rgb([200, 0, 0])
            } else {
                Rgb([0, 0, 200])
            }
        };
        RgbImage::from_fn(width, height, colour).into()
    }

    fn pixel(picture: &DynamicImage, x: u32, y: u32) -> [u8; 3] {
        picture.to_rgb8().get_pixel(x, y).0
    }

    #[test]
    fn wide_into_wide_is_cut_at_the_edges() {
        let result = fit(&halves(400, 100), 160, 90).unwrap();
        assert_eq!((result.width(), result.height()), (160, 90));
        assert_eq!(
            (pixel(&result, 5, 0), pixel(&result, 155, 89)),
            ([200, 0, 0], [0, 0, 200])
        );
    }

    #[test]
    fn wide_into_square_stands_in_the_middle_of_itself() {
        let result = fit(&halves(160, 80), 100, 100).unwrap();
        assert_eq!((result.width(), result.height()), (100, 100));
        assert_eq!(
            (pixel(&result, 10, 5), pixel(&result, 90, 95)),
            ([100, 0, 0], [0, 0, 100])
        );
        assert_eq!(
            (pixel(&result, 10, 50), pixel(&result, 90, 50)),
            ([200, 0, 0], [0, 0, 200])
        );
    }

    #[test]
    fn tall_into_wide_stands_in_the_middle_of_itself() {
        let result = fit(&halves(90, 160), 160, 90).unwrap();
        assert_eq!(pixel(&result, 5, 45), [100, 0, 0]);
        assert_eq!(
            (pixel(&result, 60, 45), pixel(&result, 100, 45)),
            ([200, 0, 0], [0, 0, 200])
        );
    }

    #[test]
    fn extreme_shapes_keep_a_pixel() {
        for (width, height) in [(5000, 1), (1, 5000), (1, 1)] {
            for (to_width, to_height) in [(16, 9), (14, 14), (9, 16)] {
                let result = fit(&halves(width, height), to_width, to_height).unwrap();
                assert_eq!((result.width(), result.height()), (to_width, to_height));
            }
        }
    }
}
