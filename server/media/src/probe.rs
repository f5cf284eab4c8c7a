//! What `ffprobe` says about a file.

use std::ffi::OsString;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::report::{Report, ReportChapter, Stream, number, rounded};
use crate::tools::Tools;

/// Formats that are read. Playlists and other lists are missing on purpose: they name further files, which a crafted
/// upload could use to read the server's own. Pictures are missing because they are no media here.
pub(crate) const FORMATS: &str = "mov,matroska,webm,ogg,flv,live_flv,asf,avi,nut,mpegts,mpeg,mpegvideo,m4v,h264,hevc,mxf,\
    mp3,wav,w64,flac,aac,ac3,eac3";

/// Most pixels of a frame that is decoded, 8192 x 8192: a small file can claim to be a huge picture, and several frames are
/// in memory at once.
const MOST_PIXELS: &str = "67108864";

/// A longer description than this is no honest file's.
const OUTPUT: usize = 4 * 1024 * 1024;

/// A titled part of a file, from its container.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Start in seconds.
    pub start: f64,
    /// Title; empty when it has none.
    pub title: String,
}

/// What a media file is.
///
/// A file whose only picture is a still one (the cover of a song) counts as audio: `width`, `height`, `resolution` and
/// `fps` are 0 and `aspect_ratio` is `None`, although `has_video` stays true.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// Duration of the container in seconds, else of its longest stream, else 0.
    pub duration: f64,
    /// The same, rounded.
    pub duration_seconds: u32,
    /// Width in pixels as it is shown: a rotation by 90 degrees is applied.
    pub width: u32,
    /// Height in pixels as it is shown.
    pub height: u32,
    /// The shorter side in pixels; 0 is audio.
    pub resolution: u32,
    /// Frames a second, rounded.
    pub fps: u32,
    /// Width / height with four decimals.
    pub aspect_ratio: Option<f64>,
    /// Whether there is an audio stream.
    pub has_audio: bool,
    /// Whether there is a video stream, be it a still picture.
    pub has_video: bool,
    /// Bits a second of the whole file.
    pub bitrate: Option<u64>,
    /// The format's names as `ffprobe` gives them, such as `mov,mp4,m4a,3gp,3g2,mj2`.
    pub container: String,
    /// Parts with titles.
    pub chapters: Vec<Chapter>,
    /// Everything `ffprobe` said, `{streams, format, chapters}`, without the file's name on this machine.
    pub metadata: Value,
}

impl Probe {
    /// Whether it is shown as audio: no video, or nothing but a still picture.
    pub fn is_audio(&self) -> bool {
        self.resolution == 0
    }
}

/// Reads what the file at `path` is.
pub(crate) async fn probe(tools: &Tools, path: &Path) -> Result<Probe> {
    let file = tokio::fs::metadata(path).await?;
    if !file.is_file() || file.len() == 0 {
        return Err(Error::NotMedia("empty".to_owned()));
    }
    let mut arguments: Vec<OsString> = ["-v", "error", "-hide_banner", "-print_format", "json"]
        .map(Into::into)
        .into();
    arguments.extend(["-show_format", "-show_streams", "-show_chapters"].map(Into::into));
    arguments.extend(input(path)?);
    let ended = tools.ffprobe(OUTPUT).run(&arguments).await?;
    if !ended.status.success() {
        return Err(Error::NotMedia(format!(
            "{} ({})",
            ended.complaint, ended.status
        )));
    }
    read(&String::from_utf8_lossy(&ended.stdout))
}

/// The arguments that open a local file and nothing else.
///
/// The path is made absolute and given as a `file:` address, so that no name is taken for an option or a protocol.
pub(crate) fn input(path: &Path) -> Result<Vec<OsString>> {
    let mut address = OsString::from("file:");
    address.push(std::path::absolute(path)?);
    let mut arguments: Vec<OsString> = [
        "-protocol_whitelist",
        "file,pipe",
        "-format_whitelist",
        FORMATS,
        "-max_pixels",
        MOST_PIXELS,
        "-i",
    ]
    .map(Into::into)
    .into();
    arguments.push(address);
    Ok(arguments)
}

