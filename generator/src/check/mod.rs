//! What is wrong with a bundled document, told before anything is made of it.
//!
//! [`shape()`] looks at every key of every object: whether OpenAPI knows it and whether its value is of the right kind.
//! [`lint()`] demands the answers that follow from parameters and security.

mod cycles;
mod lint;
mod shape;
mod shapes;
mod unfold;
mod version;

pub use cycles::{cycles, lists};
pub use lint::lint;
pub use shape::{kind, nearest, shape};
#[cfg(test)]
pub(crate) use shapes::objects;
pub use unfold::unfold;
pub use version::{nothing_made, version};
