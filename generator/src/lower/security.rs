//! Security schemes and what operations demand of them.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::{Lowerer, Skipped};
use crate::api::{Api, NamedValue, Requirement, SchemeKind, Security, SecurityScheme};
use crate::diagnostics::Code;
use crate::load::escape;
use crate::names;

/// Whether a name may be that of a scheme of HTTP.
fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

impl Lowerer<'_> {
    /// `security` of an operation, or that of the document.
    pub(super) fn lower_security(&mut self, operation: &str) -> Result<Security, Skipped> {
        let own = format!("{operation}/security");
        let pointer = if self.at(&own).is_some() {
            own
        } else {
            "/security".to_owned()
        };
        let alternatives = self
            .at(&pointer)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let mut security = Security::default();
        for (index, alternative) in alternatives.iter().enumerate() {
            let requirements = alternative.as_object().cloned().unwrap_or_default();
            if requirements.is_empty() {
                security.optional = true;
                continue;
            }
            let mut lowered = Vec::new();
            for (scheme, scopes) in requirements {
                if self
                    .at(&format!("/components/securitySchemes/{}", escape(&scheme)))
                    .is_none()
                {
                    let here = format!("{pointer}/{index}/{}", escape(&scheme));
                    return self.refuse(
                        Code::SecuritySchemeUnknown,
                        &here,
                        format!("`{scheme}` is no security scheme"),
                        "describe it below `components.securitySchemes`",
                    );
                }
                let scopes = scopes.as_array().into_iter().flatten();
                let variant = |scope: &Value| {
                    let known = self.scopes.iter().find(|known| known.value == *scope);
                    known.map(|known| known.name.clone())
                };
                lowered.push(Requirement {
                    scopes: scopes.filter_map(variant).collect(),
                    scheme: self.scheme_names.get(&scheme).cloned().unwrap_or_default(),
                });
            }
            security.alternatives.push(lowered);
        }
        Ok(security)
    }

    /// Method of `Backend` by the name of the scheme.
    pub(super) fn name_schemes(&self) -> BTreeMap<String, String> {
        let schemes = self.at("/components/securitySchemes");
        let mut taken = HashSet::from(["problem", "scaffolded", "combine"].map(str::to_owned));
        let name = |wire: &String| (wire.clone(), names::unique(names::snake(wire), &mut taken));
        let schemes = schemes.and_then(Value::as_object).into_iter();
        schemes.flat_map(serde_json::Map::keys).map(name).collect()
    }

    /// Schemes that operations use; those of a kind that no header, query or cookie carries are reported.
    pub(super) fn schemes(&mut self, api: &Api) -> Vec<SecurityScheme> {
        let operations = api.tags.iter().flat_map(|tag| &tag.operations);
        let requirements =
            operations.flat_map(|operation| operation.security.alternatives.iter().flatten());
        let used: HashSet<&String> = requirements
            .map(|requirement| &requirement.scheme)
            .collect();
        let schemes = self
            .at("/components/securitySchemes")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let mut lowered = Vec::new();
        let is_used = |wire: &&String| {
            self.scheme_names
                .get(*wire)
                .is_some_and(|name| used.contains(name))
        };
        let wires: Vec<&String> = schemes.keys().filter(is_used).collect();
        for wire in wires {
            let pointer = self.resolve(&format!("/components/securitySchemes/{}", escape(wire)));
            let scheme = self.at(&pointer).cloned().unwrap_or_default();
            let text = |key: &str| {
                scheme
                    .get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            let kind = match (
                text("type").as_str(),
                text("scheme").to_ascii_lowercase().as_str(),
                text("in").as_str(),
            ) {
                ("http", "basic", _) => SchemeKind::Basic,
                ("http", "bearer", _) | ("oauth2" | "openIdConnect", ..) => SchemeKind::Bearer,
                ("http", name, _) if is_token(name) => SchemeKind::Http(text("scheme")),
                ("apiKey", _, "header") => SchemeKind::ApiKeyHeader(text("name")),
                ("apiKey", _, "query") => SchemeKind::ApiKeyQuery(text("name")),
                ("apiKey", _, "cookie") => SchemeKind::ApiKeyCookie(text("name")),
                _ => {
                    self.finding(
                        Code::SecuritySchemeKind,
                        &pointer,
                        format!("the security scheme `{wire}` is read as a bearer token"),
                        "use bearer, basic, apiKey, oauth2 or openIdConnect",
                    );
                    SchemeKind::Bearer
                }
            };
            lowered.push(SecurityScheme {
                wire: wire.clone(),
                name: self.scheme_names.get(wire).cloned().unwrap_or_default(),
                description: text("description"),
                kind,
            });
        }
        lowered
    }

    /// All scopes of all flows, and those that operations name besides.
    pub(super) fn scopes(&self) -> Vec<NamedValue> {
        let mut scopes: Vec<NamedValue> = Vec::new();
        let mut taken = HashSet::new();
        let mut add = |scope: &str| {
            if !scopes.iter().any(|known| known.value == scope) {
                scopes.push(NamedValue {
                    name: names::unique(names::pascal(scope), &mut taken),
                    value: Value::from(scope),
                });
            }
        };
        let schemes = self
            .at("/components/securitySchemes")
            .and_then(Value::as_object);
        for scheme in schemes.into_iter().flat_map(serde_json::Map::values) {
            let flows = scheme.get("flows").and_then(Value::as_object);
            for flow in flows.into_iter().flat_map(serde_json::Map::values) {
                flow.get("scopes")
                    .and_then(Value::as_object)
                    .into_iter()
                    .flat_map(serde_json::Map::keys)
                    .for_each(|scope| add(scope));
            }
        }
        let requirements = self
            .operations()
            .into_iter()
            .filter_map(|(_, _, operation)| operation.get("security"));
        for alternative in requirements
            .chain(self.at("/security"))
            .filter_map(Value::as_array)
            .flatten()
        {
            let lists = alternative
                .as_object()
                .into_iter()
                .flat_map(serde_json::Map::values);
            lists
                .filter_map(Value::as_array)
                .flatten()
                .filter_map(Value::as_str)
                .for_each(&mut add);
        }
        scopes
    }
}
