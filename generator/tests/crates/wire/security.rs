//! Who calls: alternatives, schemes that must hold together, and challenges.

use openapi_stubs_runtime as rt;
use wire_security::default::*;
use wire_security::security::{Backend, Scope};

use crate::served::{Noted, Served, served};

/// Keys that are accepted begin with `good`; `weak` is somebody without rights.
fn caller(scheme: &str, key: &str) -> Result<String, rt::Problem> {
    match key {
        _ if key.starts_with("good") => Ok(format!("{scheme}:{key}")),
        "weak" => Err(rt::Problem::new(rt::StatusCode::FORBIDDEN)),
        "own" => Err(rt::Problem::new(rt::StatusCode::UNAUTHORIZED).with_header(
            rt::http::header::WWW_AUTHENTICATE,
            rt::HeaderValue::from_static("Own"),
        )),
        _ => Err(rt::Problem::new(rt::StatusCode::UNAUTHORIZED)),
    }
}

type Row = &'static rt::Operation;
type Scopes = &'static [Scope];

impl Backend for Noted {
    type Caller = String;
    type Error = rt::Problem;
    fn problem(&self, _: Row, error: rt::Problem) -> rt::Problem {
        error
    }
    fn scaffolded(&self, operation: &'static str) -> rt::Problem {
        rt::Problem::not_implemented(operation)
    }
    fn combine(&self, _: Row, callers: Vec<String>) -> Result<String, rt::Problem> {
        Ok(callers.join("+"))
    }
    async fn oauth2(
        &self,
        _: Row,
        _: &rt::Client,
        token: &str,
        scopes: Scopes,
    ) -> Result<String, rt::Problem> {
        caller(&format!("oauth{}", scopes.len()), token)
    }
    async fn open_id(
        &self,
        _: Row,
        _: &rt::Client,
        token: &str,
        _: Scopes,
    ) -> Result<String, rt::Problem> {
        let own = token.strip_prefix("openid-").unwrap_or("bad");
        caller("openid", own)
    }
    async fn api_key(
        &self,
        _: Row,
        _: &rt::Client,
        key: &str,
        _: Scopes,
    ) -> Result<String, rt::Problem> {
        caller("header", key)
    }
    async fn query_key(
        &self,
        _: Row,
        _: &rt::Client,
        key: &str,
        _: Scopes,
    ) -> Result<String, rt::Problem> {
        caller("query", key)
    }
    async fn cookie(
        &self,
        _: Row,
        _: &rt::Client,
        key: &str,
        _: Scopes,
    ) -> Result<String, rt::Problem> {
        caller("cookie", key)
    }
    async fn basic(
        &self,
        _: Row,
        _: &rt::Client,
        key: rt::BasicCredentials,
        _: Scopes,
    ) -> Result<String, rt::Problem> {
        caller("basic", &format!("{}/{}", key.user, key.password))
    }
    async fn digest(
        &self,
        _: Row,
        _: &rt::Client,
        credentials: &str,
        _: Scopes,
    ) -> Result<String, rt::Problem> {
        caller("digest", credentials)
    }
}

impl DefaultModel for Noted {
    async fn get_required(&self, caller: String) -> Result<GetRequiredResponse, rt::Problem> {
        self.note(caller);
        Ok(GetRequiredResponse::NoContent)
    }
    async fn get_optional(
        &self,
        caller: Option<String>,
    ) -> Result<GetOptionalResponse, rt::Problem> {
        self.note(caller);
        Ok(GetOptionalResponse::NoContent)
    }
    async fn get_none(&self) -> Result<GetNoneResponse, rt::Problem> {
        Ok(GetNoneResponse::NoContent)
    }
    async fn get_scopes(&self, caller: String) -> Result<GetScopesResponse, rt::Problem> {
        self.note(caller);
        Ok(GetScopesResponse::NoContent)
    }
    async fn get_both(&self, caller: String) -> Result<GetBothResponse, rt::Problem> {
        self.note(caller);
        Ok(GetBothResponse::NoContent)
    }
    async fn get_either(
        &self,
        caller: String,
        _: rt::Client,
    ) -> Result<GetEitherResponse, rt::Problem> {
        if caller.ends_with("late") {
            return Ok(GetEitherResponse::Unauthorized);
        }
        self.note(caller);
        Ok(GetEitherResponse::NoContent)
    }
    async fn get_any(&self, caller: Option<String>) -> Result<GetAnyResponse, rt::Problem> {
        self.note(caller);
        Ok(GetAnyResponse::NoContent)
    }
}

