//! What an append writes to.

use std::fs::File;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use peertube_objects::Staging;

use crate::disk::blocking;
use crate::error::Result;
use crate::store::Piece;

/// What one append writes to.
#[derive(Clone)]
pub(crate) enum Target {
    /// A file, at exact offsets.
    File(Arc<File>),
    /// Objects that no other append writes.
    Pieces(Arc<PieceFolder>),
}

/// The objects of one append.
pub(crate) struct PieceFolder {
    pub(crate) staging: Staging,
    pub(crate) folder: String,
    /// Of the append, so that names of two never meet: a writer that has lost its lock and does not know cannot touch what
    /// its successor writes, and no row ever names what it writes itself.
    pub(crate) token: String,
}

impl PieceFolder {
    /// Stores bytes that belong at `start`.
    pub(crate) async fn put(&self, start: u64, content: Bytes) -> Result<Piece> {
        let piece = Piece {
            start,
            length: content.len() as u64,
            name: format!("{start:020}-{}", self.token),
        };
        self.staging.put(&self.folder, &piece.name, content).await?;
        Ok(piece)
    }
}

impl Target {
    /// Drops what a file holds from `length` on. Pieces are cut where they are recorded.
    pub(crate) async fn cut(&self, length: u64) -> io::Result<()> {
        let Self::File(file) = self else {
            return Ok(());
        };
        let file = Arc::clone(file);
        blocking(move || file.set_len(length)).await
    }
}
