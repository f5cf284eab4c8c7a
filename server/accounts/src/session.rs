//! Tag Session: logging in and out.

use openapi_stubs_runtime as rt;
use peertube_api::accounts::session::{
    GetOauthClientResponse, GetOauthTokenResponse, RevokeOauthTokenResponse, Session,
};
use peertube_api::models::session::{
    OauthClientLocal, Token, TokenRequest, TokenRevoked, TokenTokenType,
};
use peertube_kernel::config::TokenLifetime;
use peertube_kernel::{Error, Result};
use peertube_store::{instance, sessions};
use peertube_web::Caller;
use peertube_web::auth::origin;
use peertube_web::tokens::FreshTokens;

use crate::login::{Grant, grant};
use crate::{Accounts, host};

impl Session for Accounts {
    async fn get_oauth_client(&self, client: rt::Client) -> Result<GetOauthClientResponse> {
        let given = client.host.as_deref().unwrap_or_default();
        if !host::is_ours(given, self.shared.urls.host(), client.scheme.as_str()) {
            return Err(Error::forbidden(format!(
                "The request is not addressed to {}",
                self.shared.urls.host()
            )));
        }
        let row = self.oauth_client().await?;
        Ok(GetOauthClientResponse::Ok(OauthClientLocal {
            client_id: row.client_id,
            client_secret: row.client_secret,
        }))
    }

    async fn get_oauth_token(
        &self,
        client: rt::Client,
        body: TokenRequest,
    ) -> Result<GetOauthTokenResponse> {
        let known = self.oauth_client().await?;
        let tokens = match grant(body, &known)? {
            Grant::Password { username, password } => {
                self.log_in(&origin(&client), &username, password).await?
            }
            Grant::RefreshToken(token) => self.refresh(&origin(&client), &token).await?,
        };
        let lifetime = &self.shared.config.oauth2.token_lifetime;
        Ok(GetOauthTokenResponse::Ok {
            cache_control: "no-store".to_owned(),
            pragma: "no-cache".to_owned(),
            body: token(tokens, lifetime),
        })
    }

    async fn revoke_oauth_token(&self, caller: Caller) -> Result<RevokeOauthTokenResponse> {
        let session = caller.session;
        self.shared
            .db
            .write(|conn| Box::pin(sessions::revoke(conn, session)))
            .await?;
        Ok(RevokeOauthTokenResponse::Ok(TokenRevoked { success: true }))
    }
}

impl Accounts {
    async fn oauth_client(&self) -> Result<instance::OAuthClient> {
        let mut conn = self.shared.db.read().await?;
        instance::oauth_client(&mut conn)
            .await?
            .ok_or_else(|| Error::internal("the instance has no OAuth client"))
    }
}

fn token(tokens: FreshTokens, lifetime: &TokenLifetime) -> Token {
    // A part of the life has passed when the client reads this, hence a second less.
    let seconds = |life: std::time::Duration| {
        i64::try_from(life.as_secs().saturating_sub(1)).unwrap_or(i64::MAX)
    };
    Token {
        token_type: TokenTokenType::Bearer,
        access_token: tokens.access,
        refresh_token: tokens.refresh,
        expires_in: seconds(lifetime.access_token),
        refresh_token_expires_in: seconds(lifetime.refresh_token),
    }
}
