//! In what order videos are listed.

use std::time::Duration;

use peertube_kernel::Timestamp;
use sea_query::{CaseStatement, Expr, ExprTrait as _, Func, Order, Query, SelectStatement};

use super::conditions::{video, watched};
use super::{NAMES, VideoFilter, VideoSort};
use crate::query::{column, contains, exists, literal, starts_with, sum};
use crate::search::Wanted;

/// What counts as trending: views of this time.
const TRENDING: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What a video loses in "best" once the viewer has watched it.
const WATCHED_PENALTY: i64 = 100;

impl VideoFilter {
    /// Adds the order.
    pub(super) fn order(&self, query: &mut SelectStatement, now: Timestamp) {
        let by = match self.sort {
            VideoSort::Name => video("name_folded"),
            VideoSort::Duration => video("duration"),
            VideoSort::CreatedAt => video("created_at"),
            VideoSort::PublishedAt => video("published_at"),
            VideoSort::OriginallyPublishedAt => {
                Func::coalesce([video("originally_published_at"), video("published_at")]).into()
            }
            VideoSort::Views => video("views"),
            VideoSort::Likes => video("likes"),
            VideoSort::Comments => video("comments"),
            VideoSort::Trending => recent_views(now),
            VideoSort::Hot => video("hot"),
            VideoSort::Best => match self.viewer {
                None => video("hot"),
                Some(viewer) => {
                    let penalty: Expr = CaseStatement::new()
                        .case(exists(watched(viewer)), literal(WATCHED_PENALTY))
                        .finally(literal(0_i64))
                        .into();
                    video("hot").sub(penalty)
                }
            },
            VideoSort::LocalVideoFilesSize => video("files_size"),
            VideoSort::Match => match_rank(self.search.as_deref()),
        };
        query
            .order_by_expr(by, self.direction.order())
            .order_by(("videos", "id"), Order::Asc);
    }
}

/// 3 for the very title, 2 for its start, 1 for a part of it, less for one that is alike, 0 without a search.
fn match_rank(search: Option<&str>) -> Expr {
    let Some(search) = search.filter(|search| !search.is_empty()) else {
        // The column, not a constant: databases take a bare number in ORDER BY for a column's position.
        return video("id").mul(literal(0_i64));
    };
    let wanted = Wanted::new(search);
    let search = wanted.folded();
    CaseStatement::new()
        .case(video("name_folded").eq(search), literal(3_i64))
        .case(starts_with(video("name_folded"), search), literal(2_i64))
        .case(contains(video("name_folded"), search), literal(1_i64))
        .finally(wanted.likeness(&video(NAMES.words)))
        .into()
}

fn recent_views(now: Timestamp) -> Expr {
    let since = now.minus(TRENDING).as_millis();
    Query::select()
        .expr(sum(column("video_hourly_views", "views")))
        .from("video_hourly_views")
        .and_where(column("video_hourly_views", "video_id").equals(("videos", "id")))
        .and_where(column("video_hourly_views", "hour").gte(since))
        .take()
        .into()
}
