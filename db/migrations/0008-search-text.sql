-- Search: texts are indexed as they are read and compared (src/search/fold.ts), by Parlor itself, after they were posted.

DROP TRIGGER messages_indexed;
DROP TRIGGER messages_indexed_anew;
DROP TRIGGER messages_not_indexed;
DROP VIEW searchable;
DROP TABLE indexed;
DROP TABLE search;

-- As before: for each sequence of three characters the messages that have it, and no text. It is filled in the background.
CREATE VIRTUAL TABLE search USING fts5 (
  body, era, author, room,
  content = '', detail = none, columnsize = 0, tokenize = 'trigram remove_diacritics 1'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1); -- nothing of a deleted text stays in the file
INSERT INTO search (search, rank) VALUES ('automerge', 0); -- merges come with each batch, a little at a time
INSERT INTO search (search, rank) VALUES ('usermerge', 8);

-- The folded text of a message in the index. One without a row here has its body in it: that is the same but for A to Z.
CREATE TABLE search_texts (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;

-- Edited messages that wait to be indexed again.
CREATE TABLE search_pending (id INTEGER PRIMARY KEY) STRICT;

-- Which messages are in the index, but for those that wait: at first none, then ever older ones, and new ones.
CREATE TABLE search_state (
  version INTEGER NOT NULL,          -- of the rules by which texts were folded
  first INTEGER NOT NULL,            -- from this id
  last INTEGER NOT NULL              -- up to this one
) STRICT;
INSERT INTO search_state SELECT 0, coalesce(max(id), 0) + 1, coalesce(max(id), 0) FROM messages;

-- What is indexed of a message: its text, and three sequences of private characters for the stretch of 16,384 ids it is
-- in, its author, and its room. See src/search/tokens.ts.
CREATE VIEW searchable AS SELECT messages.id, coalesce(text, body) AS body,
  char(57344, 983040 + messages.id / 16384 / 4096, 983040 + messages.id / 16384 % 4096) AS era,
  char(57345, 983040 + author_id / 4096, 983040 + author_id % 4096) AS author,
  char(57346, 983040 + room_id / 4096, 983040 + room_id % 4096) AS room
FROM messages LEFT JOIN search_texts ON search_texts.id = messages.id;

CREATE VIEW search_indexed AS SELECT id FROM messages
WHERE id >= (SELECT first FROM search_state) AND id <= (SELECT last FROM search_state)
  AND id NOT IN (SELECT id FROM search_pending);

-- A text that is replaced or removed leaves the index at once, whoever does it. The new one is indexed soon after.
CREATE TRIGGER messages_text_replaced BEFORE UPDATE OF body ON messages
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
