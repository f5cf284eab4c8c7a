//! Which files are taken, and what they are named.

use peertube_kernel::config::Transcoding;
use peertube_kernel::{Error, Result};
use peertube_web::accepted::{VIDEO_EXTENSIONS, When, served_types};

/// Says nothing about a file; its name decides.
const ANYTHING: &str = "application/octet-stream";

/// Media types with the extension that their files get.
const TYPES: &[(&str, &str, When)] = &[
    ("video/webm", ".webm", When::Always),
    ("video/ogg", ".ogv", When::Always),
    ("video/mp4", ".mp4", When::Always),
    ("video/x-matroska", ".mkv", When::Additional),
    ("video/matroska", ".mkv", When::Additional),
    ("video/quicktime", ".mov", When::Additional),
    ("video/mov", ".mov", When::Additional),
    ("video/x-m4v", ".m4v", When::Additional),
    ("video/m4v", ".m4v", When::Additional),
    ("video/x-flv", ".flv", When::Additional),
    ("video/x-f4v", ".f4v", When::Additional),
    ("video/x-ms-wmv", ".wmv", When::Additional),
    ("video/x-msvideo", ".avi", When::Additional),
    ("video/avi", ".avi", When::Additional),
    ("video/3gpp", ".3gp", When::Additional),
    ("video/3gpp2", ".3g2", When::Additional),
    ("application/x-nut", ".nut", When::Additional),
    ("video/mp2t", ".mts", When::Additional),
    ("video/vnd.dlna.mpeg-tts", ".mts", When::Additional),
    ("video/m2ts", ".m2ts", When::Additional),
    ("video/mpv", ".mpv", When::Additional),
    ("video/mpeg2", ".m2v", When::Additional),
    ("video/mpeg", ".m1v", When::Additional),
    ("video/dvd", ".vob", When::Additional),
    ("application/mxf", ".mxf", When::Additional),
    ("audio/mpeg", ".mp3", When::Audio),
    ("audio/mp3", ".mp3", When::Audio),
    ("application/ogg", ".ogg", When::Audio),
    ("audio/ogg", ".ogg", When::Audio),
    ("audio/x-ms-wma", ".wma", When::Audio),
    ("audio/wav", ".wav", When::Audio),
    ("audio/x-wav", ".wav", When::Audio),
    ("audio/x-flac", ".flac", When::Audio),
    ("audio/flac", ".flac", When::Audio),
    ("audio/vnd.dlna.adts", ".aac", When::Audio),
    ("audio/aac", ".aac", When::Audio),
    ("audio/m4a", ".m4a", When::Audio),
    ("audio/x-m4a", ".m4a", When::Audio),
    ("audio/mp4", ".m4a", When::Audio),
    ("audio/x-m4b", ".m4b", When::Audio),
    ("audio/vnd.dolby.dd-raw", ".ac3", When::Audio),
    ("audio/ac3", ".ac3", When::Audio),
];

/// The extension, with its dot, that a file sent in one piece gets: by its type, else by its name.
///
/// # Errors
/// 415 when files of this type, or of this name, are not taken.
pub(crate) fn extension_by_type(
    transcoding: &Transcoding,
    content_type: Option<&str>,
    name: &str,
) -> Result<&'static str> {
    let essence = essence(content_type.unwrap_or(ANYTHING));
    check(transcoding, &essence)?;
    of_type(&essence)
        .or_else(|| of_name(transcoding, name))
        .ok_or_else(refused)
}

/// The extension, with its dot, that a file sent in parts gets: by its name, else by its type.
///
/// # Errors
/// 415 when files of this type, or of this name, are not taken.
pub(crate) fn extension_by_name(
    transcoding: &Transcoding,
    content_type: &str,
    name: &str,
) -> Result<&'static str> {
    let essence = essence(content_type);
    check(transcoding, &essence)?;
    of_name(transcoding, name)
        .or_else(|| of_type(&essence))
        .ok_or_else(refused)
}

/// Whether the extension of a name could not be one of a file.
pub(crate) fn has_invalid_extension(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    let extension = base.rfind('.').map_or("", |dot| &base[dot..]);
    extension.contains(['"', '*', ':', '<', '>', '?', '\\', '|'])
}

