//! Sessions in the server's database.

use peertube_kernel::ids::UserId;
use peertube_kernel::{Error, Result, Timestamp};
use peertube_store::upload_pieces::{self, UploadPiece};
use peertube_store::upload_sessions::{self, UploadSession};
use peertube_store::{Conn, Database, is_unique_violation};

use crate::session::{Declared, Lock, Session};
use crate::store::{Beat, Inserted, Lease, Piece, SessionStore, Written};

/// Sessions as rows of the server's database.
#[derive(Clone)]
pub struct DatabaseSessions {
    database: Database,
}

impl DatabaseSessions {
    /// Sessions in this database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

impl SessionStore for DatabaseSessions {
    async fn insert(
        &self,
        session: Session,
        limit: u32,
        alive_after: Timestamp,
    ) -> Result<Inserted> {
        let row = to_row(session)?;
        let row = &row;
        let inserted = self.database.write(|conn| {
            Box::pin(async move {
                let open = upload_sessions::count(conn, row.owner_id, alive_after).await?;
                if open >= i64::from(limit) {
                    return Ok(false);
                }
                upload_sessions::insert(conn, row).await?;
                Ok(true)
            })
        });
        match inserted.await {
            Ok(true) => Ok(Inserted::Created),
            Ok(false) if self.find(&row.id).await?.is_some() => Ok(Inserted::Taken),
            Ok(false) => Ok(Inserted::TooMany),
            Err(error) if is_unique_violation(&error) => Ok(Inserted::Taken),
            Err(error) => Err(error),
        }
    }

    async fn find(&self, id: &str) -> Result<Option<Session>> {
        let mut conn = self.database.read().await?;
        let row = upload_sessions::by_id(&mut conn, id).await?;
        row.map(from_row).transpose()
    }

    async fn redeclare(
        &self,
        id: &str,
        generation: &str,
        declared: Declared,
        now: Timestamp,
    ) -> Result<bool> {
        let row = to_row(Session {
            id: id.to_owned(),
            generation: generation.to_owned(),
            owner: 0.into(),
            declared,
            offset: 0,
            touched: now,
            lock: None,
            claimed_until: None,
            place: None,
        })?;
        let row = &row;
        self.database
            .write(|conn| Box::pin(upload_sessions::redeclare(conn, row, now)))
            .await
    }

    async fn lock(&self, id: &str, lease: &Lease, now: Timestamp) -> Result<Option<Session>> {
        let row = self
            .database
            .write(|conn| Box::pin(upload_sessions::lock(conn, id, lease, now)));
        row.await?.map(from_row).transpose()
    }

    async fn ask_to_stop(&self, id: &str, token: &str) -> Result<()> {
        self.database
            .write(|conn| Box::pin(upload_sessions::ask_to_stop(conn, id, token)))
            .await
    }

    async fn beat(
        &self,
        id: &str,
        lease: &Lease,
        written: &Written,
        size: u64,
        now: Timestamp,
    ) -> Result<Beat> {
        let (stored, size) = (to_column(written.offset)?, to_column(size)?);
        let asked = self.database.write(|conn| {
            Box::pin(async move {
                let asked = upload_sessions::beat(conn, id, lease, stored, size, now).await?;
                if asked.is_some() {
                    record(conn, id, written).await?;
                }
                Ok(asked)
            })
        });
        Ok(match asked.await? {
            None => Beat::Lost,
            Some(false) => Beat::Held,
            Some(true) => Beat::StopAsked,
        })
    }

    async fn unlock(
        &self,
        id: &str,
        token: &str,
        written: &Written,
        now: Timestamp,
    ) -> Result<bool> {
        let stored = to_column(written.offset)?;
        self.database
            .write(|conn| {
                Box::pin(async move {
                    let held = upload_sessions::unlock(conn, id, token, stored, now).await?;
                    if held {
                        record(conn, id, written).await?;
                    }
                    Ok(held)
                })
            })
            .await
    }

    async fn pieces(&self, id: &str) -> Result<Vec<Piece>> {
        let mut conn = self.database.read().await?;
        let rows = upload_pieces::of_upload(&mut conn, id).await?;
        rows.into_iter().map(from_piece).collect()
    }

    async fn pieces_end(&self, id: &str) -> Result<u64> {
        let mut conn = self.database.read().await?;
        let end = upload_pieces::end(&mut conn, id).await?;
        u64::try_from(end).map_err(Error::internal)
    }

    async fn cut_pieces(&self, id: &str, token: &str, end: u64) -> Result<bool> {
        let end = to_column(end)?;
        self.database
            .write(|conn| {
                Box::pin(async move {
                    let held = upload_sessions::is_writer(conn, id, token).await?;
                    if held {
                        upload_pieces::cut(conn, id, end).await?;
                    }
                    Ok(held)
                })
            })
            .await
    }

