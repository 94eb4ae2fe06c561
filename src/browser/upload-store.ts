/**
 * What this browser keeps of files that are being sent: what is known of each, and its bytes, so that it goes on after a
 * reload. Where there is no such storage, or no space left in it, nothing is kept and nothing fails.
 */
import { attempt, me, personStorage } from "./page.ts";

/** A file that a person chose, until its message is there. */
export type Upload = {
  id: string;
  /** The slug of the room that it is for. */
  room: string;
  /** The tab whose composer it is in; empty once a message carries it. */
  tab: string;
  name: string;
  /** In bytes. */
  size: number;
  type: string;
  at: number;
  /** Its address on the server, once that knows of it. */
  path?: string;
  /** All of it has come. */
  done?: boolean;
  /** A large picture is not scaled. */
  original?: boolean;
  /** What it shows, in words; and how loud a voice message is. */
  description?: string;
  waveform?: string;
  /** What the server was told last of these two. */
  told?: string;
  /** What the server made of it: kind and size, and a notice for its sender. */
  about?: string;
  notice?: string;
  /** Why it can't be sent. */
  error?: string;
};

/** What names of uploads begin with: by the slash they are for all rooms, and the log-out removes what is called so. */
const STORED = "upload/";
const DATABASE = `parlor-${me}`;
const FILES = "files";

export const readUploads = (): Upload[] =>
  personStorage
    .names(STORED)
    .map((name) => parse(personStorage.get(name)))
    .filter((upload) => upload !== undefined);

export const readUpload = (id: string): Upload | undefined => parse(personStorage.get(STORED + id));

export const storeUpload = (upload: Upload): void => personStorage.set(STORED + upload.id, JSON.stringify(upload));

export function removeStored(id: string): void {
  personStorage.set(STORED + id, "");
  void change((files) => files.delete(id));
}

/** Calls back when another tab changed an upload; it is undefined when it is gone. */
export function onOtherTab(listener: (id: string, upload?: Upload) => void): void {
  personStorage.onChange((name, value) => {
    if (name.startsWith(STORED)) listener(name.slice(STORED.length), parse(value));
  });
}

/** Whether an unsent message names an upload, in whichever tab it was written. */
export const isInMessage = (id: string): boolean =>
  personStorage.names("outbox/").some((name) => personStorage.get(name).includes(id));

const parse = (stored: string): Upload | undefined => attempt((): Upload => JSON.parse(stored));

export const keepBytes = (id: string, bytes: Blob): Promise<unknown> => change((files) => files.put(bytes, id));

export async function readBytes(id: string): Promise<Blob | undefined> {
  const bytes = await change((files) => files.get(id));
  return bytes instanceof Blob ? bytes : undefined;
}

/** Removes the bytes of all files; other tabs let go of them, too. */
export const removeAllBytes = (): void => void attempt(() => indexedDB.deleteDatabase(DATABASE));

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(FILES);
    request.onerror = request.onblocked = reject;
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = database.onclose = () => {
        database.close();
        opened = undefined;
      };
      resolve(database);
    };
  });
  return opened;
}

/** Does something with the bytes of files. Resolves with its result when that is stored, or with nothing when it fails. */
async function change(work: (files: IDBObjectStore) => IDBRequest): Promise<unknown> {
  try {
    const transaction = (await open()).transaction(FILES, "readwrite");
    const request = work(transaction.objectStore(FILES));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = reject;
    });
  } catch {
    opened = undefined; // it is tried again with the next file
    return undefined;
  }
}
