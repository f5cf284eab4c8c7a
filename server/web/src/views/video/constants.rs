//! Numbers and codes with their labels.

use peertube_api::models::video as models;
use peertube_kernel::catalog;
use peertube_kernel::video::{CommentsPolicy, EmbedPrivacy, Privacy, VideoState};

const UNKNOWN: &str = "Unknown";

fn label(found: Option<&'static str>) -> String {
    found.unwrap_or(UNKNOWN).to_owned()
}

/// A category; none is unknown.
pub fn category(id: Option<i64>) -> models::NumberConstant {
    models::NumberConstant {
        id,
        label: label(id.and_then(catalog::category)),
    }
}

/// A licence; none is unknown.
pub fn licence(id: Option<i64>) -> models::NumberConstant {
    models::NumberConstant {
        id,
        label: label(id.and_then(catalog::licence)),
    }
}

/// A language; none is unknown.
pub fn language(code: Option<&str>) -> models::TextConstant {
    models::TextConstant {
        id: code.map(str::to_owned),
        label: label(
            code.and_then(catalog::language)
                .map(|language| language.label),
        ),
    }
}

/// A privacy.
pub fn privacy(privacy: Privacy) -> models::VideoPrivacy {
    models::VideoPrivacy {
        id: privacy.id(),
        label: privacy.label().to_owned(),
    }
}

/// A state.
pub fn state(state: VideoState) -> models::VideoState {
    models::VideoState {
        id: state.id(),
        label: state.label().to_owned(),
    }
}

/// Who may comment.
pub fn comments_policy(policy: CommentsPolicy) -> models::CommentsPolicy {
    models::CommentsPolicy {
        id: policy.id(),
        label: policy.label().to_owned(),
    }
}

/// Where a video may be embedded.
pub fn embed_policy(policy: EmbedPrivacy) -> models::EmbedPrivacyPolicy {
    models::EmbedPrivacyPolicy {
        id: policy.id(),
        label: policy.label().to_owned(),
    }
}
