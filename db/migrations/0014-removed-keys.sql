-- The keys of removed messages: a browser that never heard that its message came posts it again, and it must not reappear.
CREATE TABLE removed_keys (
  id INTEGER PRIMARY KEY,              -- the order in which they were removed
  key BLOB NOT NULL UNIQUE,            -- the 16 bytes of the UUID
  removed_at INTEGER NOT NULL
) STRICT;
