//! The `code` member of problem documents: what clients may branch on.

/// Machine-readable reason of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ErrorCode {
    /// `invalid_request`.
    InvalidRequest,
    /// `invalid_client`.
    InvalidClient,
    /// `unsupported_grant_type`.
    UnsupportedGrantType,
    /// `unauthorized_client`.
    UnauthorizedClient,
    /// `invalid_grant`.
    InvalidGrant,
    /// `access_denied`.
    AccessDenied,
    /// `unauthorized_request`.
    UnauthorizedRequest,
    /// `invalid_token`.
    InvalidToken,
    /// `server_error`.
    ServerError,
    /// `missing_two_factor`.
    MissingTwoFactor,
    /// `invalid_two_factor`.
    InvalidTwoFactor,
    /// `too_long_password`.
    TooLongPassword,
    /// `account_blocked`.
    AccountBlocked,
    /// `email_not_verified`.
    EmailNotVerified,
    /// `account_waiting_for_approval`.
    AccountWaitingForApproval,
    /// `account_approval_rejected`.
    AccountApprovalRejected,
    /// `current_password_is_invalid`.
    CurrentPasswordIsInvalid,
    /// `max_user_video_quota_exceeded_for_user_export`.
    MaxUserVideoQuotaExceededForUserExport,
    /// `quota_reached`.
    QuotaReached,
    /// `max_file_size_reached`.
    MaxFileSizeReached,
    /// `does_not_respect_follow_constraints`.
    DoesNotRespectFollowConstraints,
    /// `live_not_enabled`.
    LiveNotEnabled,
    /// `live_not_allowing_replay`.
    LiveNotAllowingReplay,
    /// `max_instance_lives_limit_reached`.
    MaxInstanceLivesLimitReached,
    /// `max_user_lives_limit_reached`.
    MaxUserLivesLimitReached,
    /// `live_conflicting_permanent_and_save_replay`.
    LiveConflictingPermanentAndSaveReplay,
    /// `incorrect_files_in_torrent`.
    IncorrectFilesInTorrent,
    /// `comment_not_associated_to_video`.
    CommentNotAssociatedToVideo,
    /// `runner_job_not_in_processing_state`.
    RunnerJobNotInProcessingState,
    /// `runner_job_not_in_pending_state`.
    RunnerJobNotInPendingState,
    /// `unknown_runner_token`.
    UnknownRunnerToken,
    /// `video_requires_password`.
    VideoRequiresPassword,
    /// `incorrect_video_password`.
    IncorrectVideoPassword,
    /// `video_already_being_transcoded`.
    VideoAlreadyBeingTranscoded,
    /// `video_already_being_transcribed`.
    VideoAlreadyBeingTranscribed,
    /// `video_already_has_captions`.
    VideoAlreadyHasCaptions,
    /// `PayloadTooLargeError`.
    PayloadTooLargeError,
    /// `SyntaxError`.
    SyntaxError,
    /// `UnsupportedMediaTypeError`.
    UnsupportedMediaTypeError,
    /// `URIError`.
    UriError,
}

impl ErrorCode {
    /// All codes.
    pub const ALL: [ErrorCode; 40] = [
        ErrorCode::InvalidRequest,
        ErrorCode::InvalidClient,
        ErrorCode::UnsupportedGrantType,
        ErrorCode::UnauthorizedClient,
        ErrorCode::InvalidGrant,
        ErrorCode::AccessDenied,
        ErrorCode::UnauthorizedRequest,
        ErrorCode::InvalidToken,
        ErrorCode::ServerError,
        ErrorCode::MissingTwoFactor,
        ErrorCode::InvalidTwoFactor,
        ErrorCode::TooLongPassword,
        ErrorCode::AccountBlocked,
        ErrorCode::EmailNotVerified,
        ErrorCode::AccountWaitingForApproval,
        ErrorCode::AccountApprovalRejected,
        ErrorCode::CurrentPasswordIsInvalid,
        ErrorCode::MaxUserVideoQuotaExceededForUserExport,
        ErrorCode::QuotaReached,
        ErrorCode::MaxFileSizeReached,
        ErrorCode::DoesNotRespectFollowConstraints,
        ErrorCode::LiveNotEnabled,
        ErrorCode::LiveNotAllowingReplay,
        ErrorCode::MaxInstanceLivesLimitReached,
        ErrorCode::MaxUserLivesLimitReached,
        ErrorCode::LiveConflictingPermanentAndSaveReplay,
        ErrorCode::IncorrectFilesInTorrent,
        ErrorCode::CommentNotAssociatedToVideo,
        ErrorCode::RunnerJobNotInProcessingState,
        ErrorCode::RunnerJobNotInPendingState,
        ErrorCode::UnknownRunnerToken,
        ErrorCode::VideoRequiresPassword,
        ErrorCode::IncorrectVideoPassword,
        ErrorCode::VideoAlreadyBeingTranscoded,
        ErrorCode::VideoAlreadyBeingTranscribed,
        ErrorCode::VideoAlreadyHasCaptions,
        ErrorCode::PayloadTooLargeError,
        ErrorCode::SyntaxError,
        ErrorCode::UnsupportedMediaTypeError,
        ErrorCode::UriError,
    ];

