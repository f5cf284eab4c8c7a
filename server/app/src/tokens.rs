//! What a token is worth to the rate limiter.

use std::sync::Arc;

use openapi_stubs_runtime::{BoxFuture, Client};
use peertube_kernel::{ErrorKind, Role};
use peertube_web::Shared;

use crate::http::{Privilege, Privileged};

/// Looks tokens up as the API does.
pub(crate) struct Tokens {
    shared: Arc<Shared>,
}

impl Tokens {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

impl Privileged for Tokens {
    fn privilege<'a>(&'a self, client: &'a Client, token: &'a str) -> BoxFuture<'a, Privilege> {
        Box::pin(async move {
            match self.shared.authenticate(client, token, &[]).await {
                Ok(caller) => match caller.user.user.role {
                    Role::Administrator | Role::Moderator => Privilege::Moderator,
                    Role::User => Privilege::User,
                },
                Err(error) if error.kind == ErrorKind::Unauthorized => Privilege::Invalid,
                // When in doubt, the limit holds.
                Err(_) => Privilege::User,
            }
        })
    }
}
