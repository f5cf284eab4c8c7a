//! The "hot" score. It depends on the row alone, so it is kept in the row and lists use an index.

use peertube_kernel::Timestamp;

/// The counters that make a video hot.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counters {
    pub(super) views: i64,
    pub(super) likes: i64,
    pub(super) dislikes: i64,
    pub(super) comments: i64,
}

/// Seconds since 1970 that the age counts from.
const EPOCH: f64 = 1_446_156_582.0;
/// Seconds by which a video must be newer to make up for one point.
const SECONDS_A_POINT: f64 = 47_000.0;

/// 150·log10(likes) − 150·log10(dislikes) + 16·log10(views) + 100·log10(comments), plus youth.
pub(super) fn hot(counters: Counters, published_at: Timestamp) -> f64 {
    // Counters are far below 2^53, where every integer is exact.
    let log = |count: i64| (count.max(1) as f64).log10();
    let seconds = published_at.as_millis() as f64 / 1000.0;
    150.0 * log(counters.likes.saturating_sub(1)) - 150.0 * log(counters.dislikes.saturating_sub(1))
        + 16.0 * log(counters.views.saturating_add(1))
        + 100.0 * log(counters.comments)
        + (seconds - EPOCH) / SECONDS_A_POINT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formula() {
        let epoch = Timestamp::from_millis(1_446_156_582_000);
        assert!(hot(Counters::default(), epoch).abs() < 1e-9);
        let counters = Counters {
            views: 9,
            likes: 11,
            dislikes: 101,
            comments: 10,
        };
        assert!((hot(counters, epoch) - (150.0 - 300.0 + 16.0 + 100.0)).abs() < 1e-9);
        let later = Timestamp::from_millis(1_446_156_582_000 + 47_000_000);
        assert!((hot(Counters::default(), later) - 1.0).abs() < 1e-9);
    }
}
