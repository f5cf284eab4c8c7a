//! Videos: who may see them and who may change them.

use peertube_kernel::video::Privacy;
use peertube_kernel::{Error, ErrorCode, Result, Right};
use peertube_store::videos::Video;
use peertube_store::{Conn, passwords};

use crate::Viewer;
use crate::viewer::required;

/// How the caller comes to a video.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Approach<'a> {
    /// Whether the caller named it by UUID, which cannot be guessed. A file's own name counts as one.
    pub by_uuid: bool,
    /// The password the caller sent.
    pub password: Option<&'a str>,
}

/// May the caller see the video? Its state does not matter: what is being transcoded is seen, too.
///
/// 401 where a login could help, 403 where it cannot.
pub async fn see(
    conn: &mut Conn<'_>,
    video: &Video,
    viewer: Option<&Viewer>,
    approach: Approach<'_>,
) -> Result<()> {
    let privacy = video.video.privacy;
    if needs_user(video, approach) {
        return see_as_user(video, required(viewer)?);
    }
    if privacy == Privacy::PasswordProtected {
        return see_with_password(conn, video, viewer, approach.password).await;
    }
    Ok(())
}

fn needs_user(video: &Video, approach: Approach<'_>) -> bool {
    video.video.blocked
        || match video.video.privacy {
            Privacy::Private | Privacy::Internal => true,
            Privacy::Unlisted => !approach.by_uuid,
            Privacy::Public | Privacy::PasswordProtected => false,
        }
}

fn see_as_user(video: &Video, viewer: &Viewer) -> Result<()> {
    if video.video.privacy == Privacy::Internal || viewer.owns(&video.channel) {
        return Ok(());
    }
    let right = if video.video.blocked {
        Right::ManageVideoBlacklist
    } else {
        Right::SeeAllVideos
    };
    if viewer.has(right) {
        return Ok(());
    }
    Err(Error::forbidden("You cannot see this video"))
}

async fn see_with_password(
    conn: &mut Conn<'_>,
    video: &Video,
    viewer: Option<&Viewer>,
    password: Option<&str>,
) -> Result<()> {
    if let Some(password) = password {
        if passwords::opens(conn, video.video.id, password).await? {
            return Ok(());
        }
        return Err(
            Error::forbidden("Incorrect password").with_code(ErrorCode::IncorrectVideoPassword)
        );
    }
    let refusal = match viewer {
        None => Error::unauthorized("Please provide a password to see this video"),
        Some(viewer) if viewer.owns(&video.channel) || viewer.has(Right::SeeAllVideos) => {
            return Ok(());
        }
        Some(_) => Error::forbidden("Please provide a password to see this video"),
    };
    Err(refusal.with_code(ErrorCode::VideoRequiresPassword))
}

/// May the caller change the video, as its owner or by this right?
pub fn manage(video: &Video, viewer: Option<&Viewer>, right: Right) -> Result<()> {
    let viewer = required(viewer)?;
    if video.video.url.is_some() {
        return Err(Error::forbidden("This video belongs to another instance"));
    }
    if viewer.owns(&video.channel) || viewer.has(right) {
        return Ok(());
    }
    Err(Error::forbidden("You cannot manage this video"))
}

/// 404 of a video.
pub fn not_found() -> Error {
    Error::not_found("Video not found")
}
