-- The chatroom: one log of messages, the people who write them, the rooms they write in.

-- The log's name. A restored copy gets another, so that a page with an old cursor starts afresh.
CREATE TABLE log (
  epoch TEXT NOT NULL
) STRICT;
INSERT INTO log (epoch) VALUES (lower(hex(randomblob(6))));

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username TEXT NOT NULL,            -- as it was typed, NFKC
  username_folded TEXT NOT NULL UNIQUE, -- the same for names that differ in case only
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL        -- ms since 1970, as all times here
) STRICT;

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,               -- the token's "jti"
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE rooms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;
INSERT INTO rooms (slug, name) VALUES ('lobby', 'Lobby');

-- Rows are never removed, only emptied, so the greatest rev never goes back.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of the conversation
  key TEXT NOT NULL UNIQUE,          -- a UUID made by the sender: a repeat is the same message
  room_id INTEGER NOT NULL REFERENCES rooms (id),
  author_id INTEGER NOT NULL REFERENCES users (id),
  body TEXT NOT NULL,
  rev INTEGER NOT NULL UNIQUE,       -- the order of all changes
  continues INTEGER NOT NULL,        -- 1: same author as the row before, within five minutes
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_room ON messages (room_id, id);
CREATE INDEX messages_by_change ON messages (room_id, rev);
