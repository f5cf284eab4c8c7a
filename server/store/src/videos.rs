//! Videos.

use peertube_kernel::ids::{AccountId, ChannelId, UserId, VideoId};
use peertube_kernel::short_uuid::VideoRef;
use peertube_kernel::video::{CommentsPolicy, EmbedPrivacy, Privacy, VideoState};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use uuid::Uuid;

use crate::channels::{self, Channel, select_channel};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::files::{self, OwnedFiles};
use crate::query::{column, delete as delete_rows};
use crate::record::{FromRow, Record, record, select_columns};
use crate::search::Searched;
use crate::value::Cursor;

mod changes;
mod conditions;
mod create;
mod filter;
mod list;
mod order;
mod score;
mod views;

/// Names of videos are searched.
const NAMES: Searched = Searched {
    table: "videos",
    folded: "name_folded",
    words: "name_words",
    fts5: "video_names",
};

pub use changes::{VideoChanges, update};
pub use create::{NewVideo, create};
pub use filter::{Host, Nsfw, States, VideoFilter, VideoSort};
pub use list::{ActorSummary, ListedVideo, Plan, count, explain, list};
pub use views::{add_download, add_view};

record! {
    /// A video's row.
    pub struct VideoRow in "videos" {
        /// Id.
        pub id: VideoId,
        /// UUID.
        pub uuid: Uuid,
        /// The channel it is in.
        pub channel_id: ChannelId,
        /// ActivityPub address of a remote video; `None` for ours.
        pub url: Option<String>,
        /// Title.
        pub name: String,
        /// Number of the category.
        pub category: Option<i64>,
        /// Number of the licence.
        pub licence: Option<i64>,
        /// Code of the language.
        pub language: Option<String>,
        /// Who may find and see it.
        pub privacy: Privacy,
        /// Where it is in its life.
        pub state: VideoState,
        /// Whether lists wait for the end of the transcoding.
        pub wait_transcoding: bool,
        /// Whether it is not safe for work.
        pub nsfw: bool,
        /// Why; bits.
        pub nsfw_flags: i64,
        /// Why, in words.
        pub nsfw_summary: Option<String>,
        /// About the video.
        pub description: Option<String>,
        /// How to support it.
        pub support: Option<String>,
        /// Seconds.
        pub duration: i64,
        /// Width by height.
        pub aspect_ratio: Option<f64>,
        /// Whether it is a live.
        pub is_live: bool,
        /// Who may comment.
        pub comments_policy: CommentsPolicy,
        /// Whether a client should offer to download it.
        pub download_enabled: bool,
        /// Where it may be embedded.
        pub embed_privacy: EmbedPrivacy,
        /// Whether moderators blocked it.
        pub blocked: bool,
        /// Why they did.
        pub blocked_reason: Option<String>,
        /// Views.
        pub views: i64,
        /// Downloads.
        pub downloads: i64,
        /// Likes.
        pub likes: i64,
        /// Dislikes.
        pub dislikes: i64,
        /// Comments that are shown.
        pub comments: i64,
        /// When it was first shown elsewhere.
        pub originally_published_at: Option<Timestamp>,
        /// When it first became visible.
        pub first_published_at: Option<Timestamp>,
        /// When it was published, or will be.
        pub published_at: Timestamp,
        /// When its source was replaced.
        pub input_file_updated_at: Option<Timestamp>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }
}

/// A video with its channel and the channel's owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Video {
    /// The video.
    pub video: VideoRow,
    /// Its channel.
    pub channel: Channel,
}

impl Video {
    /// The account whose channel it is in.
    pub fn account_id(&self) -> AccountId {
        self.channel.owner.account.id
    }

    /// The user behind that account; `None` for remote videos.
    pub fn owner(&self) -> Option<UserId> {
        self.channel.owner.account.user_id
    }
}

impl FromRow for Video {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            video: Record::read(cursor)?,
            channel: FromRow::from_row(cursor)?,
        })
    }
}

fn query() -> SelectStatement {
    let mut query = Query::select();
    select_columns::<VideoRow>(&mut query, "videos");
    select_channel(&mut query);
    query.from("videos").inner_join(
        "channels",
        column("channels", "id").equals(("videos", "channel_id")),
    );
    channels::join_owner(&mut query);
    query
}

/// The video of this id.
pub async fn by_id(conn: &mut Conn<'_>, id: VideoId) -> Result<Option<Video>> {
    conn.first(query().and_where(column("videos", "id").eq(id.get())))
        .await
}

/// The video of this UUID.
pub async fn by_uuid(conn: &mut Conn<'_>, uuid: Uuid) -> Result<Option<Video>> {
    conn.first(query().and_where(column("videos", "uuid").eq(uuid)))
        .await
}

/// The video a client names in a path.
pub async fn by_ref(conn: &mut Conn<'_>, reference: VideoRef) -> Result<Option<Video>> {
    match reference {
        VideoRef::Id(id) => by_id(conn, id).await,
        VideoRef::Uuid(uuid) => by_uuid(conn, uuid).await,
    }
}

/// Deletes a video with all that hangs on it.
///
/// Returns the files that are nobody's now, to be deleted once the transaction is committed.
pub async fn delete(conn: &mut Conn<'_>, id: VideoId) -> Result<OwnedFiles> {
    let video = Query::select()
        .column("id")
        .from("videos")
        .and_where(Expr::col("id").eq(id.get()))
        .take();
    let owned = files::of_videos(conn, video).await?;
    let query = delete_rows("videos", Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    Ok(owned)
}
