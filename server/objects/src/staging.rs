//! Bytes of uploads that are not complete yet, in a bucket.
//!
//! Each upload has a folder of its own below the prefix. An object is written once and never changed, and is there as a
//! whole or not at all, so several servers can work on one upload.

use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use futures_util::{TryFutureExt as _, TryStreamExt as _};
use object_store::path::Path as ObjectPath;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStore as _, ObjectStoreExt as _};

use crate::bucket::Bucket;
use crate::error::{Error, Result};
use crate::settings::{BucketPlace, BucketSettings};

/// A place in a bucket for the bytes of unfinished uploads. A cheap clone.
#[derive(Debug, Clone)]
pub struct Staging {
    bucket: Bucket,
}

impl Staging {
    /// The place; the bucket is not asked anything.
    ///
    /// # Errors
    /// [`Error::Store`] and [`Error::Acl`] for settings that make no sense.
    pub fn open(settings: &BucketSettings, place: &BucketPlace) -> Result<Self> {
        let bucket = Bucket::open(settings, place)?;
        Ok(Self { bucket })
    }

    /// Name of the bucket.
    pub fn bucket(&self) -> &str {
        self.bucket.name()
    }

    /// Writes to the bucket and removes what it wrote.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Unreachable`] or [`Error::Store`] (also for a bucket that is not there).
    pub async fn check(&self) -> Result<()> {
        self.bucket.probe().map_err(Error::bucket).await
    }

    /// Stores an object; when this returns, it is there as a whole.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn put(&self, folder: &str, name: &str, content: Bytes) -> Result<()> {
        let path = self.path(folder, name);
        let put = self.bucket.store.put(&path, content.into());
        put.await.map(drop).map_err(Error::bucket)
    }

    /// Reads an object into memory, whole or the bytes `range`; nothing if it is not there.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn get(
        &self,
        folder: &str,
        name: &str,
        range: Option<Range<u64>>,
    ) -> Result<Option<Bytes>> {
        let options = GetOptions {
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let path = self.path(folder, name);
        let got = match self.bucket.store.get_opts(&path, options).await {
            Ok(got) => got.bytes().await,
            Err(error) => Err(error),
        };
        match got {
            Ok(content) => Ok(Some(content)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Error::bucket(error)),
        }
    }

    /// Names of the objects of a folder and of those below it, as seen from the folder.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn names(&self, folder: &str) -> Result<Vec<String>> {
        let inside = self.bucket.path(folder);
        let listed = self.bucket.store.list(Some(&inside));
        let found: Vec<_> = listed.try_collect().await.map_err(Error::bucket)?;
        let name = |meta: &ObjectMeta| {
            let steps: Vec<_> = meta.location.prefix_match(&inside)?.collect();
            let steps: Vec<_> = steps.iter().map(AsRef::as_ref).collect();
            Some(steps.join("/"))
        };
        Ok(found.iter().filter_map(name).collect())
    }

    /// Names of all folders.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn folders(&self) -> Result<Vec<String>> {
        let all = self.bucket.path("");
        let listed = self.bucket.store.list_with_delimiter(Some(&all)).await;
        let folders = listed.map_err(Error::bucket)?.common_prefixes;
        let name = |path: &ObjectPath| path.filename().map(str::to_owned);
        Ok(folders.iter().filter_map(name).collect())
    }

    /// Removes objects of a folder; those that are not there are no error. All are tried, also after one has failed.
    ///
    /// # Errors
    /// The first failure.
    pub async fn delete(&self, folder: &str, names: &[String]) -> Result<()> {
        let paths: Vec<_> = names
            .iter()
            .map(|name| Ok(self.path(folder, name)))
            .collect();
        let deleted = self.bucket.store.delete_stream(stream::iter(paths).boxed());
        let failures = deleted.filter_map(|result| async {
            match result {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => None,
                Err(error) => Some(error),
            }
        });
        let failures: Vec<_> = failures.collect().await;
        match failures.into_iter().next() {
            Some(error) => Err(Error::bucket(error)),
            None => Ok(()),
        }
    }

    /// Removes every object of a folder.
    ///
    /// # Errors
    /// The first failure.
    pub async fn remove(&self, folder: &str) -> Result<()> {
        let names = self.names(folder).await?;
        self.delete(folder, &names).await
    }

    fn path(&self, folder: &str, name: &str) -> ObjectPath {
        self.bucket.path(&format!("{folder}/{name}"))
    }
}
