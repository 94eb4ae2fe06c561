-- One number orders every visible change, of messages and of what their rows show of a person.

-- The latest rev that was given. It never goes back, whatever is removed later; triggers keep it, whoever writes.
ALTER TABLE log ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
UPDATE log SET rev = (SELECT coalesce(max(rev), 0) FROM messages);

-- The rev at which a person's name or colour last changed, in place of a count of such changes.
ALTER TABLE users ADD COLUMN shown_rev INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users DROP COLUMN version;
CREATE INDEX users_by_change ON users (shown_rev) WHERE shown_rev > 0;

CREATE TRIGGER messages_rev_given AFTER INSERT ON messages BEGIN
  UPDATE log SET rev = new.rev WHERE rev < new.rev;
END;
CREATE TRIGGER messages_rev_taken AFTER UPDATE OF rev ON messages BEGIN
  UPDATE log SET rev = new.rev WHERE rev < new.rev;
END;
CREATE TRIGGER users_rev_taken AFTER UPDATE OF shown_rev ON users BEGIN
  UPDATE log SET rev = new.shown_rev WHERE rev < new.shown_rev;
END;

-- Who chose a reaction is in its own table; a row carries each emoji with its count: [[emoji, how many people], …]
UPDATE messages SET reactions = (
  SELECT json_group_array(json_array(value ->> 0, value ->> 1)) FROM json_each(messages.reactions)
) WHERE reactions IS NOT NULL;
CREATE INDEX reactions_by_user ON reactions (user_id, message_id);
