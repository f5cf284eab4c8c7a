//! What happens to videos: transcoding, live, imports, thumbnails.

use std::time::Duration;

use super::tree::sections;
use super::units::{MaxAge, days, hours, minutes, seconds};
use super::value::{Leaf, Mismatch, Raw};

/// Declares the same switches per resolution for both kinds of transcoding.
macro_rules! resolutions {
    ($name:ident, $doc:literal) => {
        sections! {
            #[doc = $doc]
            $name {
                /// Audio only.
                p0 as "0p": bool = false,
                p144 as "144p": bool = false,
                p240 as "240p": bool = false,
                p360 as "360p": bool = false,
                p480 as "480p": bool = false,
                p720 as "720p": bool = false,
                p1080 as "1080p": bool = false,
                p1440 as "1440p": bool = false,
                p2160 as "2160p": bool = false,
            }
        }

        impl $name {
            /// Heights that are switched on, small to large; 0 is audio only.
            pub fn enabled(&self) -> Vec<i64> {
                [
                    (self.p0, 0),
                    (self.p144, 144),
                    (self.p240, 240),
                    (self.p360, 360),
                    (self.p480, 480),
                    (self.p720, 720),
                    (self.p1080, 1080),
                    (self.p1440, 1440),
                    (self.p2160, 2160),
                ]
                .into_iter()
                .filter_map(|(enabled, height)| enabled.then_some(height))
                .collect()
            }
        }
    };
}

resolutions!(Resolutions, "Resolutions that are made.");

sections! {
    /// Transcoding of uploads.
    Transcoding {
        enabled: bool = true,
        original_file: OriginalFile,
        /// Take more than the web's own containers: `.mkv`, `.mov`, `.avi`, …
        allow_additional_extensions: bool = true,
        allow_audio_files: bool = true,
        remote_runners: super::OffSwitch,
        /// Threads per ffmpeg; 0 lets ffmpeg choose.
        threads: u32 = 1,
        concurrency: u32 = 1,
        profile: String = "default",
        resolutions: Resolutions,
        always_transcode_original_resolution: bool = true,
        always_transcode_podcast_optimized_audio: bool = true,
        fps: Fps,
        web_videos: super::OffSwitch,
        hls: Hls,
    }

    /// What happens to the uploaded file itself.
    OriginalFile {
        keep: bool = false,
    }

    /// Frames a second.
    Fps {
        max: u32 = 60,
    }

    /// HLS.
    Hls {
        enabled: bool = true,
        split_audio_and_video: bool = false,
    }

    /// Live streams.
    Live {
        enabled: bool = false,
        /// -1 is without end.
        max_duration: MaxAge,
        /// -1 is unlimited.
        max_instance_lives: i64 = 20,
        /// -1 is unlimited.
        max_user_lives: i64 = 3,
        allow_replay: bool = true,
        dvr: Dvr,
        latency_setting: super::OnSwitch,
        rtmp: Rtmp,
        rtmps: Rtmps,
        transcoding: LiveTranscoding,
    }

    /// How far viewers can go back.
    Dvr {
        max_window: Duration = hours(1),
    }

    /// RTMP.
    Rtmp {
        enabled: bool = true,
        hostname: Option<String>,
        port: u16 = 1935,
        public_hostname: Option<String>,
    }

    /// RTMP over TLS.
    Rtmps {
        enabled: bool = false,
        hostname: Option<String>,
        port: u16 = 1936,
        key_file: String,
        cert_file: String,
        public_hostname: Option<String>,
    }

    /// Transcoding of live streams.
    LiveTranscoding {
        enabled: bool = true,
        remote_runners: super::OffSwitch,
        threads: u32 = 2,
        profile: String = "default",
        resolutions: Resolutions,
        always_transcode_original_resolution: bool = true,
        fps: Fps,
    }

    /// Editing of videos.
    VideoStudio {
        enabled: bool = false,
        remote_runners: super::OffSwitch,
    }

    /// Captions by speech recognition.
    VideoTranscription {
        enabled: bool = false,
        remote_runners: super::OffSwitch,
    }

    /// Files of videos.
    VideoFile {
        /// Replacing a video's file.
        update: super::OffSwitch,
    }

    /// Storyboards.
    Storyboards {
        enabled: bool = true,
        remote_runners: super::OffSwitch,
    }

    /// Imports.
    Import {
        videos: ImportVideos,
        video_channel_synchronization: ChannelSynchronization,
        users: super::OnSwitch,
    }

    /// Imports of videos.
    ImportVideos {
        concurrency: u32 = 1,
        timeout: Duration = hours(2),
        max_attempts: u32 = 5,
        http: super::OffSwitch,
        torrent: super::OffSwitch,
    }

    /// Channels that follow a channel elsewhere.
    ChannelSynchronization {
        enabled: bool = false,
        max_per_user: i64 = 10,
        check_interval: Duration = minutes(60),
    }

    /// Pictures made from videos.
    Thumbnails {
        generation_from_video: GenerationFromVideo,
        /// Sizes that are made of every video.
        sizes: Vec<ThumbnailSize> = default_thumbnail_sizes(),
    }

    /// How a picture is chosen from a video.
    GenerationFromVideo {
        /// Frames that are compared, at least 2.
        frames_to_analyze: u32 = 50,
    }

    /// Views of videos.
    Views {
        videos: VideoViews,
    }

    /// Views of videos.
    VideoViews {
        remote: RemoteViews,
        local: LocalViews,
        local_buffer_update_interval: Duration = minutes(30),
        view_expiration: Duration = hours(1),
        count_view_after: Duration = seconds(10),
        trust_viewer_session_id: bool = true,
        watching_interval: WatchingInterval,
    }

    /// Views of videos of other instances.
    RemoteViews {
        max_age: MaxAge = MaxAge(Some(days(30))),
    }

    /// Views of videos of this instance.
    LocalViews {
        max_age: MaxAge,
    }

    /// How often players report.
    WatchingInterval {
        anonymous: Option<Duration> = Some(seconds(5)),
        users: Option<Duration> = Some(seconds(5)),
    }
}

