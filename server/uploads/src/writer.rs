//! Writing a stream to a file: frames are collected, written off the async threads, one write at a time while the next
//! buffer fills.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::checksum::Hasher;

/// What a write gives back: how it went, its buffer, and the hash it went on with.
type Landed = (io::Result<()>, Vec<u8>, Option<Hasher>);

/// Writes from a position onwards.
pub(crate) struct Writer {
    file: Arc<File>,
    /// End of what is safely written.
    written: u64,
    /// Frames not yet given to a write.
    buffer: Vec<u8>,
    /// The buffer that the last write gave back.
    spare: Vec<u8>,
    capacity: usize,
    hasher: Option<Hasher>,
    flight: Option<JoinHandle<Landed>>,
}

impl Writer {
    pub(crate) fn new(
        file: Arc<File>,
        start: u64,
        capacity: usize,
        hasher: Option<Hasher>,
    ) -> Self {
        Self {
            file,
            written: start,
            buffer: Vec::new(),
            spare: Vec::new(),
            capacity: capacity.max(1),
            hasher,
            flight: None,
        }
    }

    /// End of what is safely written.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// Takes a frame; writes when enough has come together.
    pub(crate) async fn push(&mut self, mut frame: &[u8]) -> io::Result<()> {
        while !frame.is_empty() {
            if self.buffer.capacity() == 0 {
                self.buffer.reserve_exact(self.capacity);
            }
            let room = self.capacity - self.buffer.len();
            let (now, later) = frame.split_at(room.min(frame.len()));
            self.buffer.extend_from_slice(now);
            frame = later;
            if self.buffer.len() == self.capacity {
                self.launch().await?;
            }
        }
        Ok(())
    }

    /// Writes all that was taken.
    pub(crate) async fn flush(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            self.launch().await?;
        }
        self.land().await
    }

    /// Waits for the write that is under way; what was taken since is forgotten. Gives the hash of what was written.
    pub(crate) async fn close(mut self) -> (io::Result<()>, Option<Hasher>) {
        let landed = self.land().await;
        (landed, self.hasher)
    }

    async fn launch(&mut self) -> io::Result<()> {
        self.land().await?;
        let buffer = std::mem::replace(&mut self.buffer, std::mem::take(&mut self.spare));
        let mut hasher = self.hasher.take();
        let file = Arc::clone(&self.file);
        let position = self.written;
        self.flight = Some(tokio::task::spawn_blocking(move || {
            if let Some(hasher) = &mut hasher {
                hasher.update(&buffer);
            }
            (file.write_all_at(&buffer, position), buffer, hasher)
        }));
        Ok(())
    }

    async fn land(&mut self) -> io::Result<()> {
        let Some(flight) = self.flight.take() else {
            return Ok(());
        };
        let (result, mut buffer, hasher) = flight.await.map_err(io::Error::other)?;
        self.hasher = hasher;
        result?;
        self.written += buffer.len() as u64;
        buffer.clear();
        self.spare = buffer;
        Ok(())
    }
}
