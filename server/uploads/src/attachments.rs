//! Small files that came with the start of an upload and live as long as it.

use std::io;
use std::path::{Path, PathBuf};

use peertube_objects::Staging;

use crate::disk::{Disk, blocking};
use crate::error::Result;
use crate::session::Session;

/// A file that belongs to an upload, such as a picture sent with its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is: lower-case letters, digits and `-`, at most 40.
    pub label: String,
    /// Where it lies. Given to the engine it is moved away; got from the engine it is to be moved or copied.
    pub path: PathBuf,
}

const PREFIX: &str = "attached-";

/// Moves the attachments into the session's directory, in place of those that were there.
pub(crate) async fn replace(
    disk: &Disk,
    session: &Session,
    attachments: Vec<Attachment>,
) -> io::Result<()> {
    let directory = disk.directory(session);
    blocking(move || {
        for old in read(&directory)? {
            std::fs::remove_file(old.path)?;
        }
        for new in attachments {
            let target = directory.join(format!("{PREFIX}{}", checked(&new.label)?));
            move_file(&new.path, &target)?;
        }
        Ok(())
    })
    .await
}

/// The attachments in the session's directory, in order of their labels.
pub(crate) async fn list(disk: &Disk, session: &Session) -> io::Result<Vec<Attachment>> {
    let directory = disk.directory(session);
    blocking(move || read(&directory)).await
}

/// Where the attachments of a session lie in a bucket.
fn folder(session: &Session) -> String {
    format!("{}/attached", session.folder())
}

/// Stores the attachments in the bucket, in place of those that were there; only sessions that are not new have any.
pub(crate) async fn replace_in_bucket(
    staging: &Staging,
    session: &Session,
    created: bool,
    attachments: Vec<Attachment>,
) -> Result<()> {
    let folder = folder(session);
    let mut old = match created {
        true => Vec::new(),
        false => staging.names(&folder).await?,
    };
    for new in attachments {
        let label = checked(&new.label)?;
        let content = tokio::fs::read(&new.path).await?;
        staging.put(&folder, label, content.into()).await?;
        old.retain(|old| old != label);
        tokio::fs::remove_file(&new.path).await?;
    }
    Ok(staging.delete(&folder, &old).await?)
}

/// Fetches the attachments into a local directory, in order of their labels.
pub(crate) async fn fetch(
    staging: &Staging,
    session: &Session,
    directory: &Path,
) -> Result<Vec<Attachment>> {
    let folder = folder(session);
    let mut found = Vec::new();
    let mut labels = staging.names(&folder).await?;
    labels.sort();
    for label in labels {
        let Some(content) = staging.get(&folder, &label, None).await? else {
            continue;
        };
        let path = directory.join(format!("{PREFIX}{}", checked(&label)?));
        tokio::fs::write(&path, content).await?;
        found.push(Attachment { label, path });
    }
    Ok(found)
}

fn read(directory: &Path) -> io::Result<Vec<Attachment>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(label) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) {
            found.push(Attachment {
                label: label.to_owned(),
                path: entry.path(),
            });
        }
    }
    found.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(found)
}

/// Labels become file names, so nothing but harmless letters may be in them.
fn checked(label: &str) -> io::Result<&str> {
    let harmless = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if (1..=40).contains(&label.len()) && label.bytes().all(harmless) {
        Ok(label)
    } else {
        let message = format!("{label:?} cannot name an attachment");
        Err(io::Error::new(io::ErrorKind::InvalidInput, message))
    }
}

fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            std::fs::copy(from, to)?;
            std::fs::remove_file(from)
        }
        result => result,
    }
}