/// One size of thumbnails.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThumbnailSize {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// As written: `16:9`.
    pub aspect_ratio: String,
}

impl Leaf for ThumbnailSize {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        let mismatch = || {
            Mismatch::new(
                raw,
                "a section with width, height (pixels, 1 or more) and aspect_ratio such as `16:9`",
            )
        };
        let Raw::Map(keys) = raw else {
            return Err(mismatch());
        };
        let mut size = Self::default();
        for (key, value) in keys {
            match key.as_str() {
                "width" => size.width.set(value).map_err(|_| mismatch())?,
                "height" => size.height.set(value).map_err(|_| mismatch())?,
                "aspect_ratio" => size.aspect_ratio.set(value).map_err(|_| mismatch())?,
                _ => return Err(mismatch()),
            }
        }
        if size.width == 0 || size.height == 0 || size.aspect_ratio.is_empty() {
            return Err(mismatch());
        }
        *self = size;
        Ok(())
    }

    fn show(&self) -> Raw {
        Raw::Map(vec![
            ("width".to_owned(), self.width.show()),
            ("height".to_owned(), self.height.show()),
            ("aspect_ratio".to_owned(), self.aspect_ratio.show()),
        ])
    }
}

fn default_thumbnail_sizes() -> Vec<ThumbnailSize> {
    [
        (280, 157, "16:9"),
        (850, 480, "16:9"),
        (1280, 720, "16:9"),
        (1920, 1080, "16:9"),
        (1400, 1400, "1:1"),
    ]
    .into_iter()
    .map(|(width, height, aspect_ratio)| ThumbnailSize {
        width,
        height,
        aspect_ratio: aspect_ratio.to_owned(),
    })
    .collect()
}
