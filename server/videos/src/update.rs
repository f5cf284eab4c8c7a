//! Changing a video.

use openapi_stubs_runtime::Patch;
use peertube_access::video::{manage, not_found};
use peertube_access::{channel, quota};
use peertube_api::models::video_input::VideoUpdate;
use peertube_kernel::ids::{ChannelId, VideoId};
use peertube_kernel::short_uuid::VideoRef;
use peertube_kernel::video::Privacy;
use peertube_kernel::{Result, Right, Timestamp};
use peertube_objects::{Key, Kind};
use peertube_store::locks::Held;
use peertube_store::scheduled_updates::ScheduledUpdate;
use peertube_store::thumbnails::NewThumbnail;
use peertube_store::videos::{Video, VideoChanges, VideoRow};
use peertube_store::{Conn, scheduled_updates, tags, thumbnails, video_files, videos};
use peertube_web::Caller;
use peertube_web::views::received;

use crate::attributes::{check_nsfw, comments_policy, privacy, schedule};
use crate::file_changes::FileChanges;
use crate::folders;
use crate::stored::{Stored, Ticket};
use crate::{Videos, pictures};

/// All that is written in one transaction.
struct Changes {
    row: VideoChanges,
    tags: Option<Vec<String>>,
    schedule: Option<Option<ScheduledUpdate>>,
    pictures: Option<(Vec<NewThumbnail>, Ticket)>,
}

impl Videos {
    /// Changes a video.
    ///
    /// # Errors
    /// 400 for values that contradict each other and unreadable pictures, 403 and 404 for the video and its new channel,
    /// 413 when the video does not fit into the quota of its new owner.
    pub(crate) async fn update(
        &self,
        caller: &Caller,
        reference: VideoRef,
        mut body: VideoUpdate,
    ) -> Result<()> {
        let scheduled = schedule(body.schedule_update.as_value())?;
        check_nsfw(
            body.nsfw,
            body.nsfw_flags.as_value().copied(),
            body.nsfw_summary.as_value(),
        )?;
        let picture = pictures::chosen(body.thumbnailfile.take(), body.previewfile.take());

        let video = self.updatable(caller, reference).await?;
        if let Some(new) = body.channel_id {
            self.check_channel(caller, &video, new.into()).await?;
        }
        let mut stored = Stored::new(&self.shared);
        let made = match picture {
            Some(picture) => {
                let sizes = pictures::sizes(&self.shared);
                let folder = self.shared.objects.spool_dir();
                let media = self.publisher.media();
                let made = media.thumbnails_from_picture(picture.path(), &sizes, folder);
                Some(made.await?)
            }
            None => None,
        };
        let thumbnails = match made {
            Some(made) => {
                let rows = pictures::store(&mut stored, &self.shared.context, made, false).await;
                match rows {
                    Ok(rows) => Some(rows),
                    Err(error) => return stored.settle(Err(error)).await,
                }
            }
            None => None,
        };
        let pictures = thumbnails.map(|rows| (rows, stored.ticket()));
        let written = self
            .write_update(caller, video.video.id, body, scheduled, pictures)
            .await;
        let replaced = stored.settle(written).await?;
        self.forget_pictures(replaced).await;
        Ok(())
    }

    /// Writes what was checked; gives the names of the pictures that were replaced.
    async fn write_update(
        &self,
        caller: &Caller,
        id: VideoId,
        mut body: VideoUpdate,
        scheduled: Option<ScheduledUpdate>,
        pictures: Option<(Vec<NewThumbnail>, Ticket)>,
    ) -> Result<Vec<String>> {
        let changing = folders::lock(&self.shared, id).await?;
        // Again, because what decides may have changed while a picture was made.
        let video = self.updatable(caller, VideoRef::Id(id)).await?;
        let now = self.shared.context.now();
        let changes = Changes {
            schedule: match body.schedule_update {
                Patch::Absent => None,
                Patch::Null => Some(None),
                Patch::Value(_) => Some(scheduled),
            },
            tags: std::mem::take(&mut body.tags)
                .into_change()
                .map(Option::unwrap_or_default),
            row: row_changes(body, &video.video, scheduled, now),
            pictures,
        };
        self.write(&changing, &video.video, &changes).await
    }

    /// The video, if the caller may change it.
    pub(crate) async fn updatable(&self, caller: &Caller, reference: VideoRef) -> Result<Video> {
        let mut conn = self.shared.db.read().await?;
        let video = videos::by_ref(&mut conn, reference).await?;
        let video = video.ok_or_else(not_found)?;
        manage(&video, Some(&caller.viewer()), Right::UpdateAnyVideo)?;
        Ok(video)
    }

