/** The files that are on their way, in this page: what is known of each, its bytes, and how much of it has left. */
import { TAB } from "./page.ts";
import {
  isInMessage,
  onOtherTab,
  readBytes,
  readUploads,
  removeAllBytes,
  removeStored,
  storeUpload,
  type Upload,
} from "./upload-store.ts";

const uploads = new Map<string, Upload>();
/** The bytes of files, as long as this page has them, and how many of them have left. */
const bytes = new Map<string, Blob>();
const left = new Map<string, number>();

type Listener = (upload: Upload) => void;
const listeners = new Set<Listener>();
/** The person logs out: nothing is kept any more. */
let isStopped = false;

/** Calls back when something of an upload has changed; returns what ends that. */
export function onUpload(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const tell = (upload: Upload): void => listeners.forEach((listener) => listener(upload));

export const findUpload = (id: string): Upload | undefined => uploads.get(id);

/** All uploads that this page knows of, in the order in which they were chosen. */
export const listUploads = (): Upload[] => [...uploads.values()].sort((a, b) => a.at - b.at);

/** The files in the composer of this tab. */
export const draftsIn = (room: string): Upload[] =>
  listUploads().filter((upload) => upload.room === room && upload.tab === TAB);

export function keepUpload(upload: Upload, file?: Blob): void {
  uploads.set(upload.id, upload);
  if (file) bytes.set(upload.id, file);
  updateUpload(upload, {});
}

/** Takes over how an upload is stored, if it is: another tab may have changed it, or begun it anew. */
export function takeStored(upload: Upload, stored: Upload | undefined): void {
  if (stored) Object.assign(upload, { path: undefined, told: undefined, done: undefined, error: undefined }, stored);
}

/** Keeps a change, and tells about it. */
export function updateUpload(upload: Upload, change: Partial<Upload>): void {
  Object.assign(upload, change);
  if (!isStopped && uploads.has(upload.id)) storeUpload(upload);
  tell(upload);
}

/** Nothing of an upload stays in this browser. */
export function removeUpload(id: string): void {
  const upload = uploads.get(id);
  for (const map of [uploads, bytes, left]) map.delete(id);
  removeStored(id);
  if (upload) tell(upload);
}

/** Nothing of any upload stays or comes again. */
export function removeAllUploads(): void {
  isStopped = true;
  uploads.clear();
  removeAllBytes();
}

export const bytesLeft = (id: string): number => left.get(id) ?? 0;

export function noteLeft(upload: Upload, count: number): void {
  left.set(upload.id, count);
  tell(upload);
}

/**
 * The bytes of a file, if this browser has them still. One that was changed or deleted since it was chosen can't be read;
 * what was kept of it can.
 */
export async function bytesOf(id: string): Promise<Blob | undefined> {
  const chosen = bytes.get(id);
  const isReadable = chosen && (await readFirst(chosen).then(Boolean, () => false));
  const found = isReadable ? chosen : await readBytes(id);
  if (found && uploads.has(id)) bytes.set(id, found);
  return found;
}

const readFirst = (file: Blob) => file.slice(0, 1).arrayBuffer();

/** What earlier pages left, and what other tabs send. What is in no composer and in no message is of no use any more. */
for (const upload of readUploads()) {
  if (upload.tab || isInMessage(upload.id)) uploads.set(upload.id, upload);
  else removeStored(upload.id);
}
onOtherTab((id, stored) => {
  const known = uploads.get(id);
  if (!stored) uploads.delete(id);
  else if (known) takeStored(known, stored);
  else uploads.set(id, stored);
  const upload = known ?? stored;
  if (upload) tell(upload);
});
