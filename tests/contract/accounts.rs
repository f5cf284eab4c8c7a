//! Group accounts.

// The tag has the name of its group.
#[allow(clippy::module_inception)]
mod accounts;
mod my_user;
mod register;
mod session;
mod users;
