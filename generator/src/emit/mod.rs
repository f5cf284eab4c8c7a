//! From the [`Api`] model to the files of a crate.

mod bodies;
mod choices;
mod crate_files;
mod decode;
pub(crate) mod docs;
mod files;
mod forms;
mod glue;
mod models;
mod operations;
mod parts;
mod responses;
mod secrets;
mod security;
mod shared;
mod signatures;
mod styles;
mod traits;
mod types;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use foldhash::fast::RandomState;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::api::{Api, Model, ModelKind, Tag, TypeKind, TypePath};
use crate::config::Runtime;
use crate::diagnostics::{self, Diagnostic};
use crate::print::Code;
use crate::templates::Templates;

pub use files::emit;
pub use signatures::{Signature, Signatures};

/// A file to write, relative to the crate's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Path with `/`.
    pub path: PathBuf,
    /// Whole content.
    pub contents: String,
}

/// What the emitter must know beside the model.
#[derive(Debug, Clone, Default)]
pub struct EmitOptions {
    /// How the crate finds its runtime.
    pub runtime: Runtime,
    /// What is made of templates, with those of the user.
    pub templates: Templates,
}

impl From<Runtime> for EmitOptions {
    fn from(runtime: Runtime) -> Self {
        Self {
            runtime,
            templates: Templates::default(),
        }
    }
}

/// Why code could not be written; never because of a document.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// A defect of the generator.
    #[error("the generated file {path} is not Rust: {error}")]
    NotRust {
        /// Which file.
        path: String,
        /// What the parser says.
        error: syn::Error,
    },
    /// A template of the user's is broken.
    #[error("{0}")]
    Template(Box<Diagnostic>),
}

impl From<EmitError> for Box<Diagnostic> {
    fn from(error: EmitError) -> Self {
        match error {
            EmitError::Template(diagnostic) => diagnostic,
            error @ EmitError::NotRust { .. } => Self::new(Diagnostic::nowhere(
                diagnostics::Code::CommandFailed,
                error.to_string(),
                "this is a defect of the generator; please report it with the document",
            )),
        }
    }
}

/// Models by their paths.
type Models<'a> = HashMap<&'a TypePath, &'a Model, RandomState>;

/// Types that have something in common.
type Paths<'a> = HashSet<&'a TypePath, RandomState>;

/// What is asked of a model again and again.
struct Index<'a> {
    models: Models<'a>,
    /// Models that hold a secret.
    secrets: Paths<'a>,
}

/// The model, and where in it the writing is.
pub(crate) struct Emitter<'a> {
    pub(crate) api: &'a Api,
    index: Arc<Index<'a>>,
    /// The module that is being written.
    here: RefCell<Vec<String>>,
    /// What stands in it already.
    standing: RefCell<shared::Standing>,
}

impl<'a> Index<'a> {
    fn of(api: &'a Api) -> Self {
        let all = api
            .models
            .values()
            .flatten()
            .chain(api.tags.iter().flat_map(|tag| &tag.models));
        let models = all.map(|model| (&model.path, model)).collect();
        Self {
            secrets: secrets::models_with_secrets(&models),
            models,
        }
    }
}

impl<'a> Emitter<'a> {
    fn new(api: &'a Api) -> Self {
        Self::with(api, Arc::new(Index::of(api)))
    }

    fn with(api: &'a Api, index: Arc<Index<'a>>) -> Self {
        Self {
            api,
            index,
            here: RefCell::default(),
            standing: RefCell::default(),
        }
    }

