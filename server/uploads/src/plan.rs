//! Judging a chunk before its first byte is written.

use crate::append::Append;
use crate::checksum::Checksum;
use crate::error::ConflictReason;
use crate::session::Session;

/// A chunk that was judged against its locked session.
pub(crate) struct Plan {
    /// Where it starts.
    pub(crate) start: u64,
    /// What was stored before.
    pub(crate) stored: u64,
    /// Bytes it may have.
    pub(crate) limit: u64,
    /// Size of the whole upload from now on.
    pub(crate) size: u64,
    pub(crate) checksum: Option<Checksum>,
}

/// Judges a chunk against what is stored.
pub(crate) fn plan(
    session: &Session,
    stored: u64,
    chunk: &Append,
    checksum: Option<Checksum>,
) -> Result<Plan, ConflictReason> {
    let declared = session.declared.size;
    let size = chunk.total.unwrap_or(declared);
    if size > declared {
        return Err(ConflictReason::TotalTooLarge);
    }
    if size < stored {
        return Err(ConflictReason::TotalBelowStored);
    }
    let start = match chunk.start {
        Some(start) => start,
        None if stored == 0 => 0,
        None => return Err(ConflictReason::StartRequired),
    };
    if start > stored {
        return Err(ConflictReason::Gap);
    }
    let room = size - start;
    let limit = chunk.length.unwrap_or(room);
    if limit > room {
        return Err(ConflictReason::BeyondEnd);
    }
    Ok(Plan {
        start,
        stored,
        limit,
        size,
        checksum,
    })
}

impl Plan {
    /// What may be trusted when the file is written up to `written`: under a checksum nothing of the chunk, not even
    /// where it rewrites older bytes.
    pub(crate) fn safe(&self, written: u64) -> u64 {
        match self.checksum {
            Some(_) => self.start,
            None => self.stored.max(written),
        }
    }

    /// Whether the record would be wrong if the process died in mid-chunk.
    pub(crate) fn must_be_recorded(&self, session: &Session) -> bool {
        self.size != session.declared.size || self.safe(self.start) < session.offset
    }
}
