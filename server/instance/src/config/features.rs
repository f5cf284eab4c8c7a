//! Features that can be switched on and off. Those that are not there yet are off.

use peertube_api::models::config as models;
use peertube_kernel::config::{ExportUsers, Live, Metrics, Search, Transcoding};

use super::{bytes, millis};

pub(super) fn webadmin() -> models::ServerConfigWebadmin {
    models::ServerConfigWebadmin {
        configuration: models::ServerConfigWebadminConfiguration {
            edition: models::ServerConfigWebadminConfigurationEdition { allowed: false },
        },
    }
}

pub(super) fn search(search: &Search) -> models::ServerConfigSearch {
    models::ServerConfigSearch {
        remote_uri: models::ServerConfigSearchRemoteUri {
            users: false,
            anonymous: false,
        },
        search_index: models::ServerConfigSearchSearchIndex {
            enabled: false,
            url: search.search_index.url.clone(),
            disable_local_search: false,
            is_default_search: false,
        },
    }
}

pub(super) fn plugin() -> models::ServerConfigPlugin {
    models::ServerConfigPlugin {
        registered: Vec::new(),
        registered_external_auths: Vec::new(),
        registered_id_and_pass_auths: Vec::new(),
    }
}

pub(super) fn transcoding(transcoding: &Transcoding) -> models::ServerConfigTranscoding {
    models::ServerConfigTranscoding {
        remote_runners: models::ServerConfigTranscodingRemoteRunners { enabled: false },
        hls: models::ServerConfigTranscodingHls {
            enabled: false,
            split_audio_and_video: false,
        },
        web_videos: models::ServerConfigTranscodingWebVideos { enabled: false },
        enabled_resolutions: Vec::new(),
        profile: transcoding.profile.clone(),
        available_profiles: Vec::new(),
        always_transcode_original_resolution: false,
        always_transcode_podcast_optimized_audio: false,
    }
}

pub(super) fn live(live: &Live) -> models::ServerConfigLive {
    models::ServerConfigLive {
        enabled: false,
        allow_replay: false,
        dvr: models::ServerConfigLiveDvr {
            max_window: millis(live.dvr.max_window) / 1000,
        },
        latency_setting: models::ServerConfigLiveLatencySetting { enabled: false },
        max_duration: live.max_duration.as_millis(),
        max_instance_lives: live.max_instance_lives,
        max_user_lives: live.max_user_lives,
        transcoding: models::ServerConfigLiveTranscoding {
            enabled: false,
            remote_runners: models::ServerConfigLiveTranscodingRemoteRunners { enabled: false },
            enabled_resolutions: Vec::new(),
            profile: live.transcoding.profile.clone(),
            available_profiles: Vec::new(),
        },
        rtmp: models::ServerConfigLiveRtmp {
            port: i64::from(live.rtmp.port),
        },
    }
}

pub(super) fn video_studio() -> models::ServerConfigVideoStudio {
    models::ServerConfigVideoStudio {
        enabled: false,
        remote_runners: models::ServerConfigVideoStudioRemoteRunners { enabled: false },
    }
}

pub(super) fn video_file() -> models::ServerConfigVideoFile {
    models::ServerConfigVideoFile {
        update: models::ServerConfigVideoFileUpdate { enabled: false },
    }
}

pub(super) fn video_transcription() -> models::ServerConfigVideoTranscription {
    models::ServerConfigVideoTranscription {
        enabled: false,
        remote_runners: models::ServerConfigVideoTranscriptionRemoteRunners { enabled: false },
    }
}

pub(super) fn import() -> models::ServerConfigImport {
    models::ServerConfigImport {
        videos: models::ServerConfigImportVideos {
            http: models::ServerConfigImportVideosHttp { enabled: false },
            torrent: models::ServerConfigImportVideosTorrent { enabled: false },
        },
        video_channel_synchronization: models::ServerConfigImportVideoChannelSynchronization {
            enabled: false,
        },
        users: models::ServerConfigImportUsers { enabled: false },
    }
}

pub(super) fn export(export: &ExportUsers) -> models::ServerConfigExport {
    models::ServerConfigExport {
        users: models::ServerConfigExportUsers {
            enabled: false,
            export_expiration: millis(export.export_expiration),
            max_user_video_quota: bytes(export.max_user_video_quota.bytes()),
        },
    }
}

pub(super) fn auto_blacklist() -> models::ServerConfigAutoBlacklist {
    models::ServerConfigAutoBlacklist {
        videos: models::ServerConfigAutoBlacklistVideos {
            of_users: models::ServerConfigAutoBlacklistVideosOfUsers { enabled: false },
        },
    }
}

pub(super) fn blocklist() -> models::ServerConfigBlocklist {
    models::ServerConfigBlocklist {
        public_log: models::ServerConfigBlocklistPublicLog { enabled: false },
    }
}

pub(super) fn open_telemetry(metrics: &Metrics) -> models::ServerConfigOpenTelemetry {
    models::ServerConfigOpenTelemetry {
        metrics: models::ServerConfigOpenTelemetryMetrics {
            enabled: false,
            playback_stats_interval: millis(metrics.playback_stats_interval),
        },
    }
}

pub(super) fn storyboards() -> models::ServerConfigStoryboards {
    models::ServerConfigStoryboards {
        enabled: false,
        remote_runners: models::ServerConfigStoryboardsRemoteRunners { enabled: false },
    }
}
