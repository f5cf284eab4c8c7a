//! Starting an upload, or finding it again.

use peertube_kernel::ids::UserId;
use peertube_kernel::random;

use crate::attachments::Attachment;
use crate::engine::Engine;
use crate::error::{Result, UploadError};
use crate::session::{Declared, Session, Started};
use crate::store::{Inserted, SessionStore};

/// What an owner announces.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// What the upload is for, such as `video`; keeps equal files for different ends apart.
    pub purpose: String,
    /// What the owner calls it.
    pub name: String,
    /// The file's name at the client; kept, never used as a name on disk.
    pub file_name: String,
    /// The media type that the client announces.
    pub content_type: String,
    /// Bytes of the whole upload.
    pub size: u64,
    /// When the file was modified, in the client's notation. Without it the upload cannot be found by a second init.
    pub last_modified: Option<String>,
    /// The caller's own data, given back with the completed upload.
    pub metadata: String,
    /// Bytes that the owner may still store; `None` for no limit.
    pub quota: Option<u64>,
    /// Files that belong to the upload; they are moved into its keeping and deleted with it.
    pub attachments: Vec<Attachment>,
}

/// A start that meets another start or a cancel of the same upload tries again; more often than this is no accident.
const ATTEMPTS: u32 = 3;

impl<S: SessionStore> Engine<S> {
    pub(crate) async fn start(&self, owner: UserId, mut new: NewUpload) -> Result<Started> {
        let limit = self.inner.config.max_size;
        if new.size > limit {
            return Err(UploadError::TooLarge { limit });
        }
        if let Some(available) = new.quota.filter(|quota| new.size > *quota) {
            return Err(UploadError::QuotaExceeded { available });
        }
        let id = self.inner.ids.make(owner, &new, &self.inner.context);
        for _ in 0..ATTEMPTS {
            if let Some(started) = self.try_start(owner, &id, &mut new).await? {
                return Ok(started);
            }
        }
        Err(UploadError::Locked)
    }

    /// One attempt; nothing if somebody else made or deleted the session meanwhile.
    async fn try_start(
        &self,
        owner: UserId,
        id: &str,
        new: &mut NewUpload,
    ) -> Result<Option<Started>> {
        let store = &self.inner.store;
        let (session, created) = match store.find(id).await? {
            Some(session) if self.idle(&session) => {
                self.delete(&session).await?;
                return Ok(None);
            }
            Some(session) => (session, false),
            None => {
                self.check_space(new.size).await?;
                match self.insert(owner, id, new).await? {
                    Inserted::Created => match store.find(id).await? {
                        Some(session) => (session, true),
                        None => return Ok(None),
                    },
                    Inserted::Taken => return Ok(None),
                    Inserted::TooMany => {
                        let limit = self.inner.config.sessions_per_owner;
                        return Err(UploadError::TooManySessions { limit });
                    }
                }
            }
        };
        let declared = declared(new);
        let size = declared.size;
        let now = self.inner.context.now();
        if !created {
            let replaced = store
                .redeclare(id, &session.generation, declared, now)
                .await?;
            if !replaced {
                return self.refused(session).await;
            }
        }
        let attached = std::mem::take(&mut new.attachments);
        self.furnish(&session, created, attached).await?;
        // A cancel between the row and the directory would have found nothing to delete.
        let still = store.find(id).await?;
        let Some(session) = still.filter(|still| still.generation == session.generation) else {
            self.clear(&session).await?;
            return Ok(None);
        };
        Ok(Some(Started {
            id: session.id.clone(),
            offset: self.current_offset(&session).await?,
            size,
            created,
        }))
    }

    /// The session is being processed (then it stays as it is) or gone.
    async fn refused(&self, session: Session) -> Result<Option<Started>> {
        let still = self.inner.store.find(&session.id).await?;
        Ok(still
            .filter(|still| still.generation == session.generation)
            .map(|still| Started {
                id: still.id,
                offset: still.offset,
                size: still.declared.size,
                created: false,
            }))
    }

    async fn insert(&self, owner: UserId, id: &str, new: &NewUpload) -> Result<Inserted> {
        let context = &self.inner.context;
        let now = context.now();
        let session = Session {
            id: id.to_owned(),
            generation: random::hex(&*context.random, 16),
            owner,
            declared: declared(new),
            offset: 0,
            touched: now,
            lock: None,
            claimed_until: None,
            place: Some(self.new_place()),
        };
        let config = &self.inner.config;
        let alive_after = now.minus(config.idle_limit);
        let inserted = self
            .inner
            .store
            .insert(session, config.sessions_per_owner, alive_after);
        Ok(inserted.await?)
    }

    pub(crate) async fn check_space(&self, size: u64) -> Result<()> {
        let available = self.inner.disk.available().await?;
        if size.saturating_add(self.inner.config.keep_free) > available {
            return Err(UploadError::NoSpace);
        }
        Ok(())
    }
}

fn declared(new: &NewUpload) -> Declared {
    Declared {
        name: new.name.clone(),
        file_name: new.file_name.clone(),
        content_type: new.content_type.clone(),
        size: new.size,
        metadata: new.metadata.clone(),
    }
}
