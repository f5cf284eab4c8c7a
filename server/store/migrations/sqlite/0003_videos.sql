CREATE TABLE videos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    -- Address of a remote video; null for ours.
    url TEXT UNIQUE,
    name TEXT NOT NULL,
    -- The name without case and accents, for searching.
    name_folded TEXT NOT NULL,
    category INTEGER,
    licence INTEGER,
    language TEXT,
    privacy INTEGER NOT NULL,
    state INTEGER NOT NULL,
    wait_transcoding INTEGER NOT NULL,
    nsfw INTEGER NOT NULL,
    nsfw_flags INTEGER NOT NULL DEFAULT 0,
    nsfw_summary TEXT,
    description TEXT,
    support TEXT,
    -- Seconds.
    duration INTEGER NOT NULL,
    -- Width by height.
    aspect_ratio REAL,
    is_live INTEGER NOT NULL DEFAULT 0,
    comments_policy INTEGER NOT NULL,
    download_enabled INTEGER NOT NULL,
    embed_privacy INTEGER NOT NULL DEFAULT 1,
    blocked INTEGER NOT NULL DEFAULT 0,
    blocked_reason TEXT,
    views INTEGER NOT NULL DEFAULT 0,
    downloads INTEGER NOT NULL DEFAULT 0,
    likes INTEGER NOT NULL DEFAULT 0,
    dislikes INTEGER NOT NULL DEFAULT 0,
    comments INTEGER NOT NULL DEFAULT 0,
    -- Follows from the counters and the date of publication.
    hot REAL NOT NULL,
    originally_published_at INTEGER,
    first_published_at INTEGER,
    published_at INTEGER NOT NULL,
    input_file_updated_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- The usual list: what is public, newest first; the tail answers the count from the index alone.
CREATE INDEX videos_listed ON videos (
    privacy, published_at DESC, id, state, wait_transcoding, blocked, nsfw, nsfw_flags
);
CREATE INDEX videos_channel ON videos (channel_id, published_at DESC);
CREATE INDEX videos_hot ON videos (hot);
CREATE INDEX videos_views ON videos (views);

CREATE TABLE video_tags (
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_lower TEXT NOT NULL,
    PRIMARY KEY (video_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX video_tags_name ON video_tags (name_lower, video_id);

-- Kind 1 is a web video, kind 2 a file of an HLS playlist.
CREATE TABLE video_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
    file_name TEXT NOT NULL UNIQUE,
    -- With its dot.
    extname TEXT NOT NULL,
    -- Height in lines, 0 for sound only.
    resolution INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    -- Bytes.
    size INTEGER NOT NULL,
    fps INTEGER NOT NULL,
    has_audio INTEGER NOT NULL,
    has_video INTEGER NOT NULL,
    storage INTEGER NOT NULL,
    -- What the prober says, as JSON.
    metadata TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX video_files_video ON video_files (video_id, size);

CREATE TABLE thumbnails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    file_name TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    -- 16:9 and the like.
    aspect_ratio TEXT NOT NULL,
    -- Made from the video, not sent by its owner.
    automatic INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX thumbnails_video ON thumbnails (video_id);

-- The file that was uploaded, which may be gone.
CREATE TABLE video_sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    input_filename TEXT NOT NULL,
    -- Name of the kept original; null when it was not kept.
    file_name TEXT UNIQUE,
    storage INTEGER,
    resolution INTEGER,
    width INTEGER,
    height INTEGER,
    size INTEGER,
    fps INTEGER,
    metadata TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX video_sources_video ON video_sources (video_id);

CREATE TABLE video_passwords (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (video_id, password)
) STRICT;

CREATE TABLE video_scheduled_updates (
    video_id INTEGER NOT NULL PRIMARY KEY REFERENCES videos (id) ON DELETE CASCADE,
    update_at INTEGER NOT NULL,
    -- Null leaves the privacy alone.
    privacy INTEGER
) STRICT;

CREATE INDEX video_scheduled_updates_due ON video_scheduled_updates (update_at);

-- Views by the hour, for what is trending. The hour is its first millisecond.
CREATE TABLE video_hourly_views (
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    hour INTEGER NOT NULL,
    views INTEGER NOT NULL,
    PRIMARY KEY (video_id, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_video_history (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    -- Where the user stopped, in seconds.
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, video_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_video_history_video ON user_video_history (video_id);
