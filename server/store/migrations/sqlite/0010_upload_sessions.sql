-- Unfinished resumable uploads. The bytes lie in a directory named by id and generation.
-- No reference to the owner: a row must stay until its bytes are deleted.

CREATE TABLE upload_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    -- Random; tells this session from an earlier one with the same id.
    generation TEXT NOT NULL,
    owner_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    -- Bytes of the whole upload.
    size INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    -- Bytes stored without a gap.
    stored INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    -- The one writer.
    lock_token TEXT,
    lock_node TEXT,
    lock_since INTEGER,
    lock_until INTEGER,
    stop_asked INTEGER NOT NULL,
    -- The one that makes something of the complete upload.
    claim_token TEXT,
    claim_node TEXT,
    claim_until INTEGER,
    CHECK (stored BETWEEN 0 AND size)
) STRICT, WITHOUT ROWID;

CREATE INDEX upload_sessions_by_owner ON upload_sessions (owner_id, touched_at);
CREATE INDEX upload_sessions_by_touch ON upload_sessions (touched_at);
