//! Users and their accounts: logging in, registering, managing users, and what everybody may see of an account.

mod accounts;
mod deletion;
mod host;
mod languages;
mod login;
mod my_update;
mod my_user;
mod new_user;
mod passwords;
mod register;
mod session;
mod users;

use std::sync::Arc;

use peertube_uploads::Uploads;
use peertube_web::{Shared, backend};

/// Answers the tags Session, Users, Register, My User and Accounts.
pub struct Accounts {
    shared: Arc<Shared>,
    uploads: Uploads,
}

impl Accounts {
    /// Over the server's shared parts. Uploads are needed because they go with their user.
    pub fn new(shared: Arc<Shared>, uploads: Uploads) -> Self {
        Self { shared, uploads }
    }
}

backend!(Accounts);
