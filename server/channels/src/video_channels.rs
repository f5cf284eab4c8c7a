//! Tag Video Channels.

use peertube_access::channel::{manage, not_found, own};
use peertube_api::channels::video_channels::{
    AddVideoChannelResponse, DelVideoChannelPath, DelVideoChannelResponse, GetVideoChannelPath,
    GetVideoChannelResponse, GetVideoChannelVideosPath, GetVideoChannelVideosQuery,
    GetVideoChannelVideosResponse, GetVideoChannelsQuery, GetVideoChannelsResponse,
    PutVideoChannelPath, PutVideoChannelResponse, VideoChannels,
};
use peertube_api::models::channel::{
    VideoChannelCreate, VideoChannelCreated, VideoChannelCreatedVideoChannel, VideoChannelList,
    VideoChannelUpdate,
};
use peertube_kernel::ids::{AccountId, ChannelId};
use peertube_kernel::{Error, Result};
use peertube_store::channels::{self, Channel, ChannelChanges, ChannelFilter, NewChannel};
use peertube_store::files::OwnedFiles;
use peertube_store::locks::Lock;
use peertube_store::{Conn, actors};
use peertube_web::handle::Handle;
use peertube_web::video_list::{self, Scope, VideoListRequest};
use peertube_web::{Caller, channel_list, views};

use crate::Channels;

impl VideoChannels for Channels {
    async fn get_video_channels(
        &self,
        query: GetVideoChannelsQuery,
    ) -> Result<GetVideoChannelsResponse> {
        let (sort, direction) = channel_list::sort(query.sort);
        // `search` is accepted and has no effect, as in PeerTube.
        let filter = ChannelFilter {
            sort,
            direction,
            ..ChannelFilter::default()
        };
        let page = video_list::page(query.pagination);
        let mut conn = self.shared.db.read().await?;
        let listing = channels::list(&mut conn, &filter, page).await?;
        let view = |row| views::channel::listed(&self.shared.urls, row);
        Ok(GetVideoChannelsResponse::Ok(VideoChannelList {
            total: listing.total.unwrap_or(0),
            data: listing.rows.iter().map(view).collect(),
        }))
    }

    async fn add_video_channel(
        &self,
        caller: Caller,
        body: VideoChannelCreate,
    ) -> Result<AddVideoChannelResponse> {
        let account = caller.user.account.account.id;
        let most = self.shared.config.video_channels.max_per_user;
        let new = NewChannel {
            name: body.name,
            display_name: body.display_name,
            description: body.description.into_value(),
            support: body.support.into_value(),
            public_email: body.public_email.into_value(),
        };
        let new = &new;
        let id = self
            .shared
            .db
            .write(|conn| Box::pin(create(conn, account, new, most)))
            .await?;
        Ok(AddVideoChannelResponse::Ok(VideoChannelCreated {
            video_channel: VideoChannelCreatedVideoChannel { id: id.get() },
        }))
    }

    async fn get_video_channel(
        &self,
        path: GetVideoChannelPath,
    ) -> Result<GetVideoChannelResponse> {
        let mut conn = self.shared.db.read().await?;
        let channel = self.find(&mut conn, &path.channel_handle).await?;
        Ok(GetVideoChannelResponse::Ok(views::channel::channel(
            &self.shared.urls,
            &channel,
        )))
    }

    async fn put_video_channel(
        &self,
        caller: Caller,
        path: PutVideoChannelPath,
        body: Option<VideoChannelUpdate>,
    ) -> Result<PutVideoChannelResponse> {
        let channel = {
            let mut conn = self.shared.db.read().await?;
            self.find(&mut conn, &path.channel_handle).await?
        };
        manage(&channel, Some(&caller.viewer()))?;
        if let Some(body) = body {
            let id = channel.channel.id;
            let changes = &changes(&channel, body);
            self.shared
                .db
                .write(|conn| Box::pin(channels::update(conn, id, changes)))
                .await?;
        }
        Ok(PutVideoChannelResponse::NoContent)
    }

    async fn del_video_channel(
        &self,
        caller: Caller,
        path: DelVideoChannelPath,
    ) -> Result<DelVideoChannelResponse> {
        let channel = {
            let mut conn = self.shared.db.read().await?;
            self.find(&mut conn, &path.channel_handle).await?
        };
        own(&channel, Some(&caller.viewer()))?;
        let files = self.delete_rows(&channel).await?;
        self.shared.delete_files(files).await?;
        Ok(DelVideoChannelResponse::NoContent)
    }

    async fn get_video_channel_videos(
        &self,
        caller: Option<Caller>,
        path: GetVideoChannelVideosPath,
        query: GetVideoChannelVideosQuery,
    ) -> Result<GetVideoChannelVideosResponse> {
        let mut conn = self.shared.db.read().await?;
        let channel = self.find(&mut conn, &path.channel_handle).await?;
        let mut request = VideoListRequest::new(
            &self.shared,
            caller.as_ref(),
            Scope::Public,
            query.pagination,
            query.sort,
            query.video_filters,
        )?;
        request.filter.channel = Some(channel.channel.id);
        // The list takes a connection of its own where it needs one.
        drop(conn);
        let list = self.shared.list_videos(&request).await?;
        Ok(GetVideoChannelVideosResponse::Ok(list))
    }
}

impl Channels {
    /// While no file of a video is being moved: it would be left.
    async fn delete_rows(&self, channel: &Channel) -> Result<OwnedFiles> {
        let db = &self.shared.db;
        let held = &db.lock(Lock::AllVideoFiles).await?;
        db.write(|conn| {
            Box::pin(async move {
                held.check(conn).await?;
                let account = channel.channel.account_id;
                if channels::count_of_account(conn, account).await? <= 1 {
                    return Err(Error::conflict(
                        "The last channel of an account cannot be deleted",
                    ));
                }
                channels::delete(conn, channel).await
            })
        })
        .await
    }

    async fn find(&self, conn: &mut Conn<'_>, handle: &str) -> Result<Channel> {
        let handle = Handle::parse(handle, &self.shared.urls);
        channels::by_handle(conn, &handle.name, handle.host.as_deref())
            .await?
            .ok_or_else(not_found)
    }
}

/// Makes a channel: a name that is taken is told before there are too many.
async fn create(
    conn: &mut Conn<'_>,
    account: AccountId,
    new: &NewChannel,
    most: i64,
) -> Result<ChannelId> {
    if actors::is_name_taken(conn, &new.name).await? {
        return Err(Error::conflict(format!(
            "The name {} is or was used by an account or a channel of this instance",
            new.name
        )));
    }
    if channels::count_of_account(conn, account).await? >= most {
        return Err(Error::bad_request(format!(
            "You cannot create more than {most} channels"
        )));
    }
    channels::create(conn, account, new).await
}

fn changes(channel: &Channel, body: VideoChannelUpdate) -> ChannelChanges {
    let support = body.support.into_change();
    let changed = support
        .as_ref()
        .is_some_and(|support| *support != channel.channel.support);
    ChannelChanges {
        display_name: body.display_name,
        description: body.description.into_change(),
        support,
        public_email: body.public_email.into_change(),
        bulk_videos_support_update: changed && body.bulk_videos_support_update.unwrap_or(false),
    }
}
