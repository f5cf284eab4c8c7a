//! Where the files of one kind lie.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart};
use tokio::io::AsyncReadExt as _;

use crate::bucket::Bucket;
use crate::error::{Error, Result};
use crate::key::Key;
use crate::read::ByteStream;

/// Usual part size of a copy: it bounds the memory of one, and no store takes parts of less than 5 MiB.
const PART: u64 = 8 * 1024 * 1024;
/// Parts of a copy that may be on their way at once; bounds its memory.
const PARTS_AT_ONCE: usize = 2;
/// Stores take no more parts of one file.
const MOST_PARTS: u64 = 10_000;

/// A folder on the local disk, or a bucket.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Folder {
        store: Arc<LocalFileSystem>,
        folder: PathBuf,
    },
    Bucket(Bucket),
}

impl Place {
    /// A folder on a local disk, made if it is missing. Blocking.
    pub(crate) fn folder(folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let folder = std::path::absolute(folder)?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(Error::Store)?;
        Ok(Self::Folder {
            store: Arc::new(store),
            folder,
        })
    }

    pub(crate) fn store(&self) -> &dyn ObjectStore {
        match self {
            Self::Folder { store, .. } => &**store,
            Self::Bucket(bucket) => &*bucket.store,
        }
    }

    /// The path of `key` in the store.
    pub(crate) fn path(&self, key: &Key) -> ObjectPath {
        match self {
            Self::Folder { .. } => ObjectPath::from(key.name()),
            Self::Bucket(bucket) => bucket.path(key.name()),
        }
    }

    /// The local path of `key`, if this place is a folder.
    pub(crate) fn local(&self, key: &Key) -> Option<PathBuf> {
        match self {
            Self::Folder { folder, .. } => Some(folder.join(key.name())),
            Self::Bucket(_) => None,
        }
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
        let length = file.metadata().await?.len();
        let part_size = self.part_size(length);
        let mut part = Vec::new();
        if length <= part_size {
            file.read_to_end(&mut part).await?;
            return self.put(key, part.into()).await;
        }
        let mut writer = self.writer(key, part_size).await?;
        loop {
            part.clear();
            let read = (&mut file).take(part_size).read_to_end(&mut part).await;
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
        self.finish(writer, key).await
    }

    /// Stores a few bytes.
    pub(crate) async fn put(&self, key: &Key, content: bytes::Bytes) -> Result<()> {
        let put = self.store().put(&self.path(key), content.into()).await;
        put.map_err(|error| Error::store(error, key))?;
        self.give_access(key).await
    }

    /// Writes the `length` bytes that `chunks` brings under `key`; nothing is there before all of it is.
    pub(crate) async fn write(&self, mut chunks: ByteStream, length: u64, key: &Key) -> Result<()> {
        let mut writer = self.writer(key, self.part_size(length)).await?;
        while let Some(chunk) = chunks.next().await {
            let ready = writer.wait_for_capacity(PARTS_AT_ONCE).await;
            match (chunk, ready) {
                (Ok(chunk), Ok(())) => writer.put(chunk),
                (Err(error), _) => return Err(abort(writer, error.into()).await),
                (_, Err(error)) => return Err(abort(writer, Error::store(error, key)).await),
            }
        }
        self.finish(writer, key).await
    }

    /// Says who may read the file, where the place can say so.
    pub(crate) async fn set_access(&self, key: &Key) -> Result<()> {
        match self {
            Self::Folder { .. } => Ok(()),
            Self::Bucket(bucket) => bucket.set_access(key).await,
        }
    }

    /// The same for a new file, which is removed when it cannot be said.
    async fn give_access(&self, key: &Key) -> Result<()> {
        let given = self.set_access(key).await;
        if given.is_err()
            && let Err(error) = self.store().delete(&self.path(key)).await
        {
            tracing::warn!(%error, %key, "a file without access rights could not be removed");
        }
        given
    }

    /// Large files have larger parts, as there can only be so many.
    fn part_size(&self, length: u64) -> u64 {
        let largest = match self {
            Self::Folder { .. } => PART,
            Self::Bucket(bucket) => bucket.largest_part,
        };
        PART.max(length.div_ceil(MOST_PARTS)).min(largest)
    }

    async fn writer(&self, key: &Key, part_size: u64) -> Result<WriteMultipart> {
        let upload = self
            .store()
            .put_multipart(&self.path(key))
            .await
            .map_err(|error| Error::store(error, key))?;
        let part_size = usize::try_from(part_size).map_err(io::Error::other)?;
        Ok(WriteMultipart::new_with_chunk_size(upload, part_size))
    }

    async fn finish(&self, writer: WriteMultipart, key: &Key) -> Result<()> {
        // `finish` aborts by itself when it fails.
        let finished = writer.finish().await;
        finished.map_err(|error| Error::store(error, key))?;
        self.give_access(key).await
    }
}

async fn abort(writer: WriteMultipart, cause: Error) -> Error {
    if let Err(error) = writer.abort().await {
        tracing::warn!(%error, "a half written file could not be removed");
    }
    cause
}
