//! What the instance says of itself and how it stands to others.

use crate::video::NsfwPolicy;

use super::tree::sections;
use super::value::choice;

choice! {
    /// How grave a broadcast message is.
    BroadcastLevel { Info = "info", Warning = "warning", Error = "error", }
}

sections! {
    /// The instance's description of itself. Long texts are Markdown.
    Instance {
        name: String = "PeerTube",
        short_description: String = "PeerTube - Upload, share and discover amazing videos.",
        description: String = "Welcome to PeerTube!",
        terms: String = "No terms for now.",
        code_of_conduct: String,
        moderation_information: String,
        creation_reason: String,
        administrator: String,
        maintenance_lifetime: String,
        business_model: String,
        hardware_information: String,
        default_language: String = "en",
        /// Codes of the languages that moderators speak.
        languages: Vec<String>,
        /// Numbers of the categories that the instance is about.
        categories: Vec<i64>,
        default_client_route: String = "/videos/browse",
        is_nsfw: bool = false,
        /// What happens to sensitive videos unless a user says otherwise.
        default_nsfw_policy: NsfwPolicy = NsfwPolicy::DoNotList,
        server_country: String,
        support: InstanceSupport,
        social: InstanceSocial,
        customizations: InstanceCustomizations,
        robots: String = "User-agent: *\nDisallow:\n",
        securitytxt: String,
    }

    /// How to support the instance.
    InstanceSupport {
        text: String,
    }

    /// Where else the instance is found.
    InstanceSocial {
        external_link: String,
        mastodon_link: String,
        bluesky_link: String,
        x_link: String,
    }

    /// Code that the web client adds to its pages.
    InstanceCustomizations {
        javascript: String,
        css: String,
    }

    /// Other services.
    Services {
        twitter: Twitter,
    }

    /// Twitter cards.
    Twitter {
        username: String = "@Chocobozzz",
    }

    /// The administrator.
    Admin {
        /// Address of the `root` user, and where the contact form goes.
        email: String = "admin@example.com",
    }

    /// The administration by web.
    Webadmin {
        configuration: WebadminConfiguration,
    }

    /// The administration by web.
    WebadminConfiguration {
        edition: Edition,
    }

    /// Whether something may be edited.
    Edition {
        allowed: bool = true,
    }

    /// Who may follow.
    Followers {
        instance: InstanceFollowers,
        channels: super::OnSwitch,
    }

    /// Who may follow the instance.
    InstanceFollowers {
        enabled: bool = true,
        manual_approval: bool = false,
    }

    /// Whom the instance follows.
    Followings {
        instance: InstanceFollowings,
    }

    /// Whom the instance follows by itself.
    InstanceFollowings {
        auto_follow_back: super::OffSwitch,
        auto_follow_index: AutoFollowIndex,
    }

    /// An index of instances to follow.
    AutoFollowIndex {
        enabled: bool = false,
        index_url: String,
    }

    /// The list of blocked instances and accounts.
    Blocklist {
        public_log: super::OffSwitch,
    }

    /// Blocking by itself.
    AutoBlacklist {
        videos: AutoBlacklistVideos,
    }

    /// Blocking of new videos until a moderator looks.
    AutoBlacklistVideos {
        of_users: super::OffSwitch,
    }

    /// A message on top of every page.
    BroadcastMessage {
        enabled: bool = false,
        message: String,
        level: BroadcastLevel,
        dismissable: bool = false,
    }

    /// Statistics that everybody sees.
    Stats {
        registration_requests: super::OnSwitch,
        abuses: super::OnSwitch,
        total_moderators: super::OnSwitch,
        total_admins: super::OnSwitch,
    }

    /// Outgoing mail: its frame.
    Email {
        body: EmailBody,
        subject: EmailSubject,
    }

    /// Outgoing mail: its end.
    EmailBody {
        signature: String,
    }

    /// Outgoing mail: its subject.
    EmailSubject {
        prefix: String = "[{{instanceName}}] ",
    }

    /// Comments.
    VideoComments {
        accept_remote_comments: bool = true,
    }
}
