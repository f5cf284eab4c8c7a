//! Which videos to list, and in what order.

use std::time::Duration;

use peertube_kernel::Timestamp;
use peertube_kernel::ids::{AccountId, ChannelId, UserId};
use peertube_kernel::short_uuid;
use peertube_kernel::video::{Privacy, VideoState};
use sea_query::{CaseStatement, Cond, Expr, ExprTrait as _, Func, Order, Query, SelectStatement};
use uuid::Uuid;

use super::fold::fold;
use super::trigrams;
use crate::query::{Direction, any, column, contains, exists, literal};

/// What counts as trending: views of this time.
const TRENDING: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// What a video loses in "best" once the viewer has watched it.
const WATCHED_PENALTY: i64 = 100;

/// Which states to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum States {
    /// Published, or being transcoded without waiting for it.
    Listed,
    /// Any.
    Any,
    /// One of these.
    OneOf(Vec<VideoState>),
}

/// Which videos to list by how safe for work they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// This one.
    Local,
    /// Another one, with its port if it has one.
    Remote(String),
}

/// What to order videos by; rows that are equal come by id, ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq)]
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

    /// Everything about `videos` alone and without its joins, so that counting needs no join.
    pub(super) fn conditions(&self) -> Cond {
        let mut all = Cond::all();
        if let Some(privacies) = &self.privacy_one_of {
            all = all.add(one_of_numbers("privacy", privacies.iter().map(|p| p.id())));
        }
        all = all.add_option(self.states.condition());
        if !self.include_blocked {
            all = all.add(video("blocked").eq(literal(0)));
        }
        all = all.add_option(self.nsfw.condition());
        all = all.add_option(self.origin_condition());
        all = all.add_option(self.search.as_deref().and_then(search_condition));
        self.attributes(all)
    }

    fn origin_condition(&self) -> Option<Cond> {
        let mut all = Cond::all();
        if let Some(channel) = self.channel {
            all = all.add(video("channel_id").eq(channel.get()));
        }
        if let Some(account) = self.account {
            let mut channels = channels();
            channels.and_where(column("channels", "account_id").eq(account.get()));
            all = all.add(video("channel_id").in_subquery(channels));
        }
        if !self.channel_name_one_of.is_empty() {
            let names = self
                .channel_name_one_of
                .iter()
                .map(|name| name.to_lowercase());
            let mut channels = channels_with_actors();
            channels
                .and_where(column("actors", "host").is_null())
                .and_where(column("actors", "name_lower").is_in(names));
            all = all.add(video("channel_id").in_subquery(channels));
        }
        match &self.host {
            Some(Host::Local) => all = all.add(video("url").is_null()),
            Some(Host::Remote(host)) => {
                let mut channels = channels_with_actors();
                channels.and_where(column("actors", "host").eq(host.as_str()));
                all = all.add(video("channel_id").in_subquery(channels));
            }
            None => {}
        }
        match self.is_local {
            Some(true) => all = all.add(video("url").is_null()),
            Some(false) => all = all.add(video("url").is_not_null()),
            None => {}
        }
        (!all.is_empty()).then_some(all)
    }

    fn attributes(&self, mut all: Cond) -> Cond {
        if !self.category_one_of.is_empty() {
            all = all.add(video("category").is_in(self.category_one_of.iter().copied()));
        }
        if !self.licence_one_of.is_empty() {
            all = all.add(video("licence").is_in(self.licence_one_of.iter().copied()));
        }
        if !self.language_one_of.is_empty() {
            all = all.add(language_condition(&self.language_one_of));
        }
        if !self.tags_one_of.is_empty() {
            let mut tags = tags();
            let names = self.tags_one_of.iter().map(|tag| tag.to_lowercase());
            tags.and_where(column("video_tags", "name_lower").is_in(names));
            all = all.add(exists(tags));
        }
        for tag in &self.tags_all_of {
            all = all.add(has_tag(tag));
        }
        if let Some(is_live) = self.is_live {
            all = all.add(video("is_live").eq(is_live));
        }
        if let Some(wanted) = self.has_web_video_files {
            all = all.add(has_files(1, wanted));
        }
        if let Some(wanted) = self.has_hls_files {
            all = all.add(has_files(2, wanted));
        }
        if let (true, Some(viewer)) = (self.exclude_already_watched, self.viewer) {
            all = all.add(exists(watched(viewer)).not());
        }
        all
    }

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
                        .finally(literal(0))
                        .into();
                    video("hot").sub(penalty)
                }
            },
            VideoSort::LocalVideoFilesSize => files_size(),
            VideoSort::Match => match_rank(self.search.as_deref()),
        };
        query
            .order_by_expr(by, self.direction.order())
            .order_by(("videos", "id"), Order::Asc);
    }
}

impl States {
    fn condition(&self) -> Option<Cond> {
        match self {
            States::Any => None,
            States::OneOf(states) => {
                let states = one_of_numbers("state", states.iter().map(|state| state.id()));
                Some(Cond::all().add(states))
            }
            States::Listed => {
                let transcoding = Cond::all()
                    .add(video("state").eq(literal(VideoState::ToTranscode.id())))
                    .add(video("wait_transcoding").eq(literal(0)));
                let published = video("state").eq(literal(VideoState::Published.id()));
                Some(Cond::any().add(published).add(transcoding))
            }
        }
    }
}

