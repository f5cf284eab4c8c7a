//! Files that clients may send, as operations check them and the public configuration tells.

/// Extensions of pictures of videos, with the dot.
pub const PICTURE_EXTENSIONS: [&str; 4] = [".png", ".jpg", ".jpeg", ".webp"];
/// Most bytes of a picture of a video.
pub const PICTURE_BYTES: u64 = 8 * 1024 * 1024;

/// Media types of videos with the extension under which they are stored.
///
/// Nothing is transcoded yet, so only what browsers play is taken, whatever `transcoding.*` says.
pub const VIDEO_TYPES: [(&str, &str); 3] = [
    ("video/webm", ".webm"),
    ("video/ogg", ".ogv"),
    ("video/mp4", ".mp4"),
];

/// Extensions of videos, with the dot.
pub fn video_extensions() -> Vec<&'static str> {
    VIDEO_TYPES
        .iter()
        .map(|(_, extension)| *extension)
        .collect()
}
