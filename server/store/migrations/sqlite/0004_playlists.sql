-- Type 1 is an ordinary playlist, type 2 the "Watch later" one that every user has.
CREATE TABLE playlists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    channel_id INTEGER REFERENCES channels (id) ON DELETE SET NULL,
    display_name TEXT NOT NULL,
    description TEXT,
    privacy INTEGER NOT NULL,
    type INTEGER NOT NULL CHECK (type IN (1, 2)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX playlists_account ON playlists (account_id);
