//! From a path to an operation.

mod path;
mod table;
mod template;

pub(crate) use table::{Found, Params, Table};
