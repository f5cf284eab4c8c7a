//! What the group crates share towards the API: callers, problems, tokens, passwords, URLs, and views of rows.

pub mod accepted;
mod activity;
pub mod auth;
mod backend;
mod caller;
pub mod channel_list;
mod files;
pub mod handle;
pub mod passwords;
pub mod problem;
mod shared;
mod signup;
pub mod tokens;
pub mod urls;
pub mod video_list;
mod viewers;
pub mod views;

pub use activity::Activity;
pub use caller::Caller;
pub use shared::Shared;
pub use viewers::Viewers;
