//! Files and directories of sessions. Names are made of ids and generations, never of input.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::session::Session;

/// The directory that holds all sessions' directories.
pub(crate) struct Disk {
    root: PathBuf,
}

/// How often removing a directory is tried when a writer that has not noticed yet puts files back.
const REMOVE_ATTEMPTS: u32 = 5;

impl Disk {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// `<root>/<id>.<generation>`
    pub(crate) fn directory(&self, session: &Session) -> PathBuf {
        self.named(&session.id, &session.generation)
    }

    pub(crate) fn named(&self, id: &str, generation: &str) -> PathBuf {
        self.root.join(format!("{id}.{generation}"))
    }

    /// The uploaded bytes.
    pub(crate) fn data(&self, session: &Session) -> PathBuf {
        self.directory(session).join("data")
    }

    /// Makes the directory and an empty data file, unless they are there.
    pub(crate) async fn create(&self, session: &Session) -> io::Result<()> {
        tokio::fs::create_dir_all(self.directory(session)).await?;
        self.open(session).await?;
        Ok(())
    }

    /// Opens the data file for writing, making it if there is none yet. `NotFound` when the directory is gone.
    pub(crate) async fn open(&self, session: &Session) -> io::Result<(File, u64)> {
        let path = self.data(session);
        blocking(move || {
            let mut options = File::options();
            let file = options
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)?;
            let length = file.metadata()?.len();
            Ok((file, length))
        })
        .await
    }

    /// Length of the data file; nothing if there is none.
    pub(crate) async fn length(&self, session: &Session) -> io::Result<Option<u64>> {
        match tokio::fs::metadata(self.data(session)).await {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Deletes the directory of a session whose row is gone.
    pub(crate) async fn remove(&self, session: &Session) -> io::Result<()> {
        self.remove_named(&session.id, &session.generation).await
    }

    pub(crate) async fn remove_named(&self, id: &str, generation: &str) -> io::Result<()> {
        let path = self.named(id, generation);
        blocking(move || {
            let mut attempts = 1;
            loop {
                match std::fs::remove_dir_all(&path) {
                    Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
                    Err(error)
                        if error.kind() == ErrorKind::DirectoryNotEmpty
                            && attempts < REMOVE_ATTEMPTS =>
                    {
                        attempts += 1;
                    }
                    result => return result,
                }
            }
        })
        .await
    }

    /// Bytes that may still be written to the file system.
    pub(crate) async fn available(&self) -> io::Result<u64> {
        let root = self.root.clone();
        blocking(move || {
            let disk = rustix::fs::statvfs(&root)?;
            Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
        })
        .await
    }
}

/// Runs file work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