    async fn claim(&self, id: &str, lease: &Lease, now: Timestamp) -> Result<Option<Session>> {
        let row = self
            .database
            .write(|conn| Box::pin(upload_sessions::claim(conn, id, lease, now)));
        row.await?.map(from_row).transpose()
    }

    async fn renew_claim(&self, id: &str, token: &str, until: Timestamp) -> Result<bool> {
        self.database
            .write(|conn| Box::pin(upload_sessions::renew_claim(conn, id, token, until)))
            .await
    }

    async fn release_claim(&self, id: &str, token: &str) -> Result<()> {
        self.database
            .write(|conn| Box::pin(upload_sessions::release_claim(conn, id, token)))
            .await
    }

    async fn remove(&self, id: &str, generation: &str, now: Timestamp) -> Result<Option<Session>> {
        let row = self
            .database
            .write(|conn| Box::pin(upload_sessions::remove(conn, id, generation, now)));
        row.await?.map(from_row).transpose()
    }

    async fn remove_claimed(&self, id: &str, token: &str) -> Result<bool> {
        self.database
            .write(|conn| Box::pin(upload_sessions::remove_claimed(conn, id, token)))
            .await
    }

    async fn remove_idle(
        &self,
        idle_since: Timestamp,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Session>> {
        let rows = self
            .database
            .write(|conn| Box::pin(upload_sessions::remove_idle(conn, idle_since, now, limit)));
        rows.await?.into_iter().map(from_row).collect()
    }

    async fn release_node(&self, node: &str) -> Result<()> {
        self.database
            .write(|conn| Box::pin(upload_sessions::release_node(conn, node)))
            .await
    }

    async fn of_owner(&self, owner: UserId) -> Result<Vec<Session>> {
        let mut conn = self.database.read().await?;
        let rows = upload_sessions::by_owner(&mut conn, owner).await?;
        rows.into_iter().map(from_row).collect()
    }

    async fn page(&self, after: &str, limit: u32) -> Result<Vec<Session>> {
        let mut conn = self.database.read().await?;
        let rows = upload_sessions::page(&mut conn, after, limit).await?;
        rows.into_iter().map(from_row).collect()
    }
}

fn to_row(session: Session) -> Result<UploadSession> {
    Ok(UploadSession {
        id: session.id,
        generation: session.generation,
        owner_id: session.owner,
        name: session.declared.name,
        file_name: session.declared.file_name,
        content_type: session.declared.content_type,
        size: to_column(session.declared.size)?,
        metadata: session.declared.metadata,
        stored: to_column(session.offset)?,
        touched_at: session.touched,
        lock_token: None,
        lock_node: None,
        lock_since: None,
        lock_until: None,
        stop_asked: false,
        claim_token: None,
        claim_node: None,
        claim_until: None,
        place: session.place,
    })
}

fn from_row(row: UploadSession) -> Result<Session> {
    let lock = row.lock_token.zip(row.lock_until).zip(row.lock_since);
    Ok(Session {
        id: row.id,
        generation: row.generation,
        owner: row.owner_id,
        declared: Declared {
            name: row.name,
            file_name: row.file_name,
            content_type: row.content_type,
            size: u64::try_from(row.size).map_err(Error::internal)?,
            metadata: row.metadata,
        },
        offset: u64::try_from(row.stored).map_err(Error::internal)?,
        touched: row.touched_at,
        lock: lock.map(|((token, until), since)| Lock {
            token,
            until,
            since,
        }),
        claimed_until: row.claim_until,
        place: row.place,
    })
}

/// Stores what was written; belongs into a transaction that has seen that its writer holds the lock.
async fn record(conn: &mut Conn<'_>, id: &str, written: &Written) -> Result<()> {
    let pieces: Vec<_> = written.pieces.iter().map(to_piece).collect::<Result<_>>()?;
    upload_pieces::add(conn, id, &pieces).await?;
    upload_pieces::remove(conn, id, &written.dropped).await?;
    if written.cut {
        upload_pieces::cut(conn, id, to_column(written.offset)?).await?;
    }
    Ok(())
}

fn to_piece(piece: &Piece) -> Result<UploadPiece> {
    Ok(UploadPiece {
        start: to_column(piece.start)?,
        length: to_column(piece.length)?,
        name: piece.name.clone(),
    })
}

fn from_piece(row: UploadPiece) -> Result<Piece> {
    Ok(Piece {
        start: u64::try_from(row.start).map_err(Error::internal)?,
        length: u64::try_from(row.length).map_err(Error::internal)?,
        name: row.name,
    })
}

/// The database counts in 63 bits.
fn to_column(bytes: u64) -> Result<i64> {
    i64::try_from(bytes).map_err(Error::internal)
}
