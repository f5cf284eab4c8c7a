//! How much, how large, how long.

use peertube_api::models::config as models;
use peertube_kernel::config::{Transcoding, TrendingVideos, User, VideoViews};
use peertube_web::accepted;
use peertube_web::passwords::MAX_LENGTH;

use super::{bytes, millis};

/// PeerTube's limit for pictures of people and instances.
const PICTURE_BYTES: i64 = 8 * 1024 * 1024;
/// PeerTube's limit for captions.
const CAPTION_BYTES: i64 = 20 * 1024 * 1024;

// No operation takes these files yet, hence no extension is accepted.

pub(super) fn avatar() -> models::ServerConfigAvatar {
    models::ServerConfigAvatar {
        file: models::ServerConfigAvatarFile {
            size: models::ServerConfigAvatarFileSize { max: PICTURE_BYTES },
            extensions: Vec::new(),
        },
    }
}

pub(super) fn banner() -> models::ServerConfigBanner {
    models::ServerConfigBanner {
        file: models::ServerConfigBannerFile {
            size: models::ServerConfigBannerFileSize { max: PICTURE_BYTES },
            extensions: Vec::new(),
        },
    }
}

pub(super) fn logo() -> models::ServerConfigLogo {
    models::ServerConfigLogo {
        file: models::ServerConfigLogoFile {
            size: models::ServerConfigLogoFileSize { max: PICTURE_BYTES },
            extensions: Vec::new(),
        },
    }
}

pub(super) fn video_caption() -> models::ServerConfigVideoCaption {
    models::ServerConfigVideoCaption {
        file: models::ServerConfigVideoCaptionFile {
            size: models::ServerConfigVideoCaptionFileSize { max: CAPTION_BYTES },
            extensions: Vec::new(),
        },
    }
}

pub(super) fn video(transcoding: &Transcoding) -> models::ServerConfigVideo {
    let texts = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
    models::ServerConfigVideo {
        image: models::ServerConfigVideoImage {
            extensions: texts(accepted::PICTURE_EXTENSIONS.to_vec()),
            size: models::ServerConfigVideoImageSize {
                max: bytes(accepted::PICTURE_BYTES),
            },
        },
        file: models::ServerConfigVideoFile2 {
            extensions: texts(accepted::video_extensions(transcoding)),
        },
    }
}

pub(super) fn user(user: &User) -> models::ServerConfigUser {
    models::ServerConfigUser {
        video_quota: user.video_quota.as_signed(),
        video_quota_daily: user.video_quota_daily.as_signed(),
    }
}

pub(super) fn trending(trending: &TrendingVideos) -> models::ServerConfigTrending {
    models::ServerConfigTrending {
        videos: models::ServerConfigTrendingVideos {
            interval_days: i64::from(trending.interval_days),
            algorithms: models::ServerConfigTrendingVideosAlgorithms {
                enabled: trending.algorithms.enabled.clone(),
                default: trending.algorithms.default.clone(),
            },
        },
    }
}

pub(super) fn views(views: &VideoViews) -> models::ServerConfigViews {
    let interval = &views.watching_interval;
    models::ServerConfigViews {
        videos: models::ServerConfigViewsVideos {
            remote: models::ServerConfigViewsVideosRemote {
                max_age: views.remote.max_age.as_millis(),
            },
            local: models::ServerConfigViewsVideosLocal {
                max_age: views.local.max_age.as_millis(),
            },
            watching_interval: models::ServerConfigViewsVideosWatchingInterval {
                anonymous: interval.anonymous.map(millis),
                users: interval.users.map(millis),
            },
        },
    }
}

pub(super) fn fields_constraints(user: &User) -> models::ServerConfigFieldsConstraints {
    models::ServerConfigFieldsConstraints {
        users: models::ServerConfigFieldsConstraintsUsers {
            password: models::ServerConfigFieldsConstraintsUsersPassword {
                min_length: i64::from(user.password_constraints.min_length),
                max_length: i64::try_from(MAX_LENGTH).unwrap_or(i64::MAX),
            },
        },
    }
}
