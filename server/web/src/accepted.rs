//! Files that clients may send, as operations check them and the public configuration tells.

use peertube_kernel::config::Transcoding;

/// Extensions of pictures of videos, with the dot.
pub const PICTURE_EXTENSIONS: [&str; 4] = [".png", ".jpg", ".jpeg", ".webp"];
/// Most bytes of a picture of a video.
pub const PICTURE_BYTES: u64 = 8 * 1024 * 1024;

/// When a kind of file is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always: browsers play it.
    Always,
    /// With `transcoding.allow_additional_extensions`.
    Additional,
    /// With `transcoding.allow_audio_files`.
    Audio,
}

impl When {
    /// Whether the configuration accepts it.
    pub fn accepted(self, transcoding: &Transcoding) -> bool {
        match self {
            Self::Always => true,
            Self::Additional => transcoding.enabled && transcoding.allow_additional_extensions,
            Self::Audio => transcoding.enabled && transcoding.allow_audio_files,
        }
    }
}

/// Extensions that a video's own name may have, with the dot, and the type it is served as.
pub static VIDEO_EXTENSIONS: &[(&str, &str, When)] = &[
    (".webm", "video/webm", When::Always),
    (".ogv", "video/ogg", When::Always),
    (".ogg", "video/ogg", When::Additional),
    (".mp4", "video/mp4", When::Always),
    (".mkv", "video/x-matroska", When::Additional),
    (".mov", "video/quicktime", When::Additional),
    (".qt", "video/quicktime", When::Additional),
    (".mqv", "video/quicktime", When::Additional),
    (".m4v", "video/x-m4v", When::Additional),
    (".flv", "video/x-flv", When::Additional),
    (".f4v", "video/x-f4v", When::Additional),
    (".wmv", "video/x-ms-wmv", When::Additional),
    (".avi", "video/x-msvideo", When::Additional),
    (".3gp", "video/3gpp", When::Additional),
    (".3gpp", "video/3gpp", When::Additional),
    (".3g2", "video/3gpp2", When::Additional),
    (".nut", "application/x-nut", When::Additional),
    (".mts", "video/mp2t", When::Additional),
    (".ts", "video/mp2t", When::Additional),
    (".m2ts", "video/mp2t", When::Additional),
    (".mpv", "video/mpeg", When::Additional),
    (".m2v", "video/mpeg", When::Additional),
    (".m1v", "video/mpeg", When::Additional),
    (".mpg", "video/mpeg", When::Additional),
    (".mpe", "video/mpeg", When::Additional),
    (".mpeg", "video/mpeg", When::Additional),
    (".vob", "video/mpeg", When::Additional),
    (".mxf", "application/mxf", When::Additional),
    (".mp3", "audio/mpeg", When::Audio),
    (".wma", "audio/x-ms-wma", When::Audio),
    (".wav", "audio/wav", When::Audio),
    (".flac", "audio/flac", When::Audio),
    (".aac", "audio/aac", When::Audio),
    (".m4a", "audio/mp4", When::Audio),
    (".m4b", "audio/mp4", When::Audio),
    (".ac3", "audio/ac3", When::Audio),
];

/// Other files of ours, and the type each is served as.
static OTHER_EXTENSIONS: &[(&str, &str)] = &[
    (".jpg", "image/jpeg"),
    (".png", "image/png"),
    (".webp", "image/webp"),
    (".torrent", "application/x-bittorrent"),
];

/// Extensions of all stored files, with the dot, and the type each is served as.
pub fn served_types() -> impl Iterator<Item = (&'static str, &'static str)> {
    let videos = VIDEO_EXTENSIONS
        .iter()
        .map(|(extension, media_type, _)| (*extension, *media_type));
    videos.chain(OTHER_EXTENSIONS.iter().copied())
}

/// Extensions of videos that the configuration accepts, with the dot.
pub fn video_extensions(transcoding: &Transcoding) -> Vec<&'static str> {
    VIDEO_EXTENSIONS
        .iter()
        .filter(|(_, _, when)| when.accepted(transcoding))
        .map(|(extension, ..)| *extension)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_decides_what_is_accepted() {
        let mut transcoding = Transcoding::default();
        assert_eq!(video_extensions(&transcoding).len(), 36);
        transcoding.allow_audio_files = false;
        assert!(!video_extensions(&transcoding).contains(&".mp3"));
        transcoding.enabled = false;
        assert_eq!(video_extensions(&transcoding), [".webm", ".ogv", ".mp4"]);
    }
}
