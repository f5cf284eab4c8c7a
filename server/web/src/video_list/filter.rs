//! From the common filters of a request to a filter of the store.

use openapi_stubs_runtime::Patch;
use peertube_api::models::parameters::{Pagination, VideoFilters};
use peertube_api::models::video_input::VideoSort as Sort;
use peertube_kernel::video::{Privacy, VideoState, include};
use peertube_kernel::{Error, Result, Right};
use peertube_store::Page;
use peertube_store::videos::{Host, States, VideoFilter};

use super::nsfw::{Asked, Habits, resolve};
use super::{Additions, page, sort};
use crate::caller::Caller;
use crate::shared::Shared;

/// Whose list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    Public,
    /// The caller's own videos: all of them, unless asked otherwise.
    Own,
}

/// A list that was asked for and may be given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VideoListRequest {
    /// Which videos, and how they are ordered. May be narrowed further.
    pub filter: VideoFilter,
    /// Which of them.
    pub page: Page,
    /// Whether to count all of them.
    pub counted: bool,
    /// What to show of each.
    pub additions: Additions,
}

impl VideoListRequest {
    /// Checks the common filters and resolves them against the caller's habits.
    ///
    /// # Errors
    /// 400 when NSFW flags are asked for and excluded at once, when `excludeAlreadyWatched` comes without a caller, and
    /// for the old `filter`; 401 for what needs the right to see all videos.
    pub fn new(
        shared: &Shared,
        caller: Option<&Caller>,
        scope: Scope,
        pagination: Pagination,
        order: Sort,
        filters: VideoFilters,
    ) -> Result<Self> {
        check(caller, scope, &filters)?;
        let bits = filters.include.unwrap_or(0);
        let scheduled_lives = filters.include_scheduled_live.unwrap_or(false);
        let counted = !filters.skip_count.unwrap_or(false);
        let mut additions = Additions::asked(bits, scheduled_lives);
        if scope == Scope::Own {
            additions = additions.for_owner();
        }
        let mut filter = resolve_all(shared, caller, scope, filters, bits);
        (filter.sort, filter.direction) = sort(order);
        Ok(Self {
            filter,
            page: page(pagination),
            counted,
            additions,
        })
    }
}

fn check(caller: Option<&Caller>, scope: Scope, filters: &VideoFilters) -> Result<()> {
    let included = flags(&filters.nsfw_flags_included);
    let excluded = flags(&filters.nsfw_flags_excluded);
    if included & excluded != 0 {
        return Err(Error::bad_request(
            "nsfwFlagsIncluded and nsfwFlagsExcluded must not have a flag in common",
        ));
    }
    if !caller.is_some_and(|caller| caller.has(Right::SeeAllVideos)) {
        let privileged = filters.include.is_some()
            || filters.auto_tag_one_of.is_some()
            || filters.state_one_of.is_some()
            || (scope == Scope::Public && filters.privacy_one_of.is_some());
        if privileged {
            return Err(Error::unauthorized("You are not allowed to see all videos"));
        }
    }
    if caller.is_none() && filters.exclude_already_watched.is_some() {
        return Err(Error::bad_request(
            "excludeAlreadyWatched can only be used by users",
        ));
    }
    if filters.filter.is_some() {
        return Err(Error::bad_request(
            "filter is no longer supported, use include and isLocal",
        ));
    }
    Ok(())
}

fn resolve_all(
    shared: &Shared,
    caller: Option<&Caller>,
    scope: Scope,
    filters: VideoFilters,
    bits: i64,
) -> VideoFilter {
    let viewer = caller.map(Caller::id);
    let mut filter = match scope {
        Scope::Public => VideoFilter {
            nsfw: resolve(
                Asked {
                    nsfw: filters.nsfw,
                    included: flags(&filters.nsfw_flags_included),
                    excluded: flags(&filters.nsfw_flags_excluded),
                },
                Habits::of(
                    caller.map(|caller| &caller.user.user),
                    shared.config.instance.default_nsfw_policy,
                    shared.config.nsfw_flags_settings.enabled,
                ),
            ),
            ..VideoFilter::listed(viewer)
        },
        Scope::Own => VideoFilter {
            viewer,
            ..VideoFilter::everything()
        },
    };
    if bits & include::NOT_PUBLISHED_STATE != 0 {
        filter.states = States::Any;
    }
    if bits & include::BLACKLISTED != 0 {
        filter.include_blocked = true;
    }
    if let Some(states) = non_empty(filters.state_one_of) {
        filter.states = States::OneOf(states.into_iter().filter_map(VideoState::from_id).collect());
    }
    if let Some(privacies) = non_empty(filters.privacy_one_of) {
        let known = privacies.into_iter().filter_map(Privacy::from_id);
        filter.privacy_one_of = Some(known.collect());
    }
    if non_empty(filters.auto_tag_one_of).is_some() {
        // No video has an automatic tag yet, so none has one of these.
        filter.privacy_one_of = Some(Vec::new());
    }
    filter.category_one_of = filters.category_one_of.unwrap_or_default();
    filter.licence_one_of = filters.licence_one_of.unwrap_or_default();
    filter.language_one_of = filters.language_one_of.unwrap_or_default();
    filter.tags_one_of = filters.tags_one_of.unwrap_or_default();
    filter.tags_all_of = filters.tags_all_of.unwrap_or_default();
    filter.is_live = filters.is_live;
    filter.is_local = filters.is_local;
    filter.has_hls_files = filters.has_hls_files;
    filter.has_web_video_files = filters.has_web_video_files;
    filter.exclude_already_watched = filters.exclude_already_watched.unwrap_or(false);
    filter.search = filters.search.filter(|search| !search.is_empty());
    filter.host = filters.host.map(|name| host(shared, &name));
    filter
}

/// Flags that were not given are none.
fn flags(given: &Patch<i64>) -> i64 {
    match given {
        Patch::Value(flags) => *flags,
        Patch::Absent | Patch::Null => 0,
    }
}

fn non_empty<T>(list: Option<Vec<T>>) -> Option<Vec<T>> {
    list.filter(|list| !list.is_empty())
}

fn host(shared: &Shared, name: &str) -> Host {
    if name.eq_ignore_ascii_case(shared.urls.host()) {
        Host::Local
    } else {
        Host::Remote(name.to_lowercase())
    }
}
