-- Both null as long as there is no torrent of the file.
ALTER TABLE video_files ADD COLUMN torrent_file_name TEXT;
-- 40 hexadecimal digits.
ALTER TABLE video_files ADD COLUMN info_hash TEXT;

CREATE UNIQUE INDEX video_files_torrent ON video_files (torrent_file_name);
