//! Tag My User: the caller.

use peertube_access::channel;
use peertube_api::accounts::my_user::{
    GetMyVideoQuotaUsedResponse, GetUserInfoResponse, ListMyVideosQuery, ListMyVideosResponse,
    MyUser, PutUserInfoResponse,
};
use peertube_api::models::user::{MyUserUpdate, QuotaUsed};
use peertube_kernel::Result;
use peertube_kernel::ids::ChannelId;
use peertube_store::{channels, playlists, quota};
use peertube_web::video_list::{Scope, VideoListRequest};
use peertube_web::{Caller, views};

use crate::Accounts;

impl MyUser for Accounts {
    async fn get_user_info(&self, caller: Caller) -> Result<GetUserInfoResponse> {
        let account = caller.user.account.account.id;
        let mut conn = self.shared.db.read().await?;
        let channels = channels::of_account(&mut conn, account).await?;
        let watch_later = playlists::watch_later(&mut conn, account).await?;
        Ok(GetUserInfoResponse::Ok(views::user::me(
            &self.shared.urls,
            &self.shared.config,
            &caller.user,
            &channels,
            watch_later.as_ref(),
        )))
    }

    async fn put_user_info(
        &self,
        caller: Caller,
        body: Option<MyUserUpdate>,
    ) -> Result<PutUserInfoResponse> {
        if let Some(update) = body {
            self.update_me(&caller.user, update).await?;
        }
        Ok(PutUserInfoResponse::NoContent)
    }

    async fn get_my_video_quota_used(&self, caller: Caller) -> Result<GetMyVideoQuotaUsedResponse> {
        let mut conn = self.shared.db.read().await?;
        let used = quota::used_by(&mut conn, caller.id()).await?;
        Ok(GetMyVideoQuotaUsedResponse::Ok(QuotaUsed {
            video_quota_used: used.total,
            video_quota_used_daily: used.daily,
        }))
    }

    async fn list_my_videos(
        &self,
        caller: Caller,
        query: ListMyVideosQuery,
    ) -> Result<ListMyVideosResponse> {
        let mut request = VideoListRequest::new(
            &self.shared,
            Some(&caller),
            Scope::Own,
            query.pagination,
            query.sort,
            query.video_filters,
        )?;
        let mut conn = self.shared.db.read().await?;
        if let Some(id) = query.channel_id {
            let id = ChannelId::from(id);
            let channel = channels::by_id(&mut conn, id)
                .await?
                .ok_or_else(channel::not_found)?;
            channel::manage(&channel, Some(&caller.viewer()))?;
            request.filter.channel = Some(id);
        }
        request.filter.account = Some(caller.user.account.account.id);
        request.filter.channel_name_one_of = query.channel_name_one_of.unwrap_or_default();
        // The list takes a connection of its own where it needs one.
        drop(conn);
        let list = self.shared.list_videos(&request).await?;
        Ok(ListMyVideosResponse::Ok(list))
    }
}
