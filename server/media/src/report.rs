//! The parts of `ffprobe`'s JSON that are looked at, and its ways of writing numbers.

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Report {
    #[serde(default)]
    pub(crate) streams: Vec<Stream>,
    #[serde(default)]
    pub(crate) format: Format,
    #[serde(default)]
    pub(crate) chapters: Vec<ReportChapter>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Format {
    pub(crate) format_name: String,
    pub(crate) duration: Option<String>,
    pub(crate) bit_rate: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Stream {
    pub(crate) codec_type: Option<String>,
    pub(crate) codec_name: Option<String>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) avg_frame_rate: Option<String>,
    pub(crate) r_frame_rate: Option<String>,
    pub(crate) duration: Option<String>,
    pub(crate) nb_frames: Option<String>,
    pub(crate) disposition: Disposition,
    pub(crate) tags: Tags,
    pub(crate) side_data_list: Vec<SideData>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Disposition {
    pub(crate) attached_pic: u8,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Tags {
    pub(crate) rotate: Option<String>,
    pub(crate) title: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct SideData {
    pub(crate) rotation: Option<f64>,
}

#[derive(Deserialize)]
pub(crate) struct ReportChapter {
    #[serde(default)]
    pub(crate) start_time: Option<String>,
    #[serde(default)]
    pub(crate) tags: Tags,
}

impl Stream {
    pub(crate) fn is(&self, kind: &str) -> bool {
        // Text files pass for some formats without any codec being known.
        self.codec_type.as_deref() == Some(kind)
            && self
                .codec_name
                .as_deref()
                .is_some_and(|name| name != "none" && name != "unknown")
    }

    pub(crate) fn is_still_picture(&self) -> bool {
        let picture = matches!(
            self.codec_name.as_deref(),
            Some("mjpeg" | "png" | "gif" | "bmp" | "webp" | "tiff")
        );
        self.disposition.attached_pic == 1 || (picture && self.nb_frames.as_deref() == Some("1"))
    }

    pub(crate) fn is_on_its_side(&self) -> bool {
        let tagged = || {
            self.tags
                .rotate
                .as_deref()
                .and_then(|rotate| rotate.parse().ok())
        };
        let rotation = self
            .side_data_list
            .iter()
            .find_map(|data| data.rotation)
            .or_else(tagged);
        rotation.is_some_and(|degrees| (degrees.abs().round() as i64) % 180 == 90)
    }

    pub(crate) fn fps(&self) -> u32 {
        let rate = fraction(self.avg_frame_rate.as_deref())
            .or_else(|| fraction(self.r_frame_rate.as_deref()));
        rounded(rate.unwrap_or(0.0))
    }
}

/// A number that is neither negative nor endless; `ffprobe` writes `N/A` for what it does not know.
pub(crate) fn number(text: Option<&str>) -> Option<f64> {
    text?
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// `30000/1001`; a rate of 0 or over 0 is not known.
pub(crate) fn fraction(text: Option<&str>) -> Option<f64> {
    let (above, below) = text?.split_once('/')?;
    let (above, below) = (number(Some(above))?, number(Some(below))?);
    (above > 0.0 && below > 0.0).then(|| above / below)
}

/// Rounded; stops at the ends of the range.
pub(crate) fn rounded(number: f64) -> u32 {
    number.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_not_known() {
        assert_eq!(number(Some("N/A")), None);
        assert_eq!(number(Some("inf")), None);
        assert_eq!(number(Some("-1")), None);
        assert_eq!(fraction(Some("0/0")), None);
        assert_eq!(fraction(Some("30000/1001")).map(rounded), Some(30));
    }
}
