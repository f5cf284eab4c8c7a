use std::sync::Arc;

use openapi_stubs_runtime::Security;
use peertube_kernel::config::Config;

use super::*;

struct Tokens;

impl Privileged for Tokens {
    fn privilege<'a>(&'a self, _: &'a Client, token: &'a str) -> BoxFuture<'a, Privilege> {
        Box::pin(async move {
            match token {
                "moderator" => Privilege::Moderator,
                "user" => Privilege::User,
                _ => Privilege::Invalid,
            }
        })
    }
}

const fn operation(security: Security, rate_limits: &'static [&'static str]) -> Operation {
    Operation::get("getThing", "/api/v1/thing")
        .security(security, &[])
        .rate_limits(rate_limits)
}

static PROTECTED: Operation = operation(Security::Required, &["api"]);
static LOGIN: Operation = operation(Security::None, &["api", "login"]);
static REGISTER: Operation = operation(Security::None, &["signup"]);

async fn admit(
    limiter: &RateLimiter,
    operation: &'static Operation,
    ip: &str,
    token: Option<&str>,
) -> Result<Admitted, Rejection> {
    let mut request = http::Request::builder();
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let (parts, ()) = request.body(()).expect("a request").into_parts();
    let client = Client::new(ip.parse().expect("an address"));
    limiter.admit(operation, &parts, &client).await
}

fn limiter(api: u32) -> RateLimiter {
    let mut config = Config::default();
    config.rates_limit.api.max = api;
    config.rates_limit.signup.max = 1;
    RateLimiter::new(&config.rates_limit, Context::system(), Arc::new(Tokens))
}

#[tokio::test]
async fn what_is_too_much_is_told_when_to_come_back() {
    let limiter = limiter(1);
    let admitted = admit(&limiter, &PROTECTED, "1.1.1.1", None)
        .await
        .expect("admitted");
    assert_eq!(admitted.headers[1], (REMAINING, HeaderValue::from(0)));
    let Err(Rejection::RateLimited {
        retry_after,
        headers,
    }) = admit(&limiter, &PROTECTED, "1.1.1.1", None).await
    else {
        panic!("not limited");
    };
    assert!(retry_after <= Duration::from_secs(10) && retry_after > Duration::from_secs(8));
    assert_eq!(headers[0], (LIMIT, HeaderValue::from(1)));
    assert!(admit(&limiter, &PROTECTED, "1.1.1.2", None).await.is_ok());
}

#[tokio::test]
async fn networks_of_ipv6_count_together() {
    let limiter = limiter(1);
    assert!(
        admit(&limiter, &PROTECTED, "2001:db8:0:100::1", None)
            .await
            .is_ok()
    );
    assert!(
        admit(&limiter, &PROTECTED, "2001:db8:0:1ff::2", None)
            .await
            .is_err()
    );
    assert!(
        admit(&limiter, &PROTECTED, "2001:db8:0:200::1", None)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn moderators_pass_and_made_up_tokens_open_no_login() {
    let limiter = limiter(0);
    assert!(
        admit(&limiter, &PROTECTED, "1.1.1.1", Some("moderator"))
            .await
            .is_ok()
    );
    assert!(
        admit(&limiter, &PROTECTED, "1.1.1.1", Some("user"))
            .await
            .is_err()
    );
    // The operation itself answers 401.
    assert!(
        admit(&limiter, &PROTECTED, "1.1.1.1", Some("junk"))
            .await
            .is_ok()
    );
    assert!(
        admit(&limiter, &LOGIN, "1.1.1.1", Some("junk"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn only_registrations_that_succeed_count() {
    let limiter = limiter(1);
    let ip: IpAddr = "1.1.1.1".parse().expect("an address");
    for _ in 0..3 {
        assert!(admit(&limiter, &REGISTER, "1.1.1.1", None).await.is_ok());
    }
    limiter.succeeded(&REGISTER, ip);
    assert!(admit(&limiter, &REGISTER, "1.1.1.1", None).await.is_err());
}
