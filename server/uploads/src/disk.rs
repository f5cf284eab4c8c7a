//! Files and directories of sessions. Names are made of ids and generations, never of input.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::session::Session;

/// The directory that holds all sessions' directories.
pub(crate) struct Disk {
    root: PathBuf,
    identity: String,
}

/// The file that holds the directory's identity: a random text that tells it from directories of other servers.
const IDENTITY: &str = ".identity";

/// How often removing a directory is tried when a writer that has not noticed yet puts files back.
const REMOVE_ATTEMPTS: u32 = 5;

impl Disk {
    /// Opens the directory; one that is new, or was made by an earlier version, becomes `identity`.
    pub(crate) async fn open_root(root: PathBuf, identity: String) -> io::Result<Self> {
        blocking(move || {
            std::fs::create_dir_all(&root)?;
            let identity = identify(&root, identity)?;
            Ok(Self { root, identity })
        })
        .await
    }

    /// What tells this directory from those of other servers.
    pub(crate) fn identity(&self) -> &str {
        &self.identity
    }

    /// `<root>/<id>.<generation>`
    pub(crate) fn directory(&self, session: &Session) -> PathBuf {
        self.root.join(session.folder())
    }

    /// Names of everything in the directory.
    pub(crate) async fn names(&self) -> io::Result<Vec<String>> {
        let root = self.root.clone();
        blocking(move || {
            let mut names = Vec::new();
            for entry in std::fs::read_dir(root)? {
                names.extend(entry?.file_name().into_string().ok());
            }
            Ok(names)
        })
        .await
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
        let path = self.data(session);
        // Opened, not just looked up: network file systems know the length that another server gave it only then.
        let length = blocking(move || Ok(File::open(path)?.metadata()?.len())).await;
        match length {
            Ok(length) => Ok(Some(length)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Deletes the directory of a session whose row is gone.
    pub(crate) async fn remove(&self, session: &Session) -> io::Result<()> {
        self.remove_named(&session.folder()).await
    }

    pub(crate) async fn remove_named(&self, folder: &str) -> io::Result<()> {
        let path = self.root.join(folder);
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

/// The identity that the directory has, or gets now. Of servers that start at the same time one gives it.
fn identify(root: &Path, new: String) -> io::Result<String> {
    let path = root.join(IDENTITY);
    match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => return read,
    }
    let draft = root.join(format!("{IDENTITY}-{new}"));
    std::fs::write(&draft, &new)?;
    let given = match std::fs::hard_link(&draft, &path) {
        Ok(()) => Ok(new),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => std::fs::read_to_string(&path),
        // A file system without links: it is shared by nobody who could do the same now.
        Err(_) => std::fs::copy(&draft, &path).map(|_| new),
    };
    std::fs::remove_file(&draft)?;
    given
}

/// Runs file work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
