//! Users: who may act on whom.

use peertube_kernel::ids::UserId;
use peertube_kernel::{Error, Result, Right, Role};

use crate::Viewer;

/// May the caller change, block or delete a user of this role? Administrators anyone, moderators plain users.
pub fn moderate(viewer: &Viewer, target: Role) -> Result<()> {
    match (viewer.role, target) {
        (Role::Administrator, _) | (Role::Moderator, Role::User) => Ok(()),
        (Role::Moderator, _) => Err(Error::forbidden("Moderators may only act on plain users")),
        (Role::User, _) => Err(Error::forbidden("You may not act on other users")),
    }
}

/// May the caller give somebody this role? Only administrators make administrators and moderators.
pub fn assign_role(viewer: &Viewer, role: Role) -> Result<()> {
    if viewer.role == Role::Administrator || role == Role::User {
        return Ok(());
    }
    Err(Error::forbidden("Only administrators may give this role"))
}

/// May the caller deal with what belongs to this user? The user itself, and who has the right.
pub fn itself_or(viewer: &Viewer, user: UserId, right: Right) -> Result<()> {
    if viewer.user == user || viewer.has(right) {
        return Ok(());
    }
    Err(Error::forbidden("This belongs to another user"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(role: Role) -> Viewer {
        Viewer {
            user: 1.into(),
            account: 2.into(),
            role,
        }
    }

    #[test]
    fn who_may_moderate_whom() {
        use Role::{Administrator, Moderator, User};
        for (caller, target, allowed) in [
            (Administrator, Administrator, true),
            (Administrator, Moderator, true),
            (Administrator, User, true),
            (Moderator, Administrator, false),
            (Moderator, Moderator, false),
            (Moderator, User, true),
            (User, User, false),
        ] {
            assert_eq!(
                moderate(&viewer(caller), target).is_ok(),
                allowed,
                "{caller:?} {target:?}"
            );
        }
    }

    #[test]
    fn moderators_make_no_administrators() {
        assert!(assign_role(&viewer(Role::Administrator), Role::Administrator).is_ok());
        assert!(assign_role(&viewer(Role::Moderator), Role::User).is_ok());
        for role in [Role::Administrator, Role::Moderator] {
            let error = assign_role(&viewer(Role::Moderator), role).unwrap_err();
            assert_eq!(error.kind.status(), 403);
        }
    }

    #[test]
    fn oneself_or_a_right() {
        assert!(itself_or(&viewer(Role::User), 1.into(), Right::ManageUsers).is_ok());
        assert!(itself_or(&viewer(Role::User), 9.into(), Right::ManageUsers).is_err());
        assert!(itself_or(&viewer(Role::Moderator), 9.into(), Right::ManageUsers).is_ok());
        assert!(itself_or(&viewer(Role::Moderator), 9.into(), Right::ManageUserExports).is_err());
    }
}
