//! Writing one chunk.

use std::fmt::Display;
use std::io;
use std::pin::pin;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use peertube_kernel::ids::UserId;
use tokio::time::{Instant, MissedTickBehavior};

use crate::checksum::Checksum;
use crate::engine::Engine;
use crate::error::{ConflictReason, Result, UploadError};
use crate::holders::HolderGuard;
use crate::outcome::{End, Outcome, settle};
use crate::plan::{Plan, plan};
use crate::session::{Progress, Session};
use crate::store::{Beat, Lease, SessionStore, Written};
use crate::target::Target;
use crate::writer::Writer;

/// What a chunk says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Append {
    /// Where its first byte belongs. Beyond what is stored it is a conflict (gap); below, the bytes are rewritten in
    /// place. `None` when the client did not say: byte 0, and a conflict if anything is stored.
    pub start: Option<u64>,
    /// Bytes of the whole upload. Larger than declared is a conflict; smaller lowers the declared size, and is a
    /// conflict when more is stored already.
    pub total: Option<u64>,
    /// Bytes of this chunk. `None` when unknown: then as many as the upload has room for. More bytes than this are a
    /// conflict and are dropped; fewer are kept.
    pub length: Option<u64>,
    /// `algorithm=base64` over this chunk, algorithm one of `md5`, `sha`, `sha1`, `sha-256` in any case; of several
    /// separated by commas only the last counts. A chunk with a checksum is stored as a whole or not at all.
    pub checksum: Option<String>,
}

impl<S: SessionStore> Engine<S> {
    pub(crate) async fn write<B, E>(
        &self,
        owner: UserId,
        id: &str,
        chunk: Append,
        body: B,
    ) -> Result<Progress>
    where
        B: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Display + Send + 'static,
    {
        let now = self.inner.context.now();
        let session = self.load(owner, id).await?;
        if session.claimed(now) {
            return Err(self.processing());
        }
        if session.complete() && !session.locked(now) {
            return Ok(Progress {
                offset: session.offset,
                complete: true,
            });
        }
        self.check_end(&session, &chunk).await?;
        let checksum = chunk.checksum.as_deref().map(Checksum::parse).transpose()?;
        let mut lease = self.lease(now);
        let engine = self.clone();
        // A task of its own: when the connection breaks, the caller may be dropped before the body says so.
        let task = tokio::spawn(async move {
            let (session, guard) = engine.acquire(&session.id, &mut lease).await?;
            let outcome = engine
                .write_locked(&session, &guard, &mut lease, chunk, checksum, body)
                .await;
            let result = engine.let_go(&session, &lease, outcome).await;
            drop(guard);
            result
        });
        task.await.map_err(io::Error::other)?
    }

    /// What can be refused before the lock is taken.
    async fn check_end(&self, session: &Session, chunk: &Append) -> Result<()> {
        let size = session.declared.size;
        let total = chunk.total.unwrap_or(size);
        let end = chunk
            .start
            .unwrap_or(0)
            .checked_add(chunk.length.unwrap_or(0));
        let reason = if total > size {
            ConflictReason::TotalTooLarge
        } else if end.is_none_or(|end| end > total) {
            ConflictReason::BeyondEnd
        } else {
            return Ok(());
        };
        Err(reason.at(self.current_offset(session).await?))
    }

    async fn write_locked<B, E>(
        &self,
        session: &Session,
        guard: &HolderGuard,
        lease: &mut Lease,
        chunk: Append,
        checksum: Option<Checksum>,
        body: B,
    ) -> Outcome
    where
        B: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Display + Send + 'static,
    {
        if session.complete() {
            // The append that we waited for brought the last byte; nothing may touch the file any more.
            return Outcome::complete(session.offset);
        }
        let (target, stored) = match self.open_target(session, lease).await {
            Ok(Some(opened)) => opened,
            Ok(None) => return self.vanished(session).await,
            Err(error) => return Outcome::failed(session.offset, error),
        };
        let plan = match plan(session, stored, &chunk, checksum) {
            Ok(plan) => plan,
            Err(reason) => return Outcome::failed(stored, reason.at(stored)),
        };
        guard.reached(plan.safe(plan.start));
        if plan.must_be_recorded(session) {
            let safe = plan.safe(plan.start);
            let written = Written {
                offset: safe,
                ..Written::default()
            };
            match self.beat(session, lease, &written, plan.size).await {
                Ok(Beat::Held | Beat::StopAsked) => {}
                Ok(Beat::Lost) => return Outcome::failed(stored, UploadError::NotFound),
                Err(error) => return Outcome::failed(stored, error),
            }
        }
        let hasher = plan.checksum.as_ref().map(Checksum::hasher);
        let config = &self.inner.config;
        let (capacity, in_pieces) = match &target {
            Target::File(_) => (config.buffer, false),
            Target::Pieces(_) => (config.piece, true),
        };
        let mut writer = Writer::new(target, plan.start, capacity, hasher);
        let end = self
            .stream(session, guard, lease, &plan, &mut writer, body)
            .await;
        let mut outcome = self.keep(session, lease, &plan, writer, end).await;
        if in_pieces && (plan.start < plan.stored || outcome.written.cut) {
            match self.unneeded(session, &outcome.written).await {
                Ok(names) => outcome.written.dropped = names,
                Err(error) => return Outcome::failed(plan.safe(plan.start), error),
            }
        }
        outcome
    }

