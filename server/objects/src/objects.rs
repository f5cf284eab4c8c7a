//! The store of all kinds.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};

use crate::error::{Error, Result};
use crate::key::{Key, Kind};
use crate::place::{Place, path};
use crate::read::{self, ByteStream, ObjectMeta};
use crate::spool;

/// Folders on the local disk, from the configuration's `storage.*`.
#[derive(Debug, Clone)]
pub struct Roots {
    /// `storage.web_videos`; private files lie in `private/` below it.
    pub web_videos: PathBuf,
    /// `storage.thumbnails`.
    pub thumbnails: PathBuf,
    /// `storage.torrents`.
    pub torrents: PathBuf,
    /// `storage.tmp`; incoming files lie in `spool/` below it. It should be on the same file system as the others:
    /// then a file is renamed into its place, else it has to be copied.
    pub tmp: PathBuf,
}

/// All stored files. A cheap clone.
#[derive(Debug, Clone)]
pub struct Objects {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    places: [Place; Kind::ALL.len()],
    spool: PathBuf,
}

impl Objects {
    /// Opens the folders, makes the missing ones, and removes incoming files that an earlier run left behind.
    ///
    /// Blocking: for the start of the server. One server at a time may use a `tmp` folder.
    ///
    /// # Errors
    /// [`Error::Io`] when a folder cannot be made or read.
    pub fn open_local(roots: &Roots) -> Result<Self> {
        let places = [
            Place::folder(roots.web_videos.clone())?,
            Place::folder(roots.web_videos.join("private"))?,
            Place::folder(roots.thumbnails.clone())?,
            Place::folder(roots.torrents.clone())?,
        ];
        let spool = std::path::absolute(roots.tmp.join("spool"))?;
        let removed = spool::prepare(&spool)?;
        if removed > 0 {
            tracing::info!(removed, "incoming files of an earlier run removed");
        }
        if !spool::same_file_system(&spool, &roots.web_videos)? {
            tracing::warn!(
                "storage.tmp and storage.web_videos are on different file systems: every upload is copied"
            );
        }
        Ok(Self {
            shared: Arc::new(Shared { places, spool }),
        })
    }

    /// The folder for files that are still coming in, emptied at every start.
    pub fn spool_dir(&self) -> &Path {
        &self.shared.spool
    }

    /// Stores a local file. The source is gone afterwards; on the same file system it is renamed, not copied.
    /// A file that was there under `key` is replaced at once: readers see the old one or the new one, whole.
    ///
    /// # Errors
    /// [`Error::NoSpace`], [`Error::Io`] (also when the source is missing), [`Error::Store`]. The source stays then.
    pub async fn put_file(&self, key: &Key, source: &Path) -> Result<()> {
        self.place(key).take(source, key).await
    }

    /// Stores a few bytes.
    ///
    /// # Errors
    /// [`Error::NoSpace`], [`Error::Store`].
    pub async fn put_bytes(&self, key: &Key, content: impl Into<Bytes>) -> Result<()> {
        let payload = content.into().into();
        self.store(key)
            .put(&path(key), payload)
            .await
            .map(drop)
            .map_err(|error| Error::store(error, key))
    }

