//! What a filter of videos means in the database.

use std::collections::BTreeSet;

use peertube_kernel::ids::UserId;
use peertube_kernel::short_uuid;
use peertube_kernel::video::{Privacy, VideoState};
use sea_query::{Cond, Expr, ExprTrait as _, Query, SelectStatement, UnionType};
use uuid::Uuid;

use super::{Host, NAMES, Nsfw, States, VideoFilter, VideoSort};
use crate::query::{Direction, any, column, exists, literal};
use crate::search::{Index, Wanted};

impl VideoFilter {
    /// Everything about `videos` alone and without its joins, so that counting needs no join.
    pub(super) fn conditions(&self, index: Index) -> Cond {
        let privacy =
            |ids: &Vec<Privacy>| one_of_numbers(video("privacy"), ids.iter().map(|p| p.id()));
        self.conditions_with(self.privacy_one_of.as_ref().map(privacy), index)
    }

    /// The same for a page, which is to be read in the order of an index. SQLite keeps no statistics: it takes an index by
    /// privacy for a good choice, and would then sort all public videos. It is not offered that where another one has the order.
    pub(super) fn conditions_of_page(&self, index: Index) -> Cond {
        let in_order_by_privacy = self.sort == VideoSort::PublishedAt
            && self.direction == Direction::Descending
            && self.privacy_one_of.as_ref().is_none_or(|of| of.len() == 1);
        if index != Index::Fts5 || in_order_by_privacy || !self.has_index() {
            return self.conditions(index);
        }
        let no_column = || video("privacy").add(literal(0_i64));
        let privacy = |ids: &Vec<Privacy>| one_of_numbers(no_column(), ids.iter().map(|p| p.id()));
        self.conditions_with(self.privacy_one_of.as_ref().map(privacy), index)
    }

    /// Whether it only asks for what videos are counted by.
    pub(super) fn is_counted(&self) -> bool {
        let of_somebody = self.account.is_some()
            || self.channel.is_some()
            || !self.channel_name_one_of.is_empty()
            || matches!(self.host, Some(Host::Remote(_)));
        let tagged = !self.tags_one_of.is_empty() || !self.tags_all_of.is_empty();
        let with_files = self.has_hls_files.is_some() || self.has_web_video_files.is_some();
        let searched = self
            .search
            .as_ref()
            .is_some_and(|search| !search.is_empty());
        let watched = self.exclude_already_watched && self.viewer.is_some();
        !(of_somebody || tagged || with_files || searched || watched)
    }

