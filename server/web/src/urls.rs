//! Absolute and relative URLs of what the instance serves.

use peertube_kernel::video::{FileStorage, Privacy};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

/// What stands for itself in a value of a query, as JavaScript's `encodeURIComponent` has it.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Makes URLs from the configured public address.
#[derive(Debug, Clone)]
pub struct Urls {
    base: String,
    socket_base: String,
    host: String,
    /// What names of public web videos in object storage are put behind.
    stored_web_videos: Option<String>,
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
            socket_base: format!("{}://{host}", if https { "wss" } else { "ws" }),
            host,
            stored_web_videos: None,
        }
    }

    /// Public web videos in object storage are read there, at this address and their names.
    #[must_use]
    pub fn with_stored_web_videos(self, base: Option<String>) -> Self {
        Self {
            stored_web_videos: base,
            ..self
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
    pub fn web_video(&self, privacy: Privacy, storage: FileStorage, file_name: &str) -> String {
        let base = &self.base;
        match (storage, is_public(privacy), &self.stored_web_videos) {
            (FileStorage::FileSystem, true, _) => format!("{base}/static/web-videos/{file_name}"),
            (FileStorage::FileSystem, false, _) => {
                format!("{base}/static/web-videos/private/{file_name}")
            }
            (FileStorage::ObjectStorage, true, Some(store)) => format!("{store}{file_name}"),
            (FileStorage::ObjectStorage, _, _) => {
                format!("{base}/object-storage-proxy/web-videos/private/{file_name}")
            }
        }
    }

    /// Where a torrent is served.
    pub fn torrent(&self, file_name: &str) -> String {
        format!("{}/lazy-static/torrents/{file_name}", self.base)
    }

    /// Where a torrent is served, to be saved under a telling name.
    pub fn torrent_download(&self, file_name: &str) -> String {
        format!("{}/download/torrents/{file_name}", self.base)
    }

    /// Tracker of BitTorrent clients.
    pub fn tracker(&self) -> String {
        format!("{}/tracker/announce", self.base)
    }

    /// Tracker of WebTorrent clients.
    pub fn tracker_socket(&self) -> String {
        format!("{}/tracker/socket", self.socket_base)
    }

    /// Link of a torrent for clients that know how to load it. `web_seed` is where the file can be loaded from without
    /// other clients.
    pub fn magnet(
        &self,
        torrent_file_name: &str,
        info_hash: &str,
        name: &str,
        web_seed: Option<&str>,
    ) -> String {
        let encode = |value: &str| utf8_percent_encode(value, PLAIN).to_string();
        let mut magnet = format!(
            "magnet:?xs={}&xt=urn:btih:{info_hash}&dn={}&tr={}&tr={}",
            encode(&self.torrent(torrent_file_name)),
            encode(name),
            encode(&self.tracker()),
            encode(&self.tracker_socket()),
        );
        if let Some(web_seed) = web_seed {
            magnet.push_str("&ws=");
            magnet.push_str(&encode(web_seed));
        }
        magnet
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
    fn magnets_are_encoded() {
        let urls = Urls::new(true, "a.org", 9000);
        let start = "magnet:?xs=https%3A%2F%2Fa.org%3A9000%2Flazy-static%2Ftorrents%2Fx.torrent&xt=urn:btih:00ff\
            &dn=%C3%89t%C3%A9%20%26%20more!&tr=https%3A%2F%2Fa.org%3A9000%2Ftracker%2Fannounce\
            &tr=wss%3A%2F%2Fa.org%3A9000%2Ftracker%2Fsocket";
        let name = "Été & more!";
        assert_eq!(urls.magnet("x.torrent", "00ff", name, None), start);
        assert_eq!(
            urls.magnet("x.torrent", "00ff", name, Some("https://a.org/x.mp4")),
            format!("{start}&ws=https%3A%2F%2Fa.org%2Fx.mp4")
        );
    }

    #[test]
    fn privacy_decides_the_folder() {
        let urls = Urls::new(true, "a.org", 443);
        assert_eq!(
            urls.web_video(Privacy::Unlisted, FileStorage::FileSystem, "x.mp4"),
            "https://a.org/static/web-videos/x.mp4"
        );
        assert_eq!(
            urls.web_video(Privacy::Internal, FileStorage::FileSystem, "x.mp4"),
            "https://a.org/static/web-videos/private/x.mp4"
        );
    }
}