const SCOPES: &str = r#"scope="manage-users manage-videos""#;

/// The crate in the hands of [`Noted`].
pub fn served() -> Served {
    served!(wire_security)
}

pub async fn check() {
    let served = served();
    accepted(&served).await;
    refused(&served).await;
}

async fn accepted(served: &Served) {
    let basic = ("authorization", "basic Z29vZDpwOmE="); // good:p:a
    for (target, headers, expected) in [
        (
            "/required",
            &[("authorization", "Bearer good")][..],
            "oauth0:good",
        ),
        (
            "/scopes",
            &[("authorization", "Bearer good")],
            "oauth2:good",
        ),
        (
            "/both",
            &[basic, ("x-api-key", "good")],
            "header:good+basic:good/p:a",
        ),
        ("/either", &[("cookie", "sid=good%20c")], "cookie:good c"),
        (
            "/either?key=good",
            &[("x-api-key", "good1")],
            "query:good+header:good1",
        ),
        // The first that succeeds, though another is refused.
        (
            "/either",
            &[("authorization", "Bearer bad"), ("cookie", "sid=good")],
            "cookie:good",
        ),
        (
            "/any",
            &[("authorization", "Bearer openid-good")],
            "openid:good",
        ),
        (
            "/any",
            &[("authorization", "digest good=\"1\", b=2")],
            "digest:good=\\\"1\\\", b=2",
        ),
        ("/any", &[], ""),
        ("/optional", &[], ""),
    ] {
        let noted = served.noted(&format!("GET {target}"), headers, "").await;
        let expected = match (target, expected) {
            ("/any" | "/optional", "") => "None".to_owned(),
            ("/any", _) => format!("Some(\"{expected}\")"),
            _ => format!("\"{expected}\""),
        };
        assert_eq!(noted, expected, "{target}");
    }
}

async fn refused(served: &Served) {
    let any = [
        r#"Bearer scope="manage-users""#,
        "Bearer",
        "Digest",
        r#"ApiKey in="query", name="key""#,
        r#"ApiKey in="header", name="X-Api-Key""#,
    ];
    let either = [
        "Bearer",
        r#"ApiKey in="cookie", name="sid""#,
        any[3],
        any[4],
    ];
    let insufficient = format!(r#"Bearer {SCOPES}, error="insufficient_scope""#);
    let missing = format!("Bearer {SCOPES}");
    for (target, headers, status, expected) in [
        ("/required", &[][..], 401, &["Bearer"][..]),
        (
            "/required",
            &[("authorization", "Bearer bad")],
            401,
            &[r#"Bearer error="invalid_token""#],
        ),
        (
            "/required",
            &[("authorization", "Bearer own")],
            401,
            &["Own"],
        ),
        ("/required", &[("authorization", "Bearer weak")], 403, &[]),
        (
            "/required",
            &[("authorization", "Bearer ")],
            400,
            &[r#"Bearer error="invalid_request""#],
        ),
        (
            "/optional",
            &[("authorization", "Bearer bad")],
            401,
            &[r#"Bearer error="invalid_token""#],
        ),
        (
            "/optional",
            &[("authorization", "Basic bad")],
            400,
            &[r#"Bearer error="invalid_request""#],
        ),
        ("/scopes", &[], 401, &[&missing]),
        (
            "/scopes",
            &[("authorization", "Bearer weak")],
            403,
            &[&insufficient],
        ),
        (
            "/both",
            &[("x-api-key", "good")],
            401,
            &[any[4], r#"Basic realm="Basic", charset="UTF-8""#],
        ),
        ("/either", &[], 401, &either),
        ("/either", &[("cookie", "sid=bad")], 401, &either),
        ("/either", &[("cookie", "sid=goodlate")], 401, &either),
        (
            "/either",
            &[("authorization", "Digest good")],
            400,
            &[
                r#"Bearer error="invalid_request""#,
                either[1],
                any[3],
                any[4],
            ],
        ),
        // A bad credential, or half of what is asked for, is not nobody.
        ("/any", &[("authorization", "Digest bad")], 401, &any),
        ("/any?key=bad", &[("x-api-key", "good")], 401, &any),
        ("/any?key=good", &[], 401, &any),
    ] {
        let answer = served.send(&format!("GET {target}"), headers, "").await;
        let challenges = answer.headers.get_all("www-authenticate");
        let challenges: Vec<&str> = challenges
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        assert_eq!(
            (answer.status, challenges.as_slice()),
            (status, expected),
            "{target} {headers:?}"
        );
    }
}
