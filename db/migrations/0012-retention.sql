-- Retention: for how long messages are kept, and when everything in a room goes. What goes leaves no row behind.

ALTER TABLE rooms ADD COLUMN retention_days INTEGER;          -- NULL: as the place has it, which is in `settings`
ALTER TABLE rooms ADD COLUMN retention_was INTEGER;           -- and this until the time that follows
ALTER TABLE rooms ADD COLUMN retention_from INTEGER NOT NULL DEFAULT 0; -- when the days hold; 0: they do
ALTER TABLE rooms ADD COLUMN empty_at INTEGER;                -- then all that was said goes
ALTER TABLE rooms ADD COLUMN empty_to INTEGER NOT NULL DEFAULT 0; -- that time has come: up to this message all goes
ALTER TABLE rooms ADD COLUMN gone_id INTEGER NOT NULL DEFAULT 0; -- up to this message all is gone
ALTER TABLE rooms ADD COLUMN gone_rev INTEGER NOT NULL DEFAULT 0; -- the rev at which that last grew
CREATE INDEX rooms_by_gone ON rooms (gone_rev) WHERE gone_rev > 0;
CREATE TRIGGER rooms_rev_taken AFTER UPDATE OF gone_rev ON rooms BEGIN
  UPDATE log SET rev = new.gone_rev WHERE rev < new.gone_rev;
END;

ALTER TABLE messages ADD COLUMN reply_gone INTEGER NOT NULL DEFAULT 0; -- 1: it answers a message that is gone
