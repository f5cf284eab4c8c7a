//! Rate limits by client address, with the buckets and numbers of `rates_limit.*`.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use openapi_stubs_runtime::{Admitted, BoxFuture, Client, Gate, Operation, Rejection, Security};
use peertube_kernel::Context;
use peertube_kernel::config::RatesLimit;

use super::window::{Standing, Windows};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// The bucket in which only requests that succeed count.
const SIGNUP: &str = "signup";

/// What a bearer token is worth once the limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privilege {
    /// Moderators and administrators pass.
    Moderator,
    /// A user like others.
    User,
    /// No such token; the operation itself answers that.
    Invalid,
}

/// Knows whose token it is. Asked only once a limit is reached.
pub trait Privileged: Send + Sync + 'static {
    /// Looks a token up.
    fn privilege<'a>(&'a self, client: &'a Client, token: &'a str) -> BoxFuture<'a, Privilege>;
}

/// Counts requests per address and turns away what is too much.
pub struct RateLimiter {
    buckets: Vec<(&'static str, Windows<IpAddr>)>,
    context: Context,
    privileged: Arc<dyn Privileged>,
}

impl RateLimiter {
    /// Buckets are named by an operation's `x-rate-limit`, which are the keys below `rates_limit`.
    pub fn new(config: &RatesLimit, context: Context, privileged: Arc<dyn Privileged>) -> Self {
        macro_rules! buckets {
            ($($name:ident),*) => {
                vec![$((
                    stringify!($name),
                    Windows::new(config.$name.max, config.$name.window),
                )),*]
            };
        }
        let mut buckets = buckets!(
            api,
            login,
            signup,
            ask_send_email,
            receive_client_log,
            plugins,
            well_known,
            feeds,
            activity_pub,
            client,
            download_generate_video
        );
        // A counter of its own for the same limit.
        buckets.push((
            "ask_reset_password",
            Windows::new(config.ask_send_email.max, config.ask_send_email.window),
        ));
        Self {
            buckets,
            context,
            privileged,
        }
    }

    /// Counts a request that succeeded, for the buckets in which only those count.
    pub fn succeeded(&self, operation: &Operation, client: IpAddr) {
        if operation.rate_limits.contains(&SIGNUP)
            && let Some(windows) = self.bucket(SIGNUP)
        {
            windows.count(network(client), self.context.now().as_millis());
        }
    }

    fn bucket(&self, name: &str) -> Option<&Windows<IpAddr>> {
        self.buckets
            .iter()
            .find_map(|(bucket, windows)| (*bucket == name).then_some(windows))
    }

    /// Counts in every bucket of the operation; the last one, the specific one, is what the headers tell.
    fn count(&self, operation: &Operation, client: IpAddr, now: i64) -> Option<Standing> {
        let key = network(client);
        let mut last = None;
        for name in operation.rate_limits {
            let Some(windows) = self.bucket(name) else {
                continue;
            };
            let standing = if *name == SIGNUP {
                windows.peek(&key, now)
            } else {
                windows.count(key, now)
            };
            last = Some(standing);
            if !standing.admitted {
                break;
            }
        }
        last
    }
}

impl Gate for RateLimiter {
    fn admit<'a>(
        &'a self,
        operation: &'static Operation,
        parts: &'a Parts,
        client: &'a Client,
    ) -> BoxFuture<'a, Result<Admitted, Rejection>> {
        let now = self.context.now().as_millis();
        let standing = self.count(operation, client.ip, now);
        Box::pin(async move {
            let Some(standing) = standing else {
                return Ok(Admitted::default());
            };
            let headers = describe(standing);
            let passes = standing.admitted
                || match bearer(&parts.headers) {
                    Some(token) => match self.privileged.privilege(client, token).await {
                        Privilege::Moderator => true,
                        Privilege::User => false,
                        // Answered with 401 where tokens are looked at. Elsewhere a made-up token must not open
                        // the door, least of all that of the login.
                        Privilege::Invalid => operation.security != Security::None,
                    },
                    None => false,
                };
            if passes {
                return Ok(Admitted { headers });
            }
            Err(Rejection::RateLimited {
                retry_after: Duration::from_millis(
                    u64::try_from(standing.ends.saturating_sub(now)).unwrap_or(0),
                ),
                headers,
            })
        })
    }
}

/// IPv4 addresses count each, IPv6 addresses by their /56: a household has more of them than it has people.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 72)))
        }
    }
}

fn describe(standing: Standing) -> Vec<(HeaderName, HeaderValue)> {
    let reset = standing.ends.saturating_add(999) / 1000;
    vec![
        (LIMIT, HeaderValue::from(standing.limit)),
        (REMAINING, HeaderValue::from(standing.remaining)),
        (RESET, HeaderValue::from(reset)),
    ]
}

pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

#[cfg(test)]
mod tests;
