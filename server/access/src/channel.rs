//! Channels: who may put things into them, change them, give them away.

use peertube_kernel::ids::ChannelId;
use peertube_kernel::{Error, Result, Right};
use peertube_store::Conn;
use peertube_store::channels::{self, Channel};

use crate::Viewer;
use crate::viewer::required;

/// The channel of this id, if the caller may put videos into it.
///
/// 404 when there is none, 403 when it is not the caller's or not of this instance.
pub async fn for_videos(conn: &mut Conn<'_>, id: ChannelId, viewer: &Viewer) -> Result<Channel> {
    let channel = channels::by_id(conn, id).await?.ok_or_else(not_found)?;
    manage(&channel, Some(viewer))?;
    Ok(channel)
}

/// May the caller change this channel and what is in it?
pub fn manage(channel: &Channel, viewer: Option<&Viewer>) -> Result<()> {
    check(channel, viewer, "You cannot manage this channel")
}

/// May the caller do what only the owner does, such as deleting this channel?
pub fn own(channel: &Channel, viewer: Option<&Viewer>) -> Result<()> {
    check(
        channel,
        viewer,
        "You do not have the rights of the owner of this channel",
    )
}

/// 404 of a channel.
pub fn not_found() -> Error {
    Error::not_found("Video channel not found")
}

fn check(channel: &Channel, viewer: Option<&Viewer>, refusal: &str) -> Result<()> {
    let viewer = required(viewer)?;
    if !viewer.owns(channel) && !viewer.has(Right::ManageAnyVideoChannel) {
        return Err(Error::forbidden(refusal));
    }
    if channel.actor.host.is_some() {
        return Err(Error::forbidden("The channel must be one of this instance"));
    }
    Ok(())
}
