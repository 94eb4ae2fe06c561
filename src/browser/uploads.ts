/**
 * Files that are sent: taken in, taken back, waited for by their message. Loaded with the first file, or when an earlier page
 * left some.
 */
import { TAB } from "./page.ts";
import type { PendingFile } from "./pending-messages.ts";
import { randomKey } from "./random-key.ts";
import { ask } from "./tus.ts";
import {
  findUpload,
  keepUpload,
  listUploads,
  noteLeft,
  onUpload,
  removeAllUploads,
  removeUpload,
  updateUpload,
} from "./upload-list.ts";
import { isSent, run, stop } from "./upload-queue.ts";
import { keepBytes, type Upload } from "./upload-store.ts";

const GONE = "A file of this message is not in this browser any more. Add it again.";

/** After a day the server drops what no message carries: what is older than this, in ms, is looked for there first. */
const OLD = 72_000_000;

/** Takes a file in, keeps it, and begins to send it. */
export function addUpload(file: Blob, about: Pick<Upload, "room" | "name" | "waveform">): void {
  const upload = { ...about, ...newDraft(), size: file.size, type: file.type };
  keepUpload(upload, file);
  void keepBytes(upload.id, file);
  void run();
}

/** Takes over a file that is on the server already. */
export const addSent = (about: Pick<Upload, "room" | "name" | "path" | "size" | "about" | "notice">): void =>
  keepUpload({ ...about, ...newDraft(), type: "", done: true });

const newDraft = () => ({
  id: randomKey(),
  tab: TAB,
  at: Math.max(Date.now(), ...listUploads().map(({ at }) => at + 1)),
});

/** Takes a file back: nothing of it stays, here or there. */
export function discardUpload({ id, path }: Upload): void {
  forgetFiles([{ id }]);
  discardAt(path);
}

/** What can't be taken back now goes by itself in a day. */
function discardAt(path: string | undefined): void {
  if (path) void ask("DELETE", path).catch(() => {});
}

/** Tries again what failed, or sends a file from its beginning, because it is to be another than it was. */
export function sendAgain(upload: Upload, change?: Pick<Upload, "original" | "room">): void {
  stop(upload.id);
  if (change) {
    discardAt(upload.path);
    noteLeft(upload, 0);
  }
  updateUpload(upload, { ...change, ...(change && { path: undefined }), done: false, error: undefined });
  void run();
}

/** Has a description be saved, and sent. */
export function describeUpload(upload: Upload, description: string): void {
  updateUpload(upload, { description });
  void run();
}

/**
 * Waits until the files of a message have come, and notes in them what they are called on the server. Returns a sentence
 * for their sender when one can't be sent.
 */
export async function whenSent(files: PendingFile[] = []): Promise<string | undefined> {
  for (const { id } of files) {
    const upload = findUpload(id);
    const isOld = upload && Date.now() - upload.at > OLD;
    if (upload && (isOld || upload.error)) sendAgain(upload);
  }
  void run();
  return new Promise((resolve) => {
    const look = () => {
      const all = files.map(({ id }) => findUpload(id));
      const failed = all.find((upload) => upload?.error);
      const which = files.length > 1 ? `“${failed?.name}”: ` : "";
      const problem = all.includes(undefined) ? GONE : failed && `${which}${failed.error}`;
      if (!problem && !all.every((upload) => upload && isSent(upload))) return;
      end();
      if (!problem) for (const file of files) file.sent = findUpload(file.id)?.path?.split("/")[2];
      resolve(problem);
    };
    const end = onUpload(look);
    look();
  });
}

/** A message was refused: each of its files is looked for on the server, and sent again if it is not there any more. */
export function doubtFiles(files: PendingFile[]): void {
  for (const file of files) {
    delete file.sent;
    const upload = findUpload(file.id);
    if (upload) sendAgain(upload);
  }
}

/** Takes back what a message was to carry. */
export function discardFiles(files: PendingFile[]): void {
  for (const upload of files.map(({ id }) => findUpload(id))) if (upload) discardUpload(upload);
}

/** The message of these files is there, or was taken back. */
export function forgetFiles(files: Pick<PendingFile, "id">[] = []): void {
  for (const { id } of files) {
    stop(id);
    removeUpload(id);
  }
}

/** Sends nothing more, and keeps nothing of it. */
export function forgetUploads(): void {
  for (const { id } of listUploads()) stop(id);
  removeAllUploads();
}
