//! Why a database cannot be used, in words for who runs the server.

use crate::location::WrongSetting;

/// Why a database cannot be used. The text names the setting to look at and never holds a password.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct OpenError {
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl OpenError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    pub(crate) fn because(
        message: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self {
            message: message.into(),
            source: Some(source.into()),
        }
    }
}

impl From<WrongSetting> for OpenError {
    fn from(wrong: WrongSetting) -> Self {
        Self::new(wrong.to_string())
    }
}
