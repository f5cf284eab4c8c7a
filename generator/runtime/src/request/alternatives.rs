//! Alternatives of security, tried in the order of the document.

use crate::Rejection;

/// What came of the alternatives so far. One that succeeds decides; credentials that are refused, or that are only a part of
/// what an alternative asks for, are never taken for none.
#[derive(Debug, Default)]
pub struct Alternatives {
    refusal: Option<Rejection>,
    is_partial: bool,
}

impl Alternatives {
    /// Nothing was tried yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            refusal: None,
            is_partial: false,
        }
    }

    /// An alternative of one scheme: its caller, or none where it is refused or absent.
    pub fn one<C>(&mut self, found: Result<Option<C>, Rejection>) -> Option<C> {
        found.unwrap_or_else(|refusal| {
            self.refusal.get_or_insert(refusal);
            None
        })
    }

    /// An alternative of several schemes that must hold together: the callers of all of them.
    pub fn all<C, const N: usize>(
        &mut self,
        found: [Result<Option<C>, Rejection>; N],
    ) -> Option<Vec<C>> {
        let is_refused = found.iter().any(Result::is_err);
        let callers: Vec<C> = found
            .into_iter()
            .filter_map(|found| self.one(found))
            .collect();
        if callers.len() == N {
            return Some(callers);
        }
        self.is_partial |= !is_refused && !callers.is_empty();
        None
    }

    /// The caller, where one is required.
    ///
    /// # Errors
    /// The first refusal, or [`Rejection::MissingCredentials`].
    pub fn required<C>(self, caller: Option<C>) -> Result<C, Rejection> {
        caller.ok_or(self.refusal.unwrap_or(Rejection::MissingCredentials))
    }

    /// The caller, or nobody.
    ///
    /// # Errors
    /// As [`required`](Self::required), where there are credentials at all.
    pub fn optional<C>(self, caller: Option<C>) -> Result<Option<C>, Rejection> {
        if caller.is_none() && (self.refusal.is_some() || self.is_partial) {
            return self.required(caller).map(Some);
        }
        Ok(caller)
    }
}
