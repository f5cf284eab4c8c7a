//! The operations of a document, read once.

use http::Method;
use serde_json::{Map, Value};

use super::coercions::Coercions;
use super::secrets::{is_secret_name, says_secret};
use super::security::{Requirement, requirements};
use crate::config::Profile;
use crate::load::escape;

/// An operation as the document has it.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, where the document says one.
    pub id: Option<String>,
    /// Method.
    pub method: Method,
    /// Path as in the document, with its templates.
    pub path: String,
    /// Statuses of its responses as they are written: `200`, `4XX`, `default`.
    pub statuses: Vec<String>,
    /// Paths of its servers.
    pub(super) bases: Vec<String>,
    pub(super) parameters: Vec<Parameter>,
    /// Alternatives, of which one has to be there; none when anybody may call.
    pub(super) security: Vec<Requirement>,
    pub(super) body: Option<Body>,
    pub(super) responses: Vec<Response>,
}

impl Operation {
    /// How it is named in reports: its `operationId`, otherwise method and path.
    pub fn name(&self) -> String {
        let plain = || format!("{} {}", self.method, self.path);
        self.id.clone().unwrap_or_else(plain)
    }
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// A parameter, or a header of a response.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) location: Location,
    pub(super) required: bool,
    pub(super) style: String,
    pub(super) explode: bool,
    pub(super) allow_empty: bool,
    /// Pointer of its schema.
    pub(super) schema: Option<String>,
    /// Whether it is JSON in one text.
    pub(super) is_json: bool,
    /// Whether its value must not be shown.
    pub(super) is_secret: bool,
    /// What is taken besides what the schema says.
    pub(super) coercions: Coercions,
}

/// Media types with the pointers of their schemas.
#[derive(Debug, Default)]
pub(super) struct Media {
    pub(super) types: Vec<(String, Option<String>)>,
}

#[derive(Debug)]
pub(super) struct Body {
    pub(super) required: bool,
    pub(super) media: Media,
}

#[derive(Debug)]
pub(super) struct Response {
    /// As it is written, in capitals.
    pub(super) status: String,
    pub(super) media: Media,
    pub(super) headers: Vec<Parameter>,
}

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

pub(super) fn operations(document: &Value, base: Option<&str>, coerce: &Profile) -> Vec<Operation> {
    let common = || {
        responses(
            document,
            document.get("x-common-responses"),
            "/x-common-responses",
        )
    };
    let mut operations = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for name in METHODS {
            let (Some(value), Ok(method)) = (
                item.get(name).filter(|value| value.is_object()),
                name.to_ascii_uppercase().parse::<Method>(),
            ) else {
                continue;
            };
            let above = format!("/paths/{}", escape(path));
            let pointer = format!("{above}/{name}");
            let mut parameters = parameters(document, value.get("parameters"), &pointer, coerce);
            for shared in self::parameters(document, item.get("parameters"), &above, coerce) {
                let is_same =
                    |own: &Parameter| own.name == shared.name && own.location == shared.location;
                if !parameters.iter().any(is_same) {
                    parameters.push(shared);
                }
            }
            let above = format!("{pointer}/responses");
            let mut responses = responses(document, value.get("responses"), &above);
            let statuses = responses.iter().map(|response| response.status.clone());
            let statuses: Vec<String> = statuses.collect();
            // What every operation may answer is not what this one is expected to be seen with.
            let mut common = common();
            common.retain(|shared| !statuses.contains(&shared.status));
            responses.append(&mut common);
            let servers = [value, item, document].map(|value| value.get("servers"));
            operations.push(Operation {
                id: value
                    .get("operationId")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
                method,
                path: path.clone(),
                statuses,
                bases: match base {
                    Some(base) => vec![base.to_owned()],
                    None => bases(servers.into_iter().flatten().next()),
                },
                parameters,
                security: requirements(document, value),
                body: body(value.get("requestBody"), &format!("{pointer}/requestBody")),
                responses,
            });
        }
    }
    operations
}

