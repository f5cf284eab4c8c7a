//! Changing videos.

use peertube_kernel::ids::{ChannelId, VideoId};
use peertube_kernel::video::{CommentsPolicy, EmbedPrivacy, Privacy, VideoState};
use peertube_kernel::{Error, Result, Timestamp};
use sea_query::{Expr, ExprTrait as _};

use super::views::refresh_score;
use crate::conn::Conn;
use crate::query::{Assignment, update as update_rows};
use crate::search::{fold, words};
use crate::value::Bind as _;

macro_rules! changes {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// What to change of a video's row; `None` leaves a value alone, an inner `None` clears it.
        ///
        /// Tags, passwords, the scheduled update, files and pictures have functions of their own, which join
        /// the same transaction.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct VideoChanges {
            $($(#[$doc])* pub $field: Option<$type>,)*
        }

        impl VideoChanges {
            fn assignments(&self) -> Vec<Assignment> {
                let mut assignments: Vec<Assignment> = Vec::new();
                $(if let Some(value) = &self.$field {
                    assignments.push((stringify!($field), value.clone().bind()));
                })*
                assignments
            }
        }
    };
}

changes! {
    /// The channel it is in.
    channel_id: ChannelId,
    /// Title.
    name: String,
    /// Number of the category.
    category: Option<i64>,
    /// Number of the licence.
    licence: Option<i64>,
    /// Code of the language.
    language: Option<String>,
    /// Who may find and see it.
    privacy: Privacy,
    /// Where it is in its life.
    state: VideoState,
    /// Whether lists wait for the end of the transcoding.
    wait_transcoding: bool,
    /// Whether it is not safe for work.
    nsfw: bool,
    /// Why; bits.
    nsfw_flags: i64,
    /// Why, in words.
    nsfw_summary: Option<String>,
    /// About the video.
    description: Option<String>,
    /// How to support it.
    support: Option<String>,
    /// Seconds.
    duration: i64,
    /// Width by height.
    aspect_ratio: Option<f64>,
    /// Who may comment.
    comments_policy: CommentsPolicy,
    /// Whether a client should offer to download it.
    download_enabled: bool,
    /// Where it may be embedded.
    embed_privacy: EmbedPrivacy,
    /// Whether moderators blocked it.
    blocked: bool,
    /// Why they did.
    blocked_reason: Option<String>,
    /// When it was first shown elsewhere.
    originally_published_at: Option<Timestamp>,
    /// When it first became visible.
    first_published_at: Option<Timestamp>,
    /// When it was published, or will be.
    published_at: Timestamp,
    /// When its source was replaced.
    input_file_updated_at: Option<Timestamp>,
}

/// Changes a video's row.
pub async fn update(conn: &mut Conn<'_>, id: VideoId, changes: &VideoChanges) -> Result<()> {
    let mut assignments = changes.assignments();
    if let Some(name) = &changes.name {
        let folded = fold(name);
        assignments.push(("name_words", words(&folded).bind()));
        assignments.push(("name_folded", folded.bind()));
    }
    assignments.push(("updated_at", conn.now().bind()));
    let query = update_rows("videos", assignments, Expr::col("id").eq(id.get()));
    if conn.execute(&query).await? == 0 {
        return Err(Error::not_found("Video not found"));
    }
    if changes.published_at.is_some() {
        refresh_score(conn, id).await?;
    }
    Ok(())
}
