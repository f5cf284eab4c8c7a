//! An implementation that notes what it is given, and requests to it.
// Not every module needs all of it.
#![allow(dead_code)]

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt as _, Full};
use openapi_stubs_runtime as rt;
use openapi_stubs_runtime::serde_json::{self, Value};

/// Notes the last thing that it was given.
#[derive(Default)]
pub struct Noted(Mutex<String>);

impl Noted {
    pub fn note(&self, value: impl Debug) {
        *self.0.lock().unwrap() = format!("{value:?}");
    }
}

/// A service and what its implementation notes.
pub struct Served {
    pub service: rt::Service,
    pub noted: Arc<Noted>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: rt::HeaderMap,
    pub text: String,
}

impl Answer {
    /// Names of the parameters and fields that were refused.
    pub fn refused(&self) -> Vec<String> {
        assert_eq!(self.status, 400, "{self:?}");
        let problem: Value = serde_json::from_str(&self.text).unwrap();
        let params = problem["invalid-params"].as_object();
        params
            .unwrap_or_else(|| panic!("{problem}"))
            .keys()
            .cloned()
            .collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Served {
    pub async fn send(
        &self,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<rt::Bytes>,
    ) -> Answer {
        let (method, uri) = target.split_once(' ').unwrap();
        let mut request = rt::http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let (parts, body) = self.service.respond(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// What was noted of a request that succeeds.
    pub async fn noted(
        &self,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<rt::Bytes>,
    ) -> String {
        let answer = self.send(target, headers, body).await;
        assert!(answer.status < 300, "{target}: {answer:?}");
        self.take()
    }

    /// What was noted last.
    pub fn take(&self) -> String {
        std::mem::take(&mut *self.noted.0.lock().unwrap())
    }

    /// A GET without headers that succeeds.
    pub async fn got(&self, target: &str) -> String {
        self.noted(&format!("GET {target}"), &[], "").await
    }

    /// The names that a GET without headers is refused for.
    pub async fn refused(&self, target: &str) -> Vec<String> {
        self.send(&format!("GET {target}"), &[], "").await.refused()
    }
}

/// The crate's only tag `default` in the hands of [`Noted`].
macro_rules! served {
    ($krate:ident) => {{
        let noted = std::sync::Arc::new(crate::served::Noted::default());
        let api = $krate::Api {
            default: $krate::default::routes(&noted),
        };
        crate::served::Served {
            service: api
                .into_service(openapi_stubs_runtime::Hooks::default())
                .unwrap(),
            noted,
        }
    }};
}

/// Nobody is asked who calls.
macro_rules! open {
    ($krate:ident) => {
        impl $krate::security::Backend for crate::served::Noted {
            type Caller = ();
            type Error = openapi_stubs_runtime::Problem;
            fn problem(
                &self,
                _: &'static openapi_stubs_runtime::Operation,
                error: openapi_stubs_runtime::Problem,
            ) -> openapi_stubs_runtime::Problem {
                error
            }
            fn scaffolded(&self, operation: &'static str) -> openapi_stubs_runtime::Problem {
                openapi_stubs_runtime::Problem::not_implemented(operation)
            }
        }
    };
}

pub(crate) use {open, served};
