//! Which videos to list, and in what order.

use peertube_kernel::ids::{AccountId, ChannelId, UserId};
use peertube_kernel::video::{Privacy, VideoState};

use crate::query::Direction;

/// Which states to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum States {
    /// Published, or being transcoded without waiting for it.
    Listed,
    /// Any.
    Any,
    /// One of these.
    OneOf(Vec<VideoState>),
}

/// Which videos to list by how safe for work they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nsfw {
    /// All of them.
    Any,
    /// Those not safe, without any of these flags.
    Only {
        /// Bits.
        excluded: i64,
    },
    /// Those safe, and those with any of these flags.
    Hidden {
        /// Bits.
        included: i64,
    },
    /// All but those with any of these flags.
    Both {
        /// Bits.
        excluded: i64,
    },
}

/// An instance that channels belong to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// This one.
    Local,
    /// Another one, with its port if it has one.
    Remote(String),
}

/// What to order videos by; rows that are equal come by id, ascending in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VideoSort {
    /// By title, without case and accents.
    Name,
    /// By length.
    Duration,
    /// By age.
    CreatedAt,
    /// By publication.
    PublishedAt,
    /// By first publication anywhere; by publication where that is unknown.
    OriginallyPublishedAt,
    /// By views.
    Views,
    /// By likes.
    Likes,
    /// By comments.
    Comments,
    /// By views of the last seven days.
    Trending,
    /// By counters and youth.
    Hot,
    /// As hot, but what the viewer has watched comes later.
    Best,
    /// By bytes of all files here.
    LocalVideoFilesSize,
    /// By how well the title fits the search.
    Match,
}

/// Which videos to list, and in what order.
///
/// The filter is resolved: who may ask for what, and what follows from the viewer's settings, is decided before.
/// [`VideoFilter::listed`] is what anonymous viewers get; [`VideoFilter::everything`] leaves nothing out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VideoFilter {
    /// Who looks: for "already watched", "best" and the time where the viewer stopped.
    pub viewer: Option<UserId>,
    /// Only videos of this account's channels.
    pub account: Option<AccountId>,
    /// Only videos of this channel.
    pub channel: Option<ChannelId>,
    /// Only videos of local channels with these names, unless empty.
    pub channel_name_one_of: Vec<String>,
    /// Only of these privacies; `None` is any.
    pub privacy_one_of: Option<Vec<Privacy>>,
    /// Only of these states.
    pub states: States,
    /// Whether to list blocked videos too.
    pub include_blocked: bool,
    /// By how safe for work they are.
    pub nsfw: Nsfw,
    /// Only of these categories, unless empty.
    pub category_one_of: Vec<i64>,
    /// Only of these licences, unless empty.
    pub licence_one_of: Vec<i64>,
    /// Only in these languages, unless empty; `_unknown` is no language.
    pub language_one_of: Vec<String>,
    /// Only with one of these tags, without case, unless empty.
    pub tags_one_of: Vec<String>,
    /// Only with all of these tags, without case.
    pub tags_all_of: Vec<String>,
    /// Only lives, or only others.
    pub is_live: Option<bool>,
    /// Only videos of this instance, or only of others.
    pub is_local: Option<bool>,
    /// Only of this instance.
    pub host: Option<Host>,
    /// Only with, or without, HLS files.
    pub has_hls_files: Option<bool>,
    /// Only with, or without, web video files.
    pub has_web_video_files: Option<bool>,
    /// Leave out what the viewer has watched.
    pub exclude_already_watched: bool,
    /// Only those whose title contains this or is like it, without case and accents, or that have it as a tag or
    /// as their UUID.
    pub search: Option<String>,
    /// Order.
    pub sort: VideoSort,
    /// Direction of the order.
    pub direction: Direction,
}

impl VideoFilter {
    /// Every video there is, newest publication first.
    pub fn everything() -> Self {
        Self {
            viewer: None,
            account: None,
            channel: None,
            channel_name_one_of: Vec::new(),
            privacy_one_of: None,
            states: States::Any,
            include_blocked: true,
            nsfw: Nsfw::Any,
            category_one_of: Vec::new(),
            licence_one_of: Vec::new(),
            language_one_of: Vec::new(),
            tags_one_of: Vec::new(),
            tags_all_of: Vec::new(),
            is_live: None,
            is_local: None,
            host: None,
            has_hls_files: None,
            has_web_video_files: None,
            exclude_already_watched: false,
            search: None,
            sort: VideoSort::PublishedAt,
            direction: Direction::Descending,
        }
    }

    /// Whether an index has the videos in this order, so that the first page costs the same however many there are.
    pub(super) const fn has_index(&self) -> bool {
        match self.sort {
            VideoSort::Name
            | VideoSort::Duration
            | VideoSort::CreatedAt
            | VideoSort::PublishedAt
            | VideoSort::OriginallyPublishedAt
            | VideoSort::Views
            | VideoSort::Likes
            | VideoSort::Comments
            | VideoSort::Hot
            | VideoSort::LocalVideoFilesSize => true,
            VideoSort::Best => self.viewer.is_none(),
            VideoSort::Trending | VideoSort::Match => false,
        }
    }

    /// What is listed for this viewer unless asked otherwise: public videos, for users internal ones too, that
    /// are published and not blocked.
    pub fn listed(viewer: Option<UserId>) -> Self {
        let mut privacies = vec![Privacy::Public];
        if viewer.is_some() {
            privacies.push(Privacy::Internal);
        }
        Self {
            viewer,
            privacy_one_of: Some(privacies),
            states: States::Listed,
            include_blocked: false,
            ..Self::everything()
        }
    }
}
