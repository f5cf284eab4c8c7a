//! Absolute and relative URLs of what the instance serves.

use peertube_kernel::video::Privacy;
use uuid::Uuid;

/// Makes URLs from the configured public address.
#[derive(Debug, Clone)]
pub struct Urls {
    base: String,
    host: String,
}

impl Urls {
    /// From `webserver.*`: the port is left out where it is the scheme's own.
    pub fn new(https: bool, hostname: &str, port: u16) -> Self {
        let (scheme, usual) = if https { ("https", 443) } else { ("http", 80) };
        let host = if port == usual {
            hostname.to_owned()
        } else {
            format!("{hostname}:{port}")
        };
        Self {
            base: format!("{scheme}://{host}"),
            host,
        }
    }

    /// `https://example.org`, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Host with the port if it is not the scheme's own.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// ActivityPub id of a local account.
    pub fn account(&self, name: &str) -> String {
        format!("{}/accounts/{name}", self.base)
    }

    /// ActivityPub id of a local channel.
    pub fn channel(&self, name: &str) -> String {
        format!("{}/video-channels/{name}", self.base)
    }

    /// ActivityPub id of a local video.
    pub fn video(&self, uuid: Uuid) -> String {
        format!("{}/videos/watch/{uuid}", self.base)
    }

    /// Where a web video file is served; which of the two folders depends on the privacy alone.
    pub fn web_video(&self, privacy: Privacy, file_name: &str) -> String {
        let folder = if is_public(privacy) { "" } else { "private/" };
        format!("{}/static/web-videos/{folder}{file_name}", self.base)
    }

    /// Where a thumbnail is served, whole.
    pub fn thumbnail(&self, file_name: &str) -> String {
        format!("{}{}", self.base, thumbnail_path(file_name))
    }
}

/// Where a thumbnail is served, relative.
pub fn thumbnail_path(file_name: &str) -> String {
    format!("/lazy-static/thumbnails/{file_name}")
}

/// Whether files of videos with this privacy are open to everybody who knows their name.
pub fn is_public(privacy: Privacy) -> bool {
    matches!(privacy, Privacy::Public | Privacy::Unlisted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_port_is_left_out() {
        assert_eq!(Urls::new(true, "a.org", 443).base(), "https://a.org");
        assert_eq!(Urls::new(false, "a.org", 80).base(), "http://a.org");
        assert_eq!(Urls::new(false, "localhost", 9000).host(), "localhost:9000");
    }

    #[test]
    fn privacy_decides_the_folder() {
        let urls = Urls::new(true, "a.org", 443);
        assert_eq!(
            urls.web_video(Privacy::Unlisted, "x.mp4"),
            "https://a.org/static/web-videos/x.mp4"
        );
        assert_eq!(
            urls.web_video(Privacy::Internal, "x.mp4"),
            "https://a.org/static/web-videos/private/x.mp4"
        );
    }
}
