-- Where the bytes of an upload lie: `bucket`, or the identity of the directory; nothing for uploads from before, which lie
-- in the directory of whichever server asks.
ALTER TABLE upload_sessions ADD COLUMN place TEXT COLLATE "C";

-- Objects in a bucket that hold the bytes of an unfinished upload. Later ones lie over earlier ones.
CREATE TABLE upload_pieces (
    upload_id TEXT COLLATE "C" NOT NULL REFERENCES upload_sessions (id) ON DELETE CASCADE,
    -- Order of writing.
    number BIGINT NOT NULL,
    -- Where its first byte belongs.
    start BIGINT NOT NULL,
    -- How many of the object's bytes count.
    length BIGINT NOT NULL,
    -- Name of the object in the folder of the upload.
    name TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (upload_id, number),
    CHECK (start >= 0 AND length > 0)
);
