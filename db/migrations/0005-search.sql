-- Search: which messages have which sequences of three characters, so that any script can be searched.

-- It holds no text, and of each sequence only in which messages it is (detail=none): a third of the size of an index with
-- places, and a search can be held to a few thousand messages, which one for places can't. What remains is a candidate;
-- whether its text really has what is sought is seen in the text itself.
CREATE VIRTUAL TABLE search USING fts5 (
  body, era, author, room,
  content = '', detail = none, columnsize = 0, tokenize = 'trigram remove_diacritics 1'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1); -- nothing of a deleted text stays in the file
INSERT INTO search (search, rank) VALUES ('automerge', 8); -- merges come more rarely, and hold up fewer writes

-- What is indexed of a message. Beside its text these are three sequences of private characters: the stretch of 16,384
-- ids it is in, its author, and its room. See src/search/tokens.ts.
CREATE VIEW searchable AS SELECT id, body,
  char(57344, 983040 + id / 16384 / 4096, 983040 + id / 16384 % 4096) AS era,
  char(57345, 983040 + author_id / 4096, 983040 + author_id % 4096) AS author,
  char(57346, 983040 + room_id / 4096, 983040 + room_id % 4096) AS room
FROM messages;

-- Up to this id messages are indexed. Those after it are few, and are looked through one by one.
CREATE TABLE indexed (id INTEGER NOT NULL) STRICT;
INSERT INTO indexed (id) SELECT coalesce(max(id), 0) FROM messages;
INSERT INTO search (rowid, body, era, author, room) SELECT * FROM searchable;

-- 256 at a time: one by one they would take four times as long, and posting waits for it. But a long text does not wait for
-- others, and takes those that wait with it: 256 of the longest at once would hold up everything for half a second.
CREATE TRIGGER messages_indexed AFTER INSERT ON messages
WHEN new.id >= (SELECT id FROM indexed) + 256 OR length(new.body) > 250 BEGIN
  INSERT INTO search (rowid, body, era, author, room)
  SELECT * FROM searchable WHERE id > (SELECT id FROM indexed) AND id <= new.id;
  UPDATE indexed SET id = max(id, new.id);
END;

-- What is indexed changes in the index. What waits and becomes long is indexed, with all that waits before it.
CREATE TRIGGER messages_indexed_anew AFTER UPDATE OF body ON messages
WHEN old.id <= (SELECT id FROM indexed) OR length(new.body) > 250 BEGIN
  INSERT INTO search (search, rowid, body, era, author, room)
  SELECT 'delete', id, old.body, era, author, room FROM searchable WHERE id = old.id AND id <= (SELECT id FROM indexed);
  INSERT INTO search (rowid, body, era, author, room)
  SELECT * FROM searchable WHERE id >= min(old.id, (SELECT id FROM indexed) + 1) AND id <= old.id;
  UPDATE indexed SET id = max(id, old.id);
END;

CREATE TRIGGER messages_not_indexed BEFORE DELETE ON messages WHEN old.id <= (SELECT id FROM indexed) BEGIN
  INSERT INTO search (search, rowid, body, era, author, room) SELECT 'delete', * FROM searchable WHERE id = old.id;
END;
