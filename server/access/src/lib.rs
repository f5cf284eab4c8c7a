//! Who may do what: decisions on rows of the store and the caller, without types of the API.
//!
//! The spec's `security` says which operations need a login and which right; what depends on the thing itself
//! (whose it is, how private it is, how much quota is left) is decided here. Each check returns `Ok` or the
//! error that the client gets.

pub mod channel;
pub mod quota;
pub mod user;
pub mod video;
mod viewer;

pub use viewer::Viewer;
