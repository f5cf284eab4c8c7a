//! Tag Accounts: what everybody may see of accounts.

use peertube_api::accounts::accounts::{
    Accounts as AccountsTag, GetAccountPath, GetAccountResponse, GetAccountVideosPath,
    GetAccountVideosQuery, GetAccountVideosResponse, GetAccountsQuery, GetAccountsResponse,
    GetAccountsSort, ListAccountChannelsPath, ListAccountChannelsQuery,
    ListAccountChannelsResponse,
};
use peertube_api::models::actor::AccountList;
use peertube_api::models::channel::VideoChannelList;
use peertube_kernel::{Error, Result};
use peertube_store::accounts::{self, Account};
use peertube_store::channels::{self, ChannelFilter};
use peertube_store::{Conn, Direction};
use peertube_web::handle::Handle;
use peertube_web::video_list::{self, Scope, VideoListRequest};
use peertube_web::{Caller, channel_list, views};

use crate::Accounts;

impl AccountsTag for Accounts {
    async fn get_accounts(&self, query: GetAccountsQuery) -> Result<GetAccountsResponse> {
        let direction = match query.sort {
            GetAccountsSort::CreatedAt => Direction::Ascending,
            GetAccountsSort::CreatedAtDesc => Direction::Descending,
        };
        let page = video_list::page(query.pagination);
        let mut conn = self.shared.db.read().await?;
        let listing = accounts::list(&mut conn, direction, page).await?;
        let view = |row| views::account::account(&self.shared.urls, row);
        Ok(GetAccountsResponse::Ok(AccountList {
            total: listing.total.unwrap_or(0),
            data: listing.rows.iter().map(view).collect(),
        }))
    }

    async fn get_account(&self, path: GetAccountPath) -> Result<GetAccountResponse> {
        let mut conn = self.shared.db.read().await?;
        let account = self.find(&mut conn, &path.name).await?;
        Ok(GetAccountResponse::Ok(views::account::account(
            &self.shared.urls,
            &account,
        )))
    }

    async fn get_account_videos(
        &self,
        caller: Option<Caller>,
        path: GetAccountVideosPath,
        query: GetAccountVideosQuery,
    ) -> Result<GetAccountVideosResponse> {
        let mut conn = self.shared.db.read().await?;
        let account = self.find(&mut conn, &path.name).await?;
        let mut request = VideoListRequest::new(
            &self.shared,
            caller.as_ref(),
            Scope::Public,
            query.pagination,
            query.sort,
            query.video_filters,
        )?;
        request.filter.account = Some(account.account.id);
        // The list takes a connection of its own where it needs one.
        drop(conn);
        let list = self.shared.list_videos(&request).await?;
        Ok(GetAccountVideosResponse::Ok(list))
    }

    async fn list_account_channels(
        &self,
        path: ListAccountChannelsPath,
        query: ListAccountChannelsQuery,
    ) -> Result<ListAccountChannelsResponse> {
        let mut conn = self.shared.db.read().await?;
        let account = self.find(&mut conn, &path.name).await?;
        let (sort, direction) = channel_list::sort(query.sort);
        // Nobody can work in the channel of another account yet, so collaborations add nothing.
        let filter = ChannelFilter {
            account: Some(account.account.id),
            search: query.search.filter(|text| !text.is_empty()),
            sort,
            direction,
        };
        let page = video_list::page(query.pagination);
        let listing = channels::list(&mut conn, &filter, page).await?;
        let stats = if query.with_stats.unwrap_or(false) {
            let ids: Vec<_> = listing.rows.iter().map(|row| row.channel.id).collect();
            channels::stats(&mut conn, &ids).await?
        } else {
            Default::default()
        };
        let view = |row: &channels::Channel| {
            let view = views::channel::listed(&self.shared.urls, row);
            match stats.get(&row.channel.id) {
                Some(stats) => views::channel::with_stats(view, stats),
                None => view,
            }
        };
        Ok(ListAccountChannelsResponse::Ok(VideoChannelList {
            total: listing.total.unwrap_or(0),
            data: listing.rows.iter().map(view).collect(),
        }))
    }
}

impl Accounts {
    async fn find(&self, conn: &mut Conn<'_>, name: &str) -> Result<Account> {
        let handle = Handle::parse(name, &self.shared.urls);
        accounts::by_handle(conn, &handle.name, handle.host.as_deref())
            .await?
            .ok_or_else(|| Error::not_found("Account not found"))
    }
}
