//! Parameters: one struct for each location of an operation, shared structs for groups.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::groups::group_module;
use super::schema::{Owner, is_true, plain, text};
use super::{Attempt, Lowerer, Skipped};
use crate::api::{Field, Params, TypeKind};
use crate::check::nearest;
use crate::config::coercions;
use crate::diagnostics::Code;
use crate::names;

/// Headers that OpenAPI says are not parameters.
const NOT_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];

/// The structs of an operation's locations.
#[derive(Default)]
pub(super) struct Locations {
    pub(super) path: Option<Params>,
    pub(super) query: Option<Params>,
    pub(super) headers: Option<Params>,
    pub(super) cookies: Option<Params>,
}

/// Places of parameters, as `in` names them.
const PLACES: [&str; 4] = ["path", "query", "header", "cookie"];

/// What an operation's parameters have taken so far.
#[derive(Default)]
struct Seen {
    /// Pointer by name and place.
    parameters: HashMap<(String, String), String>,
    /// Names of fields by place.
    names: [HashSet<String>; 4],
    /// Names of fields by group.
    groups: HashMap<String, HashSet<String>>,
}

impl Lowerer<'_> {
    /// Pointers of an operation's parameters: those of the path item, replaced by those of the operation.
    fn parameter_pointers(&self, item: &str, operation: &str) -> Vec<String> {
        let list = |base: &str| {
            let pointer = format!("{base}/parameters");
            let count = self
                .at(&pointer)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            (0..count)
                .map(|index| self.resolve(&format!("{pointer}/{index}")))
                .collect::<Vec<_>>()
        };
        let key = |pointer: &String| {
            let text = |key: &str| {
                self.at(pointer)
                    .and_then(|value| value.get(key))
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            (text("name"), text("in"))
        };
        let own = list(operation);
        let own_keys: HashSet<_> = own.iter().map(key).collect();
        list(item)
            .into_iter()
            .filter(|pointer| !own_keys.contains(&key(pointer)))
            .chain(own)
            .collect()
    }

    pub(super) fn lower_parameters(
        &mut self,
        item: &str,
        operation: &str,
        path: &str,
        owner: &Owner,
    ) -> Result<Locations, Skipped> {
        let mut by_location: [Vec<(Option<String>, Field)>; 4] = Default::default();
        let mut seen = Seen::default();
        let mut attempt = Attempt::default();
        for pointer in self.parameter_pointers(item, operation) {
            let Some(Value::Object(parameter)) = self.at(&pointer) else {
                continue;
            };
            let lowered = self.lower_listed(parameter, &pointer, owner, &mut seen);
            if let Some((location, group, field)) = attempt.take(lowered).flatten() {
                by_location[location].push((group, field));
            }
        }
        attempt.end()?;
        self.check_template(path, &by_location[0], operation)?;
        self.check_spread(&by_location[1], operation)?;
        self.check_spread(&by_location[3], operation)?;
        let [path, query, headers, cookies] = by_location;
        Ok(Locations {
            path: self.lower_location(path, "Path", owner, operation)?,
            query: self.lower_location(query, "Query", owner, operation)?,
            headers: self.lower_location(headers, "Headers", owner, operation)?,
            cookies: self.lower_location(cookies, "Cookies", owner, operation)?,
        })
    }

    /// One parameter of the list: its location, its group and the field. None of those that are no parameters in truth.
    fn lower_listed(
        &mut self,
        parameter: &Map<String, Value>,
        pointer: &str,
        owner: &Owner,
        seen: &mut Seen,
    ) -> Result<Option<(usize, Option<String>, Field)>, Skipped> {
        let (name, location) = (text(parameter, "name"), text(parameter, "in"));
        let key = (name.clone(), location.clone());
        if let Some(first) = seen.parameters.insert(key, pointer.to_owned()) {
            self.finding_beside(
                Code::ParameterTwice,
                pointer,
                &[(&first, "the first of this name")],
                format!("a second parameter `{name}` in {location}"),
                "remove one of the two, or rename it",
            );
            return Err(Skipped);
        }
        let Some(index) = PLACES.iter().position(|known| *known == location) else {
            let near = nearest(&location, PLACES.iter().copied());
            return self.refuse(
                Code::ParameterPlace,
                &format!("{pointer}/in"),
                format!("`{location}` is no place for a parameter"),
                &near.map_or_else(
                    || {
                        "use path, query, header or cookie; what is sent as a body is `requestBody`"
                            .to_owned()
                    },
                    |near| format!("did you mean `{near}`?"),
                ),
            );
        };
        if location == "header" {
            self.check_header_name(&name, pointer)?;
            if NOT_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()) {
                return Ok(None);
            }
        }
        let group = parameter
            .get("x-group")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let known = group
            .as_ref()
            .and_then(|group| self.known_member(group, parameter));
        let field = match (known, &group) {
            (Some(field), _) => field,
            // Types of a group's parameters are the group's, not of the operation that is first to use it.
            (None, Some(group)) => {
                let owner = Owner {
                    module: group_module(),
                    stem: names::pascal(group),
                    key: group.clone(),
                };
                let taken = seen.groups.entry(group.clone()).or_default();
                self.lower_parameter(parameter, pointer, index, &owner, taken)?
            }
            (None, None) => {
                let taken = &mut seen.names[index];
                self.lower_parameter(parameter, pointer, index, owner, taken)?
            }
        };
        Ok(Some((index, group, field)))
    }

    pub(super) fn lower_parameter(
        &mut self,
        parameter: &Map<String, Value>,
        pointer: &str,
        location: usize,
        owner: &Owner,
        taken: &mut HashSet<String>,
    ) -> Result<Field, Skipped> {
        let wire = text(parameter, "name");
        let profile = &self.config.coerce;
        let profile = [
            &profile.path,
            &profile.query,
            &profile.header,
            &profile.cookie,
        ][location];
        let profile = coercions(profile);
        let media = self.media_of_parameter(parameter, pointer)?;
        let here = match &media {
            Some(media) => format!("{pointer}/content/{}/schema", crate::load::escape(media)),
            None => format!("{pointer}/schema"),
        };
        let ty = if media.is_some() && self.at(&here).is_none() {
            plain(TypeKind::Any, &profile)
        } else {
            self.lower_type(&here, &owner.within(&wire), &profile)?
        };
        let style = match &media {
            Some(media) => self.style_of_media(media, &here),
            None => self.lower_style(parameter, pointer, location, &ty)?,
        };
        Ok(Field {
            name: names::unique(names::snake(&wire), taken),
            wire,
            required: location == 0 || is_true(parameter, "required"),
            nullable: ty.nullable,
            default: self.default_of(&here),
            description: text(parameter, "description"),
            deprecated: is_true(parameter, "deprecated"),
            read_only: false,
            write_only: false,
            style: Some(style),
            part: None,
            ty,
        })
    }

    /// Every name in the path is a parameter, and every path parameter is in the path.
    fn check_template(
        &mut self,
        path: &str,
        fields: &[(Option<String>, Field)],
        operation: &str,
    ) -> Result<(), Skipped> {
        let named: HashSet<&str> = path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(name, _)| name)
            .collect();
        for (_, field) in fields {
            if !named.contains(field.wire.as_str()) {
                let message = format!("the path parameter `{}` is not in `{path}`", field.wire);
                return self.refuse(
                    Code::ParameterNotInPath,
                    operation,
                    message,
                    "remove the parameter, or put it in braces into the path",
                );
            }
        }
        for name in named {
            if !fields.iter().any(|(_, field)| field.wire == name) {
                let message = format!("`{{{name}}}` of `{path}` is not described");
                return self.refuse(
                    Code::ParameterUndescribed,
                    operation,
                    message,
                    "add a parameter of this name with `in: path`",
                );
            }
        }
        Ok(())
    }
}
