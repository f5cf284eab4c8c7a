//! The picture of what has none, drawn by code.

use image::{DynamicImage, Rgb, RgbImage};

const WIDTH: u32 = 1920;
const HEIGHT: u32 = 1080;
const BACKGROUND: Rgb<u8> = Rgb([32, 36, 48]);
const BAR: Rgb<u8> = Rgb([240, 150, 60]);

/// Heights of the bars in percent of the largest, left to right: a sound as an equaliser shows it.
const BARS: [u32; 15] = [18, 34, 26, 52, 74, 46, 88, 100, 70, 92, 58, 38, 62, 30, 16];
const BAR_WIDTH: u32 = 36;
const BAR_STEP: u32 = 64;
const TALLEST: u32 = 520;

/// The 1920x1080 picture of an audio file.
pub(crate) fn audio() -> DynamicImage {
    let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, BACKGROUND);
    let whole = BAR_STEP * (BARS.len() as u32 - 1) + BAR_WIDTH;
    let mut left = (WIDTH - whole) / 2;
    for percent in BARS {
        let height = TALLEST * percent / 100;
        let top = (HEIGHT - height) / 2;
        for y in top..top + height {
            for x in left..left + BAR_WIDTH {
                picture.put_pixel(x, y, BAR);
            }
        }
        left += BAR_STEP;
    }
    picture.into()
}
