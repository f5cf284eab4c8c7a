//! Who asks.

use peertube_kernel::ids::{AccountId, UserId};
use peertube_kernel::{Error, Result, Right, Role};
use peertube_store::channels::Channel;
use peertube_store::users::User;

/// A logged-in caller, as far as decisions need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The user.
    pub user: UserId,
    /// The user's account.
    pub account: AccountId,
    /// The user's role.
    pub role: Role,
}

impl From<&User> for Viewer {
    fn from(user: &User) -> Self {
        Self {
            user: user.user.id,
            account: user.account.account.id,
            role: user.user.role,
        }
    }
}

impl Viewer {
    /// Whether the caller's role carries the right.
    pub const fn has(&self, right: Right) -> bool {
        self.role.has(right)
    }

    /// Refuses callers whose role does not carry the right.
    pub fn require(&self, right: Right) -> Result<()> {
        if self.has(right) {
            return Ok(());
        }
        Err(Error::forbidden(format!(
            "This needs the right {}, which you do not have",
            right.name()
        )))
    }

    /// Whether the channel is the caller's own.
    pub fn owns(&self, channel: &Channel) -> bool {
        channel.channel.account_id == self.account
    }
}

/// The caller, or a refusal of anonymous ones.
pub(crate) fn required(viewer: Option<&Viewer>) -> Result<&Viewer> {
    viewer.ok_or_else(|| Error::unauthorized("Authentication is required"))
}
