//! The store of all kinds.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use object_store::{GetOptions, GetRange, ObjectStoreExt as _};
use peertube_kernel::video::FileStorage;

use crate::bucket::Bucket;
use crate::error::{Error, Result};
use crate::key::{Key, Kind};
use crate::place::Place;
use crate::read::{self, ByteStream, ObjectMeta};
use crate::settings::BucketSettings;
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
    folders: [Place; Kind::ALL.len()],
    buckets: [Option<Place>; Kind::ALL.len()],
    spool: PathBuf,
}

impl Objects {
    /// Opens the folders, makes the missing ones, and removes incoming files that an earlier run left behind. Kinds that
    /// have a place in a bucket go there from now on.
    ///
    /// Blocking: for the start of the server. One server at a time may use a `tmp` folder.
    ///
    /// # Errors
    /// [`Error::Io`] when a folder cannot be made or read, [`Error::Store`] and [`Error::Acl`] for settings that make no
    /// sense. No bucket is asked anything; see [`check_buckets`](Self::check_buckets).
    pub fn open(roots: &Roots, settings: Option<&BucketSettings>) -> Result<Self> {
        let folders = [
            Place::folder(roots.web_videos.clone())?,
            Place::folder(roots.web_videos.join("private"))?,
            Place::folder(roots.thumbnails.clone())?,
            Place::folder(roots.torrents.clone())?,
        ];
        let mut buckets = [const { None }; Kind::ALL.len()];
        if let Some(settings) = settings {
            for (kind, place) in &settings.places {
                let bucket = Place::Bucket(Bucket::open(settings, place)?);
                if *kind == Kind::WebVideo {
                    buckets[Kind::WebVideoPrivate as usize] = Some(bucket.clone());
                }
                buckets[*kind as usize] = Some(bucket);
            }
        }
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
            shared: Arc::new(Shared {
                folders,
                buckets,
                spool,
            }),
        })
    }

    /// Writes to every bucket and removes what it wrote.
    ///
    /// # Errors
    /// Name of the first bucket that did not take it, and [`Error::Refused`], [`Error::Unreachable`] or
    /// [`Error::Store`] (also for a bucket that is not there).
    pub async fn check_buckets(&self) -> Result<(), (String, Error)> {
        // Private files lie where the public ones do.
        for kind in Kind::ALL.into_iter().filter(|kind| !kind.is_private()) {
            let Some(Place::Bucket(bucket)) = &self.shared.buckets[kind as usize] else {
                continue;
            };
            if let Err(error) = bucket.probe().await {
                return Err((bucket.name().to_owned(), Error::bucket(error)));
            }
        }
        Ok(())
    }

    /// Where new files of a kind go.
    pub fn home(&self, kind: Kind) -> FileStorage {
        match self.shared.buckets[kind as usize] {
            Some(_) => FileStorage::ObjectStorage,
            None => FileStorage::FileSystem,
        }
    }

    /// The folder for files that are still coming in, emptied at every start.
    pub fn spool_dir(&self) -> &Path {
        &self.shared.spool
    }

    /// Stores a local file. The source is gone afterwards; on the same file system it is renamed, not copied.
    /// A file that was there under `key` is replaced at once: readers see the old one or the new one, whole.
    ///
    /// # Errors
    /// [`Error::NoSpace`], [`Error::Io`] (also when the source is missing), and those of the store. The source stays
    /// then.
    pub async fn put_file(&self, key: &Key, source: &Path) -> Result<()> {
        self.place(key)?.take(source, key).await
    }

    /// Stores a few bytes.
    ///
    /// # Errors
    /// [`Error::NoSpace`], and those of the store.
    pub async fn put_bytes(&self, key: &Key, content: impl Into<Bytes>) -> Result<()> {
        self.place(key)?.put(key, content.into()).await
    }

    /// What is known of a file without reading it.
    ///
    /// # Errors
    /// [`Error::NotFound`], and those of the store.
    pub async fn head(&self, key: &Key) -> Result<ObjectMeta> {
        match (head(self.place(key)?, key).await, self.other_place(key)) {
            (Err(Error::NotFound(_)), Some(place)) => head(place, key).await,
            (result, _) => result,
        }
    }

    /// Opens a file, whole or the bytes `range` (cut at the end of the file). What is returned about it belongs to the
    /// very file that is read, even if another one takes its place meanwhile.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Range`], and those of the store.
    pub async fn open_file(
        &self,
        key: &Key,
        range: Option<Range<u64>>,
    ) -> Result<(ObjectMeta, ByteStream)> {
        match (
            open(self.place(key)?, key, range.clone()).await,
            self.other_place(key),
        ) {
            (Err(Error::NotFound(_)), Some(place)) => open(place, key, range).await,
            (result, _) => result,
        }
    }

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn delete(&self, key: &Key) -> Result<()> {
        self.delete_many(std::slice::from_ref(key)).await
    }

    /// Removes files; those that are not there are no error. All are tried, also after one has failed.
    ///
    /// # Errors
    /// The first failure.
    pub async fn delete_many(&self, keys: &[Key]) -> Result<()> {
        let mut failure = None;
        let all = self.shared.folders.iter().enumerate();
        let buckets = self.shared.buckets.iter().enumerate();
        let all = all.chain(buckets.filter_map(|(kind, place)| Some((kind, place.as_ref()?))));
        for (kind, place) in all {
            let storage = match place {
                Place::Folder { .. } => FileStorage::FileSystem,
                Place::Bucket(_) => FileStorage::ObjectStorage,
            };
            let here = |key: &&Key| {
                key.kind() as usize == kind && key.storage().is_none_or(|other| other == storage)
            };
            let keys: Vec<&Key> = keys.iter().filter(here).collect();
            let Some(&some) = keys.first() else { continue };
            let paths: Vec<_> = keys.iter().map(|key| Ok(place.path(key))).collect();
            let mut results = place.store().delete_stream(stream::iter(paths).boxed());
            while let Some(result) = results.next().await {
                match result {
                    Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                    Err(error) => failure = failure.or(Some(Error::store(error, some))),
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Moves a file, for example between the public and the private place. Replaces what is at `to`. In a bucket both are
    /// the same object, and only who may read it changes.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NoSpace`], [`Error::Io`], and those of the store.
    pub async fn rename(&self, from: &Key, to: &Key) -> Result<()> {
        if from == to {
            return Ok(());
        }
        let (source, target) = (self.place(from)?, self.place(to)?);
        if let Some(local) = source.local(from) {
            return match self.put_file(to, &local).await {
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                    Err(Error::NotFound(from.clone()))
                }
                result => result,
            };
        }
        if let (Place::Bucket(one), Place::Bucket(other)) = (source, target)
            && one.is_same_object(from, other, to)
        {
            return target.set_access(to).await;
        }
        self.copy(from, to).await?;
        self.delete(from).await
    }

    /// Copies a file from one place to another, piece by piece. Replaces what is at `to`.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NoSpace`], [`Error::Io`], and those of the store.
    pub async fn copy(&self, from: &Key, to: &Key) -> Result<()> {
        let (meta, content) = open(self.place(from)?, from, None).await?;
        self.place(to)?.write(content, meta.length, to).await
    }

    /// What the name of a public file is put behind to read it without this server; nothing for kinds that have no
    /// bucket.
    pub fn public_base(&self, kind: Kind) -> Option<String> {
        match &self.shared.buckets[kind as usize] {
            Some(Place::Bucket(bucket)) => Some(bucket.public_base()),
            _ => None,
        }
    }

    /// Where anybody can read the file without this server for a while; nothing for files on the local disk.
    ///
    /// # Errors
    /// Those of the signature.
    pub async fn signed_url(&self, key: &Key, lasting: Duration) -> Result<Option<String>> {
        match self.place(key)? {
            Place::Bucket(bucket) => bucket.signed_url(key, lasting).await.map(Some),
            Place::Folder { .. } => Ok(None),
        }
    }

    /// Where the key says that its file lies, else where new files of its kind go.
    fn place(&self, key: &Key) -> Result<&Place> {
        let kind = key.kind() as usize;
        let bucket = self.shared.buckets[kind].as_ref();
        let folder = &self.shared.folders[kind];
        match key.storage() {
            None => Ok(bucket.unwrap_or(folder)),
            Some(FileStorage::FileSystem) => Ok(folder),
            Some(FileStorage::ObjectStorage) => bucket.ok_or_else(|| Error::NoBucket(key.clone())),
        }
    }

    /// Where an older file may lie of which no row says where.
    fn other_place(&self, key: &Key) -> Option<&Place> {
        let kind = key.kind() as usize;
        let unsure = key.storage().is_none() && self.shared.buckets[kind].is_some();
        unsure.then_some(&self.shared.folders[kind])
    }
}

async fn head(place: &Place, key: &Key) -> Result<ObjectMeta> {
    let meta = place.store().head(&place.path(key)).await;
    let meta = meta.map_err(|error| Error::store(error, key))?;
    Ok(ObjectMeta::from(&meta))
}

async fn open(
    place: &Place,
    key: &Key,
    range: Option<Range<u64>>,
) -> Result<(ObjectMeta, ByteStream)> {
    let options = GetOptions {
        range: range.clone().map(GetRange::Bounded),
        ..GetOptions::default()
    };
    match place.store().get_opts(&place.path(key), options).await {
        Ok(got) => {
            let meta = ObjectMeta::from(&got.meta);
            Ok((meta, read::stream(got.payload, got.range)))
        }
        Err(error) => Err(range_error(place, key, range, error).await),
    }
}

/// Stores do not say in one way that a range was bad, so the file is asked.
async fn range_error(
    place: &Place,
    key: &Key,
    range: Option<Range<u64>>,
    error: object_store::Error,
) -> Error {
    if let Some(range) = range
        && let Ok(meta) = head(place, key).await
        && (range.is_empty() || range.start >= meta.length)
    {
        return Error::Range {
            length: meta.length,
        };
    }
    Error::store(error, key)
}
