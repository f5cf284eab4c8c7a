//! HTTP from the socket to the API: connections, and what every reply has in common.
//!
//! A request's way: connection -> [`Front`] (request id, standard headers, CORS, log, panics) -> surfaces ->
//! the generated API, whose gate is the [`RateLimiter`].

mod body;
mod connection;
mod cors;
mod front;
mod limiter;
mod proxy;
mod standard;
mod window;

pub use body::{BodyFault, RequestBody};
pub use connection::{Listener, Timing};
pub use front::{Counting, Front, ReplyBody};
pub(crate) use limiter::bearer;
pub use limiter::{Privilege, Privileged, RateLimiter};
pub use proxy::{InvalidNetwork, TrustedProxies};
pub use standard::StandardHeaders;

#[cfg(test)]
mod tests;
