//! Where the files of one kind lie.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use tokio::io::AsyncReadExt;

use crate::error::{Error, Result};
use crate::key::Key;
use crate::read::ByteStream;

/// Part size of a copy; the least that buckets take.
const PART: usize = 5 * 1024 * 1024;

/// Parts of a copy that may be on their way at once; bounds its memory.
const PARTS_AT_ONCE: usize = 2;

/// A store, and its folder when it is one on a local disk.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) store: Arc<dyn ObjectStore>,
    folder: Option<PathBuf>,
}

impl Place {
    /// A folder on a local disk, made if it is missing. Blocking.
    pub(crate) fn folder(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let folder = std::path::absolute(folder)?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(Error::Store)?;
        Ok(Self {
            store: Arc::new(store),
            folder: Some(folder),
        })
    }

    /// A store without a folder.
    #[cfg(test)]
    pub(crate) fn bucket(store: Arc<dyn ObjectStore>) -> Self {
        Self {
            store,
            folder: None,
        }
    }

    /// The local path of `key`, if this place is a folder.
    pub(crate) fn local(&self, key: &Key) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(key.name()))
    }

    /// Takes a local file: by rename where that can be, else by copying it and removing the source.
    pub(crate) async fn take(&self, source: &Path, key: &Key) -> Result<()> {
        if let Some(target) = self.local(key) {
            match tokio::fs::rename(source, target).await {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.copy_in(source, key).await?;
        Ok(tokio::fs::remove_file(source).await?)
    }

    async fn copy_in(&self, source: &Path, key: &Key) -> Result<()> {
        let mut file = tokio::fs::File::open(source).await?;
        let mut writer = self.writer(key).await?;
        let mut part = Vec::with_capacity(PART);
        loop {
            part.clear();
            let read = (&mut file).take(PART as u64).read_to_end(&mut part).await;
            match read {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return Err(abort(writer, error.into()).await),
            }
            if let Err(error) = writer.wait_for_capacity(PARTS_AT_ONCE).await {
                return Err(abort(writer, Error::store(error, key)).await);
            }
            writer.write(&part);
        }
        finish(writer, key).await
    }

    /// Writes what `chunks` brings under `key`; nothing is there before all of it is.
    pub(crate) async fn write(&self, mut chunks: ByteStream, key: &Key) -> Result<()> {
        use futures_util::StreamExt;
        let mut writer = self.writer(key).await?;
        while let Some(chunk) = chunks.next().await {
            let ready = writer.wait_for_capacity(PARTS_AT_ONCE).await;
            match (chunk, ready) {
                (Ok(chunk), Ok(())) => writer.put(chunk),
                (Err(error), _) => return Err(abort(writer, error.into()).await),
                (_, Err(error)) => return Err(abort(writer, Error::store(error, key)).await),
            }
        }
        finish(writer, key).await
    }

    async fn writer(&self, key: &Key) -> Result<WriteMultipart> {
        let upload = self
            .store
            .put_multipart(&path(key))
            .await
            .map_err(|error| Error::store(error, key))?;
        Ok(WriteMultipart::new_with_chunk_size(upload, PART))
    }
}

async fn finish(writer: WriteMultipart, key: &Key) -> Result<()> {
    // `finish` aborts by itself when it fails.
    writer
        .finish()
        .await
        .map(drop)
        .map_err(|error| Error::store(error, key))
}

async fn abort(writer: WriteMultipart, cause: Error) -> Error {
    if let Err(error) = writer.abort().await {
        tracing::warn!(%error, "a half written file could not be removed");
    }
    cause
}

/// The key's path inside its place.
pub(crate) fn path(key: &Key) -> ObjectPath {
    ObjectPath::from(key.name())
}
