//! Quotas of owners.

use peertube_access::quota::check;
use peertube_kernel::ErrorCode;

use crate::support::{Fixture, status};

#[tokio::test]
async fn what_fits() {
    let fixture = Fixture::new().await;
    let user = fixture.owner.user;
    for (total, daily, size, expected) in [
        (-1, -1, u64::MAX, 200),
        (100, -1, 99, 200),
        (100, -1, 100, 413),
        (-1, 100, 99, 200),
        (-1, 100, 100, 413),
        (0, -1, 0, 413),
    ] {
        fixture.set_quota(user, total, daily).await;
        let mut conn = fixture.db.read().await.unwrap();
        let result = check(&mut conn, user, size).await;
        assert_eq!(status(&result), expected, "{total} {daily} {size}");
        if let Err(error) = result {
            assert_eq!(error.code, Some(ErrorCode::QuotaReached));
        }
    }
    let mut conn = fixture.db.read().await.unwrap();
    assert_eq!(status(&check(&mut conn, 999.into(), 1).await), 404);
}
