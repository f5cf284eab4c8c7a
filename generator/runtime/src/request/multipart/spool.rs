//! Files on their way to disk.

use crate::Rejection;
use std::path::Path;
use tempfile::TempPath;
use tokio::io::{AsyncWriteExt, BufWriter};

const WRITE_BUFFER: usize = 256 << 10;

/// A file being written; deleted when dropped unfinished.
pub(super) struct Spool {
    path: TempPath,
    file: BufWriter<tokio::fs::File>,
    pub(super) size: u64,
}

impl Spool {
    pub(super) async fn create(directory: &Path) -> Result<Self, Rejection> {
        let directory = directory.to_owned();
        let created = tokio::task::spawn_blocking(move || {
            tempfile::Builder::new()
                .prefix("upload-")
                .tempfile_in(directory)
        })
        .await;
        let (file, path) = created.map_err(internal)?.map_err(internal)?.into_parts();
        Ok(Self {
            path,
            file: BufWriter::with_capacity(WRITE_BUFFER, tokio::fs::File::from_std(file)),
            size: 0,
        })
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Rejection> {
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).await.map_err(internal)
    }

    pub(super) async fn finish(mut self) -> Result<(TempPath, u64), Rejection> {
        self.file.flush().await.map_err(internal)?;
        Ok((self.path, self.size))
    }
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Rejection {
    Rejection::Internal(error.into())
}
