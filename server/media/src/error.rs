//! Why a file could not be probed or pictured.

use std::io;
use std::time::Duration;

/// A result with this crate's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a file could not be probed or pictured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not a video or audio file, or of a format that is not read here (playlists, pictures).
    #[error("not a video or audio file: {0}")]
    NotMedia(String),
    /// No frame of the video could be decoded.
    #[error("no frame can be decoded: {0}")]
    NoFrame(String),
    /// Not a JPEG, PNG or WebP picture, or a broken or far too big one.
    #[error("not a readable picture: {0}")]
    Picture(String),
    /// A program is not installed.
    #[error(
        "`{program}` cannot be started: install ffmpeg 4.1 or later, or set {variable} to its path"
    )]
    Missing {
        /// What was tried.
        program: String,
        /// The environment variable that names another one.
        variable: &'static str,
        /// Why it did not start.
        #[source]
        source: io::Error,
    },
    /// A program did not end in time and was killed.
    #[error("`{program}` did not end within {limit:?}")]
    TimedOut {
        /// Which one.
        program: String,
        /// How long it had.
        limit: Duration,
    },
    /// A program wrote more than it may and was killed.
    #[error("`{program}` wrote more than {limit} bytes")]
    TooMuchOutput {
        /// Which one.
        program: String,
        /// How many bytes it had.
        limit: usize,
    },
    /// A program ended badly for a reason that is not the file's.
    #[error("`{program}` failed: {message}")]
    Failed {
        /// Which one.
        program: String,
        /// What it wrote.
        message: String,
    },
    /// A picture could not be written.
    #[error("picture cannot be made: {0}")]
    Encode(String),
    /// A torrent cannot be read or written.
    #[error("torrent: {0}")]
    Torrent(String),
    /// The disk failed.
    #[error("file system")]
    Io(#[from] io::Error),
}

impl Error {
    pub(crate) fn torrent(reason: impl std::fmt::Display) -> Self {
        Self::Torrent(reason.to_string())
    }

    /// Whether the file is to blame, so that its sender should hear of it.
    pub fn is_input(&self) -> bool {
        matches!(
            self,
            Self::NotMedia(_) | Self::NoFrame(_) | Self::Picture(_) | Self::TooMuchOutput { .. }
        )
    }
}

impl From<Error> for peertube_kernel::Error {
    /// A file that is no media is a 422, a picture that is none a 400, everything else a 500.
    fn from(error: Error) -> Self {
        match &error {
            Error::Picture(_) => Self::bad_request("The picture cannot be read"),
            error if error.is_input() => {
                Self::unprocessable("The file is not a readable video or audio file")
            }
            _ => return Self::internal(error),
        }
        .with_source(error)
    }
}
