//! Video channels.

use peertube_api::models::channel::{VideoChannel, VideoChannelSummary, ViewsOfDay};
use peertube_kernel::ids::ChannelId;
use peertube_store::channels::{Channel, ChannelStats};
use peertube_store::videos::ActorSummary;

use super::{account, actor, timestamp};
use crate::urls::Urls;

fn url(urls: &Urls, name: &str, remote: Option<&str>) -> String {
    remote.map_or_else(|| urls.channel(name), str::to_owned)
}

/// A channel with all there is to know of it and of its owner.
pub fn channel(urls: &Urls, row: &Channel) -> VideoChannel {
    VideoChannel {
        owner_account: Some(account::owner(urls, &row.owner)),
        ..ownerless(urls, row)
    }
}

/// A channel in a list, with part of its owner.
pub fn listed(urls: &Urls, row: &Channel) -> VideoChannel {
    VideoChannel {
        owner_account: Some(account::listed_owner(urls, &row.owner)),
        ..ownerless(urls, row)
    }
}

/// A channel in its owner's user. Clients know the owner, hence the nulls.
pub fn of_user(urls: &Urls, row: &Channel) -> VideoChannel {
    VideoChannel {
        owner_account_id: Some(None),
        owner_account_name: Some(None),
        ..ownerless(urls, row)
    }
}

/// The same channel with its figures.
pub fn with_stats(view: VideoChannel, stats: &ChannelStats) -> VideoChannel {
    let days = stats.views_per_day.iter().map(|(date, views)| ViewsOfDay {
        date: timestamp(*date),
        views: *views,
    });
    VideoChannel {
        videos_count: Some(stats.videos_count),
        total_views: Some(stats.total_views),
        views_per_day: Some(days.collect()),
        ..view
    }
}

/// A channel beside something that is in it.
pub fn summary(urls: &Urls, row: &ActorSummary<ChannelId>) -> VideoChannelSummary {
    VideoChannelSummary {
        id: row.id.get(),
        name: row.name.clone(),
        display_name: row.display_name.clone(),
        url: url(urls, &row.name, row.url.as_deref()),
        host: actor::host(urls, row.host.as_deref()),
        avatars: actor::images(),
    }
}

fn ownerless(urls: &Urls, row: &Channel) -> VideoChannel {
    VideoChannel {
        url: url(urls, &row.actor.name, row.actor.url.as_deref()),
        name: row.actor.name.clone(),
        host: actor::host(urls, row.actor.host.as_deref()),
        avatars: actor::images(),
        banners: actor::images(),
        id: row.channel.id.get(),
        host_redundancy_allowed: false,
        following_count: row.actor.following_count,
        followers_count: row.actor.followers_count,
        created_at: timestamp(row.actor.created_at),
        display_name: row.channel.display_name.clone(),
        description: row.channel.description.clone(),
        support: row.channel.support.clone(),
        public_email: row.channel.public_email.clone(),
        is_local: row.actor.host.is_none(),
        updated_at: timestamp(row.channel.updated_at),
        owner_account: None,
        owner_account_id: None,
        owner_account_name: None,
        videos_count: None,
        views_per_day: None,
        total_views: None,
    }
}