    /// May the video go into this channel? If it is of another account, that account's quota counts.
    async fn check_channel(&self, caller: &Caller, video: &Video, new: ChannelId) -> Result<()> {
        let mut conn = self.shared.db.read().await?;
        let channel = channel::for_videos(&mut conn, new, &caller.viewer()).await?;
        let owner = &channel.owner.account;
        if owner.id == video.account_id() {
            return Ok(());
        }
        let Some(user) = owner.user_id else {
            return Ok(());
        };
        let files = video_files::of_video(&mut conn, video.video.id).await?;
        let largest = files.iter().map(|file| file.size).max().unwrap_or(0);
        quota::check(&mut conn, user, u64::try_from(largest).unwrap_or(0)).await
    }

    /// Changes the files and writes the rows; gives the names of the pictures that were replaced.
    async fn write(
        &self,
        held: &Held<'_>,
        video: &VideoRow,
        changes: &Changes,
    ) -> Result<Vec<String>> {
        let files = FileChanges::new(&self.shared, held, video, &changes.row).await?;
        let (id, of_files) = (video.id, &files);
        let written = self
            .shared
            .db
            .write(|conn| Box::pin(write_rows(conn, id, changes, of_files)))
            .await;
        files.settle(written).await
    }

    async fn forget_pictures(&self, names: Vec<String>) {
        let keys = names
            .into_iter()
            .map(|name| Key::new(Kind::Thumbnail, name))
            .collect::<Result<Vec<_>, _>>();
        let deleted = match keys {
            Ok(keys) => self.shared.objects.delete_many(&keys).await,
            Err(error) => Err(error),
        };
        // The update is done; a file too many is no reason to tell the client otherwise.
        if let Err(error) = deleted {
            tracing::warn!(%error, "replaced pictures were not removed");
        }
    }
}

async fn write_rows(
    conn: &mut Conn<'_>,
    id: VideoId,
    changes: &Changes,
    files: &FileChanges<'_>,
) -> Result<Vec<String>> {
    videos::update(conn, id, &changes.row).await?;
    files.write(conn).await?;
    if let Some(new) = &changes.tags {
        tags::replace(conn, id, new).await?;
    }
    if let Some(schedule) = &changes.schedule {
        scheduled_updates::set(conn, id, schedule.as_ref()).await?;
    }
    match &changes.pictures {
        Some((new, ticket)) => {
            ticket.redeem(conn).await?;
            thumbnails::replace(conn, id, new).await
        }
        None => Ok(Vec::new()),
    }
}

fn row_changes(
    body: VideoUpdate,
    video: &VideoRow,
    scheduled: Option<ScheduledUpdate>,
    now: Timestamp,
) -> VideoChanges {
    let privacy = body.privacy.map(privacy);
    let publication = publication_changes(video, privacy.unwrap_or(video.privacy), now);
    let published_at = match (&body.schedule_update, scheduled) {
        (_, Some(scheduled)) => Some(scheduled.update_at),
        (Patch::Null, _) => Some(now),
        _ => publication.published_at,
    };
    let safe = body.nsfw == Some(false);
    VideoChanges {
        channel_id: body.channel_id.map(ChannelId::from),
        name: body.name,
        category: body.category.into_change(),
        licence: body.licence.into_change(),
        language: body.language.into_change(),
        privacy,
        wait_transcoding: body.wait_transcoding,
        nsfw: body.nsfw,
        nsfw_flags: if safe {
            Some(0)
        } else {
            body.nsfw_flags.into_change().map(Option::unwrap_or_default)
        },
        nsfw_summary: if safe {
            Some(None)
        } else {
            body.nsfw_summary.into_change()
        },
        description: body.description.into_change(),
        support: body.support.into_change(),
        comments_policy: body.comments_policy.map(comments_policy),
        download_enabled: body.download_enabled,
        originally_published_at: body
            .originally_published_at
            .into_change()
            .map(|time| time.map(received)),
        published_at,
        ..publication
    }
}

/// What a new privacy means for the date of publication: leaving *private* publishes.
pub(crate) fn publication_changes(video: &VideoRow, new: Privacy, now: Timestamp) -> VideoChanges {
    if video.privacy != Privacy::Private || new == Privacy::Private {
        return VideoChanges::default();
    }
    VideoChanges {
        published_at: Some(now),
        first_published_at: video.first_published_at.is_none().then_some(Some(now)),
        ..VideoChanges::default()
    }
}
