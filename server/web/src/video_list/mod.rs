//! Lists of videos: what a request asks for, whether the caller may, and the page that comes of it.

mod additions;
mod filter;
mod nsfw;
mod page;
mod pages;

pub use additions::Additions;
pub use filter::{Scope, VideoListRequest};
pub(crate) use pages::Pages;

use peertube_api::models::parameters::Pagination;
use peertube_api::models::video_input::VideoSort as Sort;
use peertube_store::videos::VideoSort;
use peertube_store::{Direction, Page};

/// The part of a list that a request asks for.
pub fn page(pagination: Pagination) -> Page {
    let counted = |number: i64| u64::try_from(number).unwrap_or(0);
    Page {
        start: counted(pagination.start),
        count: counted(pagination.count),
    }
}

/// The order of a list of videos.
pub fn sort(sort: Sort) -> (VideoSort, Direction) {
    use Direction::{Ascending, Descending};
    match sort {
        Sort::Name => (VideoSort::Name, Ascending),
        Sort::NameDesc => (VideoSort::Name, Descending),
        Sort::Duration => (VideoSort::Duration, Ascending),
        Sort::DurationDesc => (VideoSort::Duration, Descending),
        Sort::CreatedAt => (VideoSort::CreatedAt, Ascending),
        Sort::CreatedAtDesc => (VideoSort::CreatedAt, Descending),
        Sort::PublishedAt => (VideoSort::PublishedAt, Ascending),
        Sort::PublishedAtDesc => (VideoSort::PublishedAt, Descending),
        Sort::OriginallyPublishedAt => (VideoSort::OriginallyPublishedAt, Ascending),
        Sort::OriginallyPublishedAtDesc => (VideoSort::OriginallyPublishedAt, Descending),
        Sort::Views => (VideoSort::Views, Ascending),
        Sort::ViewsDesc => (VideoSort::Views, Descending),
        Sort::Likes => (VideoSort::Likes, Ascending),
        Sort::LikesDesc => (VideoSort::Likes, Descending),
        Sort::Comments => (VideoSort::Comments, Ascending),
        Sort::CommentsDesc => (VideoSort::Comments, Descending),
        Sort::Trending => (VideoSort::Trending, Ascending),
        Sort::TrendingDesc => (VideoSort::Trending, Descending),
        Sort::Hot => (VideoSort::Hot, Ascending),
        Sort::HotDesc => (VideoSort::Hot, Descending),
        Sort::Best => (VideoSort::Best, Ascending),
        Sort::BestDesc => (VideoSort::Best, Descending),
        Sort::LocalVideoFilesSize => (VideoSort::LocalVideoFilesSize, Ascending),
        Sort::LocalVideoFilesSizeDesc => (VideoSort::LocalVideoFilesSize, Descending),
        Sort::Match => (VideoSort::Match, Ascending),
        Sort::MatchDesc => (VideoSort::Match, Descending),
    }
}
