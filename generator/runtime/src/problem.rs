//! Problem documents (RFC 9457) with members in a fixed order.

use crate::{Location, Violation};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// A problem document: `type`, `title`, `detail`, `instance`, `status`, `invalid-params`, then extension members in
/// the order in which they were pushed. Everything in it is meant for the client's eyes.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    kind: Cow<'static, str>,
    title: Option<Cow<'static, str>>,
    detail: Option<Cow<'static, str>>,
    instance: Option<String>,
    invalid_params: Option<Map<String, Value>>,
    extensions: Vec<(Cow<'static, str>, Value)>,
    headers: HeaderMap,
}

impl Problem {
    /// A problem of type `about:blank`, its title the status' reason.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            kind: Cow::Borrowed("about:blank"),
            title: Some(Cow::Borrowed(
                status.canonical_reason().unwrap_or("Unknown"),
            )),
            detail: None,
            instance: None,
            invalid_params: None,
            extensions: Vec::new(),
            headers: HeaderMap::new(),
        }
    }

    /// 501: what clients get of an operation that the document has and nobody has written yet.
    #[must_use]
    pub fn not_implemented(operation: &str) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED)
            .with_detail(format!("The operation {operation} is not implemented yet"))
    }

    /// `type`: a URI.
    #[must_use]
    pub fn with_type(mut self, kind: impl Into<Cow<'static, str>>) -> Self {
        self.kind = kind.into();
        self
    }

    /// `title`: the same text for every occurrence of the type.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<Cow<'static, str>>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Leaves `title` out, which RFC 9457 allows.
    #[must_use]
    pub fn without_title(mut self) -> Self {
        self.title = None;
        self
    }

    /// `detail`: what happened this time.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// `instance`: where it happened, such as the path of the request.
    #[must_use]
    pub fn with_instance(mut self, instance: impl Into<String>) -> Self {
        self.instance = Some(instance.into());
        self
    }

    /// `invalid-params`: an object keyed by parameter, the first violation of each:
    /// `{"type": "field", "value"?, "msg", "path", "location"}`.
    #[must_use]
    pub fn with_violations<'v>(
        mut self,
        violations: impl IntoIterator<Item = &'v Violation>,
    ) -> Self {
        let params = self.invalid_params.get_or_insert_default();
        for violation in violations {
            if params.contains_key(&violation.name) {
                continue;
            }
            let mut entry = Map::new();
            entry.insert("type".into(), json!("field"));
            if let Some(value) = &violation.value {
                entry.insert("value".into(), value.clone());
            }
            entry.insert("msg".into(), json!(violation.message));
            entry.insert("path".into(), json!(violation.name));
            entry.insert("location".into(), json!(location_name(violation.location)));
            params.insert(violation.name.clone(), Value::Object(entry));
        }
        self
    }

    /// An extension member.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.extensions.push((name.into(), value.into()));
        self
    }

    /// A header of the response.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The status of the response and of the document.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// `type`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// `detail`.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// Whether it names values that break rules (`invalid-params`).
    #[must_use]
    pub const fn has_violations(&self) -> bool {
        self.invalid_params.is_some()
    }

    /// Headers of the response.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(crate) fn into_headers(self) -> HeaderMap {
        self.headers
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind)?;
        if let Some(title) = &self.title {
            map.serialize_entry("title", title)?;
        }
        if let Some(detail) = &self.detail {
            map.serialize_entry("detail", detail)?;
        }
        if let Some(instance) = &self.instance {
            map.serialize_entry("instance", instance)?;
        }
        map.serialize_entry("status", &self.status.as_u16())?;
        if let Some(params) = &self.invalid_params {
            map.serialize_entry("invalid-params", params)?;
        }
        for (name, value) in &self.extensions {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A location's name in `invalid-params`.
fn location_name(location: Location) -> &'static str {
    match location {
        Location::Path => "params",
        Location::Query => "query",
        Location::Header => "headers",
        Location::Cookie => "cookies",
        Location::Body => "body",
    }
}
