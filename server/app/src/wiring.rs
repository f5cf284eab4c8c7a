//! Which struct answers which tag. A tag of the spec that is missing here is a missing field, and does not compile.

use std::sync::Arc;

use peertube_accounts::Accounts;
use peertube_api::{Api, accounts, channels, instance, videos};
use peertube_channels::Channels;
use peertube_instance::Instance;
use peertube_media::Media;
use peertube_uploads::{DatabaseSessions, Engine};
use peertube_videos::Videos;
use peertube_web::Shared;

/// The API over the server's shared parts.
pub(crate) fn api(shared: &Arc<Shared>, uploads: &Engine<DatabaseSessions>, media: Media) -> Api {
    let of_accounts = Arc::new(Accounts::new(Arc::clone(shared), uploads.clone()));
    let of_channels = Arc::new(Channels::new(Arc::clone(shared)));
    let of_videos = Arc::new(Videos::new(Arc::clone(shared), uploads.clone(), media));
    let of_instance = Arc::new(Instance::new(Arc::clone(shared)));
    Api {
        session: accounts::session::routes(&of_accounts),
        users: accounts::users::routes(&of_accounts),
        register: accounts::register::routes(&of_accounts),
        my_user: accounts::my_user::routes(&of_accounts),
        accounts: accounts::accounts::routes(&of_accounts),
        video_channels: channels::video_channels::routes(&of_channels),
        video: videos::video::routes(&of_videos),
        video_upload: videos::video_upload::routes(&of_videos),
        static_video_files: videos::static_video_files::routes(&of_videos),
        config: instance::config::routes(&of_instance),
        job: instance::job::routes(&of_instance),
        ping: instance::ping::routes(&of_instance),
    }
}
