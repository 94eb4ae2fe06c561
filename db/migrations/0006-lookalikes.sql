-- What names look like, so that no new one is taken for another. Filled by Parlor itself at the start for those who are
-- there already; two of them may look alike.
CREATE TABLE lookalikes (
  skeleton TEXT NOT NULL,            -- see src/accounts/lookalikes.ts
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (skeleton, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lookalikes_by_user ON lookalikes (user_id);
