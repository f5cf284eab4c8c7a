//! What stands where in a document: schemas, values of the API's users, objects by names of the author.

/// What a value of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An object of the specification that is no schema, or a list of them.
    Object,
    /// Objects by names of the author.
    Named,
    /// A schema.
    Schema,
    /// `true`, `false` or a schema.
    SchemaOrFlag,
    /// Schemas, in a list or by names of the author.
    Schemas,
    /// A discriminator.
    Discriminator,
    /// Values of a discriminator with the schemas that they stand for.
    Mapping,
    /// A value of the API's users, in which `$ref` means nothing.
    Value,
}

impl Place {
    /// What stands at a key, or an index, of a value at this place.
    pub fn at(self, key: &str) -> Self {
        match self {
            Self::Value | Self::Mapping => Self::Value,
            Self::Named => Self::Object,
            Self::Schemas => Self::Schema,
            Self::Discriminator if key == "mapping" => Self::Mapping,
            Self::Discriminator => Self::Value,
            Self::Schema | Self::SchemaOrFlag => in_schema(key),
            Self::Object => in_object(key),
        }
    }

    /// What stands in a list at this place.
    pub fn in_list(self) -> Self {
        match self {
            Self::Object => Self::Object,
            other => other.at(""),
        }
    }

    /// Whether a schema stands here.
    pub const fn is_schema(self) -> bool {
        matches!(self, Self::Schema | Self::SchemaOrFlag)
    }
}

fn in_schema(key: &str) -> Place {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
        | "allOf" | "anyOf" | "oneOf" | "prefixItems" => Place::Schemas,
        "items" | "not" | "if" | "then" | "else" | "contains" | "propertyNames"
        | "contentSchema" => Place::Schema,
        "additionalProperties" | "unevaluatedProperties" | "unevaluatedItems" => {
            Place::SchemaOrFlag
        }
        "discriminator" => Place::Discriminator,
        // What an extension holds may refer to something.
        extension if extension.starts_with("x-") => Place::Object,
        _ => Place::Value,
    }
}

fn in_object(key: &str) -> Place {
    match key {
        "schema" => Place::Schema,
        "schemas" => Place::Schemas,
        "responses" | "parameters" | "headers" | "examples" | "requestBodies"
        | "securitySchemes" | "links" | "callbacks" | "paths" | "pathItems" | "content"
        | "webhooks" | "encoding" | "variables" | "x-common-responses" => Place::Named,
        "example" | "value" | "default" | "enum" => Place::Value,
        _ => Place::Object,
    }
}
