//! The configuration as typed values: PeerTube's own tree of keys, with its defaults.
//!
//! Field names are the keys of the files. What reads files and variables lives with the binary; here are only the
//! tree, the types a key can have, and the walk over all keys that reading, printing and checking share.

mod client;
mod database;
mod instance;
mod limits;
mod media;
mod network;
mod object_storage;
mod storage;
mod tree;
mod units;
mod value;

pub use client::*;
pub use database::*;
pub use instance::*;
pub use limits::*;
pub use media::*;
pub use network::*;
pub use object_storage::*;
pub use storage::*;
pub use tree::{Entry, Section, Walker};
pub use units::{ByteLimit, ByteSize, MaxAge, parse_duration, parse_size};
pub use value::{Initial, Leaf, Mismatch, Raw, Secret};

tree::sections! {
    /// The whole configuration.
    Config {
        listen: Listen,
        webserver: Webserver,
        secrets: Secrets,
        http_timeouts: HttpTimeouts,
        rates_limit: RatesLimit,
        oauth2: OAuth2,
        /// Peers whose `X-Forwarded-*` headers count: addresses, networks (`10.0.0.0/8`), or the names `loopback`,
        /// `linklocal` and `uniquelocal`.
        trust_proxy: Vec<String> = ["loopback"],
        database: Database,
        smtp: Smtp,
        storage: Storage,
        static_files: StaticFiles,
        object_storage: ObjectStorage,
        log: Log,
        open_telemetry: OpenTelemetry,
        trending: Trending,
        csp: Csp,
        security: Security,
        tracker: Tracker,
        views: Views,
        federation: Federation,
        webadmin: Webadmin,
        feeds: Feeds,
        thumbnails: Thumbnails,
        stats: Stats,
        webrtc: Webrtc,
        nsfw_flags_settings: OnSwitch,
        admin: Admin,
        contact_form: OnSwitch,
        signup: Signup,
        user: User,
        video_channels: VideoChannels,
        uploads: Uploads,
        jobs: Jobs,
        transcoding: Transcoding,
        live: Live,
        video_studio: VideoStudio,
        video_transcription: VideoTranscription,
        video_file: VideoFile,
        import: Import,
        export: Export,
        auto_blacklist: AutoBlacklist,
        instance: Instance,
        services: Services,
        followers: Followers,
        followings: Followings,
        blocklist: Blocklist,
        theme: Theme,
        broadcast_message: BroadcastMessage,
        search: Search,
        client: Client,
        storyboards: Storyboards,
        defaults: Defaults,
        email: Email,
        video_comments: VideoComments,
    }
}

tree::sections! {
    /// A feature that is off unless switched on.
    OffSwitch {
        enabled: bool,
    }

    /// A feature that is on unless switched off.
    OnSwitch {
        enabled: bool = true,
    }
}

impl Config {
    /// Public address of the instance without a trailing slash; the port only where it is not the scheme's own.
    pub fn public_url(&self) -> String {
        let Webserver {
            https,
            hostname,
            port,
        } = &self.webserver;
        let scheme = if *https { "https" } else { "http" };
        match (https, port) {
            (true, 443) | (false, 80) => format!("{scheme}://{hostname}"),
            _ => format!("{scheme}://{hostname}:{port}"),
        }
    }

    /// Host of the instance as in handles: the host name, with the port where it is not the scheme's own.
    pub fn public_host(&self) -> String {
        let url = self.public_url();
        match url.split_once("://") {
            Some((_, host)) => host.to_owned(),
            None => url,
        }
    }

    /// Whether the data of new uploads is kept in object storage until they are complete.
    pub fn keeps_uploads_in_object_storage(&self) -> bool {
        match self.uploads.storage {
            UploadStorage::Auto => {
                self.object_storage.enabled && self.database.sqlite_path().is_none()
            }
            UploadStorage::Directory => false,
            UploadStorage::ObjectStorage => true,
        }
    }

    /// Whether outgoing mail is set up.
    pub fn sends_mail(&self) -> bool {
        match self.smtp.transport {
            MailTransport::Smtp => self
                .smtp
                .hostname
                .as_deref()
                .is_some_and(|name| !name.is_empty()),
            MailTransport::Sendmail => self
                .smtp
                .sendmail
                .as_deref()
                .is_some_and(|path| !path.is_empty()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_url_leaves_the_usual_ports_out() {
        let mut config = Config::default();
        assert_eq!(config.public_url(), "http://localhost:9000");
        config.webserver = Webserver {
            https: true,
            hostname: "tube.example".to_owned(),
            port: 443,
        };
        assert_eq!(config.public_url(), "https://tube.example");
        assert_eq!(config.public_host(), "tube.example");
    }

    struct Paths {
        prefix: Vec<&'static str>,
        all: Vec<String>,
    }

    impl Walker for Paths {
        fn open(&mut self, name: &'static str) {
            self.prefix.push(name);
        }
        fn close(&mut self) {
            self.prefix.pop();
        }
        fn leaf(&mut self, name: &'static str, leaf: &mut dyn Leaf) {
            let mut path = self.prefix.join(".");
            path.push('.');
            path.push_str(name);
            // What a key shows is what it takes.
            let shown = leaf.show();
            assert_eq!(leaf.set(&shown), Ok(()), "{path}");
            assert_eq!(leaf.show(), shown, "{path}");
            self.all.push(path);
        }
    }

    #[test]
    fn every_default_reads_back_as_it_is_shown() {
        let mut paths = Paths {
            prefix: Vec::new(),
            all: Vec::new(),
        };
        Config::default().walk(&mut paths);
        assert!(
            paths
                .all
                .contains(&"transcoding.resolutions.144p".to_owned())
        );
        assert!(
            paths
                .all
                .contains(&"signup.filters.cidr.whitelist".to_owned())
        );
    }
}
