-- The words of a name with two spaces before and one after each, so that a group of three letters tells where a word begins or
-- ends. Names that are there already come without what is between their words, as far as it is ASCII; no name is empty.
ALTER TABLE videos ADD COLUMN name_words TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE videos SET name_words = translate(name_folded, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '                                ');
UPDATE videos SET name_words = '  ' || replace(btrim(name_words), ' ', '   ') || ' ';

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX video_names ON videos USING gin (name_words gin_trgm_ops);

DROP TABLE video_trigrams;
