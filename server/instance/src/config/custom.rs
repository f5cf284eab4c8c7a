//! What administrators may read of the configuration: the values in force, features that are not there yet included.

mod client;
mod instance;
mod media;

use peertube_api::models::custom_config as models;
use peertube_kernel::config::Config;

pub(super) fn custom_config(config: &Config) -> models::CustomConfig {
    models::CustomConfig {
        instance: instance::instance(&config.instance),
        theme: client::theme(&config.theme),
        services: instance::services(&config.services),
        client: client::client(&config.client),
        signup: instance::signup(&config.signup),
        admin: instance::admin(&config.admin),
        contact_form: instance::contact_form(&config.contact_form),
        user: instance::user(&config.user),
        video_channels: instance::video_channels(&config.video_channels),
        transcoding: media::transcoding(&config.transcoding),
        live: media::live(&config.live),
        video_studio: media::video_studio(&config.video_studio),
        video_transcription: media::video_transcription(&config.video_transcription),
        video_file: media::video_file(&config.video_file),
        import: media::import(&config.import),
        export: media::export(&config.export),
        trending: client::trending(&config.trending),
        auto_blacklist: instance::auto_blacklist(&config.auto_blacklist),
        blocklist: instance::blocklist(&config.blocklist),
        followers: instance::followers(&config.followers),
        followings: instance::followings(&config.followings),
        broadcast_message: instance::broadcast_message(&config.broadcast_message),
        search: client::search(&config.search),
        storyboards: media::storyboards(&config.storyboards),
        defaults: client::defaults(&config.defaults),
        email: instance::email(&config.email),
        video_comments: media::video_comments(&config.video_comments),
    }
}
