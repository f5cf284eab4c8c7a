//! Accounts.

use peertube_api::models::actor::{Account, AccountSummary};
use peertube_api::models::channel::ChannelOwner;
use peertube_kernel::ids::AccountId;
use peertube_store::accounts;
use peertube_store::videos::ActorSummary;

use super::{actor, timestamp};
use crate::urls::Urls;

fn url(urls: &Urls, name: &str, remote: Option<&str>) -> String {
    remote.map_or_else(|| urls.account(name), str::to_owned)
}

/// An account with all there is to know of it.
pub fn account(urls: &Urls, row: &accounts::Account) -> Account {
    Account {
        url: url(urls, &row.actor.name, row.actor.url.as_deref()),
        name: row.actor.name.clone(),
        host: actor::host(urls, row.actor.host.as_deref()),
        avatars: actor::images(),
        id: row.account.id.get(),
        host_redundancy_allowed: false,
        following_count: row.actor.following_count,
        followers_count: row.actor.followers_count,
        created_at: timestamp(row.actor.created_at),
        display_name: row.account.display_name.clone(),
        description: row.account.description.clone(),
        updated_at: timestamp(row.account.updated_at),
        user_id: row.account.user_id.map(|id| id.get()),
    }
}

/// An account beside something that is its.
pub fn summary(urls: &Urls, row: &ActorSummary<AccountId>) -> AccountSummary {
    AccountSummary {
        id: row.id.get(),
        name: row.name.clone(),
        display_name: row.display_name.clone(),
        url: url(urls, &row.name, row.url.as_deref()),
        host: actor::host(urls, row.host.as_deref()),
        avatars: actor::images(),
    }
}

/// The owner of a channel, whole.
pub fn owner(urls: &Urls, row: &accounts::Account) -> ChannelOwner {
    ChannelOwner {
        following_count: Some(row.actor.following_count),
        followers_count: Some(row.actor.followers_count),
        created_at: Some(timestamp(row.actor.created_at)),
        description: Some(row.account.description.clone()),
        updated_at: Some(timestamp(row.account.updated_at)),
        user_id: row.account.user_id.map(|id| id.get()),
        ..listed_owner(urls, row)
    }
}

/// The owner of a channel in a list of channels.
pub fn listed_owner(urls: &Urls, row: &accounts::Account) -> ChannelOwner {
    ChannelOwner {
        url: url(urls, &row.actor.name, row.actor.url.as_deref()),
        name: row.actor.name.clone(),
        host: actor::host(urls, row.actor.host.as_deref()),
        avatars: actor::images(),
        id: row.account.id.get(),
        host_redundancy_allowed: false,
        display_name: row.account.display_name.clone(),
        following_count: None,
        followers_count: None,
        created_at: None,
        description: None,
        updated_at: None,
        user_id: None,
    }
}
