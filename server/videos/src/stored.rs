//! Files that are stored for rows that are not there yet.
//!
//! They are noted in the database before they are stored, and the transaction that writes their rows deletes the notes. So
//! whenever the process dies, the files have rows, or notes by which [`remove_stray`] finds them.

use std::path::Path;
use std::time::Duration;

use peertube_kernel::{Context, Error, Result, Timestamp, random};
use peertube_objects::{Key, Kind};
use peertube_store::stray_files::{self, StrayFile};
use peertube_store::{Conn, Database};
use peertube_web::Shared;
use tokio_util::task::AbortOnDropHandle;

/// How long files are left alone without a sign of life of who stores them.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often a sign of life is given.
const RENEWAL: Duration = Duration::from_secs(60);
/// When a request whose files were taken for forgotten may be repeated.
const SOON: Duration = Duration::from_secs(1);

/// Remembers what was stored, so that it can be taken back when the rows cannot be written.
pub(crate) struct Stored<'a> {
    shared: &'a Shared,
    holder: String,
    keys: Vec<Key>,
    renewal: Option<AbortOnDropHandle<()>>,
}

/// What the transaction that writes the rows of stored files gives back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ticket {
    holder: String,
    files: u64,
}

impl Ticket {
    /// To be called in the transaction that writes the rows: from then on the files belong to them.
    ///
    /// # Errors
    /// 503 when somebody took the files for forgotten, as there was no sign of life for too long.
    pub(crate) async fn redeem(&self, conn: &mut Conn<'_>) -> Result<()> {
        if self.files == 0 {
            return Ok(());
        }
        let found = stray_files::remove(conn, &self.holder).await?;
        if found == self.files {
            return Ok(());
        }
        Err(Error::unavailable(
            SOON,
            "The server took too long to store the files",
        ))
    }
}

impl<'a> Stored<'a> {
    pub(crate) fn new(shared: &'a Shared) -> Self {
        Self {
            shared,
            holder: random::hex(&*shared.context.random, 32),
            keys: Vec::new(),
            renewal: None,
        }
    }

    /// Moves a file into its place.
    pub(crate) async fn put(&mut self, key: Key, source: &Path) -> Result<()> {
        self.note(&key).await?;
        Ok(self.shared.objects.put_file(&key, source).await?)
    }

    /// Stores a few bytes.
    pub(crate) async fn put_bytes(&mut self, key: Key, content: Vec<u8>) -> Result<()> {
        self.note(&key).await?;
        Ok(self.shared.objects.put_bytes(&key, content).await?)
    }

    /// For the transaction that writes the rows of everything that was stored.
    pub(crate) fn ticket(&self) -> Ticket {
        Ticket {
            holder: self.holder.clone(),
            files: self.keys.len() as u64,
        }
    }

    /// Gives the result on; what was stored is removed if it is an error.
    pub(crate) async fn settle<T>(self, result: Result<T>) -> Result<T> {
        if result.is_err()
            && !self.keys.is_empty()
            && let Err(error) = self.take_back().await
        {
            tracing::warn!(%error, "files of a failed upload are removed later");
        }
        result
    }

    async fn note(&mut self, key: &Key) -> Result<()> {
        let Shared { db, context, .. } = self.shared;
        let file = StrayFile {
            kind: key.kind().name().to_owned(),
            name: key.name().to_owned(),
            storage: key.storage(),
        };
        let (holder, file, until) = (&self.holder, &file, until(context));
        db.write(|conn| Box::pin(stray_files::note(conn, holder, file, until)))
            .await?;
        self.keys.push(key.clone());
        if self.renewal.is_none() {
            let renewal = renew(db.clone(), context.clone(), self.holder.clone());
            self.renewal = Some(AbortOnDropHandle::new(tokio::spawn(renewal)));
        }
        Ok(())
    }

    async fn take_back(&self) -> Result<()> {
        let Shared {
            db,
            context,
            objects,
            ..
        } = self.shared;
        let (holder, until) = (&self.holder, until(context));
        let held = db
            .write(|conn| Box::pin(stray_files::renew(conn, holder, until)))
            .await?;
        if held != self.keys.len() as u64 {
            // The transaction succeeded though it seemed to fail, and the files have rows; or others remove them.
            return Ok(());
        }
        objects.delete_many(&self.keys).await?;
        db.write(|conn| Box::pin(stray_files::remove(conn, holder)))
            .await?;
        Ok(())
    }
}

fn until(context: &Context) -> Timestamp {
    context.now().plus(PATIENCE)
}

async fn renew(db: Database, context: Context, holder: String) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let (holder, until) = (&holder, until(&context));
        let renewed = db.write(|conn| Box::pin(stray_files::renew(conn, holder, until)));
        if let Err(error) = renewed.await {
            tracing::warn!(%error, "no sign of life for files that are being stored");
        }
    }
}

/// Removes files whose process died before their rows were written. Gives their number. To be called now and then.
///
/// # Errors
/// Failures of database and storage; what is left is tried again later.
pub async fn remove_stray(shared: &Shared) -> Result<usize> {
    let Shared {
        db,
        context,
        objects,
        ..
    } = shared;
    let holder = &random::hex(&*context.random, 32);
    let (now, until) = (context.now(), until(context));
    let files = db
        .write(|conn| Box::pin(stray_files::take_over(conn, holder, now, until)))
        .await?;
    if files.is_empty() {
        return Ok(0);
    }
    let mut keys = Vec::new();
    for file in files {
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| kind.name() == file.kind)
            .ok_or_else(|| Error::internal(format!("unknown kind of file `{}`", file.kind)))?;
        let key = Key::new(kind, file.name)?;
        keys.push(match file.storage {
            Some(storage) => key.stored(storage),
            None => key,
        });
    }
    objects.delete_many(&keys).await?;
    db.write(|conn| Box::pin(stray_files::remove(conn, holder)))
        .await?;
    Ok(keys.len())
}
