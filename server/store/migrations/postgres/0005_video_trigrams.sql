-- The groups of three letters that a video's name is made of, for searching with typing mistakes.
CREATE TABLE video_trigrams (
    trigram TEXT COLLATE "C" NOT NULL,
    video_id BIGINT NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    PRIMARY KEY (trigram, video_id)
);

CREATE INDEX video_trigrams_video ON video_trigrams (video_id);
