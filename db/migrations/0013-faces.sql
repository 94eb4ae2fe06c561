-- Pictures of people, by the SHA-256 of their bytes.

-- The same picture in two sizes; both are there, or neither.
ALTER TABLE users ADD COLUMN picture_small TEXT;
ALTER TABLE users ADD COLUMN picture_large TEXT;
CREATE INDEX users_by_picture_small ON users (picture_small) WHERE picture_small IS NOT NULL;
CREATE INDEX users_by_picture_large ON users (picture_large) WHERE picture_large IS NOT NULL;
