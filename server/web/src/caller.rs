//! Who makes a request.

use peertube_access::Viewer;
use peertube_kernel::ids::{SessionId, UserId};
use peertube_kernel::{Right, Role};
use peertube_store::sessions::Session;
use peertube_store::users::User;

/// A logged-in user and the session of the token that was presented.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user with its account.
    pub user: User,
    /// The session.
    pub session: SessionId,
}

impl Caller {
    /// Id of the user.
    pub fn id(&self) -> UserId {
        self.user.user.id
    }

    /// Role of the user.
    pub fn role(&self) -> Role {
        self.user.user.role
    }

    /// The caller as access checks see it.
    pub fn viewer(&self) -> Viewer {
        Viewer::from(&self.user)
    }

    /// Whether the user's role carries the right.
    pub fn has(&self, right: Right) -> bool {
        self.role().has(right)
    }
}

impl From<Session> for Caller {
    fn from(session: Session) -> Self {
        Self {
            user: session.user,
            session: session.session.id,
        }
    }
}
