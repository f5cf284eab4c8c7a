//! The two grants: a password, and the refresh token of a session.

use peertube_api::models::session::TokenRequest;
use peertube_kernel::{Error, ErrorCode, Result};
use peertube_store::instance::OAuthClient;
use peertube_store::sessions::{self, Client, TokenHash};
use peertube_store::users::{self, User, UserRow};
use peertube_web::auth::ROOT;
use peertube_web::passwords::is_too_long;
use peertube_web::tokens::{self, FreshTokens};

use crate::Accounts;

/// What a client asks a token for. Not `Debug`, for all of it is secret.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Grant {
    /// By name or address, and password.
    Password {
        /// Name or address.
        username: String,
        /// Password.
        password: String,
    },
    /// By the refresh token of a session.
    RefreshToken(String),
}

/// What the request asks for, if its OAuth client is the instance's own. Empty fields count as missing.
pub(crate) fn grant(request: TokenRequest, known: &OAuthClient) -> Result<Grant> {
    let id = given(request.client_id);
    let secret = given(request.client_secret);
    if id.as_ref() != Some(&known.client_id) || secret.as_ref() != Some(&known.client_secret) {
        return Err(refused(
            ErrorCode::InvalidClient,
            "Invalid client: client is invalid",
        ));
    }
    let kind = given(request.grant_type).ok_or_else(|| missing("grant_type"))?;
    match kind.as_str() {
        "password" => Ok(Grant::Password {
            username: given(request.username).ok_or_else(|| missing("username"))?,
            password: given(request.password).ok_or_else(|| missing("password"))?,
        }),
        "refresh_token" => {
            let token = given(request.refresh_token).ok_or_else(|| missing("refresh_token"))?;
            Ok(Grant::RefreshToken(token))
        }
        _ => Err(refused(
            ErrorCode::UnsupportedGrantType,
            "Unsupported grant type: only password and refresh_token are known",
        )),
    }
}

fn given(field: Option<String>) -> Option<String> {
    field.filter(|text| !text.is_empty())
}

fn missing(field: &str) -> Error {
    refused(
        ErrorCode::InvalidRequest,
        &format!("Missing parameter: `{field}`"),
    )
}

fn refused(code: ErrorCode, detail: &str) -> Error {
    Error::bad_request(detail).with_code(code)
}

fn invalid_credentials() -> Error {
    refused(
        ErrorCode::InvalidGrant,
        "Invalid grant: user credentials are invalid",
    )
}

fn invalid_refresh_token() -> Error {
    refused(
        ErrorCode::InvalidGrant,
        "Invalid grant: refresh token is invalid",
    )
}

impl Accounts {
    /// Makes a session for whoever knows the password.
    pub(crate) async fn log_in(
        &self,
        client: &Client,
        login: &str,
        password: String,
    ) -> Result<FreshTokens> {
        let found = {
            let mut conn = self.shared.db.read().await?;
            users::by_login(&mut conn, login).await?
        };
        let too_long = is_too_long(&password);
        let user = self.with_password(found, password).await?.user;
        if too_long {
            return Err(refused(
                ErrorCode::TooLongPassword,
                "The password is longer than allowed by now; please have it reset",
            ));
        }
        self.check_state(&user)?;

        let fresh = self.fresh_tokens();
        let stored = &fresh.stored;
        self.shared
            .db
            .write(|conn| {
                Box::pin(async move {
                    sessions::create(conn, user.id, stored, client).await?;
                    users::set_last_login(conn, user.id).await
                })
            })
            .await?;
        Ok(fresh)
    }

    /// The user, if it logs in here and the password is right. Nobody takes as long as somebody.
    async fn with_password(&self, found: Option<User>, password: String) -> Result<User> {
        let passwords = &self.shared.passwords;
        let candidate = found.and_then(|user| {
            let hash = user.user.password_hash.clone()?;
            let local = user.user.plugin_auth.is_none() && !self.is_disabled_root(&user.user);
            local.then_some((user, hash))
        });
        let Some((user, hash)) = candidate else {
            passwords.verify_nobody(password).await?;
            return Err(invalid_credentials());
        };
        if passwords.verify(password, hash).await? {
            Ok(user)
        } else {
            Err(invalid_credentials())
        }
    }

