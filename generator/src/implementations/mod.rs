//! Hand-written implementations of the generated traits: where they are, what they lack, and how to add it.
//!
//! Files are read with `syn` and never run. [`Implementations::read`] finds the impl blocks in the folders that
//! `codegen.toml` names, [`Status::of`] holds them against the model, and [`scaffold()`] adds what is missing without
//! touching any other byte.

mod apply;
mod begin;
mod find;
mod folders;
mod header;
mod marks;
mod method;
mod naming;
mod new_file;
mod place;
mod result;
mod scaffold;
mod scope;
mod source;
mod status;
mod syntax;
mod test_files;
mod traits;
mod uses;

pub use apply::{Written, apply};
pub use find::{Implementations, Method, TraitImpl};
pub use header::Implementor;
pub use new_file::new_file;
pub use scaffold::{Scaffold, scaffold};
pub use status::{Orphan, Place, Row, State, Status, Summary};

/// The comment that `scaffold` puts before what no trait asks for any more.
const ORPHANED: &str = "openapi-stubs: orphaned:";