    fn conditions_with(&self, privacy: Option<Expr>, index: Index) -> Cond {
        let mut all = Cond::all();
        all = all.add_option(privacy);
        all = all.add_option(self.states.condition());
        if !self.include_blocked {
            all = all.add(video("blocked").eq(literal(false)));
        }
        all = all.add_option(self.nsfw.condition());
        all = all.add_option(self.origin_condition());
        let search = self.search.as_deref();
        all = all.add_option(search.and_then(|search| search_condition(search, index)));
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
            let names = self.tags_one_of.iter().map(|tag| tag.to_lowercase());
            all = all.add(video("id").in_subquery(tagged(names)));
        }
        if !self.tags_all_of.is_empty() {
            all = all.add(has_all_tags(&self.tags_all_of));
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
}

impl States {
    fn condition(&self) -> Option<Cond> {
        match self {
            States::Any => None,
            States::OneOf(states) => {
                let states = one_of_numbers(video("state"), states.iter().map(|state| state.id()));
                Some(Cond::all().add(states))
            }
            States::Listed => {
                let transcoding = Cond::all()
                    .add(video("state").eq(literal(VideoState::ToTranscode.id())))
                    .add(video("wait_transcoding").eq(literal(false)));
                let published = video("state").eq(literal(VideoState::Published.id()));
                Some(Cond::any().add(published).add(transcoding))
            }
        }
    }
}

impl Nsfw {
    fn condition(self) -> Option<Cond> {
        let nsfw = || video("nsfw").eq(literal(true));
        let lacks = |flags: i64| video("nsfw_flags").bit_and(flags).eq(literal(0_i64));
        match self {
            Nsfw::Any | Nsfw::Both { excluded: 0 } => None,
            Nsfw::Both { excluded } => Some(Cond::all().add(lacks(excluded))),
            Nsfw::Only { excluded: 0 } => Some(Cond::all().add(nsfw())),
            Nsfw::Only { excluded } => Some(Cond::all().add(nsfw()).add(lacks(excluded))),
            Nsfw::Hidden { included: 0 } => Some(Cond::all().add(video("nsfw").eq(literal(false)))),
            Nsfw::Hidden { included } => Some(
                Cond::any()
                    .add(video("nsfw").eq(literal(false)))
                    .add(lacks(included).not()),
            ),
        }
    }
}

pub(super) fn video(name: &'static str) -> Expr {
    column("videos", name)
}

/// Numbers of ours, so they may be part of the statement; one number becomes an equation.
fn one_of_numbers(value: Expr, numbers: impl IntoIterator<Item = i64>) -> Expr {
    let numbers: Vec<_> = numbers.into_iter().map(literal).collect();
    match <[Expr; 1]>::try_from(numbers) {
        Ok([number]) => value.eq(number),
        Err(numbers) => value.is_in(numbers),
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

/// Videos whose name contains the text or is like it, and those that have it as a tag or as their UUID.
///
/// When indexes answer all of it, the answers are joined: databases do not join them by themselves.
fn search_condition(search: &str, index: Index) -> Option<Expr> {
    if search.is_empty() {
        return None;
    }
    let wanted = Wanted::new(search);
    let tagged = tagged([search.to_lowercase()]);
    let containing = index.containing(&NAMES, &wanted);
    let uuid = Uuid::try_parse(search)
        .ok()
        .or_else(|| short_uuid::decode(search))
        .map(|uuid| video("uuid").eq(uuid));
    let others = uuid.into_iter().chain(index.alike(&NAMES, &wanted));
    if wanted.is_indexed() {
        let mut found = videos_with(containing);
        for other in others {
            found.union(UnionType::Distinct, videos_with(other));
        }
        found.union(UnionType::Distinct, tagged);
        return Some(video("id").in_subquery(found));
    }
    let others = others.map(|other| video("id").in_subquery(videos_with(other)));
    let tagged = video("id").in_subquery(tagged);
    Some(any([containing, tagged].into_iter().chain(others)).into())
}

fn videos_with(condition: Expr) -> SelectStatement {
    Query::select()
        .column(("videos", "id"))
        .from("videos")
        .and_where(condition)
        .take()
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

/// Videos with one of these tags, in lower case.
fn tagged(names: impl IntoIterator<Item = String>) -> SelectStatement {
    Query::select()
        .column(("video_tags", "video_id"))
        .from("video_tags")
        .and_where(column("video_tags", "name_lower").is_in(names))
        .take()
}

/// One condition however many tags there are: a chain of them would be as deep as the list is long, for the stack here and
/// for the database.
fn has_all_tags(tags: &[String]) -> Expr {
    let names: BTreeSet<String> = tags.iter().map(|tag| tag.to_lowercase()).collect();
    let wanted = i64::try_from(names.len()).unwrap_or(i64::MAX);
    let mut found = tagged(names);
    found.group_by_col(("video_tags", "video_id")).and_having(
        column("video_tags", "name_lower")
            .count_distinct()
            .eq(wanted),
    );
    video("id").in_subquery(found)
}

fn has_files(kind: i64, wanted: bool) -> Expr {
    let mut files = of_video("video_files");
    files.and_where(column("video_files", "kind").eq(literal(kind)));
    let some = exists(files);
    if wanted { some } else { some.not() }
}

pub(super) fn watched(viewer: UserId) -> SelectStatement {
    let mut history = of_video("user_video_history");
    history.and_where(column("user_video_history", "user_id").eq(viewer.get()));
    history
}

fn of_video(table: &'static str) -> SelectStatement {
    Query::select()
        .expr(literal(1_i64))
        .from(table)
        .and_where(column(table, "video_id").equals(("videos", "id")))
        .take()
}
