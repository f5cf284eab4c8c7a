//! Types of requests and types of responses: they part where `readOnly` or `writeOnly` make a difference.

use std::collections::{HashMap, HashSet};

use super::reach::{Paths, members, members_mut, named};
use super::{Lowerer, Models};
use crate::api::{
    Api, BodyKind, Field, Model, ModelKind, Operation, ParamField, Type, TypeKind, TypePath,
};

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// In a request.
    In,
    /// In a response.
    Out,
}

impl Direction {
    /// Whether a value that goes this way has the field.
    pub(super) fn has(self, field: &Field) -> bool {
        match self {
            Self::In => !field.read_only,
            Self::Out => !field.write_only,
        }
    }
}

impl Lowerer<'_> {
    /// Takes fields out that a type has in its other direction only. A type that goes both ways and is not the same in both
    /// keeps its name for responses; requests get `<Name>Input`.
    pub(super) fn part_directions(&mut self, api: &mut Api, inputs: &mut Paths, outputs: &Paths) {
        let is_both = |path: &TypePath| inputs.contains(path) && outputs.contains(path);
        let mut parted = HashMap::new();
        for path in differing(&self.models, is_both) {
            let name = self.claim(
                &path.module,
                &format!("{}Input", path.name),
                &format!("{} input", path.name),
            );
            let module = path.module.clone();
            parted.insert(path, TypePath { module, name });
        }
        let mut models = Models::default();
        models.reserve(self.models.len() + parted.len());
        for (path, mut model) in std::mem::take(&mut self.models) {
            if let Some(input) = parted.get(&path) {
                let mut copy = model.clone();
                copy.path = input.clone();
                turn(&mut copy, Direction::In, &parted);
                turn(&mut model, Direction::Out, &HashMap::new());
                inputs.remove(&path);
                inputs.insert(input.clone());
                models.insert(path, model);
                models.insert(input.clone(), copy);
                continue;
            }
            if inputs.contains(&path) && !outputs.contains(&path) {
                turn(&mut model, Direction::In, &parted);
            } else if outputs.contains(&path) && !inputs.contains(&path) {
                turn(&mut model, Direction::Out, &HashMap::new());
            }
            models.insert(path, model);
        }
        self.models = models;
        for operation in api.tags.iter_mut().flat_map(|tag| &mut tag.operations) {
            retarget_inputs(operation, &parted);
        }
    }
}

/// The types among those that go both ways which are not the same in both, in their order.
fn differing(models: &Models, is_both: impl Fn(&TypePath) -> bool) -> Vec<TypePath> {
    let differs = |model: &Model| match &model.kind {
        ModelKind::Struct { fields, .. } => fields
            .iter()
            .any(|field| field.read_only || field.write_only),
        _ => false,
    };
    let both = models.iter().filter(|(path, _)| is_both(path));
    let both: Vec<(&TypePath, &Model)> = both.collect();
    let mut found: HashSet<&TypePath> = HashSet::new();
    loop {
        let before = found.len();
        for (path, model) in &both {
            let mut inner = Vec::new();
            members(model)
                .into_iter()
                .for_each(|ty| named(ty, &mut inner));
            if differs(model) || inner.iter().any(|inner| found.contains(inner)) {
                found.insert(path);
            }
        }
        if found.len() == before {
            break;
        }
    }
    let found = both.iter().filter(|(path, _)| found.contains(path));
    found.map(|(path, _)| (*path).clone()).collect()
}

/// Leaves of a type what goes in a direction.
fn turn(model: &mut Model, direction: Direction, parted: &HashMap<TypePath, TypePath>) {
    if let ModelKind::Struct {
        fields, ignored, ..
    } = &mut model.kind
    {
        if direction == Direction::In {
            let unread = fields.iter().filter(|field| field.read_only);
            ignored.extend(unread.map(|field| field.wire.clone()));
        }
        fields.retain(|field| direction.has(field));
    }
    members_mut(model)
        .into_iter()
        .for_each(|ty| retarget(ty, parted));
}

fn retarget(ty: &mut Type, parted: &HashMap<TypePath, TypePath>) {
    match &mut ty.kind {
        TypeKind::Named(path) => {
            if let Some(input) = parted.get(path) {
                *path = input.clone();
            }
        }
        TypeKind::Array(inner) | TypeKind::Map(inner) => retarget(inner, parted),
        _ => {}
    }
}

fn retarget_inputs(operation: &mut Operation, parted: &HashMap<TypePath, TypePath>) {
    let locations = [
        &mut operation.path_params,
        &mut operation.query,
        &mut operation.headers,
        &mut operation.cookies,
    ];
    let fields = locations
        .into_iter()
        .flatten()
        .flat_map(|params| &mut params.fields);
    for field in fields {
        if let ParamField::Field(field) = field {
            retarget(&mut field.ty, parted);
        }
    }
    let contents = operation
        .body
        .iter_mut()
        .flat_map(|body| &mut body.contents);
    for content in contents {
        if let BodyKind::Decoded(ty) | BodyKind::Parts { ty, .. } = &mut content.kind {
            retarget(ty, parted);
        }
        for encoding in content.encodings.values_mut().flatten() {
            retarget(&mut encoding.ty, parted);
            let headers = encoding.headers.iter_mut();
            for field in headers.flat_map(|params| &mut params.fields) {
                if let ParamField::Field(field) = field {
                    retarget(&mut field.ty, parted);
                }
            }
        }
    }
}
