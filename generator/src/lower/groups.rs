//! The structs of locations, and groups of parameters that operations share.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::schema::{Owner, text};
use super::{Lowerer, Skipped};
use crate::api::{Field, Model, ModelKind, ParamField, Params, TypePath};
use crate::diagnostics::Code;
use crate::names;

/// Where groups of parameters go.
pub(super) fn group_module() -> Vec<String> {
    vec!["models".to_owned(), "parameters".to_owned()]
}

impl Lowerer<'_> {
    /// The parameter as a field of the group, where another operation brought it there.
    pub(super) fn known_member(
        &self,
        group: &str,
        parameter: &Map<String, Value>,
    ) -> Option<Field> {
        let model = self.models.get(self.groups.get(group)?)?;
        let ModelKind::Struct { fields, .. } = &model.kind else {
            return None;
        };
        let wire = text(parameter, "name");
        fields.iter().find(|field| field.wire == wire).cloned()
    }

    pub(super) fn lower_location(
        &mut self,
        fields: Vec<(Option<String>, Field)>,
        suffix: &str,
        owner: &Owner,
        operation: &str,
    ) -> Result<Option<Params>, Skipped> {
        if fields.is_empty() {
            return Ok(None);
        }
        let mut own = Vec::new();
        let mut groups: Vec<(String, Vec<Field>)> = Vec::new();
        for (group, field) in fields {
            match group {
                None => own.push(ParamField::Field(field)),
                Some(name) => match groups.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, members)) => members.push(field),
                    None => groups.push((name, vec![field])),
                },
            }
        }
        let names_of_fields = own.iter().filter_map(|field| match field {
            ParamField::Field(field) => Some(field.name.clone()),
            ParamField::Group { .. } => None,
        });
        let mut taken: HashSet<String> = names_of_fields.collect();
        for (name, members) in groups {
            let type_path = self.define_group(&name, members, operation)?;
            own.push(ParamField::Group {
                field: names::unique(names::snake(&name), &mut taken),
                type_path,
            });
        }
        let key = format!("{} {suffix}", owner.key);
        let type_name = self.claim(&owner.module, &format!("{}{suffix}", owner.stem), &key);
        Ok(Some(Params {
            type_name,
            fields: own,
        }))
    }

    /// The shared struct of a group; all operations that use it must have the same parameters in it.
    fn define_group(
        &mut self,
        name: &str,
        members: Vec<Field>,
        operation: &str,
    ) -> Result<TypePath, Skipped> {
        let known = self.groups.get(name).cloned();
        if let Some(path) = known
            && let Some(ModelKind::Struct { fields, .. }) =
                self.models.get(&path).map(|model| &model.kind)
        {
            let known: Vec<&str> = fields.iter().map(|field| field.wire.as_str()).collect();
            let here: Vec<&str> = members.iter().map(|field| field.wire.as_str()).collect();
            if known != here {
                let message =
                    format!("the group `{name}` has other parameters here than elsewhere");
                self.finding(Code::GroupDiffers, operation, message, "list the same parameters in the same order in each operation, or use another group");
                return Err(Skipped);
            }
            return Ok(path);
        }
        let module = group_module();
        let path = TypePath {
            name: self.claim(&module, &names::pascal(name), &format!("group {name}")),
            module,
        };
        self.groups.insert(name.to_owned(), path.clone());
        let kind = ModelKind::Struct {
            fields: members,
            additional: None,
            deny_unknown: false,
            ignored: Vec::new(),
            min_properties: None,
            max_properties: None,
        };
        let description = format!("The parameters of the group {name}.");
        self.models.insert(
            path.clone(),
            Model {
                path: path.clone(),
                description,
                kind,
                check: None,
                input: false,
                output: false,
            },
        );
        Ok(path)
    }
}
