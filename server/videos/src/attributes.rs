//! What a client says of a new video, checked and with the defaults filled in.

use openapi_stubs_runtime as rt;
use peertube_api::models::video_input as input;
use peertube_kernel::config::{Config, PublishDefaults};
use peertube_kernel::error::Location;
use peertube_kernel::ids::ChannelId;
use peertube_kernel::video::{CommentsPolicy, Privacy};
use peertube_kernel::{Error, Result, Timestamp};
use peertube_store::scheduled_updates::ScheduledUpdate;
use peertube_web::views::received;
use serde::{Deserialize, Serialize};

/// Attributes of a new video. An upload in parts keeps them as JSON until its last byte came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Attributes {
    pub(crate) name: String,
    channel: i64,
    pub(crate) category: Option<i64>,
    pub(crate) licence: Option<i64>,
    pub(crate) language: Option<String>,
    privacy: i64,
    pub(crate) description: Option<String>,
    pub(crate) support: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) nsfw: bool,
    pub(crate) nsfw_flags: i64,
    pub(crate) nsfw_summary: Option<String>,
    pub(crate) wait_transcoding: bool,
    comments_policy: i64,
    pub(crate) download_enabled: bool,
    originally_published_at: Option<i64>,
    schedule: Option<Schedule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Schedule {
    update_at: i64,
    privacy: Option<i64>,
}

impl Attributes {
    /// The channel it goes into.
    pub(crate) fn channel(&self) -> ChannelId {
        self.channel.into()
    }

    /// Who may find and see it; private unless said otherwise.
    pub(crate) fn privacy(&self) -> Privacy {
        Privacy::from_id(self.privacy).unwrap_or(Privacy::Private)
    }

    /// Who may comment.
    pub(crate) fn comments_policy(&self) -> CommentsPolicy {
        CommentsPolicy::from_id(self.comments_policy).unwrap_or(CommentsPolicy::Disabled)
    }

    /// When it was first shown elsewhere.
    pub(crate) fn originally_published_at(&self) -> Option<Timestamp> {
        self.originally_published_at.map(Timestamp::from_millis)
    }

    /// What to change at a later time.
    pub(crate) fn schedule(&self) -> Option<ScheduledUpdate> {
        self.schedule.map(|schedule| ScheduledUpdate {
            update_at: Timestamp::from_millis(schedule.update_at),
            privacy: schedule.privacy.and_then(Privacy::from_id),
        })
    }
}

/// Reads the attributes from either input; both have them under the same names.
macro_rules! read {
    ($body:expr, $defaults:expr) => {{
        let body = $body;
        let defaults: &PublishDefaults = $defaults;
        let schedule = schedule(body.schedule_update.as_value())?;
        check_nsfw(
            body.nsfw,
            body.nsfw_flags.as_value().copied(),
            body.nsfw_summary.as_value(),
        )?;
        let comments_policy = body.comments_policy.map(comments_policy);
        Attributes {
            name: body.name.clone(),
            channel: body.channel_id,
            category: body.category.into_value(),
            licence: body.licence.into_change().unwrap_or(defaults.licence),
            language: body.language.clone().into_value(),
            privacy: body.privacy.map_or(Privacy::Private, privacy).id(),
            description: body.description.clone().into_value(),
            support: body.support.clone().into_value(),
            tags: body.tags.clone().into_value().unwrap_or_default(),
            nsfw: body.nsfw.unwrap_or(false),
            nsfw_flags: body.nsfw_flags.into_value().unwrap_or(0),
            nsfw_summary: body.nsfw_summary.clone().into_value(),
            wait_transcoding: body.wait_transcoding.unwrap_or(false),
            comments_policy: comments_policy.unwrap_or(defaults.comments_policy).id(),
            download_enabled: body.download_enabled.unwrap_or(defaults.download_enabled),
            originally_published_at: body
                .originally_published_at
                .into_value()
                .map(rt::Timestamp::as_millis),
            schedule: schedule.map(|schedule| Schedule {
                update_at: schedule.update_at.as_millis(),
                privacy: schedule.privacy.map(Privacy::id),
            }),
        }
    }};
}

impl Attributes {
    /// From an upload in one piece.
    ///
    /// # Errors
    /// 400 for a schedule without a time, and for NSFW details of a video that is not NSFW.
    pub(crate) fn of_upload(body: &input::VideoUpload, config: &Config) -> Result<Self> {
        Ok(read!(body, &config.defaults.publish))
    }

    /// From the start of an upload in parts.
    ///
    /// # Errors
    /// As [`Self::of_upload`].
    pub(crate) fn of_init(body: &input::ResumableInit, config: &Config) -> Result<Self> {
        Ok(read!(body, &config.defaults.publish))
    }
}

/// A privacy as it was sent.
pub(crate) fn privacy(privacy: input::VideoPrivacySet) -> Privacy {
    match privacy {
        input::VideoPrivacySet::Public => Privacy::Public,
        input::VideoPrivacySet::Unlisted => Privacy::Unlisted,
        input::VideoPrivacySet::Private => Privacy::Private,
        input::VideoPrivacySet::Internal => Privacy::Internal,
    }
}

/// A comments policy as it was sent.
pub(crate) fn comments_policy(policy: input::CommentsPolicySet) -> CommentsPolicy {
    match policy {
        input::CommentsPolicySet::Enabled => CommentsPolicy::Enabled,
        input::CommentsPolicySet::Disabled => CommentsPolicy::Disabled,
        input::CommentsPolicySet::RequiresApproval => CommentsPolicy::RequiresApproval,
    }
}

/// A scheduled update as it was sent; it needs a time.
pub(crate) fn schedule(
    sent: Option<&input::VideoScheduleUpdate>,
) -> Result<Option<ScheduledUpdate>> {
    let Some(sent) = sent else { return Ok(None) };
    let Some(update_at) = sent.update_at else {
        return Err(Error::invalid(
            Location::Body,
            "scheduleUpdate.updateAt",
            "Should be there when an update is scheduled",
        ));
    };
    let privacy = sent.privacy.map(|privacy| match privacy {
        input::VideoScheduleUpdatePrivacy::Public => Privacy::Public,
        input::VideoScheduleUpdatePrivacy::Unlisted => Privacy::Unlisted,
        input::VideoScheduleUpdatePrivacy::Internal => Privacy::Internal,
    });
    Ok(Some(ScheduledUpdate {
        update_at: received(update_at),
        privacy,
    }))
}

/// Why a video is NSFW can only be said of one that is, in the same request.
pub(crate) fn check_nsfw(
    nsfw: Option<bool>,
    flags: Option<i64>,
    summary: Option<&String>,
) -> Result<()> {
    if nsfw == Some(true) {
        return Ok(());
    }
    let refused = |field| {
        Err(Error::invalid(
            Location::Body,
            field,
            "Can only be set when nsfw is true",
        ))
    };
    if flags.is_some_and(|flags| flags != 0) {
        return refused("nsfwFlags");
    }
    if summary.is_some_and(|summary| !summary.is_empty()) {
        return refused("nsfwSummary");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nsfw_details_need_nsfw() {
        let summary = "why".to_owned();
        assert!(check_nsfw(Some(true), Some(3), Some(&summary)).is_ok());
        assert!(check_nsfw(None, Some(0), None).is_ok());
        assert!(check_nsfw(Some(false), Some(1), None).is_err());
        let error = check_nsfw(None, None, Some(&summary)).unwrap_err();
        assert_eq!(error.violations[0].path, "nsfwSummary");
    }
}
