-- Bytes of all files that lie here, the kept original among them: to sum them up for each video takes the longer the more there
-- are. Kept by triggers, which sum up again, so that it does not matter in what order rows come.
ALTER TABLE videos ADD COLUMN files_size INTEGER NOT NULL DEFAULT 0;
UPDATE videos SET files_size =
    (SELECT coalesce(sum(size), 0) FROM video_files WHERE video_id = videos.id)
    + (SELECT coalesce(sum(size), 0) FROM video_sources WHERE video_id = videos.id AND file_name IS NOT NULL);

CREATE TRIGGER files_size_file_insert AFTER INSERT ON video_files BEGIN
    UPDATE videos SET files_size =
        (SELECT coalesce(sum(size), 0) FROM video_files WHERE video_id = new.video_id)
        + (SELECT coalesce(sum(size), 0) FROM video_sources WHERE video_id = new.video_id AND file_name IS NOT NULL)
    WHERE id = new.video_id;
END;
CREATE TRIGGER files_size_file_delete AFTER DELETE ON video_files BEGIN
    UPDATE videos SET files_size =
        (SELECT coalesce(sum(size), 0) FROM video_files WHERE video_id = old.video_id)
        + (SELECT coalesce(sum(size), 0) FROM video_sources WHERE video_id = old.video_id AND file_name IS NOT NULL)
    WHERE id = old.video_id;
END;
CREATE TRIGGER files_size_file_update AFTER UPDATE OF video_id, size ON video_files BEGIN
    UPDATE videos SET files_size =
        (SELECT coalesce(sum(size), 0) FROM video_files WHERE video_id = videos.id)
        + (SELECT coalesce(sum(size), 0) FROM video_sources WHERE video_id = videos.id AND file_name IS NOT NULL)
    WHERE id IN (old.video_id, new.video_id);
END;
CREATE TRIGGER files_size_source_insert AFTER INSERT ON video_sources WHEN new.file_name IS NOT NULL BEGIN
    UPDATE videos SET files_size =
        (SELECT coalesce(sum(size), 0) FROM video_files WHERE video_id = new.video_id)
        + (SELECT coalesce(sum(size), 0) FROM video_sources WHERE video_id = new.video_id AND file_name IS NOT NULL)
    WHERE id = new.video_id;
END;
CREATE TRIGGER files_size_source_delete AFTER DELETE ON video_sources WHEN old.file_name IS NOT NULL BEGIN
    UPDATE videos SET files_size =
        (SELECT coalesce(sum(size), 0) FROM video_files WHERE video_id = old.video_id)
        + (SELECT coalesce(sum(size), 0) FROM video_sources WHERE video_id = old.video_id AND file_name IS NOT NULL)
    WHERE id = old.video_id;
END;
CREATE TRIGGER files_size_source_update AFTER UPDATE OF video_id, file_name, size ON video_sources BEGIN
    UPDATE videos SET files_size =
        (SELECT coalesce(sum(size), 0) FROM video_files WHERE video_id = videos.id)
        + (SELECT coalesce(sum(size), 0) FROM video_sources WHERE video_id = videos.id AND file_name IS NOT NULL)
    WHERE id IN (old.video_id, new.video_id);
END;

CREATE INDEX videos_by_size ON videos (files_size DESC, id);
CREATE INDEX videos_by_origin ON videos (coalesce(originally_published_at, published_at) DESC, id);

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
CREATE INDEX videos_by_origin_up ON videos (coalesce(originally_published_at, published_at), id);
