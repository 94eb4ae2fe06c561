-- What administrators and the operator did, for administrators to read; and when people were last here.

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  by_user INTEGER REFERENCES users (id), -- NULL: the operator, at the terminal
  action TEXT NOT NULL,              -- see src/auth/audit.store.ts
  user_id INTEGER REFERENCES users (id), -- to whom it was done, if it was done to somebody
  detail TEXT NOT NULL DEFAULT ''    -- what the action alone does not say; never the text of a message
) STRICT;

ALTER TABLE users ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0; -- 0: never, since this is noted
UPDATE users SET last_seen_at = coalesce((SELECT max(seen_at) FROM sessions WHERE user_id = users.id), 0);

CREATE TRIGGER sessions_begun AFTER INSERT ON sessions BEGIN
  UPDATE users SET last_seen_at = new.seen_at WHERE id = new.user_id AND last_seen_at < new.seen_at;
END;
CREATE TRIGGER sessions_seen AFTER UPDATE OF seen_at ON sessions BEGIN
  UPDATE users SET last_seen_at = new.seen_at WHERE id = new.user_id AND last_seen_at < new.seen_at;
END;