    /// The code as it is written on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorCode::InvalidRequest => "invalid_request",
            ErrorCode::InvalidClient => "invalid_client",
            ErrorCode::UnsupportedGrantType => "unsupported_grant_type",
            ErrorCode::UnauthorizedClient => "unauthorized_client",
            ErrorCode::InvalidGrant => "invalid_grant",
            ErrorCode::AccessDenied => "access_denied",
            ErrorCode::UnauthorizedRequest => "unauthorized_request",
            ErrorCode::InvalidToken => "invalid_token",
            ErrorCode::ServerError => "server_error",
            ErrorCode::MissingTwoFactor => "missing_two_factor",
            ErrorCode::InvalidTwoFactor => "invalid_two_factor",
            ErrorCode::TooLongPassword => "too_long_password",
            ErrorCode::AccountBlocked => "account_blocked",
            ErrorCode::EmailNotVerified => "email_not_verified",
            ErrorCode::AccountWaitingForApproval => "account_waiting_for_approval",
            ErrorCode::AccountApprovalRejected => "account_approval_rejected",
            ErrorCode::CurrentPasswordIsInvalid => "current_password_is_invalid",
            ErrorCode::MaxUserVideoQuotaExceededForUserExport => {
                "max_user_video_quota_exceeded_for_user_export"
            }
            ErrorCode::QuotaReached => "quota_reached",
            ErrorCode::MaxFileSizeReached => "max_file_size_reached",
            ErrorCode::DoesNotRespectFollowConstraints => "does_not_respect_follow_constraints",
            ErrorCode::LiveNotEnabled => "live_not_enabled",
            ErrorCode::LiveNotAllowingReplay => "live_not_allowing_replay",
            ErrorCode::MaxInstanceLivesLimitReached => "max_instance_lives_limit_reached",
            ErrorCode::MaxUserLivesLimitReached => "max_user_lives_limit_reached",
            ErrorCode::LiveConflictingPermanentAndSaveReplay => {
                "live_conflicting_permanent_and_save_replay"
            }
            ErrorCode::IncorrectFilesInTorrent => "incorrect_files_in_torrent",
            ErrorCode::CommentNotAssociatedToVideo => "comment_not_associated_to_video",
            ErrorCode::RunnerJobNotInProcessingState => "runner_job_not_in_processing_state",
            ErrorCode::RunnerJobNotInPendingState => "runner_job_not_in_pending_state",
            ErrorCode::UnknownRunnerToken => "unknown_runner_token",
            ErrorCode::VideoRequiresPassword => "video_requires_password",
            ErrorCode::IncorrectVideoPassword => "incorrect_video_password",
            ErrorCode::VideoAlreadyBeingTranscoded => "video_already_being_transcoded",
            ErrorCode::VideoAlreadyBeingTranscribed => "video_already_being_transcribed",
            ErrorCode::VideoAlreadyHasCaptions => "video_already_has_captions",
            ErrorCode::PayloadTooLargeError => "PayloadTooLargeError",
            ErrorCode::SyntaxError => "SyntaxError",
            ErrorCode::UnsupportedMediaTypeError => "UnsupportedMediaTypeError",
            ErrorCode::UriError => "URIError",
        }
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct() {
        let mut names: Vec<_> = ErrorCode::ALL.into_iter().map(ErrorCode::as_str).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ErrorCode::ALL.len());
    }
}
