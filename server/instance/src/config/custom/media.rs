//! What happens to videos.

use peertube_api::models::custom_config as models;
use peertube_kernel::config::{
    Export, Import, Live, Storyboards, Transcoding, VideoComments, VideoFile, VideoStudio,
    VideoTranscription,
};

use crate::config::{bytes, millis};

pub(super) fn transcoding(transcoding: &Transcoding) -> models::CustomConfigTranscoding {
    models::CustomConfigTranscoding {
        enabled: transcoding.enabled,
        original_file: models::CustomConfigTranscodingOriginalFile {
            keep: transcoding.original_file.keep,
        },
        remote_runners: models::CustomConfigTranscodingRemoteRunners {
            enabled: transcoding.remote_runners.enabled,
        },
        allow_additional_extensions: transcoding.allow_additional_extensions,
        allow_audio_files: transcoding.allow_audio_files,
        threads: i64::from(transcoding.threads),
        concurrency: i64::from(transcoding.concurrency),
        profile: transcoding.profile.clone(),
        resolutions: models::CustomConfigTranscodingResolutions {
            n0p: transcoding.resolutions.p0,
            n144p: transcoding.resolutions.p144,
            n240p: transcoding.resolutions.p240,
            n360p: transcoding.resolutions.p360,
            n480p: transcoding.resolutions.p480,
            n720p: transcoding.resolutions.p720,
            n1080p: transcoding.resolutions.p1080,
            n1440p: transcoding.resolutions.p1440,
            n2160p: transcoding.resolutions.p2160,
        },
        always_transcode_original_resolution: transcoding.always_transcode_original_resolution,
        always_transcode_podcast_optimized_audio: transcoding
            .always_transcode_podcast_optimized_audio,
        fps: models::CustomConfigTranscodingFps {
            max: i64::from(transcoding.fps.max),
        },
        web_videos: models::CustomConfigTranscodingWebVideos {
            enabled: transcoding.web_videos.enabled,
        },
        hls: models::CustomConfigTranscodingHls {
            enabled: transcoding.hls.enabled,
            split_audio_and_video: transcoding.hls.split_audio_and_video,
        },
    }
}

pub(super) fn live(live: &Live) -> models::CustomConfigLive {
    models::CustomConfigLive {
        enabled: live.enabled,
        allow_replay: live.allow_replay,
        latency_setting: models::CustomConfigLiveLatencySetting {
            enabled: live.latency_setting.enabled,
        },
        max_duration: live.max_duration.as_millis(),
        max_instance_lives: live.max_instance_lives,
        max_user_lives: live.max_user_lives,
        transcoding: models::CustomConfigLiveTranscoding {
            enabled: live.transcoding.enabled,
            remote_runners: models::CustomConfigLiveTranscodingRemoteRunners {
                enabled: live.transcoding.remote_runners.enabled,
            },
            threads: i64::from(live.transcoding.threads),
            profile: live.transcoding.profile.clone(),
            resolutions: models::CustomConfigLiveTranscodingResolutions {
                n0p: live.transcoding.resolutions.p0,
                n144p: live.transcoding.resolutions.p144,
                n240p: live.transcoding.resolutions.p240,
                n360p: live.transcoding.resolutions.p360,
                n480p: live.transcoding.resolutions.p480,
                n720p: live.transcoding.resolutions.p720,
                n1080p: live.transcoding.resolutions.p1080,
                n1440p: live.transcoding.resolutions.p1440,
                n2160p: live.transcoding.resolutions.p2160,
            },
            always_transcode_original_resolution: live
                .transcoding
                .always_transcode_original_resolution,
            fps: models::CustomConfigLiveTranscodingFps {
                max: i64::from(live.transcoding.fps.max),
            },
        },
        dvr: models::CustomConfigLiveDvr {
            max_window: millis(live.dvr.max_window) / 1000,
        },
    }
}

pub(super) fn video_studio(video_studio: &VideoStudio) -> models::CustomConfigVideoStudio {
    models::CustomConfigVideoStudio {
        enabled: video_studio.enabled,
        remote_runners: models::CustomConfigVideoStudioRemoteRunners {
            enabled: video_studio.remote_runners.enabled,
        },
    }
}

pub(super) fn video_transcription(
    video_transcription: &VideoTranscription,
) -> models::CustomConfigVideoTranscription {
    models::CustomConfigVideoTranscription {
        enabled: video_transcription.enabled,
        remote_runners: models::CustomConfigVideoTranscriptionRemoteRunners {
            enabled: video_transcription.remote_runners.enabled,
        },
    }
}

pub(super) fn video_file(video_file: &VideoFile) -> models::CustomConfigVideoFile {
    models::CustomConfigVideoFile {
        update: models::CustomConfigVideoFileUpdate {
            enabled: video_file.update.enabled,
        },
    }
}

pub(super) fn import(import: &Import) -> models::CustomConfigImport {
    models::CustomConfigImport {
        videos: models::CustomConfigImportVideos {
            concurrency: i64::from(import.videos.concurrency),
            http: models::CustomConfigImportVideosHttp {
                enabled: import.videos.http.enabled,
            },
            torrent: models::CustomConfigImportVideosTorrent {
                enabled: import.videos.torrent.enabled,
            },
        },
        video_channel_synchronization: models::CustomConfigImportVideoChannelSynchronization {
            enabled: import.video_channel_synchronization.enabled,
            max_per_user: import.video_channel_synchronization.max_per_user,
        },
        users: models::CustomConfigImportUsers {
            enabled: import.users.enabled,
        },
    }
}

pub(super) fn export(export: &Export) -> models::CustomConfigExport {
    models::CustomConfigExport {
        users: models::CustomConfigExportUsers {
            enabled: export.users.enabled,
            export_expiration: millis(export.users.export_expiration),
            max_user_video_quota: bytes(export.users.max_user_video_quota.bytes()),
        },
    }
}

pub(super) fn storyboards(storyboards: &Storyboards) -> models::CustomConfigStoryboards {
    models::CustomConfigStoryboards {
        enabled: storyboards.enabled,
        remote_runners: models::CustomConfigStoryboardsRemoteRunners {
            enabled: storyboards.remote_runners.enabled,
        },
    }
}

pub(super) fn video_comments(video_comments: &VideoComments) -> models::CustomConfigVideoComments {
    models::CustomConfigVideoComments {
        accept_remote_comments: video_comments.accept_remote_comments,
    }
}
