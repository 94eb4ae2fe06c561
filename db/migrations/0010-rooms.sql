-- Rooms: open to everybody, closed to all but their people, or between a few people directly.

ALTER TABLE rooms ADD COLUMN kind TEXT NOT NULL DEFAULT 'open' CHECK (kind IN ('open', 'closed', 'direct'));
ALTER TABLE rooms ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE rooms ADD COLUMN writers TEXT NOT NULL DEFAULT 'everyone' CHECK (writers IN ('everyone', 'keepers'));
ALTER TABLE rooms ADD COLUMN slow INTEGER NOT NULL DEFAULT 0; -- seconds between two messages of a person; 0: any
ALTER TABLE rooms ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN archived_at INTEGER;             -- read-only since then, and out of the list
ALTER TABLE rooms ADD COLUMN deleted_at INTEGER;              -- nobody sees it any more; its texts are removed soon after
ALTER TABLE rooms ADD COLUMN read_from INTEGER NOT NULL DEFAULT 0; -- its latest message when it was opened to everybody
ALTER TABLE rooms ADD COLUMN people TEXT;                     -- of a direct room: the sorted ids of its people, "3,7"
UPDATE rooms SET name_folded = lower(name);
CREATE UNIQUE INDEX rooms_by_people ON rooms (people) WHERE people IS NOT NULL;

-- What a person and a room have to do with each other. In an open room it is only what the person has chosen and read.
CREATE TABLE memberships (
  room_id INTEGER NOT NULL REFERENCES rooms (id),
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  member INTEGER NOT NULL DEFAULT 0,   -- 1: one of the people of a closed or direct room
  keeper INTEGER NOT NULL DEFAULT 0,   -- 1: may change the room
  muted_at INTEGER,                    -- may not write there since then
  wrote_at INTEGER NOT NULL DEFAULT 0, -- when they last wrote, while the room is slow
  level TEXT CHECK (level IN ('all', 'mine', 'nothing', 'hidden')), -- NULL: as the kind of room has it
  level_until INTEGER,                 -- the level holds until then
  level_after TEXT CHECK (level_after IN ('all', 'mine', 'nothing', 'hidden')), -- and this one from then on
  mute_here INTEGER NOT NULL DEFAULT 0, -- 1: `@here` is not for them
  read_id INTEGER NOT NULL DEFAULT 0,  -- up to this message everything is read
  PRIMARY KEY (user_id, room_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_room ON memberships (room_id, member);

-- Where reading begins for somebody without a read position: the latest message there was when they came to the place, or
-- when the room was opened to them, whichever was later.
ALTER TABLE users ADD COLUMN read_from INTEGER NOT NULL DEFAULT 0;
UPDATE users SET read_from = (SELECT coalesce(max(id), 0) FROM messages);

-- Which messages are for whom: they mention somebody, or answer them. User 0 is everybody (`@here`).
CREATE TABLE for_me (
  user_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL REFERENCES messages (id),
  room_id INTEGER NOT NULL REFERENCES rooms (id),
  PRIMARY KEY (user_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX for_me_by_room ON for_me (user_id, room_id, message_id);
CREATE INDEX for_me_by_message ON for_me (message_id);
INSERT INTO for_me (user_id, message_id, room_id)
SELECT answered.author_id, messages.id, messages.room_id FROM messages
JOIN messages AS answered ON answered.id = messages.reply_to
JOIN users ON users.id = answered.author_id AND left_at IS NULL
WHERE answered.author_id <> messages.author_id AND messages.deleted_at IS NULL;

-- 1: the mentions in messages of before are noted as well. Parlor itself does that at the start.
CREATE TABLE for_me_state (filled INTEGER NOT NULL) STRICT;
INSERT INTO for_me_state VALUES (0);
