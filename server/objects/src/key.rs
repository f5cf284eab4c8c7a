//! Names of stored files.

use std::fmt;

use peertube_kernel::video::FileStorage;

use crate::error::{Error, Result};

/// What a stored file is; each kind has its own place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Web file of a video that everybody may read (`storage.web_videos`).
    WebVideo,
    /// Web file of a video that only some may read (`private/` in `storage.web_videos`).
    WebVideoPrivate,
    /// Thumbnail of a video or playlist (`storage.thumbnails`); always public.
    Thumbnail,
    /// Torrent of a file (`storage.torrents`); always public.
    Torrent,
}

impl Kind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 4] = [
        Self::WebVideo,
        Self::WebVideoPrivate,
        Self::Thumbnail,
        Self::Torrent,
    ];

    /// Its name for logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WebVideo => "web-video",
            Self::WebVideoPrivate => "web-video-private",
            Self::Thumbnail => "thumbnail",
            Self::Torrent => "torrent",
        }
    }

    /// Whether only some may read its files.
    pub const fn is_private(self) -> bool {
        matches!(self, Self::WebVideoPrivate)
    }

    /// Kind of a web file in the private or in the public place.
    pub const fn web_video(private: bool) -> Self {
        if private {
            Self::WebVideoPrivate
        } else {
            Self::WebVideo
        }
    }
}

/// A stored file's kind and name.
///
/// Names are 1 to 255 of `A-Z a-z 0-9 . _ -` and start with a letter or a digit, so that a name is never a path, never
/// hidden and never an option of a command.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    kind: Kind,
    name: String,
    storage: Option<FileStorage>,
}

impl Key {
    /// A key, if `name` is a file name.
    ///
    /// # Errors
    /// [`Error::Name`].
    pub fn new(kind: Kind, name: impl Into<String>) -> Result<Self> {
        let name = name.into();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let starts_well = name
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphanumeric);
        if starts_well && name.len() <= 255 && name.bytes().all(allowed) {
            Ok(Self {
                kind,
                name,
                storage: None,
            })
        } else {
            Err(Error::Name(name))
        }
    }

    /// What the file is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The file's name, without any folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the file lies; nothing where no row says so: where new files of its kind go, else on the local disk.
    pub fn storage(&self) -> Option<FileStorage> {
        self.storage
    }

    /// The same file as another kind, in the same storage.
    #[must_use]
    pub fn at(&self, kind: Kind) -> Self {
        Self {
            kind,
            ..self.clone()
        }
    }

    /// The same file in this storage.
    #[must_use]
    pub fn stored(self, storage: FileStorage) -> Self {
        Self {
            storage: Some(storage),
            ..self
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.name(), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_paths() {
        for bad in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "a\\b",
            "/etc/passwd",
            ".hidden",
            "-rf",
            "a b",
            "a\0",
            "é.mp4",
            "a#1",
        ] {
            assert!(Key::new(Kind::Thumbnail, bad).is_err(), "{bad:?}");
        }
        assert!(Key::new(Kind::Thumbnail, "a".repeat(256)).is_err());
        for good in [
            "9c9de5e8-0a1e-484a-b099-e80766180a6d-720.mp4",
            "a..b",
            "0",
            "x-zh-Hans.vtt",
        ] {
            assert_eq!(Key::new(Kind::Thumbnail, good).unwrap().name(), good);
        }
    }
}
