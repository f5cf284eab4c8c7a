-- Times are milliseconds since 1970-01-01 UTC, UUIDs 16 bytes, truth values 0 and 1.

-- What federates. Accounts (kind 1) and channels (kind 2) share one space of names.
-- Local actors have neither host nor url: both follow from the configured address of the instance.
CREATE TABLE actors (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
    name TEXT NOT NULL,
    name_lower TEXT NOT NULL,
    host TEXT,
    url TEXT,
    followers_count INTEGER NOT NULL DEFAULT 0,
    following_count INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((host IS NULL) = (url IS NULL))
) STRICT;

CREATE UNIQUE INDEX actors_local_name ON actors (name_lower) WHERE host IS NULL;
CREATE UNIQUE INDEX actors_remote_name ON actors (name_lower, host) WHERE host IS NOT NULL;
CREATE UNIQUE INDEX actors_url ON actors (url) WHERE url IS NOT NULL;

-- Names of deleted local actors. They stay taken: other instances still know them.
CREATE TABLE reserved_names (
    name_lower TEXT NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL,
    username_lower TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_lower TEXT NOT NULL UNIQUE,
    pending_email TEXT,
    email_verified INTEGER CHECK (email_verified IN (0, 1)),
    password_hash TEXT,
    role INTEGER NOT NULL CHECK (role IN (0, 1, 2)),
    video_quota INTEGER NOT NULL CHECK (video_quota >= -1),
    video_quota_daily INTEGER NOT NULL CHECK (video_quota_daily >= -1),
    admin_flags INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0,
    blocked_reason TEXT,
    nsfw_policy TEXT NOT NULL,
    nsfw_flags_displayed INTEGER NOT NULL DEFAULT 0,
    nsfw_flags_hidden INTEGER NOT NULL DEFAULT 0,
    nsfw_flags_warned INTEGER NOT NULL DEFAULT 0,
    nsfw_flags_blurred INTEGER NOT NULL DEFAULT 0,
    p2p_enabled INTEGER NOT NULL,
    videos_history_enabled INTEGER NOT NULL,
    auto_play_video INTEGER NOT NULL,
    auto_play_next_video INTEGER NOT NULL,
    auto_play_next_video_playlist INTEGER NOT NULL,
    -- JSON array; null is all languages.
    video_languages TEXT,
    language TEXT,
    theme TEXT NOT NULL,
    no_instance_config_warning_modal INTEGER NOT NULL DEFAULT 0,
    no_welcome_modal INTEGER NOT NULL DEFAULT 0,
    no_account_setup_warning_modal INTEGER NOT NULL DEFAULT 0,
    plugin_auth TEXT,
    otp_secret TEXT,
    feed_token BLOB NOT NULL UNIQUE,
    new_features_info_read INTEGER NOT NULL,
    -- JSON object.
    notification_settings TEXT NOT NULL,
    last_login_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX users_created ON users (created_at);

-- The instance has an account without a user; remote accounts have none either.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id INTEGER NOT NULL UNIQUE REFERENCES actors (id) ON DELETE CASCADE,
    user_id INTEGER UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    display_name TEXT NOT NULL,
    description TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE channels (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    actor_id INTEGER NOT NULL UNIQUE REFERENCES actors (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    display_name TEXT NOT NULL,
    description TEXT,
    support TEXT,
    public_email TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX channels_account ON channels (account_id);
CREATE INDEX channels_created ON channels (created_at);

-- One login: an access token and a refresh token, both known by their SHA-256 only.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    access_hash BLOB NOT NULL UNIQUE,
    access_expires_at INTEGER NOT NULL,
    refresh_hash BLOB NOT NULL UNIQUE,
    refresh_expires_at INTEGER NOT NULL,
    login_ip TEXT,
    login_device TEXT,
    login_at INTEGER,
    last_activity_ip TEXT,
    last_activity_device TEXT,
    last_activity_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_user ON sessions (user_id);
