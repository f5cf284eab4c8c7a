//! Credentials as they stand in a request. Absent is `None`; there but unreadable is a rejection, so that a broken
//! token is never taken for an anonymous caller.

use super::{Request, cookies};
use crate::{Carrier, Rejection};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::header;
use std::{borrow::Cow, fmt};

/// Name and password of `Authorization: Basic`.
#[derive(Clone, PartialEq, Eq)]
pub struct BasicCredentials {
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
}

impl fmt::Debug for BasicCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicCredentials")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Request {
    /// The token of `Authorization: Bearer`.
    ///
    /// # Errors
    /// [`Rejection::MalformedCredentials`] for an unreadable or doubled header, and for another scheme where the
    /// operation knows but one.
    pub fn bearer(&self) -> Result<Option<&str>, Rejection> {
        let Some(token) = self.authorization("bearer")? else {
            return Ok(None);
        };
        let readable = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        if readable {
            Ok(Some(token))
        } else {
            Err(Rejection::MalformedCredentials)
        }
    }

    /// Name and password of `Authorization: Basic`.
    ///
    /// # Errors
    /// As [`bearer`](Self::bearer), and for broken base64 or a missing colon.
    pub fn basic(&self) -> Result<Option<BasicCredentials>, Rejection> {
        let Some(text) = self.authorization("basic")? else {
            return Ok(None);
        };
        let bytes = STANDARD
            .decode(text)
            .map_err(|_| Rejection::MalformedCredentials)?;
        let text = String::from_utf8(bytes).map_err(|_| Rejection::MalformedCredentials)?;
        let (user, password) = text
            .split_once(':')
            .ok_or(Rejection::MalformedCredentials)?;
        Ok(Some(BasicCredentials {
            user: user.to_owned(),
            password: password.to_owned(),
        }))
    }

    /// A key in a header.
    ///
    /// # Errors
    /// [`Rejection::MalformedCredentials`] for a doubled header or one that is not text.
    pub fn api_key_header(&self, name: &str) -> Result<Option<Cow<'_, str>>, Rejection> {
        let mut values = self.parts.headers.get_all(name).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        match (value.to_str(), values.next()) {
            (Ok(key), None) => Ok(Some(Cow::Borrowed(key))),
            _ => Err(Rejection::MalformedCredentials),
        }
    }

    /// A key in the query.
    ///
    /// # Errors
    /// None at present; the type is that of the other kinds.
    pub fn api_key_query(&self, name: &str) -> Result<Option<Cow<'_, str>>, Rejection> {
        Ok(self
            .parts
            .uri
            .query()
            .and_then(|query| cookies::query_value(query, name)))
    }

    /// A key in a cookie.
    ///
    /// # Errors
    /// None at present; the type is that of the other kinds.
    pub fn api_key_cookie(&self, name: &str) -> Result<Option<Cow<'_, str>>, Rejection> {
        Ok(cookies::all(&self.parts.headers)
            .find(|(cookie, _)| *cookie == name)
            .map(|(_, value)| cookies::decoded(value)))
    }

    /// What stands behind a scheme of `Authorization` that the runtime does not know: `Digest username=…`.
    ///
    /// # Errors
    /// As [`bearer`](Self::bearer).
    pub fn authorization(&self, scheme: &str) -> Result<Option<&str>, Rejection> {
        let mut values = self.parts.headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let (Ok(text), None) = (value.to_str(), values.next()) else {
            return Err(Rejection::MalformedCredentials);
        };
        let (given, credentials) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        if given.eq_ignore_ascii_case(scheme) {
            return Ok(Some(credentials.trim()));
        }
        // Another scheme may belong to another alternative; where there is none it is a mistake.
        let mut asked = self.operation.credentials.iter().copied().flatten();
        let is_known = asked.any(|credential| {
            matches!(credential.carrier, Carrier::Authorization(name) if given.eq_ignore_ascii_case(name))
        });
        if is_known {
            Ok(None)
        } else {
            Err(Rejection::MalformedCredentials)
        }
    }
}
