//! Deciding what is kept of a chunk.

use crate::error::{ConflictReason, Result, UploadError};
use crate::plan::Plan;
use crate::session::Progress;
use crate::store::Written;
use crate::target::Target;
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

/// What a chunk came to, and what to record.
pub(crate) struct Outcome {
    pub(crate) written: Written,
    /// Names of objects that are not to be recorded.
    pub(crate) waste: Vec<String>,
    pub(crate) result: Result<Progress>,
}

impl Outcome {
    pub(crate) fn complete(offset: u64) -> Self {
        let complete = Progress {
            offset,
            complete: true,
        };
        Self::at(offset, Ok(complete))
    }

    pub(crate) fn failed(offset: u64, error: UploadError) -> Self {
        Self::at(offset, Err(error))
    }

    fn at(offset: u64, result: Result<Progress>) -> Self {
        Self {
            written: Written {
                offset,
                ..Written::default()
            },
            waste: Vec::new(),
            result,
        }
    }
}

/// Decides what is kept of a chunk, and brings what was written to that.
pub(crate) async fn settle(plan: &Plan, mut writer: Writer, end: End) -> Outcome {
    let keeps = match end {
        End::Complete => true,
        End::Broken | End::Stopped => plan.checksum.is_none(),
        End::TooMuch | End::Lost | End::Failed(_) => false,
    };
    let flushed = if keeps {
        writer.flush().await
    } else {
        writer.close().await
    };
    let mut written = writer.written();
    let closed = writer.into_closed(flushed);
    let end = match closed.result {
        Err(error) => End::Failed(error),
        Ok(()) => end,
    };
    let matches = match (&plan.checksum, closed.hasher) {
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
    let cut = !whole && !matches!(end, End::Lost);
    if cut && let Err(error) = closed.target.cut(offset).await {
        return Outcome::failed(offset, error.into());
    }
    let mut pieces = closed.pieces;
    let mut waste = Vec::new();
    if whole || plan.checksum.is_none() {
        pieces.drain(..closed.recorded);
    } else {
        // Nothing of it was recorded.
        waste = pieces.drain(..).map(|piece| piece.name).collect();
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
    let written = Written {
        offset,
        pieces,
        dropped: Vec::new(),
        cut: cut && matches!(closed.target, Target::Pieces(_)),
    };
    Outcome {
        written,
        waste,
        result,
    }
}
