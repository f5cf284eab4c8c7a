//! What accounts and channels have in common.

use peertube_api::models::actor::ActorImage;

use crate::urls::Urls;

/// Host of an actor: its own, or this instance's.
pub(super) fn host(urls: &Urls, host: Option<&str>) -> String {
    host.unwrap_or(urls.host()).to_owned()
}

/// Pictures of an actor. No operation stores any yet.
pub(super) fn images() -> Vec<ActorImage> {
    Vec::new()
}
