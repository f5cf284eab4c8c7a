-- The groups of three letters that a video's name is made of, for searching with typing mistakes.
CREATE TABLE video_trigrams (
    trigram TEXT NOT NULL,
    video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    PRIMARY KEY (trigram, video_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX video_trigrams_video ON video_trigrams (video_id);
