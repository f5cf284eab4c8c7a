//! Writing a stream to its place: frames are collected, one write is under way while the next buffer fills.

use bytes::{Buf as _, Bytes};
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant};

use crate::checksum::Hasher;
use crate::disk::blocking;
use crate::error::{Result, UploadError};
use crate::store::Piece;
use crate::target::Target;

/// What a write gives back: how it went, its buffer, and the hash it went on with.
struct Landed {
    result: Result<Option<Piece>>,
    buffer: Vec<u8>,
    hasher: Option<Hasher>,
}

/// Writes from a position onwards. No method loses anything when its future is dropped.
pub(crate) struct Writer {
    target: Target,
    start: u64,
    /// End of what is safely written.
    written: u64,
    /// What is left of the newest frame.
    frame: Bytes,
    /// Frames not yet given to a write.
    buffer: Vec<u8>,
    /// When the first of them came.
    since: Instant,
    /// The buffer that the last write gave back.
    spare: Vec<u8>,
    capacity: usize,
    hasher: Option<Hasher>,
    flight: Option<JoinHandle<Landed>>,
    pieces: Vec<Piece>,
    /// How many of the pieces are recorded.
    recorded: usize,
}

/// What is left of a writer.
pub(crate) struct Closed {
    /// How the last write went.
    pub(crate) result: Result<()>,
    /// Of what was written.
    pub(crate) hasher: Option<Hasher>,
    pub(crate) target: Target,
    /// All pieces.
    pub(crate) pieces: Vec<Piece>,
    /// How many of them are recorded.
    pub(crate) recorded: usize,
}

impl Writer {
    pub(crate) fn new(target: Target, start: u64, capacity: usize, hasher: Option<Hasher>) -> Self {
        Self {
            target,
            start,
            written: start,
            frame: Bytes::new(),
            buffer: Vec::new(),
            since: Instant::now(),
            spare: Vec::new(),
            capacity: capacity.max(1),
            hasher,
            flight: None,
            pieces: Vec::new(),
            recorded: 0,
        }
    }

    /// End of what is safely written.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// End of what may be recorded without recording a piece.
    pub(crate) fn recorded_end(&self) -> u64 {
        match (&self.target, self.recorded) {
            (Target::File(_), _) => self.written,
            (Target::Pieces(_), 0) => self.start,
            (Target::Pieces(_), count) => {
                let last = &self.pieces[count - 1];
                last.start + last.length
            }
        }
    }

    /// Pieces that are written and not yet recorded.
    pub(crate) fn new_pieces(&self) -> &[Piece] {
        &self.pieces[self.recorded..]
    }

    /// The first `count` new pieces are recorded now.
    pub(crate) fn recorded(&mut self, count: usize) {
        self.recorded += count;
    }

    /// Gives it a frame; the one before must have been taken.
    pub(crate) fn offer(&mut self, frame: Bytes) {
        self.frame = frame;
    }

    /// Whether the frame was taken.
    pub(crate) fn is_free(&self) -> bool {
        self.frame.is_empty()
    }

    /// Takes the frame, and writes full buffers.
    pub(crate) async fn accept(&mut self) -> Result<()> {
        while !self.frame.is_empty() {
            if self.buffer.len() == self.capacity {
                self.land().await?;
                self.launch();
            }
            if self.buffer.is_empty() {
                self.since = Instant::now();
            }
            let room = self.capacity - self.buffer.len();
            let now = room.min(self.frame.len());
            self.buffer.extend_from_slice(&self.frame[..now]);
            self.frame.advance(now);
            if self.buffer.len() == self.capacity && self.flight.is_none() {
                self.launch();
            }
        }
        Ok(())
    }

    /// Writes what has waited for `patience`; at once where that costs nothing.
    pub(crate) async fn nudge(&mut self, patience: Duration) -> Result<()> {
        if matches!(self.target, Target::File(_)) {
            return self.flush().await;
        }
        if self.flight.as_ref().is_some_and(JoinHandle::is_finished) {
            self.land().await?;
        }
        let waits = !self.buffer.is_empty() && self.since.elapsed() >= patience;
        if waits && self.flight.is_none() {
            self.launch();
        }
        Ok(())
    }

    /// Writes all that was given.
    pub(crate) async fn flush(&mut self) -> Result<()> {
        self.accept().await?;
        self.land().await?;
        if !self.buffer.is_empty() {
            self.launch();
        }
        self.land().await
    }

    /// Waits for the write that is under way; what was given since is forgotten.
    pub(crate) async fn close(&mut self) -> Result<()> {
        self.land().await
    }

    /// Ends the writer, which was closed with this result.
    pub(crate) fn into_closed(self, result: Result<()>) -> Closed {
        Closed {
            result,
            hasher: self.hasher,
            target: self.target,
            pieces: self.pieces,
            recorded: self.recorded,
        }
    }

    /// Begins to write the buffer. Nothing else may be under way.
    fn launch(&mut self) {
        let buffer = std::mem::replace(&mut self.buffer, std::mem::take(&mut self.spare));
        self.flight = Some(tokio::spawn(write(
            self.target.clone(),
            self.written,
            buffer,
            self.hasher.take(),
        )));
    }

    async fn land(&mut self) -> Result<()> {
        let Some(flight) = &mut self.flight else {
            return Ok(());
        };
        let landed = flight.await;
        self.flight = None;
        let mut landed = landed.map_err(std::io::Error::other)?;
        self.hasher = landed.hasher;
        self.pieces.extend(landed.result?);
        self.written += landed.buffer.len() as u64;
        landed.buffer.clear();
        self.spare = landed.buffer;
        Ok(())
    }
}

async fn write(
    target: Target,
    position: u64,
    buffer: Vec<u8>,
    mut hasher: Option<Hasher>,
) -> Landed {
    match target {
        Target::File(file) => {
            let work = blocking(move || {
                if let Some(hasher) = &mut hasher {
                    hasher.update(&buffer);
                }
                let result = std::os::unix::fs::FileExt::write_all_at(&*file, &buffer, position);
                Ok((result, buffer, hasher))
            });
            match work.await {
                Ok((result, buffer, hasher)) => Landed {
                    result: result.map(|()| None).map_err(UploadError::from),
                    buffer,
                    hasher,
                },
                Err(error) => failed(error),
            }
        }
        Target::Pieces(folder) => {
            let hashed = blocking(move || {
                if let Some(hasher) = &mut hasher {
                    hasher.update(&buffer);
                }
                Ok((buffer, hasher))
            });
            let (buffer, hasher) = match hashed.await {
                Ok(hashed) => hashed,
                Err(error) => return failed(error),
            };
            let content = Bytes::from(buffer);
            let result = folder.put(position, content.clone()).await;
            // The request has ended, so nobody else has the bytes any more; otherwise they are copied.
            let buffer = content.into();
            Landed {
                result: result.map(Some),
                buffer,
                hasher,
            }
        }
    }
}

fn failed(error: std::io::Error) -> Landed {
    Landed {
        result: Err(error.into()),
        buffer: Vec::new(),
        hasher: None,
    }
}