impl Nsfw {
    fn condition(self) -> Option<Cond> {
        let nsfw = || video("nsfw").eq(literal(1));
        let lacks = |flags: i64| video("nsfw_flags").bit_and(flags).eq(literal(0));
        match self {
            Nsfw::Any | Nsfw::Both { excluded: 0 } => None,
            Nsfw::Both { excluded } => Some(Cond::all().add(lacks(excluded))),
            Nsfw::Only { excluded: 0 } => Some(Cond::all().add(nsfw())),
            Nsfw::Only { excluded } => Some(Cond::all().add(nsfw()).add(lacks(excluded))),
            Nsfw::Hidden { included: 0 } => Some(Cond::all().add(video("nsfw").eq(literal(0)))),
            Nsfw::Hidden { included } => Some(
                Cond::any()
                    .add(video("nsfw").eq(literal(0)))
                    .add(lacks(included).not()),
            ),
        }
    }
}

fn video(name: &'static str) -> Expr {
    column("videos", name)
}

/// Numbers of ours, so they may be part of the statement; one number becomes an equation.
fn one_of_numbers(name: &'static str, numbers: impl Iterator<Item = i64>) -> Expr {
    let numbers: Vec<_> = numbers.map(literal).collect();
    match <[Expr; 1]>::try_from(numbers) {
        Ok([number]) => video(name).eq(number),
        Err(numbers) => video(name).is_in(numbers),
    }
}

fn language_condition(languages: &[String]) -> Cond {
    let known: Vec<_> = languages
        .iter()
        .filter(|code| *code != "_unknown")
        .map(String::as_str)
        .collect();
    let mut any = Cond::any();
    if known.len() < languages.len() {
        any = any.add(video("language").is_null());
    }
    if !known.is_empty() {
        any = any.add(video("language").is_in(known));
    }
    any
}

fn search_condition(search: &str) -> Option<Cond> {
    if search.is_empty() {
        return None;
    }
    let mut conditions = vec![
        contains(video("name_folded"), &fold(search)),
        has_tag(search),
    ];
    let uuid = Uuid::try_parse(search)
        .ok()
        .or_else(|| short_uuid::decode(search));
    conditions.extend(uuid.map(|uuid| video("uuid").eq(uuid)));
    conditions.extend(trigrams::alike(search));
    Some(any(conditions))
}

/// 3 for the very title, 2 for its start, 1 for a part of it, less for one that is alike, 0 without a search.
fn match_rank(search: Option<&str>) -> Expr {
    let Some(search) = search.filter(|search| !search.is_empty()) else {
        // The column, not a constant: databases take a bare number in ORDER BY for a column's position.
        return video("id").mul(literal(0));
    };
    let likeness = trigrams::likeness(search);
    let search = fold(search);
    let position: Expr = Func::cust("instr")
        .args([video("name_folded"), Expr::val(search.as_str())])
        .into();
    CaseStatement::new()
        .case(video("name_folded").eq(search), literal(3))
        .case(position.clone().eq(literal(1)), literal(2))
        .case(position.gt(literal(1)), literal(1))
        .finally(likeness)
        .into()
}

fn channels() -> SelectStatement {
    Query::select()
        .column(("channels", "id"))
        .from("channels")
        .take()
}

fn channels_with_actors() -> SelectStatement {
    channels()
        .inner_join(
            "actors",
            column("actors", "id").equals(("channels", "actor_id")),
        )
        .take()
}

fn tags() -> SelectStatement {
    of_video("video_tags")
}

fn has_tag(tag: &str) -> Expr {
    let mut tags = tags();
    tags.and_where(column("video_tags", "name_lower").eq(tag.to_lowercase()));
    exists(tags)
}

fn has_files(kind: i64, wanted: bool) -> Expr {
    let mut files = of_video("video_files");
    files.and_where(column("video_files", "kind").eq(literal(kind)));
    let some = exists(files);
    if wanted { some } else { some.not() }
}

fn watched(viewer: UserId) -> SelectStatement {
    let mut history = of_video("user_video_history");
    history.and_where(column("user_video_history", "user_id").eq(viewer.get()));
    history
}

fn of_video(table: &'static str) -> SelectStatement {
    Query::select()
        .expr(literal(1))
        .from(table)
        .and_where(column(table, "video_id").equals(("videos", "id")))
        .take()
}

fn recent_views(now: Timestamp) -> Expr {
    let since = now.minus(TRENDING).as_millis();
    let sum = sum_of_video("video_hourly_views", "views")
        .and_where(column("video_hourly_views", "hour").gte(since))
        .take();
    sum.into()
}

fn files_size() -> Expr {
    let originals = sum_of_video("video_sources", "size")
        .and_where(column("video_sources", "file_name").is_not_null())
        .take();
    Expr::from(sum_of_video("video_files", "size")).add(Expr::from(originals))
}

fn sum_of_video(table: &'static str, name: &'static str) -> SelectStatement {
    Query::select()
        .expr(Func::coalesce([column(table, name).sum(), literal(0)]))
        .from(table)
        .and_where(column(table, "video_id").equals(("videos", "id")))
        .take()
}
