//! Access and refresh tokens: opaque for clients, hashed by the store.

use peertube_kernel::Context;
use peertube_kernel::config::TokenLifetime;
use peertube_kernel::random;
use peertube_store::sessions::{TokenHash, Tokens};

/// Hexadecimal digits of a token.
const LENGTH: usize = 40;

/// A pair of fresh tokens: 160 random bits each, in lower-case hexadecimal. Not `Debug`, for they are secret.
#[derive(Clone, PartialEq, Eq)]
pub struct FreshTokens {
    /// For requests.
    pub access: String,
    /// For the next pair.
    pub refresh: String,
    /// What the store keeps of them.
    pub stored: Tokens,
}

/// Makes a pair whose lifetimes begin now.
pub fn fresh(context: &Context, lifetime: &TokenLifetime) -> FreshTokens {
    let access = random::hex(&*context.random, LENGTH);
    let refresh = random::hex(&*context.random, LENGTH);
    let now = context.now();
    FreshTokens {
        stored: Tokens {
            access: TokenHash::of(&access),
            access_expires_at: now.plus(lifetime.access_token),
            refresh: TokenHash::of(&refresh),
            refresh_expires_at: now.plus(lifetime.refresh_token),
        },
        access,
        refresh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_forty_hex_digits_and_never_the_same() {
        let context = Context::system();
        let one = fresh(&context, &TokenLifetime::default());
        let two = fresh(&context, &TokenLifetime::default());
        assert_eq!(one.access.len(), 40);
        assert!(one.access != one.refresh && one.access != two.access);
    }
}