/// Media type that a stored file is served as.
pub(crate) fn served_as(file_name: &str) -> &'static str {
    let extension = file_name.rfind('.').map_or("", |dot| &file_name[dot..]);
    served_types()
        .find(|(known, _)| *known == extension)
        .map_or(ANYTHING, |(_, media_type)| media_type)
}

/// A media type without its parameters, in lower case.
fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn check(transcoding: &Transcoding, essence: &str) -> Result<()> {
    let taken = if essence == ANYTHING {
        When::Additional.accepted(transcoding)
    } else {
        TYPES
            .iter()
            .any(|(known, _, when)| *known == essence && when.accepted(transcoding))
    };
    if taken { Ok(()) } else { Err(refused()) }
}

fn of_type(essence: &str) -> Option<&'static str> {
    let known = TYPES.iter().find(|(known, ..)| *known == essence);
    known.map(|(_, extension, _)| *extension)
}

fn of_name(transcoding: &Transcoding, name: &str) -> Option<&'static str> {
    let extension = name[name.rfind('.')?..].to_ascii_lowercase();
    let known = VIDEO_EXTENSIONS
        .iter()
        .find(|(known, _, when)| *known == extension && when.accepted(transcoding));
    known.map(|(extension, ..)| *extension)
}

fn refused() -> Error {
    Error::unsupported_media_type("Files of this type are not accepted")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> Transcoding {
        Transcoding::default()
    }

    fn nothing_more() -> Transcoding {
        Transcoding {
            enabled: false,
            ..Transcoding::default()
        }
    }

    #[test]
    fn the_type_of_a_part_decides() {
        let of = |content_type, name| extension_by_type(&everything(), content_type, name).ok();
        assert_eq!(of(Some("video/mp4"), "a.mkv"), Some(".mp4"));
        assert_eq!(of(Some("VIDEO/MPEG; x=y"), "a.mpg"), Some(".m1v"));
        assert_eq!(of(Some(ANYTHING), "a.MKV"), Some(".mkv"));
        assert_eq!(of(None, "a.webm"), Some(".webm"));
        for (content_type, name) in [
            (Some("text/plain"), "a.mp4"),
            (Some(ANYTHING), "a.exe"),
            (Some(ANYTHING), "mp4"),
            (None, "a."),
        ] {
            assert_eq!(of(content_type, name), None, "{content_type:?} {name}");
        }
    }

    #[test]
    fn the_name_of_an_upload_in_parts_decides() {
        let of = |content_type, name| extension_by_name(&everything(), content_type, name).ok();
        assert_eq!(of("video/mp4", "VIDEO.MKV"), Some(".mkv"));
        assert_eq!(of("video/mp4", "video"), Some(".mp4"));
        assert_eq!(of("application/pdf", "video.mp4"), None);
        assert_eq!(of(ANYTHING, "video"), None);
    }

    #[test]
    fn without_transcoding_only_what_browsers_play() {
        let of = |content_type| extension_by_type(&nothing_more(), Some(content_type), "a.mp4");
        assert_eq!(of("video/mp4").ok(), Some(".mp4"));
        for refused in ["video/x-matroska", "audio/mpeg", ANYTHING] {
            assert_eq!(of(refused).err().map(|e| e.kind.status()), Some(415));
        }
    }

    #[test]
    fn names_of_no_file() {
        for name in ["a.mp4?", "a.m*", "x/y.a:b", r"a.b\c"] {
            assert!(has_invalid_extension(name), "{name}");
        }
        for name in ["a.mp4", "what?.mp4", "../../etc/passwd", ""] {
            assert!(!has_invalid_extension(name), "{name}");
        }
    }

    #[test]
    fn types_of_stored_files() {
        assert_eq!(served_as("x-720.mp4"), "video/mp4");
        assert_eq!(served_as("x.jpg"), "image/jpeg");
        assert_eq!(served_as("x-720.torrent"), "application/x-bittorrent");
        assert_eq!(served_as("x"), ANYTHING);
        for (_, extension, _) in TYPES {
            assert_ne!(served_as(extension), ANYTHING, "{extension}");
        }
    }
}
