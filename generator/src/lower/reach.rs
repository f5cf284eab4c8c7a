//! Which types are read, which are written, and which must be boxed.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::circles::box_recursion;
use super::directions::Direction;
use super::{LeftOut, Lowerer, Models};
use crate::api::{
    Api, BodyContent, BodyKind, Field, Model, ModelKind, Operation, ParamField, Params, Payload,
    Type, TypeKind, TypePath,
};
use crate::load::escape;

/// Types that have something in common.
pub(super) type Paths = HashSet<TypePath, RandomState>;

impl Lowerer<'_> {
    /// Takes out operations with a type that could not be made.
    pub(super) fn drop_incomplete(&self, api: &mut Api, left_out: &mut Vec<LeftOut>) {
        let prefix = self.server_prefix();
        let broken = broken(&self.models);
        for tag in &mut api.tags {
            tag.operations.retain(|operation| {
                let mut found = Vec::new();
                collect_inputs(operation, &mut found);
                collect_outputs(operation, &mut found);
                let is_whole = found
                    .iter()
                    .all(|path| self.models.contains_key(path) && !broken.contains(path));
                if !is_whole {
                    let path = operation
                        .path
                        .strip_prefix(&prefix)
                        .unwrap_or(&operation.path);
                    left_out.push(LeftOut {
                        id: operation.id.clone(),
                        pointer: format!(
                            "/paths/{}/{}",
                            escape(path),
                            operation.method.to_ascii_lowercase()
                        ),
                    });
                }
                is_whole
            });
        }
    }

    /// Puts types, schemes and scopes into the model.
    pub(super) fn finish(mut self, api: &mut Api) {
        api.schemes = self.schemes(api);
        api.scopes = std::mem::take(&mut self.scopes);
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for operation in api.tags.iter().flat_map(|tag| &tag.operations) {
            collect_inputs(operation, &mut inputs);
            collect_outputs(operation, &mut outputs);
        }
        // A document of schemas alone is a crate of types, for whoever reads or writes them.
        if self.operations().is_empty() {
            inputs.extend(self.components.values().cloned());
            outputs.extend(self.components.values().cloned());
        }
        let mut inputs = closure(&self.models, inputs, Direction::In);
        let outputs = closure(&self.models, outputs, Direction::Out);
        self.part_directions(api, &mut inputs, &outputs);
        let streamed = self.streamed_alone(api);
        box_recursion(&mut self.models);
        for (path, mut model) in std::mem::take(&mut self.models) {
            model.input |= inputs.contains(&path);
            model.output |= outputs.contains(&path);
            if !model.is_used() {
                continue;
            }
            // It stays in the model, as its properties are those of the parts.
            model.input &= !streamed.contains(&path);
            match path.module.as_slice() {
                [models, file] if models == "models" => {
                    api.models.entry(file.clone()).or_default().push(model)
                }
                module => {
                    let own = |tag: &&mut crate::api::Tag| {
                        tag.group.iter().chain([&tag.module]).eq(module.iter())
                    };
                    if let Some(tag) = api.tags.iter_mut().find(own) {
                        tag.models.push(model);
                    }
                }
            }
        }
    }

    /// Objects of which only the parts are read, one by one.
    fn streamed_alone(&self, api: &Api) -> Paths {
        let (mut whole, mut streamed) = (Vec::new(), Paths::default());
        for operation in api.tags.iter().flat_map(|tag| &tag.operations) {
            let contents = operation.body.iter().flat_map(|body| &body.contents);
            let parts = contents.filter_map(|content| match &content.kind {
                BodyKind::Parts { ty, .. } => Some(ty),
                _ => None,
            });
            let mut objects = Vec::new();
            parts.for_each(|ty| named(ty, &mut objects));
            if objects.is_empty() {
                collect_inputs(operation, &mut whole);
                continue;
            }
            let models = objects.iter().filter_map(|path| self.models.get(path));
            models
                .flat_map(members)
                .for_each(|ty| named(ty, &mut whole));
            streamed.extend(objects);
        }
        let whole = closure(&self.models, whole, Direction::In);
        streamed.retain(|path| !whole.contains(path));
        streamed
    }
}

