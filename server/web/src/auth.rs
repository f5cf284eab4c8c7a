//! From a bearer token to a caller with the rights that the operation asks for.

use openapi_stubs_runtime as rt;
use peertube_api::security::Scope;
use peertube_kernel::{Error, ErrorCode, Result, Right};
use peertube_store::sessions::{self, TokenHash};

use crate::caller::Caller;
use crate::problem::TOKEN_IS_INVALID;
use crate::shared::Shared;

/// The name of the first administrator, whose login can be switched off.
pub const ROOT: &str = "root";

impl Shared {
    /// The caller of an access token, if the token lives and the caller's role carries all rights asked for.
    ///
    /// The token is looked up for every request, so that a revoked one is refused at once.
    ///
    /// # Errors
    /// 401 `invalid_token` for a token that is unknown, revoked, expired, or of a blocked user; 403 for a missing right.
    pub async fn authenticate(
        &self,
        client: &rt::Client,
        token: &str,
        scopes: &[Scope],
    ) -> Result<Caller> {
        let session = {
            let mut conn = self.db.read().await?;
            sessions::by_access_token(&mut conn, &TokenHash::of(token)).await?
        };
        let invalid = || Error::unauthorized(TOKEN_IS_INVALID).with_code(ErrorCode::InvalidToken);
        let caller = Caller::from(session.ok_or_else(invalid)?);
        let user = &caller.user.user;
        if user.blocked || (self.config.user.disable_root_auth && user.username == ROOT) {
            return Err(invalid());
        }
        for scope in scopes {
            let held = Right::from_name(scope.as_str()).is_some_and(|right| caller.has(right));
            if !held {
                return Err(Error::forbidden(format!(
                    "User {} does not have the right {}",
                    user.username,
                    scope.as_str()
                )));
            }
        }
        self.activity
            .note(caller.session, origin(client), self.context.now());
        Ok(caller)
    }
}

/// Where a request came from, as sessions remember it.
pub fn origin(client: &rt::Client) -> sessions::Client {
    sessions::Client {
        ip: Some(client.ip.to_string()),
        device: client.user_agent.clone(),
    }
}
