//! How many videos and views channels have.

use std::collections::HashMap;
use std::time::Duration;

use peertube_kernel::ids::ChannelId;
use peertube_kernel::{Result, Timestamp};
use sea_query::{ExprTrait as _, Func, JoinType, Query};

use crate::conn::Conn;
use crate::query::{column, sum};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const DAYS: u32 = 30;

/// Figures of one channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelStats {
    /// How many videos it has, of any privacy and state.
    pub videos_count: i64,
    /// Views of all of them.
    pub total_views: i64,
    /// Views by day (UTC), 31 days, the oldest first, the last being today.
    pub views_per_day: Vec<(Timestamp, i64)>,
}

/// Figures of several channels, in two queries.
pub async fn stats(
    conn: &mut Conn<'_>,
    channels: &[ChannelId],
) -> Result<HashMap<ChannelId, ChannelStats>> {
    let now = conn.now();
    let day = i64::try_from(DAY.as_millis()).unwrap_or(i64::MAX);
    let today = Timestamp::from_millis(now.as_millis() - now.as_millis().rem_euclid(day));
    let first = today.minus(DAY * DAYS);
    let days: Vec<_> = (0..=DAYS).map(|n| (first.plus(DAY * n), 0)).collect();
    let mut stats: HashMap<_, _> = channels
        .iter()
        .map(|id| {
            let empty = ChannelStats {
                views_per_day: days.clone(),
                ..ChannelStats::default()
            };
            (*id, empty)
        })
        .collect();
    let ids: Vec<_> = channels.iter().map(|id| id.get()).collect();

    let totals = Query::select()
        .column(("videos", "channel_id"))
        .expr(Func::count(column("videos", "id")))
        .expr(sum(column("videos", "views")))
        .from("videos")
        .and_where(column("videos", "channel_id").is_in(ids.clone()))
        .group_by_col(("videos", "channel_id"))
        .take();
    for (channel, videos, views) in conn.all::<(ChannelId, i64, i64)>(&totals).await? {
        if let Some(stats) = stats.get_mut(&channel) {
            stats.videos_count = videos;
            stats.total_views = views;
        }
    }

    let by_hour = Query::select()
        .column(("videos", "channel_id"))
        .column(("video_hourly_views", "hour"))
        .expr(sum(column("video_hourly_views", "views")))
        .from("video_hourly_views")
        .join(
            JoinType::InnerJoin,
            "videos",
            column("videos", "id").equals(("video_hourly_views", "video_id")),
        )
        .and_where(column("videos", "channel_id").is_in(ids))
        .and_where(column("video_hourly_views", "hour").gte(first.as_millis()))
        .group_by_columns([("videos", "channel_id"), ("video_hourly_views", "hour")])
        .take();
    for (channel, hour, views) in conn.all::<(ChannelId, Timestamp, i64)>(&by_hour).await? {
        let index = usize::try_from((hour.as_millis() - first.as_millis()) / day).ok();
        let slot = stats
            .get_mut(&channel)
            .zip(index)
            .and_then(|(stats, index)| stats.views_per_day.get_mut(index));
        if let Some((_, total)) = slot {
            *total += views;
        }
    }
    Ok(stats)
}