fn collect_inputs(operation: &Operation, found: &mut Vec<TypePath>) {
    let locations = [
        &operation.path_params,
        &operation.query,
        &operation.headers,
        &operation.cookies,
    ];
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let of_parts = contents.flat_map(BodyContent::part_headers);
    for Params { fields, .. } in locations.into_iter().flatten().chain(of_parts) {
        for field in fields {
            match field {
                ParamField::Field(field) => named(&field.ty, found),
                ParamField::Group { type_path, .. } => found.push(type_path.clone()),
            }
        }
    }
    for content in operation.body.iter().flat_map(|body| &body.contents) {
        if let BodyKind::Decoded(ty) | BodyKind::Parts { ty, .. } = &content.kind {
            named(ty, found);
        }
    }
}

fn collect_outputs(operation: &Operation, found: &mut Vec<TypePath>) {
    for response in &operation.responses {
        response
            .headers
            .iter()
            .for_each(|header| named(&header.ty, found));
        collect_payload(&response.payload, found);
    }
}

fn collect_payload(payload: &Payload, found: &mut Vec<TypePath>) {
    match payload {
        Payload::Json { ty, .. } | Payload::Text { ty, .. } | Payload::Events { ty } => {
            named(ty, found);
        }
        Payload::Choice { options, .. } => options
            .iter()
            .for_each(|(_, payload)| collect_payload(payload, found)),
        Payload::Empty | Payload::Binary { .. } | Payload::File => {}
    }
}

/// Named types in a type.
pub(super) fn named(ty: &Type, found: &mut Vec<TypePath>) {
    match &ty.kind {
        TypeKind::Named(path) => found.push(path.clone()),
        TypeKind::Array(inner) | TypeKind::Map(inner) => named(inner, found),
        _ => {}
    }
}

/// Types in a model.
pub(super) fn members(model: &Model) -> Vec<&Type> {
    members_that(model, |_| true)
}

/// Types in a model, of its fields only those that are wanted.
fn members_that(model: &Model, is_wanted: impl Fn(&Field) -> bool) -> Vec<&Type> {
    match &model.kind {
        ModelKind::Struct {
            fields, additional, ..
        } => fields
            .iter()
            .filter(|field| is_wanted(field))
            .map(|field| &field.ty)
            .chain(additional.as_deref())
            .collect(),
        ModelKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        ModelKind::Alias { ty } => vec![ty],
        ModelKind::Enum { .. } => Vec::new(),
    }
}

/// Types in a model, to be changed.
pub(super) fn members_mut(model: &mut Model) -> Vec<&mut Type> {
    match &mut model.kind {
        ModelKind::Struct {
            fields, additional, ..
        } => fields
            .iter_mut()
            .map(|field| &mut field.ty)
            .chain(additional.as_deref_mut())
            .collect(),
        ModelKind::Union(union) => union
            .variants
            .iter_mut()
            .map(|variant| &mut variant.ty)
            .collect(),
        ModelKind::Alias { ty } => vec![ty],
        ModelKind::Enum { .. } => Vec::new(),
    }
}

/// Types from which one can be reached that is not there.
fn broken(models: &Models) -> Paths {
    let mut users: HashMap<TypePath, Vec<&TypePath>, RandomState> = HashMap::default();
    for (path, model) in models {
        let mut used = Vec::new();
        members(model)
            .into_iter()
            .for_each(|ty| named(ty, &mut used));
        for other in used {
            users.entry(other).or_default().push(path);
        }
    }
    let mut broken = Paths::default();
    let missing = users.iter().filter(|(path, _)| !models.contains_key(*path));
    let mut waiting: Vec<&TypePath> = missing.flat_map(|(_, users)| users).copied().collect();
    while let Some(path) = waiting.pop() {
        if broken.insert(path.clone()) {
            waiting.extend(users.get(path).into_iter().flatten());
        }
    }
    broken
}

/// Everything that can be reached from the roots by what goes in a direction.
fn closure(models: &Models, roots: Vec<TypePath>, direction: Direction) -> Paths {
    let mut reached = Paths::default();
    let mut waiting = roots;
    while let Some(path) = waiting.pop() {
        if let Some(model) = models.get(&path)
            && reached.insert(path)
        {
            members_that(model, |field| direction.has(field))
                .into_iter()
                .for_each(|ty| named(ty, &mut waiting));
        }
    }
    reached
}
