//! The order of lists of channels.

use peertube_api::models::channel::VideoChannelSort as Sort;
use peertube_store::Direction;
use peertube_store::channels::ChannelSort;

/// The order that a request names. `name` is the name shown to people.
pub fn sort(sort: Sort) -> (ChannelSort, Direction) {
    use Direction::{Ascending, Descending};
    match sort {
        Sort::Id => (ChannelSort::Id, Ascending),
        Sort::IdDesc => (ChannelSort::Id, Descending),
        Sort::Name => (ChannelSort::DisplayName, Ascending),
        Sort::NameDesc => (ChannelSort::DisplayName, Descending),
        Sort::UpdatedAt => (ChannelSort::UpdatedAt, Ascending),
        Sort::UpdatedAtDesc => (ChannelSort::UpdatedAt, Descending),
        Sort::CreatedAt => (ChannelSort::CreatedAt, Ascending),
        Sort::CreatedAtDesc => (ChannelSort::CreatedAt, Descending),
    }
}
