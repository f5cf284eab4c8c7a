//! Deciding what is kept of a chunk.

use std::fs::File;
use std::io;
use std::sync::Arc;

use crate::disk::blocking;
use crate::error::{ConflictReason, Result, UploadError};
use crate::plan::Plan;
use crate::session::Progress;
use crate::writer::Writer;

/// How the stream of a chunk ended.
pub(crate) enum End {
    /// Regularly.
    Complete,
    /// The sender went away.
    Broken,
    /// More bytes came than may.
    TooMuch,
    /// Somebody wants to take over, or the server stops.
    Stopped,
    /// The session is cancelled or somebody else's.
    Lost,
    /// Writing failed.
    Failed(UploadError),
}

/// What a chunk came to, and the offset to store.
pub(crate) struct Outcome {
    pub(crate) offset: u64,
    pub(crate) result: Result<Progress>,
}

impl Outcome {
    pub(crate) fn complete(offset: u64) -> Self {
        Self {
            offset,
            result: Ok(Progress {
                offset,
                complete: true,
            }),
        }
    }

    pub(crate) fn failed(offset: u64, error: UploadError) -> Self {
        Self {
            offset,
            result: Err(error),
        }
    }
}

/// Decides what is kept of a chunk, and brings the file to that.
pub(crate) async fn settle(file: Arc<File>, plan: Plan, mut writer: Writer, end: End) -> Outcome {
    let keeps = match end {
        End::Complete => true,
        End::Broken | End::Stopped => plan.checksum.is_none(),
        End::TooMuch | End::Lost | End::Failed(_) => false,
    };
    let flushed = if keeps { writer.flush().await } else { Ok(()) };
    let mut written = writer.written();
    let (landed, hasher) = writer.close().await;
    let failure = flushed.and(landed).err().map(UploadError::from);
    let end = match failure {
        Some(error) => End::Failed(error),
        None => end,
    };
    let matches = match (&plan.checksum, hasher) {
        (Some(checksum), Some(hasher)) => checksum.matches(hasher),
        (checksum, _) => checksum.is_none(),
    };
    if matches!(end, End::TooMuch) {
        written = plan.start;
    }
    let whole = matches!(end, End::Complete) && matches;
    let offset = if whole {
        plan.stored.max(written)
    } else {
        plan.safe(written)
    };
    // Who has lost the lock must not touch the file again.
    let may_cut = !whole && !matches!(end, End::Lost);
    if may_cut && let Err(error) = cut(&file, offset).await {
        return Outcome::failed(offset, error.into());
    }
    let result = match end {
        End::Complete if matches => Ok(Progress {
            offset,
            complete: offset == plan.size,
        }),
        End::Complete => Err(UploadError::ChecksumMismatch { offset }),
        End::Broken => Err(UploadError::Interrupted { offset }),
        End::Stopped | End::Lost => Err(UploadError::Superseded { offset }),
        End::TooMuch => Err(ConflictReason::TooMuchData.at(offset)),
        End::Failed(error) => Err(error),
    };
    Outcome { offset, result }
}

/// Cuts the file to this length.
pub(crate) async fn cut(file: &Arc<File>, length: u64) -> io::Result<()> {
    let file = Arc::clone(file);
    blocking(move || file.set_len(length)).await
}
