-- Unfinished resumable uploads. The bytes lie in a directory named by id and generation.
-- No reference to the owner: a row must stay until its bytes are deleted.

CREATE TABLE upload_sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- Random; tells this session from an earlier one with the same id.
    generation TEXT COLLATE "C" NOT NULL,
    owner_id BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL,
    content_type TEXT COLLATE "C" NOT NULL,
    -- Bytes of the whole upload.
    size BIGINT NOT NULL,
    metadata TEXT COLLATE "C" NOT NULL,
    -- Bytes stored without a gap.
    stored BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    -- The one writer.
    lock_token TEXT COLLATE "C",
    lock_node TEXT COLLATE "C",
    lock_since BIGINT,
    lock_until BIGINT,
    stop_asked BOOLEAN NOT NULL,
    -- The one that makes something of the complete upload.
    claim_token TEXT COLLATE "C",
    claim_node TEXT COLLATE "C",
    claim_until BIGINT,
    CHECK (stored BETWEEN 0 AND size)
);

CREATE INDEX upload_sessions_by_owner ON upload_sessions (owner_id, touched_at);
CREATE INDEX upload_sessions_by_touch ON upload_sessions (touched_at);
