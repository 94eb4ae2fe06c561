-- Who runs the place, who may come in, and from where people are logged in.

ALTER TABLE users ADD COLUMN admin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN suspended_at INTEGER; -- may not log in since then
ALTER TABLE users ADD COLUMN left_at INTEGER;      -- deleted: the row stays for the messages, without name and password

ALTER TABLE sessions ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0; -- the last visit, to the hour
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';    -- the browser's User-Agent
UPDATE sessions SET seen_at = created_at;

-- What administrators change while the server runs. A name without a row has its default.
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Links with which one may register. The code is kept as it is, to be copied again.
CREATE TABLE invites (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,                -- NULL: does not
  uses INTEGER,                      -- how many people may register with it; NULL: any number
  used INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Links with which a person sets a new password, one to a person. Only the hash: a link is as good as a password.
CREATE TABLE password_links (
  user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL
) STRICT;
