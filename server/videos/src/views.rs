//! Somebody watches a video.

use openapi_stubs_runtime as rt;
use peertube_api::models::video_input::{VideoIdentifier, ViewEvent};
use peertube_kernel::error::Location;
use peertube_kernel::{Error, Result};
use peertube_store::{history, videos};
use peertube_web::Caller;

use crate::Videos;
use crate::watching::{Rule, Sign};

impl Videos {
    /// Notes where somebody watches: counts the viewer, maybe a view, and keeps the place for users with a history.
    ///
    /// # Errors
    /// 400 for a place behind the end; 400, 401, 403 and 404 of the video.
    pub(crate) async fn note_view(
        &self,
        caller: Option<&Caller>,
        client: &rt::Client,
        identifier: &VideoIdentifier,
        event: ViewEvent,
    ) -> Result<()> {
        let video = {
            let mut conn = self.shared.db.read().await?;
            self.seen(&mut conn, caller, identifier).await?.video
        };
        let position = event.current_time;
        if !video.is_live && position > video.duration {
            return Err(Error::invalid(
                Location::Body,
                "currentTime",
                "Should not be behind the end of the video",
            ));
        }
        let config = &self.shared.config.views.videos;
        let viewer = event
            .session_id
            .filter(|_| config.trust_viewer_session_id)
            .unwrap_or_else(|| client.ip.to_string());
        let now = self.shared.context.now();
        self.shared.viewers.note(video.id, &viewer, now);
        let sign = Sign {
            video: video.id,
            duration: video.duration,
            viewer: &viewer,
            position,
            seek: event.view_event.is_some(),
        };
        let rule = Rule {
            after: config.count_view_after,
            expiration: config.view_expiration,
        };
        let counts = self.watching.note(sign, rule, now);
        let remembered = caller
            .filter(|caller| caller.user.user.videos_history_enabled)
            .map(Caller::id);
        if !counts && remembered.is_none() {
            return Ok(());
        }
        self.shared
            .db
            .write(|conn| {
                Box::pin(async move {
                    if counts {
                        videos::add_view(conn, video.id, 1).await?;
                    }
                    if let Some(user) = remembered {
                        history::set_position(conn, user, video.id, position).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