    /// The model of a path.
    pub(crate) fn kind(&self, path: &TypePath) -> Option<&'a ModelKind> {
        self.index.models.get(path).map(|model| &model.kind)
    }

    /// Whether values of the type hold a file, which can be neither copied nor compared.
    pub(crate) fn holds_file(&self, kind: &TypeKind, depth: usize) -> bool {
        let inner = |kind: &TypeKind| self.holds_file(kind, depth + 1);
        match kind {
            TypeKind::Binary => true,
            TypeKind::Array(item) | TypeKind::Map(item) => inner(&item.kind),
            TypeKind::Named(path) if depth < 8 => match self.kind(path) {
                Some(ModelKind::Struct { fields, .. }) => {
                    fields.iter().any(|field| inner(&field.ty.kind))
                }
                Some(ModelKind::Union(union)) => {
                    union.variants.iter().any(|variant| inner(&variant.ty.kind))
                }
                Some(ModelKind::Alias { ty }) => inner(&ty.kind),
                _ => false,
            },
            _ => false,
        }
    }

    /// Groups in the order of their first tag.
    pub(crate) fn groups(&self) -> Vec<&'a str> {
        let mut groups: Vec<&str> = Vec::new();
        for group in self.api.tags.iter().filter_map(|tag| tag.group.as_deref()) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    fn tag_path(&self, tag: &Tag) -> String {
        let module = tag.module.trim_start_matches("r#");
        match &tag.group {
            Some(group) => format!("src/{group}/{module}.rs"),
            None => format!("src/{module}.rs"),
        }
    }

    /// The module of a tag, from the crate's root.
    pub(crate) fn tag_module(&self, tag: &Tag) -> TokenStream {
        let module = types::ident(&tag.module);
        match &tag.group {
            Some(group) => {
                let group = types::ident(group);
                quote!(#group::#module)
            }
            None => quote!(#module),
        }
    }

    /// Everything of a tag.
    fn tag(&self, tag: &Tag) -> Code {
        let doc = docs::inner(&format!(
            "{}\n\nThe trait [`{}`] is implemented by hand; [`routes`] turns an implementation into routes.",
            docs::escape(&tag.description),
            tag.trait_name
        ));
        let mut code = Code::from(quote! {
            #doc
            use openapi_stubs_runtime as rt;
            use std::sync::Arc;
        });
        code.add(self.tag_trait(tag));
        code.add(self.routes(tag));
        for model in tag.models.iter().filter(|model| model.is_used()) {
            code.append(self.inline_model(model));
        }
        for operation in &tag.operations {
            code.append(self.params(operation));
            code.extend(self.body_enum(operation));
            if let Some(part) = self.part_enum(operation) {
                code.append(part);
            }
            code.extend(self.accept(operation));
            code.append(self.response(operation));
            code.add(self.operation_row(tag, operation));
            code.add(self.glue(tag, operation));
        }
        code
    }

    /// The crate's root.
    fn library(&self) -> TokenStream {
        let what = if self.api.is_of_models_alone() {
            "Types and validation"
        } else {
            "Routes, types and validation"
        };
        let title = format!(
            "{what} of the API “{}”, version {}.\n\n{}",
            self.api.title, self.api.version, self.api.description
        );
        let doc = docs::inner(&docs::escape(&title));
        let mut modules: Vec<TokenStream> = self
            .groups()
            .iter()
            .map(|group| types::ident(group))
            .map(|group| quote!(pub mod #group;))
            .collect();
        modules.extend(
            self.api
                .tags
                .iter()
                .filter(|tag| tag.group.is_none())
                .map(|tag| types::ident(&tag.module))
                .map(|module| quote!(pub mod #module;)),
        );
        let is_served = !self.api.is_of_models_alone();
        let security = is_served.then(|| {
            quote!(
                pub mod security;
            )
        });
        let service = is_served.then(|| self.service());
        quote! {
            #doc
            #![allow(clippy::all, clippy::pedantic, rustdoc::bare_urls, rustdoc::broken_intra_doc_links, rustdoc::invalid_html_tags, rustdoc::invalid_codeblock_attributes, rustdoc::redundant_explicit_links)]
            #[doc = " What the types and traits of this crate are made of."]
            pub use openapi_stubs_runtime as rt;
            pub mod models;
            #security
            #(#modules)*
            #service
            #[doc = " The document as JSON, with everything that it refers to."]
            pub const DOCUMENT: &str = include_str!("openapi.json");
        }
    }

    /// What the root has for a server: a field for each tag, and the operations.
    fn service(&self) -> TokenStream {
        let fields = self.api.tags.iter().map(|tag| {
            let (name, module, doc) = (
                types::ident(&tag.module),
                self.tag_module(tag),
                format!(" The routes of the tag {}.", docs::escape(&tag.name)),
            );
            quote!(#[doc = #doc] pub #name: #module::Routes,)
        });
        let names: Vec<_> = self
            .api
            .tags
            .iter()
            .map(|tag| types::ident(&tag.module))
            .collect();
        let rows = self.api.tags.iter().flat_map(|tag| {
            let module = self.tag_module(tag);
            tag.operations.iter().map(move |operation| {
                let name = operations::constant(operation);
                quote!(&#module::#name)
            })
        });
        let common = &self.api.common_statuses;
        quote! {
            #[doc = " One field for each tag: an implementation that is missing does not compile."]
            pub struct Api { #(#fields)* }
            impl Api {
                #[doc = " Joins all routes into a service."]
                #[doc = ""]
                #[doc = " # Errors"]
                #[doc = " When two operations claim one path and method."]
                pub fn into_service(self, hooks: rt::Hooks) -> Result<rt::Service, rt::BuildError> {
                    rt::Service::build(hooks, [#(self.#names.0),*])
                }
            }
            #[doc = " Every operation, in the order of the document."]
            pub static OPERATIONS: &[&rt::Operation] = &[#(#rows),*];
            #[doc = " Statuses that every operation may answer."]
            pub const COMMON_STATUSES: &[u16] = &[#(#common),*];
        }
    }

    /// Name of the enum or struct that the emitter makes of a stem.
    pub(crate) fn named(&self, stem: &str, suffix: &str) -> proc_macro2::Ident {
        format_ident!("{stem}{suffix}")
    }
}
