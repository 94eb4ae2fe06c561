-- Pictures of people, and what the place shows of itself, by the SHA-256 of their bytes.

-- The same picture in two sizes; both are there, or neither.
ALTER TABLE users ADD COLUMN picture_small TEXT;
ALTER TABLE users ADD COLUMN picture_large TEXT;
CREATE INDEX users_by_picture_small ON users (picture_small) WHERE picture_small IS NOT NULL;
CREATE INDEX users_by_picture_large ON users (picture_large) WHERE picture_large IS NOT NULL;

-- Its logo, and what is behind the landing page: a picture in two sizes, or a video and perhaps a picture that stands for it.
CREATE TABLE place_files (
  name TEXT PRIMARY KEY,               -- logo, landing, landing-small, still or still-small
  content TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  type TEXT NOT NULL,
  width INTEGER,                       -- of a picture
  height INTEGER,
  tone TEXT                            -- of a logo: dark or light, where it would not be seen on a page of that tone
) STRICT, WITHOUT ROWID;
CREATE INDEX place_files_by_content ON place_files (content);
