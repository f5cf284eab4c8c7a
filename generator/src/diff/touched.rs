//! What implementers must look at: methods of traits and types of the generated crate.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::api::{Api, Field, Model, ModelKind, ParamField, Params, Type, TypeKind};
use crate::emit::Signatures;

/// Names of the generated crate that have changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// `Trait::method`: to be written.
    pub methods_added: Vec<String>,
    /// To be deleted.
    pub methods_removed: Vec<String>,
    /// Of another signature, or with other parameters or responses.
    pub methods_changed: Vec<String>,
    /// `models::video::Video`.
    pub models_added: Vec<String>,
    /// Gone.
    pub models_removed: Vec<String>,
    /// With other fields, variants or types.
    pub models_changed: Vec<String>,
}

impl Touched {
    pub(super) fn of(old: &Api, new: &Api) -> Self {
        let (methods_added, methods_removed, methods_changed) =
            compare(&methods(old), &methods(new));
        let (models_added, models_removed, models_changed) = compare(&models(old), &models(new));
        Self {
            methods_added,
            methods_removed,
            methods_changed,
            models_added,
            models_removed,
            models_changed,
        }
    }
}

type Shapes = BTreeMap<String, String>;

fn compare(old: &Shapes, new: &Shapes) -> (Vec<String>, Vec<String>, Vec<String>) {
    let missing = |from: &Shapes, of: &Shapes| {
        from.keys()
            .filter(|name| !of.contains_key(*name))
            .cloned()
            .collect()
    };
    let changed = new
        .iter()
        .filter(|(name, shape)| old.get(*name).is_some_and(|old| old != *shape));
    (
        missing(new, old),
        missing(old, new),
        changed.map(|(name, _)| name.clone()).collect(),
    )
}

/// What the code of a method depends on.
fn methods(api: &Api) -> Shapes {
    let signatures = Signatures::new(api);
    let mut shapes = Shapes::new();
    for tag in &api.tags {
        for operation in &tag.operations {
            let signature = signatures.of(tag, operation);
            let arguments = signature
                .arguments
                .iter()
                .map(|(name, ty)| format!("{name}: {ty}"));
            let mut shape: Vec<String> = arguments.collect();
            let locations = [
                &operation.path_params,
                &operation.query,
                &operation.headers,
                &operation.cookies,
            ];
            shape.extend(locations.into_iter().flatten().map(params));
            shape.extend(operation.responses.iter().map(|response| {
                format!(
                    "{} {} {:?}",
                    response.name,
                    fields(&response.headers),
                    payload(&response.payload)
                )
            }));
            shapes.insert(
                format!("{}::{}", tag.trait_name, operation.fn_name),
                shape.join("\n"),
            );
        }
    }
    shapes
}

fn params(params: &Params) -> String {
    let parts = params.fields.iter().map(|part| match part {
        ParamField::Field(own) => field(own),
        ParamField::Group { field, type_path } => format!("{field}: {type_path:?}"),
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn payload(payload: &crate::api::Payload) -> String {
    use crate::api::Payload;
    match payload {
        Payload::Empty => "nothing".into(),
        Payload::Json { ty, .. } => shape(ty),
        Payload::Text { ty, .. } => format!("text of {}", shape(ty)),
        Payload::Binary { .. } => "bytes".into(),
        Payload::Events { ty } => format!("events of {}", shape(ty)),
        Payload::File => "file".into(),
        Payload::Choice { options, .. } => {
            let options = options
                .iter()
                .map(|(name, inner)| format!("{name} {}", self::payload(inner)));
            options.collect::<Vec<_>>().join(" | ")
        }
    }
}

fn models(api: &Api) -> Shapes {
    let of_tags = api.tags.iter().flat_map(|tag| &tag.models);
    let all = api.models.values().flatten().chain(of_tags);
    all.map(|model| {
        let path = [model.path.module.join("::"), model.path.name.clone()].join("::");
        (path, model_shape(model))
    })
    .collect()
}

fn model_shape(model: &Model) -> String {
    match &model.kind {
        ModelKind::Struct {
            fields: own,
            additional,
            ..
        } => {
            let rest = additional.as_ref().map_or(String::new(), |ty| shape(ty));
            format!("{{ {} .. {rest} }}", fields(own))
        }
        ModelKind::Enum { values, .. } => {
            let names = values.iter().map(|value| value.name.as_str());
            names.collect::<Vec<_>>().join(" | ")
        }
        ModelKind::Union(union) => {
            let variants = union.variants.iter();
            let variants =
                variants.map(|variant| format!("{}({})", variant.name, shape(&variant.ty)));
            variants.collect::<Vec<_>>().join(" | ")
        }
        ModelKind::Alias { ty } => shape(ty),
    }
}

fn fields(fields: &[Field]) -> String {
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn field(field: &Field) -> String {
    format!(
        "{}: {} {} {} {}",
        field.name,
        shape(&field.ty),
        field.required,
        field.nullable,
        field.default.is_some()
    )
}

/// A type without its constraints.
fn shape(ty: &Type) -> String {
    let plain = match &ty.kind {
        TypeKind::Array(item) => format!("[{}]", shape(item)),
        TypeKind::Map(item) => format!("map of {}", shape(item)),
        TypeKind::Named(path) => format!("{}::{}", path.module.join("::"), path.name),
        other => format!("{other:?}"),
    };
    format!(
        "{plain}{}{}",
        if ty.nullable { "?" } else { "" },
        if ty.boxed { " boxed" } else { "" }
    )
}
