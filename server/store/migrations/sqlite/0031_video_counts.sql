-- How many videos there are of each combination of what the usual lists ask for: to count the videos themselves takes the longer
-- the more there are. Derived from `videos`, and kept by triggers. There is one writer, so all are in shard 0.
-- Columns are named like those of `videos`, so that one condition can be asked of either.
CREATE TABLE video_counts (
    shard INTEGER NOT NULL,
    privacy INTEGER NOT NULL,
    state INTEGER NOT NULL,
    wait_transcoding INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    nsfw INTEGER NOT NULL,
    nsfw_flags INTEGER NOT NULL,
    is_live INTEGER NOT NULL,
    category INTEGER,
    licence INTEGER,
    language TEXT,
    -- Empty for remote videos; null for ours.
    url TEXT,
    number INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX video_counts_key ON video_counts (
    shard, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url
);

INSERT INTO video_counts (shard, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url, number)
SELECT 0, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, substr(url, 1, 0), count(*)
FROM videos
GROUP BY privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, substr(url, 1, 0);

CREATE TRIGGER video_counts_insert AFTER INSERT ON videos BEGIN
    INSERT INTO video_counts (shard, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url, number)
    SELECT 0, new.privacy, new.state, new.wait_transcoding, new.blocked, new.nsfw, new.nsfw_flags, new.is_live, new.category, new.licence, new.language, substr(new.url, 1, 0), 0
    WHERE NOT EXISTS (SELECT 1 FROM video_counts WHERE shard = 0 AND privacy IS new.privacy AND state IS new.state AND wait_transcoding IS new.wait_transcoding AND blocked IS new.blocked AND nsfw IS new.nsfw AND nsfw_flags IS new.nsfw_flags AND is_live IS new.is_live AND category IS new.category AND licence IS new.licence AND language IS new.language AND url IS substr(new.url, 1, 0));
    UPDATE video_counts SET number = number + 1
    WHERE shard = 0 AND privacy IS new.privacy AND state IS new.state AND wait_transcoding IS new.wait_transcoding AND blocked IS new.blocked AND nsfw IS new.nsfw AND nsfw_flags IS new.nsfw_flags AND is_live IS new.is_live AND category IS new.category AND licence IS new.licence AND language IS new.language AND url IS substr(new.url, 1, 0);
END;
CREATE TRIGGER video_counts_delete AFTER DELETE ON videos BEGIN
    UPDATE video_counts SET number = number - 1
    WHERE shard = 0 AND privacy IS old.privacy AND state IS old.state AND wait_transcoding IS old.wait_transcoding AND blocked IS old.blocked AND nsfw IS old.nsfw AND nsfw_flags IS old.nsfw_flags AND is_live IS old.is_live AND category IS old.category AND licence IS old.licence AND language IS old.language AND url IS substr(old.url, 1, 0);
END;
CREATE TRIGGER video_counts_update AFTER UPDATE OF
    privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url ON videos
BEGIN
    UPDATE video_counts SET number = number - 1
    WHERE shard = 0 AND privacy IS old.privacy AND state IS old.state AND wait_transcoding IS old.wait_transcoding AND blocked IS old.blocked AND nsfw IS old.nsfw AND nsfw_flags IS old.nsfw_flags AND is_live IS old.is_live AND category IS old.category AND licence IS old.licence AND language IS old.language AND url IS substr(old.url, 1, 0);
    INSERT INTO video_counts (shard, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url, number)
    SELECT 0, new.privacy, new.state, new.wait_transcoding, new.blocked, new.nsfw, new.nsfw_flags, new.is_live, new.category, new.licence, new.language, substr(new.url, 1, 0), 0
    WHERE NOT EXISTS (SELECT 1 FROM video_counts WHERE shard = 0 AND privacy IS new.privacy AND state IS new.state AND wait_transcoding IS new.wait_transcoding AND blocked IS new.blocked AND nsfw IS new.nsfw AND nsfw_flags IS new.nsfw_flags AND is_live IS new.is_live AND category IS new.category AND licence IS new.licence AND language IS new.language AND url IS substr(new.url, 1, 0));
    UPDATE video_counts SET number = number + 1
    WHERE shard = 0 AND privacy IS new.privacy AND state IS new.state AND wait_transcoding IS new.wait_transcoding AND blocked IS new.blocked AND nsfw IS new.nsfw AND nsfw_flags IS new.nsfw_flags AND is_live IS new.is_live AND category IS new.category AND licence IS new.licence AND language IS new.language AND url IS substr(new.url, 1, 0);
END;

-- An order of lists reads an index from its end or its beginning until the page is full; equal ones come by id, so that no page
-- repeats or leaves out anything.
DROP INDEX videos_hot;
DROP INDEX videos_views;
CREATE INDEX videos_by_publication ON videos (published_at DESC, id);
CREATE INDEX videos_by_creation ON videos (created_at DESC, id);
CREATE INDEX videos_by_name ON videos (name_folded DESC, id);
CREATE INDEX videos_by_duration ON videos (duration DESC, id);
CREATE INDEX videos_by_views ON videos (views DESC, id);
CREATE INDEX videos_by_likes ON videos (likes DESC, id);
CREATE INDEX videos_by_comments ON videos (comments DESC, id);
CREATE INDEX videos_by_hot ON videos (hot DESC, id);
