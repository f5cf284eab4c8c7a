//! A reply and what tests say about it.

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// A whole reply. The assertions name the request, the status and the body when they fail.
#[derive(Debug, Clone)]
#[must_use = "a reply that nobody looks at tests nothing"]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
    /// The request, for messages: `GET /api/v1/videos as alice`.
    request: String,
}

impl Reply {
    /// Reads a response to its end.
    pub(crate) async fn read(
        request: String,
        response: reqwest::Response,
    ) -> Result<Self, reqwest::Error> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        Ok(Self {
            status,
            headers,
            body: response.bytes().await?,
            request,
        })
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        let json = serde_json::from_slice(&self.body);
        json.unwrap_or_else(|e| panic!("{}: no JSON ({e})", self.shown()))
    }

    /// The value at a JSON pointer of the body.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> Value {
        let value = self.json().pointer(pointer).cloned();
        value.unwrap_or_else(|| panic!("nothing at {pointer}: {}", self.shown()))
    }

    /// The number at a JSON pointer of the body.
    #[track_caller]
    pub fn id(&self, pointer: &str) -> i64 {
        let value = self.at(pointer);
        value
            .as_i64()
            .unwrap_or_else(|| panic!("{value} at {pointer} is no number: {}", self.shown()))
    }

    /// The value of a header; empty when it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Fails unless this is the status.
    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.shown());
        self
    }

    /// Fails unless the header has this value; empty stands for absent.
    #[track_caller]
    pub fn assert_header(&self, name: &str, value: &str) -> &Self {
        assert_eq!(self.header(name), value, "header {name}: {}", self.shown());
        self
    }

    /// The body as a problem document; fails unless it is one and tells the status of the reply.
    #[track_caller]
    pub fn problem(&self) -> Value {
        let expected = "application/problem+json; charset=utf-8";
        self.assert_header("content-type", expected);
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{}", self.shown());
        assert!(problem["type"].is_string(), "{}", self.shown());
        problem
    }

    /// Fails unless this is a problem with this code.
    #[track_caller]
    pub fn assert_code(&self, code: &str) -> &Self {
        let problem = self.problem();
        assert_eq!(problem["code"], code, "{}", self.shown());
        assert!(
            problem.get("title").is_none(),
            "a code takes the title's place: {}",
            self.shown()
        );
        self
    }

    /// Fails unless this is a 400 that refuses exactly these parameters, in any order.
    #[track_caller]
    pub fn assert_invalid(&self, names: &[&str]) -> &Self {
        self.assert_status(400);
        let problem = self.problem();
        let invalid = problem["invalid-params"].as_object();
        let invalid = invalid.unwrap_or_else(|| panic!("no invalid-params: {}", self.shown()));
        let mut found: Vec<&str> = invalid.keys().map(String::as_str).collect();
        let mut expected = names.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", self.shown());
        for (name, violation) in invalid {
            assert_eq!(violation["path"], name.as_str(), "{}", self.shown());
            assert!(violation["msg"].is_string(), "{}", self.shown());
        }
        self
    }

    /// Fails unless this is an error of the upload protocol with this code.
    #[track_caller]
    pub fn assert_upload_error(&self, status: u16, code: &str) -> &Self {
        self.assert_status(status);
        self.assert_header("content-type", "application/json; charset=utf-8");
        assert_eq!(self.json()["error"]["code"], code, "{}", self.shown());
        self
    }

    fn shown(&self) -> String {
        let body: String = self.text().chars().take(2_000).collect();
        format!("{} -> {} {body}", self.request, self.status)
    }
}
