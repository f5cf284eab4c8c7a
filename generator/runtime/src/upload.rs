//! A file that came with a multipart body.

use http::HeaderMap;
use std::{fmt, io, path::Path};
use tempfile::TempPath;

/// A received file, spooled on disk. Dropping it deletes the file; [`into_path`](Self::into_path) or
/// [`persist`](Self::persist) keep it.
pub struct UploadedFile {
    pub(crate) path: TempPath,
    pub(crate) size: u64,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Box<HeaderMap>,
}

impl UploadedFile {
    /// An already spooled file.
    #[must_use]
    pub fn new(
        path: TempPath,
        size: u64,
        file_name: Option<String>,
        content_type: Option<String>,
    ) -> Self {
        Self {
            path,
            size,
            file_name,
            content_type,
            headers: Box::default(),
        }
    }

    /// With the headers of its part.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers = Box::new(headers);
        self
    }

    /// The headers of its part.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers of its part as the type that the document makes of them; none where it is that of another part.
    #[must_use]
    pub fn read_headers<T: crate::Decode>(&self) -> Option<T> {
        crate::request::read_headers(&self.headers)
    }

    /// Where the bytes are.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes received.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The name that the client gave; never a path to be trusted.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The media type that the client gave.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The path with its deletion on drop.
    #[must_use]
    pub fn into_path(self) -> TempPath {
        self.path
    }

    /// Moves the file to its final place on the same file system; an existing file there is replaced.
    ///
    /// # Errors
    /// What renaming answers; the spooled file is deleted then.
    pub fn persist(self, to: &Path) -> io::Result<()> {
        self.path.persist(to).map_err(|error| error.error)
    }
}

impl fmt::Debug for UploadedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadedFile")
            .field("size", &self.size)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}
