-- Where the bytes of an upload lie: `bucket`, or the identity of the directory; nothing for uploads from before, which lie
-- in the directory of whichever server asks.
ALTER TABLE upload_sessions ADD COLUMN place TEXT;

-- Objects in a bucket that hold the bytes of an unfinished upload. Later ones lie over earlier ones.
CREATE TABLE upload_pieces (
    upload_id TEXT NOT NULL REFERENCES upload_sessions (id) ON DELETE CASCADE,
    -- Order of writing.
    number INTEGER NOT NULL,
    -- Where its first byte belongs.
    start INTEGER NOT NULL,
    -- How many of the object's bytes count.
    length INTEGER NOT NULL,
    -- Name of the object in the folder of the upload.
    name TEXT NOT NULL,
    PRIMARY KEY (upload_id, number),
    CHECK (start >= 0 AND length > 0)
);
