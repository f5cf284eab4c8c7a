//! Tag Config: what clients may know of the configuration.
//!
//! Everything comes from the configuration. What this server cannot do yet is reported as switched off, whatever the
//! configuration says, so that clients do not offer it.

mod client;
mod custom;
mod features;
mod instance;
mod limits;

use std::time::Duration;

use openapi_stubs_runtime as rt;
use peertube_api::instance::config::{
    Config as ConfigTag, GetAboutResponse, GetConfigResponse, GetCustomConfigResponse,
};
use peertube_api::models::config as models;
use peertube_kernel::Result;
use peertube_kernel::config::Config;
use peertube_web::Caller;

use crate::{Instance, about};

/// The version of PeerTube whose API is served.
const API_VERSION: &str = "8.2.1";

impl ConfigTag for Instance {
    async fn get_config(&self, client: rt::Client) -> Result<GetConfigResponse> {
        let mut conn = self.shared.db.read().await?;
        let signup = Signup {
            open: self.shared.is_signup_open(&mut conn).await?,
            allowed_from_here: self.shared.is_signup_allowed_from(client.ip),
        };
        Ok(GetConfigResponse::Ok(server_config(
            &self.shared.config,
            signup,
        )))
    }

    async fn get_about(&self) -> Result<GetAboutResponse> {
        let instance = &self.shared.config.instance;
        Ok(GetAboutResponse::Ok(about::about(instance)))
    }

    async fn get_custom_config(&self, _caller: Caller) -> Result<GetCustomConfigResponse> {
        let config = custom::custom_config(&self.shared.config);
        Ok(GetCustomConfigResponse::Ok(config))
    }
}

/// What of registration is not in the configuration.
#[derive(Debug, Clone, Copy)]
struct Signup {
    /// Whether one more user may register.
    open: bool,
    /// Whether the caller may, by its address.
    allowed_from_here: bool,
}

fn server_config(config: &Config, signup: Signup) -> models::ServerConfig {
    models::ServerConfig {
        client: client::client(&config.client),
        defaults: client::defaults(&config.defaults),
        webadmin: features::webadmin(),
        instance: instance::instance(&config.instance),
        search: features::search(&config.search),
        plugin: features::plugin(),
        theme: client::theme(&config.theme),
        email: models::ServerConfigEmail { enabled: false },
        contact_form: models::ServerConfigContactForm { enabled: false },
        server_version: API_VERSION.to_owned(),
        server_commit: String::new(),
        transcoding: features::transcoding(&config.transcoding),
        live: features::live(&config.live),
        video_studio: features::video_studio(),
        video_file: features::video_file(),
        video_transcription: features::video_transcription(),
        import: features::import(),
        export: features::export(&config.export.users),
        auto_blacklist: features::auto_blacklist(),
        avatar: limits::avatar(),
        banner: limits::banner(),
        logo: limits::logo(),
        video_caption: limits::video_caption(),
        video: limits::video(&config.transcoding),
        user: limits::user(&config.user),
        video_channels: models::ServerConfigVideoChannels {
            max_per_user: config.video_channels.max_per_user,
        },
        trending: limits::trending(&config.trending.videos),
        tracker: models::ServerConfigTracker { enabled: false },
        followings: instance::followings(&config.followings.instance),
        blocklist: features::blocklist(),
        federation: models::ServerConfigFederation { enabled: false },
        broadcast_message: instance::broadcast_message(&config.broadcast_message),
        homepage: models::ServerConfigHomepage { enabled: false },
        open_telemetry: features::open_telemetry(&config.open_telemetry.metrics),
        views: limits::views(&config.views.videos),
        storyboards: features::storyboards(),
        webrtc: models::ServerConfigWebrtc {
            stun_servers: config.webrtc.stun_servers.clone(),
        },
        nsfw_flags_settings: models::ServerConfigNsfwFlagsSettings {
            enabled: config.nsfw_flags_settings.enabled,
        },
        fields_constraints: limits::fields_constraints(&config.user),
        signup: models::ServerConfigSignup {
            allowed: signup.open,
            allowed_for_current_ip: signup.allowed_from_here,
            minimum_age: config.signup.minimum_age,
            requires_approval: config.signup.requires_approval,
            requires_email_verification: config.signup.requires_email_verification,
        },
    }
}

/// A duration in milliseconds.
fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// A count of bytes.
fn bytes(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
