-- How many videos there are of each combination of what the usual lists ask for: to count the videos themselves takes the longer
-- the more there are. Derived from `videos`, and kept by triggers. Transactions that change the same row have
-- to wait for each other, so each combination has sixteen: a video is counted in that of the last digit of its id.
-- Columns are named like those of `videos`, so that one condition can be asked of either.
CREATE TABLE video_counts (
    shard BIGINT NOT NULL,
    privacy BIGINT NOT NULL,
    state BIGINT NOT NULL,
    wait_transcoding BOOLEAN NOT NULL,
    blocked BOOLEAN NOT NULL,
    nsfw BOOLEAN NOT NULL,
    nsfw_flags BIGINT NOT NULL,
    is_live BOOLEAN NOT NULL,
    category BIGINT,
    licence BIGINT,
    language TEXT COLLATE "C",
    -- Empty for remote videos; null for ours.
    url TEXT COLLATE "C",
    number BIGINT NOT NULL
) WITH (fillfactor = 50);

CREATE UNIQUE INDEX video_counts_key ON video_counts (
    shard, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url
) NULLS NOT DISTINCT;

INSERT INTO video_counts (shard, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url, number)
SELECT id & 15, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, substr(url, 1, 0), count(*)
FROM videos
GROUP BY id & 15, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, substr(url, 1, 0);

-- Without looking first: what a serializable transaction has looked at, another one must not change.
CREATE FUNCTION count_video(video videos, change BIGINT) RETURNS void LANGUAGE sql AS $$
    INSERT INTO video_counts AS counts (shard, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url, number)
    VALUES (video.id & 15, video.privacy, video.state, video.wait_transcoding, video.blocked, video.nsfw, video.nsfw_flags, video.is_live, video.category, video.licence, video.language, substr(video.url, 1, 0), change)
    ON CONFLICT (shard, privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url)
    DO UPDATE SET number = counts.number + excluded.number
$$;

CREATE FUNCTION count_videos() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM count_video(OLD, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM count_video(NEW, 1);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER video_counts_change AFTER INSERT OR DELETE ON videos
FOR EACH ROW EXECUTE FUNCTION count_videos();
CREATE TRIGGER video_counts_update AFTER UPDATE OF
    privacy, state, wait_transcoding, blocked, nsfw, nsfw_flags, is_live, category, licence, language, url ON videos
FOR EACH ROW EXECUTE FUNCTION count_videos();

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