    fn check_state(&self, user: &UserRow) -> Result<()> {
        if user.blocked {
            return Err(refused(
                ErrorCode::AccountBlocked,
                "This account is blocked",
            ));
        }
        let verifies = self.shared.config.signup.requires_email_verification;
        if verifies && user.email_verified == Some(false) {
            return Err(refused(
                ErrorCode::EmailNotVerified,
                "The address of this account is not verified",
            ));
        }
        Ok(())
    }

    /// Puts a new session in the place of the one with this refresh token.
    pub(crate) async fn refresh(&self, client: &Client, token: &str) -> Result<FreshTokens> {
        let hash = TokenHash::of(token);
        let fresh = self.fresh_tokens();
        let stored = &fresh.stored;
        let replaced = self
            .shared
            .db
            .write(|conn| {
                let hash = &hash;
                Box::pin(async move {
                    let Some(old) = sessions::by_refresh_token(conn, hash).await? else {
                        return Ok(false);
                    };
                    let user = &old.user.user;
                    let ended = old.session.refresh_expires_at <= conn.now();
                    if ended || user.blocked || self.is_disabled_root(user) {
                        return Ok(false);
                    }
                    let made = sessions::refresh(conn, &old.session, stored, client).await?;
                    users::set_last_login(conn, user.id).await?;
                    Ok(made.is_some())
                })
            })
            .await?;
        if replaced {
            Ok(fresh)
        } else {
            Err(invalid_refresh_token())
        }
    }

    fn is_disabled_root(&self, user: &UserRow) -> bool {
        self.shared.config.user.disable_root_auth && user.username == ROOT
    }

    fn fresh_tokens(&self) -> FreshTokens {
        tokens::fresh(
            &self.shared.context,
            &self.shared.config.oauth2.token_lifetime,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> OAuthClient {
        OAuthClient {
            client_id: "id".into(),
            client_secret: "secret".into(),
        }
    }

    fn request(grant_type: &str) -> TokenRequest {
        TokenRequest {
            client_id: Some("id".into()),
            client_secret: Some("secret".into()),
            grant_type: Some(grant_type.into()),
            username: Some("alice".into()),
            password: Some("password".into()),
            refresh_token: Some("token".into()),
        }
    }

    fn code(request: TokenRequest) -> Option<ErrorCode> {
        grant(request, &known()).err().and_then(|error| error.code)
    }

    #[test]
    fn the_two_grants() {
        let password = Grant::Password {
            username: "alice".into(),
            password: "password".into(),
        };
        assert!(grant(request("password"), &known()).is_ok_and(|read| read == password));
        let token = Grant::RefreshToken("token".into());
        assert!(grant(request("refresh_token"), &known()).is_ok_and(|read| read == token));
        assert_eq!(
            code(request("client_credentials")),
            Some(ErrorCode::UnsupportedGrantType)
        );
    }

    #[test]
    fn the_client_is_looked_at_first() {
        let mut wrong = request("");
        wrong.client_secret = Some("other".into());
        assert_eq!(code(wrong), Some(ErrorCode::InvalidClient));
        let mut none = request("password");
        none.client_id = None;
        assert_eq!(code(none), Some(ErrorCode::InvalidClient));
    }

    #[test]
    fn empty_is_missing() {
        assert_eq!(code(request("")), Some(ErrorCode::InvalidRequest));
        let mut empty = request("password");
        empty.password = Some(String::new());
        assert_eq!(code(empty), Some(ErrorCode::InvalidRequest));
        let mut empty = request("refresh_token");
        empty.refresh_token = None;
        assert_eq!(code(empty), Some(ErrorCode::InvalidRequest));
    }
}
