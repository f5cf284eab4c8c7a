//! Is there room for more?

use peertube_kernel::ids::UserId;
use peertube_kernel::{Error, ErrorCode, Result};
use peertube_store::quota::{QuotaUsed, used_by};
use peertube_store::{Conn, users};

/// The quotas of a user: bytes, -1 is unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// In all.
    pub total: i64,
    /// Within 24 hours.
    pub daily: i64,
}

impl Quota {
    /// Whether `size` more bytes fit. A quota is used up when it is reached, not when it is exceeded.
    pub fn allows(self, used: QuotaUsed, size: u64) -> bool {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let fits = |quota: i64, used: i64| quota == -1 || used.saturating_add(size) < quota;
        fits(self.daily, used.daily) && fits(self.total, used.total)
    }
}

/// Refuses `size` more bytes when they do not fit into the owner's quota (413, `quota_reached`).
///
/// The owner is the user whose channel it is, whoever uploads.
pub async fn check(conn: &mut Conn<'_>, owner: UserId, size: u64) -> Result<()> {
    let owner = users::by_id(conn, owner)
        .await?
        .ok_or_else(|| Error::not_found("User not found"))?
        .user;
    let quota = Quota {
        total: owner.video_quota,
        daily: owner.video_quota_daily,
    };
    if quota
        == (Quota {
            total: -1,
            daily: -1,
        })
    {
        return Ok(());
    }
    if quota.allows(used_by(conn, owner.id).await?, size) {
        return Ok(());
    }
    Err(
        Error::payload_too_large("The video quota of the owner of this channel is used up")
            .with_code(ErrorCode::QuotaReached),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_that_is_reached_is_used_up() {
        let used = QuotaUsed {
            total: 60,
            daily: 10,
        };
        let allows = |total, daily, size| Quota { total, daily }.allows(used, size);
        assert!(allows(-1, -1, u64::MAX));
        assert!(allows(100, -1, 39));
        assert!(!allows(100, -1, 40));
        assert!(allows(-1, 100, 89));
        assert!(!allows(-1, 100, 90));
        assert!(!allows(1000, 0, 0));
        assert!(!allows(i64::MAX, -1, u64::MAX));
    }
}