    /// What is known of a file without reading it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub async fn head(&self, key: &Key) -> Result<ObjectMeta> {
        let meta = self
            .store(key)
            .head(&path(key))
            .await
            .map_err(|error| Error::store(error, key))?;
        Ok(ObjectMeta::from(&meta))
    }

    /// Opens a file, whole or the bytes `range` (cut at the end of the file). What is returned about it belongs to the
    /// very file that is read, even if another one takes its place meanwhile.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Range`], [`Error::Store`].
    pub async fn open(
        &self,
        key: &Key,
        range: Option<Range<u64>>,
    ) -> Result<(ObjectMeta, ByteStream)> {
        let options = GetOptions {
            range: range.clone().map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let got = match self.store(key).get_opts(&path(key), options).await {
            Ok(got) => got,
            Err(error) => return Err(self.range_error(key, range, error).await),
        };
        let meta = ObjectMeta::from(&got.meta);
        Ok((meta, read::stream(got.payload, got.range)))
    }

    /// Stores do not say in one way that a range was bad, so the file is asked.
    async fn range_error(
        &self,
        key: &Key,
        range: Option<Range<u64>>,
        error: object_store::Error,
    ) -> Error {
        if let Some(range) = range
            && let Ok(meta) = self.head(key).await
            && (range.is_empty() || range.start >= meta.length)
        {
            return Error::Range {
                length: meta.length,
            };
        }
        Error::store(error, key)
    }

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn delete(&self, key: &Key) -> Result<()> {
        self.delete_many(std::slice::from_ref(key)).await
    }

    /// Removes files; those that are not there are no error. All are tried, also after one has failed.
    ///
    /// # Errors
    /// The first failure.
    pub async fn delete_many(&self, keys: &[Key]) -> Result<()> {
        let mut failure = None;
        for kind in Kind::ALL {
            let keys: Vec<&Key> = keys.iter().filter(|key| key.kind() == kind).collect();
            let Some(&some) = keys.first() else { continue };
            let paths: Vec<_> = keys.iter().map(|key| Ok(path(key))).collect();
            let mut results = self.store(some).delete_stream(stream::iter(paths).boxed());
            while let Some(result) = results.next().await {
                match result {
                    Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => failure = failure.or(Some(Error::store(error, some))),
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Moves a file, for example between the public and the private place. Replaces what is at `to`.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NoSpace`], [`Error::Io`], [`Error::Store`].
    pub async fn rename(&self, from: &Key, to: &Key) -> Result<()> {
        if from == to {
            return Ok(());
        }
        if let Some(source) = self.place(from).local(from) {
            return match self.put_file(to, &source).await {
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                    Err(Error::NotFound(from.clone()))
                }
                result => result,
            };
        }
        let (_, content) = self.open(from, None).await?;
        self.place(to).write(content, to).await?;
        self.delete(from).await
    }

    fn place(&self, key: &Key) -> &Place {
        &self.shared.places[key.kind() as usize]
    }

    fn store(&self, key: &Key) -> &dyn ObjectStore {
        &*self.place(key).store
    }
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;
    use object_store::memory::InMemory;

    use super::*;

    /// A store without any folder, as a bucket is.
    #[tokio::test]
    async fn works_where_nothing_can_be_renamed() {
        let folder = tempfile::TempDir::new().unwrap();
        let objects = Objects {
            shared: Arc::new(Shared {
                places: Kind::ALL.map(|_| Place::bucket(Arc::new(InMemory::new()))),
                spool: folder.path().to_owned(),
            }),
        };
        let content = vec![3; 12 * 1024 * 1024];
        let source = objects.spool_dir().join("incoming");
        std::fs::write(&source, &content).unwrap();
        let public = Key::new(Kind::WebVideo, "a.mp4").unwrap();
        let private = public.at(Kind::WebVideoPrivate);

        objects.put_file(&public, &source).await.unwrap();
        assert!(!source.exists());
        objects.rename(&public, &private).await.unwrap();

        assert!(matches!(
            objects.head(&public).await,
            Err(Error::NotFound(_))
        ));
        let (meta, stream) = objects.open(&private, Some(5..u64::MAX)).await.unwrap();
        assert_eq!(meta.length, content.len() as u64);
        let chunks: Vec<_> = stream.try_collect().await.unwrap();
        assert!(chunks.concat() == content[5..]);
        let error = objects
            .open(&private, Some(meta.length..meta.length + 1))
            .await
            .err();
        assert!(matches!(error, Some(Error::Range { .. })), "{error:?}");
        let missing = objects.rename(&public, &private).await;
        assert!(matches!(missing, Err(Error::NotFound(_))), "{missing:?}");
    }
}
