-- The words of a name with two spaces before and one after each, so that a group of three letters tells where a word begins or
-- ends. Names that are there already come without what is between their words, as far as it is ASCII; no name is empty.
ALTER TABLE videos ADD COLUMN name_words TEXT NOT NULL DEFAULT '';
UPDATE videos SET name_words = name_folded;
UPDATE videos SET name_words = replace(replace(replace(replace(name_words, '!', ' '), '"', ' '), '#', ' '), '$', ' ');
UPDATE videos SET name_words = replace(replace(replace(replace(name_words, '%', ' '), '&', ' '), '''', ' '), '(', ' ');
UPDATE videos SET name_words = replace(replace(replace(replace(name_words, ')', ' '), '*', ' '), '+', ' '), ',', ' ');
UPDATE videos SET name_words = replace(replace(replace(replace(name_words, '-', ' '), '.', ' '), '/', ' '), ':', ' ');
UPDATE videos SET name_words = replace(replace(replace(replace(name_words, ';', ' '), '<', ' '), '=', ' '), '>', ' ');
UPDATE videos SET name_words = replace(replace(replace(replace(name_words, '?', ' '), '@', ' '), '[', ' '), '\', ' ');
UPDATE videos SET name_words = replace(replace(replace(replace(name_words, ']', ' '), '^', ' '), '_', ' '), '`', ' ');
UPDATE videos SET name_words = replace(replace(replace(replace(name_words, '{', ' '), '|', ' '), '}', ' '), '~', ' ');
UPDATE videos SET name_words = '  ' || replace(trim(name_words), ' ', '   ') || ' ';

-- Derived from `videos`, and kept by triggers. Which letters stand where is not kept: a `LIKE` looks again.
CREATE VIRTUAL TABLE video_names USING fts5 (
    name_words, content = 'videos', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = 'none'
);
INSERT INTO video_names (video_names) VALUES ('rebuild');

CREATE TRIGGER video_names_insert AFTER INSERT ON videos BEGIN
    INSERT INTO video_names (rowid, name_words) VALUES (new.id, new.name_words);
END;
CREATE TRIGGER video_names_delete AFTER DELETE ON videos BEGIN
    INSERT INTO video_names (video_names, rowid, name_words) VALUES ('delete', old.id, old.name_words);
END;
CREATE TRIGGER video_names_update AFTER UPDATE OF name_words ON videos BEGIN
    INSERT INTO video_names (video_names, rowid, name_words) VALUES ('delete', old.id, old.name_words);
    INSERT INTO video_names (rowid, name_words) VALUES (new.id, new.name_words);
END;

DROP TABLE video_trigrams;