/// The paths of servers, variables with their defaults.
fn bases(servers: Option<&Value>) -> Vec<String> {
    let mut bases = Vec::new();
    for server in servers.and_then(Value::as_array).into_iter().flatten() {
        let Some(url) = server.get("url").and_then(Value::as_str) else {
            continue;
        };
        let mut url = url.to_owned();
        let variables = server.get("variables").and_then(Value::as_object);
        for (name, variable) in variables.into_iter().flatten() {
            let default = variable.get("default").and_then(Value::as_str);
            url = url.replace(&format!("{{{name}}}"), default.unwrap_or_default());
        }
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
            None => &url,
        };
        let base = format!("/{}", path.trim_matches('/'));
        if !bases.contains(&base) {
            bases.push(base);
        }
    }
    if bases.is_empty() {
        bases.push("/".to_owned());
    }
    bases
}

fn parameters(
    document: &Value,
    list: Option<&Value>,
    above: &str,
    coerce: &Profile,
) -> Vec<Parameter> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    let read = |(index, value): (usize, &Value)| {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let location = match text("in")? {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => return None,
        };
        let name = text("name")?;
        // OpenAPI says these three by other means.
        let ignored = ["accept", "authorization", "content-type"];
        if location == Location::Header && ignored.contains(&name.to_ascii_lowercase().as_str()) {
            return None;
        }
        let pointer = format!("{above}/parameters/{index}");
        let everywhere = match location {
            Location::Path => &coerce.path,
            Location::Query => &coerce.query,
            Location::Header => &coerce.header,
            Location::Cookie => &coerce.cookie,
        };
        Some(Parameter {
            coercions: Coercions::of(document, value.get("schema"), everywhere),
            ..parameter(document, value, name, location, &pointer)
        })
    };
    list.enumerate().filter_map(read).collect()
}

fn parameter(
    document: &Value,
    value: &Value,
    name: &str,
    location: Location,
    pointer: &str,
) -> Parameter {
    let flag = |key: &str| value.get(key).and_then(Value::as_bool);
    let default = match location {
        Location::Path | Location::Header => "simple",
        Location::Query | Location::Cookie => "form",
    };
    let style = value
        .get("style")
        .and_then(Value::as_str)
        .unwrap_or(default);
    let content = value.get("content").and_then(Value::as_object);
    let content = content.and_then(|content| content.iter().next());
    let schema = match content {
        Some((media, inner)) => inner
            .get("schema")
            .map(|_| format!("{pointer}/content/{}/schema", escape(media))),
        None => value.get("schema").map(|_| format!("{pointer}/schema")),
    };
    Parameter {
        name: name.to_owned(),
        location,
        required: location == Location::Path || flag("required").unwrap_or(false),
        style: style.to_owned(),
        explode: flag("explode").unwrap_or(style == "form"),
        allow_empty: flag("allowEmptyValue").unwrap_or(false),
        schema,
        is_secret: is_secret_name(name)
            || value
                .get("schema")
                .is_some_and(|schema| says_secret(document, schema)),
        coercions: Coercions::default(),
        is_json: content.is_some_and(|(media, _)| super::media::is_json(media)),
    }
}

fn media(value: &Value, pointer: &str) -> Media {
    let content = value.get("content").and_then(Value::as_object);
    let read = |(name, inner): (&String, &Value)| {
        let schema = inner.get("schema");
        let schema = schema.map(|_| format!("{pointer}/content/{}/schema", escape(name)));
        (name.clone(), schema)
    };
    Media {
        types: content.into_iter().flatten().map(read).collect(),
    }
}

fn body(value: Option<&Value>, pointer: &str) -> Option<Body> {
    let value = value?;
    Some(Body {
        required: value
            .get("required")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        media: media(value, pointer),
    })
}

fn responses(document: &Value, value: Option<&Value>, above: &str) -> Vec<Response> {
    let object: Option<&Map<String, Value>> = value.and_then(Value::as_object);
    let read = |(status, value): (&String, &Value)| {
        let pointer = format!("{above}/{}", escape(status));
        let headers = value.get("headers").and_then(Value::as_object);
        let headers = headers.into_iter().flatten().map(|(name, value)| {
            let pointer = format!("{pointer}/headers/{}", escape(name));
            parameter(document, value, name, Location::Header, &pointer)
        });
        Response {
            status: if status == "default" {
                status.clone()
            } else {
                status.to_ascii_uppercase()
            },
            media: media(value, &pointer),
            headers: headers
                .filter(|h| !h.name.eq_ignore_ascii_case("content-type"))
                .collect(),
        }
    };
    let known = object.into_iter().flatten();
    known
        .filter(|(key, _)| !key.starts_with("x-"))
        .map(read)
        .collect()
}
