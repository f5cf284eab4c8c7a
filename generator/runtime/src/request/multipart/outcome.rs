//! What became of a body that is streamed, for its reader and for whoever answers the request.

use super::file_stream::Live;
use crate::{Answer, Problem, Rejection, StatusCode};
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Why no more parts come, or no more bytes of one.
///
/// It need not be told to the client: once a part was refused or could not be read, the request is answered with what was wrong,
/// whatever the method returns. So hand it on: `impl From<rt::PartsError> for YourError` makes `?` do that; [`Problem`] has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartsError {
    message: &'static str,
}

impl PartsError {
    pub(super) const fn passed() -> Self {
        Self {
            message: "the file was left for the next part before it was read",
        }
    }
}

impl fmt::Display for PartsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for PartsError {}

impl From<PartsError> for Problem {
    fn from(error: PartsError) -> Self {
        Self::new(StatusCode::BAD_REQUEST).with_detail(error.message)
    }
}

/// What the parts, the file that is being read and the answer have in common.
#[derive(Default)]
pub(super) struct Shared {
    file: Mutex<Option<Live>>,
    failure: Mutex<Failure>,
}

#[derive(Default)]
enum Failure {
    #[default]
    None,
    Here(Rejection),
    Answered,
}

impl Shared {
    /// The file that is being read.
    pub(super) fn slot(&self) -> MutexGuard<'_, Option<Live>> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> MutexGuard<'_, Failure> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what the request is answered with; the first failure counts.
    pub(super) fn fail(&self, rejection: Rejection) -> PartsError {
        let mut failure = self.failure();
        if matches!(*failure, Failure::None) {
            *failure = Failure::Here(rejection);
        }
        Self::FAILED
    }

    /// The error of a body that failed before.
    pub(super) fn error(&self) -> Option<PartsError> {
        (!matches!(*self.failure(), Failure::None)).then_some(Self::FAILED)
    }

    const FAILED: PartsError = PartsError {
        message: "the parts of the request body cannot be read or break rules of the document",
    };
}

/// What became of the parts, for whoever answers the request.
pub struct PartsRead(pub(super) Arc<Shared>);

impl PartsRead {
    /// The answer of the method, unless a part was refused.
    ///
    /// # Errors
    /// What was wrong with the parts, or the error of the answer.
    pub fn end(self, answer: Answer) -> Answer {
        match std::mem::replace(&mut *self.0.failure(), Failure::Answered) {
            Failure::Here(rejection) => Err(rejection),
            Failure::None | Failure::Answered => answer,
        }
    }
}
