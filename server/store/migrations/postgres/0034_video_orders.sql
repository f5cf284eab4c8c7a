-- Bytes of all files that lie here, the kept original among them: to sum them up for each video takes the longer the more there
-- are. Kept by triggers, which sum up again, so that it does not matter in what order rows come.
ALTER TABLE videos ADD COLUMN files_size BIGINT NOT NULL DEFAULT 0;

CREATE FUNCTION sum_video_files(video BIGINT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
    SELECT ((SELECT coalesce(sum(size), 0) FROM video_files WHERE video_id = video)
        + (SELECT coalesce(sum(size), 0) FROM video_sources WHERE video_id = video AND file_name IS NOT NULL))::bigint
$$;

UPDATE videos SET files_size = sum_video_files(id) WHERE sum_video_files(id) <> 0;

CREATE FUNCTION keep_files_size() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE videos SET files_size = sum_video_files(id) WHERE id = OLD.video_id;
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND OLD.video_id <> NEW.video_id THEN
        UPDATE videos SET files_size = sum_video_files(id) WHERE id = NEW.video_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER files_size_file AFTER INSERT OR DELETE OR UPDATE OF video_id, size ON video_files
FOR EACH ROW EXECUTE FUNCTION keep_files_size();
CREATE TRIGGER files_size_source AFTER INSERT OR DELETE OR UPDATE OF video_id, file_name, size ON video_sources
FOR EACH ROW EXECUTE FUNCTION keep_files_size();

CREATE INDEX videos_by_size ON videos (files_size DESC, id);
CREATE INDEX videos_by_origin ON videos ((coalesce(originally_published_at, published_at)) DESC, id);

-- Equal ones come by id, ascending in either direction, so each direction has an index: very many videos have no likes, no files,
-- or other small numbers in common.
CREATE INDEX videos_by_publication_up ON videos (published_at, id);
CREATE INDEX videos_by_creation_up ON videos (created_at, id);
CREATE INDEX videos_by_name_up ON videos (name_folded, id);
CREATE INDEX videos_by_duration_up ON videos (duration, id);
CREATE INDEX videos_by_views_up ON videos (views, id);
CREATE INDEX videos_by_likes_up ON videos (likes, id);
CREATE INDEX videos_by_comments_up ON videos (comments, id);
CREATE INDEX videos_by_hot_up ON videos (hot, id);
CREATE INDEX videos_by_size_up ON videos (files_size, id);
CREATE INDEX videos_by_origin_up ON videos ((coalesce(originally_published_at, published_at)), id);
