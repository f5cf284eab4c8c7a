//! Credentials that operations accept, and `WWW-Authenticate`: how a client may show who it is.

use crate::{Operation, Problem};
use http::{HeaderValue, StatusCode, header};
use std::fmt::Write as _;

/// What an operation asks for of one security scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credential {
    /// Name of the scheme in the document.
    pub scheme: &'static str,
    /// Where it stands in a request.
    pub carrier: Carrier,
    /// Scopes that the caller must have.
    pub scopes: &'static [&'static str],
}

/// Where credentials stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// `Authorization` with this scheme of HTTP: `Bearer`, `Basic`, `Digest`.
    Authorization(&'static str),
    /// The header of this name.
    Header(&'static str),
    /// The query parameter of this name.
    Query(&'static str),
    /// The cookie of this name.
    Cookie(&'static str),
}

impl Credential {
    /// A credential of this scheme and carrier.
    #[must_use]
    pub const fn new(
        scheme: &'static str,
        carrier: Carrier,
        scopes: &'static [&'static str],
    ) -> Self {
        Self {
            scheme,
            carrier,
            scopes,
        }
    }

    /// A bearer token.
    #[must_use]
    pub const fn bearer(scheme: &'static str, scopes: &'static [&'static str]) -> Self {
        Self::new(scheme, Carrier::Authorization("Bearer"), scopes)
    }

    fn is_bearer(&self) -> bool {
        matches!(self.carrier, Carrier::Authorization(name) if name.eq_ignore_ascii_case("bearer"))
    }

    /// One challenge of RFC 9110. `error` is one of RFC 6750, which only bearer tokens know.
    fn challenge(&self, error: Option<&str>) -> Option<HeaderValue> {
        let mut text = String::new();
        let mut parameters: Vec<(&str, String)> = Vec::new();
        match self.carrier {
            Carrier::Authorization(name) if self.is_bearer() => {
                text.push_str(name);
                if !self.scopes.is_empty() {
                    parameters.push(("scope", self.scopes.join(" ")));
                }
                parameters.extend(error.map(|error| ("error", error.to_owned())));
            }
            Carrier::Authorization(name) if name.eq_ignore_ascii_case("basic") => {
                text.push_str(name);
                parameters.push(("realm", self.scheme.to_owned()));
                parameters.push(("charset", "UTF-8".to_owned()));
            }
            Carrier::Authorization(name) => text.push_str(name),
            Carrier::Header(name) => api_key("header", name, &mut text, &mut parameters),
            Carrier::Query(name) => api_key("query", name, &mut text, &mut parameters),
            Carrier::Cookie(name) => api_key("cookie", name, &mut text, &mut parameters),
        }
        for (index, (name, value)) in parameters.iter().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            let _ = write!(text, "{separator} {name}=\"{}\"", quoted(value));
        }
        HeaderValue::try_from(text).ok()
    }
}

fn api_key(
    place: &'static str,
    name: &str,
    text: &mut String,
    parameters: &mut Vec<(&str, String)>,
) {
    text.push_str("ApiKey");
    parameters.push(("in", place.to_owned()));
    parameters.push(("name", name.to_owned()));
}

/// The inside of a quoted string; what cannot stand in a header is left out.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars().filter(|c| (' '..='~').contains(c)) {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}

impl Operation {
    /// Challenges for whoever calls without valid credentials, one for each scheme that is accepted.
    pub(crate) fn challenges(&self, error: Option<&str>) -> Vec<HeaderValue> {
        let mut challenges: Vec<HeaderValue> = Vec::new();
        for credential in self.credentials.iter().copied().flatten() {
            if let Some(challenge) = credential.challenge(error)
                && !challenges.contains(&challenge)
            {
                challenges.push(challenge);
            }
        }
        challenges
    }

    /// A backend's refusal of credentials of a scheme, with the challenge that RFC 6750 asks for: `invalid_token` for 401,
    /// `insufficient_scope` for 403 where scopes are asked for. One that the backend has set is left alone.
    #[must_use]
    pub fn refused(&self, problem: Problem, scheme: &str) -> Problem {
        if problem.headers().contains_key(header::WWW_AUTHENTICATE) {
            return problem;
        }
        let mut asked = self.credentials.iter().copied().flatten();
        let credential = asked.find(|credential| credential.scheme == scheme);
        let Some(credential) = credential.filter(|credential| credential.is_bearer()) else {
            return problem;
        };
        let error = match problem.status() {
            StatusCode::UNAUTHORIZED => "invalid_token",
            StatusCode::FORBIDDEN if !credential.scopes.is_empty() => "insufficient_scope",
            _ => return problem,
        };
        match credential.challenge(Some(error)) {
            Some(challenge) => problem.with_header(header::WWW_AUTHENTICATE, challenge),
            None => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_those_of_their_schemes() {
        let scopes: &[&str] = &["a", "b\"c"];
        for (carrier, error, expected) in [
            (
                Carrier::Authorization("Bearer"),
                Some("invalid_token"),
                r#"Bearer scope="a b\"c", error="invalid_token""#,
            ),
            (
                Carrier::Authorization("Basic"),
                Some("invalid_token"),
                r#"Basic realm="S", charset="UTF-8""#,
            ),
            (Carrier::Authorization("Digest"), None, "Digest"),
            (
                Carrier::Header("X-\u{e9}\n\\"),
                None,
                r#"ApiKey in="header", name="X-\\""#,
            ),
        ] {
            let challenge = Credential::new("S", carrier, scopes).challenge(error);
            assert_eq!(challenge.unwrap(), expected);
        }
    }
}
