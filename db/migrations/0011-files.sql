-- Files that people share. Their bytes lie outside the database, by the SHA-256 of what they are: here is what they are called.

-- What lies there. Nothing else may, and all of it must.
CREATE TABLE contents (
  hash TEXT PRIMARY KEY,               -- SHA-256 in hex
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- How much that is, so that nobody has to add it up.
CREATE TABLE contents_size (bytes INTEGER NOT NULL) STRICT;
INSERT INTO contents_size VALUES (0);
CREATE TRIGGER contents_added AFTER INSERT ON contents BEGIN
  UPDATE contents_size SET bytes = bytes + new.bytes;
END;
CREATE TRIGGER contents_removed AFTER DELETE ON contents BEGIN
  UPDATE contents_size SET bytes = bytes - old.bytes;
END;

CREATE TABLE files (
  id TEXT PRIMARY KEY,                 -- random: it is part of an address
  room_id INTEGER NOT NULL REFERENCES rooms (id),
  user_id INTEGER NOT NULL REFERENCES users (id),
  message_id INTEGER REFERENCES messages (id), -- NULL until a message carries it
  position INTEGER NOT NULL DEFAULT 0, -- its place among the files of its message
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  length INTEGER NOT NULL,             -- bytes that are to come, or came
  keep_size INTEGER NOT NULL DEFAULT 0, -- 1: a large picture is not scaled
  created_at INTEGER NOT NULL,
  content TEXT,                        -- what is served; NULL until all of it has come
  bytes INTEGER NOT NULL DEFAULT 0,
  type TEXT NOT NULL DEFAULT '',       -- by its bytes
  width INTEGER,                       -- of a picture, as it is shown
  height INTEGER,
  animated INTEGER NOT NULL DEFAULT 0,
  placeholder TEXT,                    -- a tiny picture of it, as a data URL
  small TEXT,                          -- its thumbnails
  large TEXT,
  waveform TEXT,                       -- of a voice message: how loud it is, a digit for each of some equal parts
  tells_more INTEGER NOT NULL DEFAULT 0 -- 1: it may tell where and with what it was made
) STRICT;
CREATE INDEX files_by_message ON files (message_id, position) WHERE message_id IS NOT NULL;
CREATE INDEX files_by_room ON files (room_id, message_id, bytes) WHERE message_id IS NOT NULL;
CREATE INDEX files_not_sent ON files (created_at) WHERE message_id IS NULL;
CREATE INDEX files_by_user ON files (user_id, message_id, bytes);
CREATE INDEX files_by_content ON files (content) WHERE content IS NOT NULL;
CREATE INDEX files_by_small ON files (small) WHERE small IS NOT NULL;
CREATE INDEX files_by_large ON files (large) WHERE large IS NOT NULL;

-- How much somebody sent on a day, counted from 1970 in UTC; what is deleted counts, too.
CREATE TABLE files_sent (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (user_id, day)
) STRICT, WITHOUT ROWID;

-- What the row of a message shows of its files, as JSON; NULL where there are none.
ALTER TABLE messages ADD COLUMN files TEXT;
-- Names and descriptions of the files, a line each: they are searched as the text is.
ALTER TABLE messages ADD COLUMN file_words TEXT;
ALTER TABLE messages ADD COLUMN searched TEXT
  GENERATED ALWAYS AS (iif(file_words IS NULL, body, body || char(10) || file_words)) VIRTUAL;

DROP TRIGGER messages_text_replaced;
DROP TRIGGER messages_text_removed;
DROP VIEW searchable;
CREATE VIEW searchable AS SELECT messages.id, coalesce(text, searched) AS body,
  char(57344, 983040 + messages.id / 16384 / 4096, 983040 + messages.id / 16384 % 4096) AS era,
  char(57345, 983040 + author_id / 4096, 983040 + author_id % 4096) AS author,
  char(57346, 983040 + room_id / 4096, 983040 + room_id % 4096) AS room
FROM messages LEFT JOIN search_texts ON search_texts.id = messages.id;
CREATE TRIGGER messages_text_replaced BEFORE UPDATE OF body, file_words ON messages
WHEN EXISTS (SELECT 1 FROM search_indexed WHERE id = old.id) BEGIN
  INSERT INTO search (search, rowid, body, era, author, room) SELECT 'delete', * FROM searchable WHERE id = old.id;
  DELETE FROM search_texts WHERE id = old.id;
  INSERT INTO search_pending (id) VALUES (old.id);
END;
CREATE TRIGGER messages_text_removed BEFORE DELETE ON messages BEGIN
  INSERT INTO search (search, rowid, body, era, author, room)
  SELECT 'delete', * FROM searchable WHERE id = old.id AND id IN (SELECT id FROM search_indexed WHERE id = old.id);
  DELETE FROM search_texts WHERE id = old.id;
  DELETE FROM search_pending WHERE id = old.id;
END;
