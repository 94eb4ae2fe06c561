/** The files of messages as they are exported, in SQL. */

/** A file of a message. */
export type ExportedFile = {
  id: string;
  name: string;
  type: string;
  bytes: number;
  description: string;
  /** The SHA-256 of its bytes, under which they are stored. */
  hash: string;
};

/** A message as a query selects it for an export; `files` for `readExportedFiles`. Times are in ms since 1970. */
export type SelectedMessage = {
  id: number;
  key: string;
  at: number;
  body: string;
  replyTo: number | null;
  editedAt: number | null;
  deletedAt: number | null;
  files: string | null;
};

/** What a query of messages selects for `readExportedFiles`; NULL for a message without files. */
export const FILES_OF_MESSAGE = `iif(messages.files IS NULL, NULL, (
  SELECT json_group_array(json_object('id', id, 'name', name, 'type', type, 'bytes', bytes, 'description', description,
    'hash', content) ORDER BY position) FROM files WHERE message_id = messages.id))`;

/** The files of a message in their order; undefined where it has none. */
export const readExportedFiles = (files: string | null): ExportedFile[] | undefined =>
  files === null ? undefined : (JSON.parse(files) as ExportedFile[]);
