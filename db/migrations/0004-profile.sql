-- How people show themselves.
ALTER TABLE users ADD COLUMN hue INTEGER CHECK (hue BETWEEN 1 AND 12); -- NULL: the colour that comes with the id
ALTER TABLE users ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN version INTEGER NOT NULL DEFAULT 0;       -- counts changes of what messages show of a person