    /// Settles a chunk; the lock is kept alive meanwhile, as the last write may take its time.
    async fn keep(
        &self,
        session: &Session,
        lease: &mut Lease,
        plan: &Plan,
        writer: Writer,
        end: End,
    ) -> Outcome {
        let written = Written {
            offset: plan.safe(writer.recorded_end()),
            ..Written::default()
        };
        let mut settled = pin!(settle(plan, writer, end));
        loop {
            match tokio::time::timeout(self.beat_interval(), &mut settled).await {
                Ok(outcome) => return outcome,
                Err(_) => {
                    // Whatever comes of it shows when the outcome is recorded.
                    if let Err(error) = self.beat(session, lease, &written, plan.size).await {
                        tracing::warn!(%error, id = session.id, "a writer gave no sign of life");
                    }
                }
            }
        }
    }

    /// The data is gone, so the session goes.
    async fn vanished(&self, session: &Session) -> Outcome {
        let now = self.inner.context.now();
        let store = &self.inner.store;
        let error = match store.remove(&session.id, &session.generation, now).await {
            Ok(_) => UploadError::NotFound,
            Err(error) => error.into(),
        };
        Outcome::failed(session.offset, error)
    }

    /// Moves the body into the file.
    async fn stream<B, E>(
        &self,
        session: &Session,
        guard: &HolderGuard,
        lease: &mut Lease,
        plan: &Plan,
        writer: &mut Writer,
        body: B,
    ) -> End
    where
        B: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Display + Send + 'static,
    {
        let interval = self.beat_interval();
        let mut ticker = tokio::time::interval_at(Instant::now() + interval, interval);
        ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let patience = self.inner.config.lease / 3;
        let mut body = pin!(body);
        let mut received = 0_u64;
        loop {
            let free = writer.is_free();
            tokio::select! {
                biased;
                () = guard.stopped() => return End::Stopped,
                _ = ticker.tick() => {
                    if let Err(error) = writer.nudge(patience).await {
                        return End::Failed(error);
                    }
                    guard.reached(plan.safe(writer.written()));
                    match self.progress(session, lease, plan, writer).await {
                        Ok(Beat::Held) => {}
                        Ok(Beat::StopAsked) => return End::Stopped,
                        Ok(Beat::Lost) => return End::Lost,
                        Err(error) => return End::Failed(error),
                    }
                }
                accepted = writer.accept(), if !free => {
                    if let Err(error) = accepted {
                        return End::Failed(error);
                    }
                    guard.reached(plan.safe(writer.written()));
                }
                next = body.next(), if free => match next {
                    None => return End::Complete,
                    Some(Err(error)) => {
                        tracing::debug!(%error, id = session.id, "a chunk ended early");
                        return End::Broken;
                    }
                    Some(Ok(next)) => {
                        received = received.saturating_add(next.len() as u64);
                        if received > plan.limit {
                            return End::TooMuch;
                        }
                        writer.offer(next);
                    }
                },
            }
        }
    }

    /// A sign of life that records what is written by now. Under a checksum no piece counts before the last.
    async fn progress(
        &self,
        session: &Session,
        lease: &mut Lease,
        plan: &Plan,
        writer: &mut Writer,
    ) -> Result<Beat> {
        let pieces = match plan.checksum {
            Some(_) => Vec::new(),
            None => writer.new_pieces().to_vec(),
        };
        let count = pieces.len();
        let written = Written {
            offset: plan.safe(writer.written()),
            pieces,
            ..Written::default()
        };
        let beat = self.beat(session, lease, &written, plan.size).await?;
        if !matches!(beat, Beat::Lost) {
            writer.recorded(count);
        }
        Ok(beat)
    }

    async fn beat(
        &self,
        session: &Session,
        lease: &mut Lease,
        written: &Written,
        size: u64,
    ) -> Result<Beat> {
        self.extend(lease);
        let now = self.inner.context.now();
        let store = &self.inner.store;
        let beat = store.beat(&session.id, lease, written, size, now);
        Ok(beat.await?)
    }

    /// Stores the offset and frees the lock; only then is anything acknowledged.
    async fn let_go(&self, session: &Session, lease: &Lease, outcome: Outcome) -> Result<Progress> {
        let store = &self.inner.store;
        let now = self.inner.context.now();
        let Outcome {
            written,
            mut waste,
            result,
        } = outcome;
        let held = store
            .unlock(&session.id, &lease.token, &written, now)
            .await?;
        if held {
            waste.extend(written.dropped);
            self.discard(session, &waste).await;
            return result;
        }
        match store.find(&session.id).await? {
            Some(now) if now.generation == session.generation => {
                // Of these no row will ever know.
                waste.extend(written.pieces.into_iter().map(|piece| piece.name));
                self.discard(session, &waste).await;
                Err(UploadError::Superseded { offset: now.offset })
            }
            _ => {
                // Cancelled. Who cancelled may have removed everything before our last bytes came.
                self.clear(session).await?;
                Err(UploadError::NotFound)
            }
        }
    }
}