fn read(json: &str) -> Result<Probe> {
    let unreadable = |error: serde_json::Error| Error::NotMedia(format!("description: {error}"));
    let mut metadata: Value = serde_json::from_str(json).map_err(unreadable)?;
    let report = Report::deserialize(&metadata).map_err(unreadable)?;
    if let Some(format) = metadata.get_mut("format").and_then(Value::as_object_mut) {
        format.shift_remove("filename");
    }

    let has_audio = report.streams.iter().any(|stream| stream.is("audio"));
    let has_video = report.streams.iter().any(|stream| stream.is("video"));
    if !has_audio && !has_video {
        return Err(Error::NotMedia("no video and no audio stream".to_owned()));
    }
    let moving = report
        .streams
        .iter()
        .find(|stream| stream.is("video") && !stream.is_still_picture());
    if moving.is_none() && !has_audio {
        return Err(Error::NotMedia("a picture".to_owned()));
    }
    let (width, height) = match moving {
        Some(stream) if stream.is_on_its_side() => (stream.height, stream.width),
        Some(stream) => (stream.width, stream.height),
        None => (0, 0),
    };
    if moving.is_some() && (width == 0 || height == 0) {
        return Err(Error::NotMedia("a video without a size".to_owned()));
    }
    let longest = || {
        report
            .streams
            .iter()
            .filter_map(|s| number(s.duration.as_deref()))
            .reduce(f64::max)
    };
    let duration = number(report.format.duration.as_deref())
        .or_else(longest)
        .unwrap_or(0.0);

    Ok(Probe {
        duration,
        duration_seconds: rounded(duration),
        width,
        height,
        resolution: width.min(height),
        fps: moving.map_or(0, Stream::fps),
        aspect_ratio: aspect_ratio(width, height),
        has_audio,
        has_video,
        bitrate: report.format.bit_rate.and_then(|rate| rate.parse().ok()),
        container: report.format.format_name,
        chapters: report.chapters.into_iter().map(chapter).collect(),
        metadata,
    })
}

fn chapter(chapter: ReportChapter) -> Chapter {
    Chapter {
        start: number(chapter.start_time.as_deref()).unwrap_or(0.0),
        title: chapter.tags.title.unwrap_or_default(),
    }
}

fn aspect_ratio(width: u32, height: u32) -> Option<f64> {
    (width > 0 && height > 0)
        .then(|| (f64::from(width) / f64::from(height) * 10_000.0).round() / 10_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aspect_ratios_have_four_decimals() {
        assert_eq!(aspect_ratio(854, 480), Some(1.7792));
        assert_eq!(aspect_ratio(0, 480), None);
    }

    #[test]
    fn streams_without_a_codec_are_no_media() {
        for json in [
            "{}",
            r#"{"streams": [{"codec_type": "data", "codec_name": "bin_data"}]}"#,
            r#"{"streams": [{"codec_type": "video"}]}"#,
            r#"{"streams": [{"codec_type": "video", "codec_name": "h264", "width": 0, "height": 0}]}"#,
            r#"{"streams": [{"codec_type": "video", "codec_name": "png", "nb_frames": "1", "width": 9, "height": 9}]}"#,
            "not json",
        ] {
            assert!(matches!(read(json), Err(Error::NotMedia(_))), "{json}");
        }
    }

    #[test]
    fn rotation_as_a_tag_and_a_duration_of_a_stream_only() {
        let probe = read(
            r#"{"streams": [{"codec_type": "video", "codec_name": "h264", "width": 64, "height": 36, "tags": {"rotate": "270"},
                "avg_frame_rate": "0/0", "r_frame_rate": "25/1", "duration": "1.5"}], "format": {"duration": "N/A", "filename": "/secret"}}"#,
        )
        .unwrap();
        assert_eq!(
            (probe.width, probe.height, probe.resolution, probe.fps),
            (36, 64, 36, 25)
        );
        assert_eq!((probe.duration, probe.duration_seconds), (1.5, 2));
        assert!(!probe.metadata.to_string().contains("secret"));
    }
}
