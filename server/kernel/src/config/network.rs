//! Where the server listens, how it is reached, and what it says of itself on the wire.

use std::time::Duration;

use super::tree::sections;
use super::units::{days, minutes, seconds};
use super::value::{Secret, choice};

choice! {
    /// How mail leaves.
    MailTransport { Smtp = "smtp", Sendmail = "sendmail", }
}

choice! {
    /// How much is logged: this level and what is graver.
    LogLevel { Info = "info", Debug = "debug", Warn = "warn", Error = "error", }
}

sections! {
    /// Where the server listens.
    Listen {
        /// Address or name to bind; `::` and `0.0.0.0` are all interfaces.
        hostname: String = "127.0.0.1",
        /// TCP port; 0 takes a free one.
        port: u16 = 9000,
    }

    /// How clients reach the server: what URLs in replies begin with.
    Webserver {
        https: bool = false,
        hostname: String = "localhost",
        port: u16 = 9000,
    }

    /// Secrets of the instance.
    Secrets {
        /// Keys of upload ids and signed links derive from it. Empty: made at the first start and kept with the data.
        peertube: Secret,
    }

    /// Time limits of HTTP.
    HttpTimeouts {
        /// Longest silence of a client in the middle of a request body or a reply.
        request: Duration = minutes(5),
    }

    /// Life of OAuth tokens.
    OAuth2 {
        token_lifetime: TokenLifetime,
    }

    /// Life of OAuth tokens.
    TokenLifetime {
        access_token: Duration = days(1),
        refresh_token: Duration = days(28),
    }

    /// Outgoing mail.
    Smtp {
        transport: MailTransport,
        /// Path of the sendmail program.
        sendmail: Option<String>,
        hostname: Option<String>,
        port: u16 = 465,
        username: Option<String>,
        password: Option<Secret>,
        tls: bool = true,
        disable_starttls: bool = false,
        ca_file: Option<String>,
        from_address: String = "admin@example.com",
    }

    /// The server's own log, written to standard error.
    Log {
        level: LogLevel,
        /// Leave the last part of client addresses out.
        anonymize_ip: bool = false,
        log_ping_requests: bool = true,
        log_http_requests: bool = true,
        accept_client_log: bool = true,
    }

    /// Metrics.
    OpenTelemetry {
        metrics: Metrics,
    }

    /// Metrics.
    Metrics {
        enabled: bool = false,
        playback_stats_interval: Duration = seconds(15),
    }

    /// Content security policy.
    Csp {
        enabled: bool = false,
        report_only: bool = true,
        report_uri: Option<String>,
    }

    /// Standard headers.
    Security {
        frameguard: super::OnSwitch,
        powered_by_header: super::OnSwitch,
    }

    /// The BitTorrent tracker.
    Tracker {
        enabled: bool = true,
        private: bool = true,
        reject_too_many_announces: bool = false,
    }

    /// Peers that browsers may ask for their own address.
    Webrtc {
        stun_servers: Vec<String> = [
            "stun:stunserver2025.stunprotocol.org",
            "stun:stun.framasoft.org",
            "stun:stun.ekiga.net",
            "stun:stun.freeswitch.org",
        ],
    }

    /// Federation with other instances.
    Federation {
        enabled: bool = true,
        prevent_ssrf: bool = true,
        sign_federated_fetches: bool = true,
        videos: FederationVideos,
    }

    /// What of videos is federated.
    FederationVideos {
        federate_unlisted: bool = false,
        cleanup_remote_interactions: bool = true,
    }
}
