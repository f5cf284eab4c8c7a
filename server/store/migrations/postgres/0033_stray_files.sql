-- Files that are being stored for rows that are not written yet. Their transaction deletes these rows; where it never came, the
-- files belong to nobody and are removed.
CREATE TABLE stray_files (
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    -- Where it lies; nothing for where new files of its kind go.
    storage BIGINT,
    -- Who stores it, or removes it.
    holder TEXT COLLATE "C" NOT NULL,
    -- Until when the holder is waited for without a sign of life.
    until BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE INDEX stray_files_by_holder ON stray_files (holder);
