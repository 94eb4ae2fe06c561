-- What happens to a message after it was sent: it is changed, taken back, answered, reacted to.

ALTER TABLE messages ADD COLUMN edited_at INTEGER;             -- null: never
ALTER TABLE messages ADD COLUMN deleted_at INTEGER;            -- the row stays, as a tombstone without a text
ALTER TABLE messages ADD COLUMN deleted_by INTEGER REFERENCES users (id);
ALTER TABLE messages ADD COLUMN reply_to INTEGER REFERENCES messages (id); -- of the same room
-- The reactions as a row shows them, so that reading a message costs no more for having them; null: none.
-- JSON, in the order of each emoji's first: [[emoji, how many people, ids of the latest 20], …]
ALTER TABLE messages ADD COLUMN reactions TEXT;
CREATE INDEX messages_by_reply ON messages (reply_to) WHERE reply_to IS NOT NULL;

CREATE TABLE reactions (
  id INTEGER PRIMARY KEY,            -- their order
  message_id INTEGER NOT NULL REFERENCES messages (id),
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  emoji TEXT NOT NULL,
  UNIQUE (message_id, emoji, user_id)
) STRICT;
