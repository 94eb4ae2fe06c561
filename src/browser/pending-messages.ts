/** Messages that were written and not yet accepted, of all rooms: this browser keeps them, and shows those of this room below the log. */
import { report } from "./guard.ts";
import { attempt, byId, pendingList, personStorage, room } from "./page.ts";
import { randomKey } from "./random-key.ts";

/** A file of a message: what it is called here, and, as soon as all of it has come, on the server. */
export type PendingFile = { id: string; name: string; sent?: string };

export type PendingMessage = {
  key: string;
  room: string;
  body: string;
  at: number;
  reply?: string;
  files?: PendingFile[];
  error?: string;
};

const STORED = "outbox/";

let messages: PendingMessage[] = [];

/** All of them, in the order in which they were written. */
export const listPending = (): readonly PendingMessage[] => messages;

const findPending = (wanted: string) => messages.find(({ key }) => key === wanted);

/** Takes over what is stored and not in the list yet. */
export function readStored(): void {
  for (const name of personStorage.names(STORED)) merge(personStorage.get(name));
  for (const message of messages) {
    if (isInLog(message.key))
      forgetPending(message.key); // its answer was lost
    else if (!rowOf(message.key)) show(message);
  }
}

/** Follows what other tabs store. @param settled is called with the key of what was accepted or taken back there */
export function followOtherTabs(settled: (key: string) => void): void {
  personStorage.onChange((name, value) => {
    if (!name.startsWith(STORED)) return;
    if (value) merge(value);
    else settled(name.slice(STORED.length));
  });
}

/** Takes a stored message into the list, or its new state. Those of other tabs are sent, but not shown. */
function merge(stored: string): void {
  const message = attempt((): PendingMessage => JSON.parse(stored));
  if (!message) return;
  const known = findPending(message.key);
  if (known) Object.assign(known, message).error = message.error;
  else messages = [...messages, message].sort((a, b) => a.at - b.at);
  const row = rowOf(message.key);
  if (known && row) show(known, row);
}

/** Adds a message to this room. */
export function addPending(body: string, reply?: string, files?: PendingFile[]): void {
  const at = Math.max(Date.now(), (messages.at(-1)?.at ?? 0) + 1); // the order must survive changes of the clock
  const message = { key: randomKey(), room, body, at, reply, files };
  messages.push(message);
  storePending(message);
  show(message);
}

export const storePending = (message: PendingMessage) =>
  personStorage.set(STORED + message.key, JSON.stringify(message));

/** A message could not be sent, or is to be sent again: without an error. @param key another one, if it needs that */
export function changePending(message: PendingMessage, error?: string, key = message.key): void {
  const row = rowOf(message.key);
  if (key !== message.key) personStorage.set(STORED + message.key, "");
  Object.assign(message, { error, key });
  storePending(message);
  show(message, row);
}

/** A message needs to be kept no longer. */
export function forgetPending(key: string): void {
  personStorage.set(STORED + key, "");
  const gone = findPending(key);
  messages = messages.filter((message) => message !== gone);
  if (gone?.files?.[0]) import("./uploads.ts").then(({ forgetFiles }) => forgetFiles(gone.files), report);
}

/** A message was accepted: its row stays until the log of this room has another. One that had failed was taken back. */
export function settlePending(key: string): void {
  const message = findPending(key);
  forgetPending(key);
  if (isInLog(key) || message?.error || (message && message.room !== room)) rowOf(key)?.remove();
}

/** Takes a message back. */
export function removePending(key: string): void {
  forgetPending(key);
  rowOf(key)?.remove();
}

/** Takes rows that the socket brought off the list of pending ones. */
export function removeArrived(rows: HTMLElement[]): void {
  for (const { id } of rows) {
    const key = id.slice(2);
    if (rowOf(key)) removePending(key);
  }
}

/** The latest page was loaded: whatever was accepted is in it or before it. */
export function removeAccepted(): void {
  for (const { id } of [...pendingList.children]) {
    const key = id.slice(2);
    if (isInLog(key) || !findPending(key)) removePending(key);
  }
}

/** The link to a room in the list. */
export const linkTo = (slug: string) => [...document.links].find(({ pathname }) => pathname === `/rooms/${slug}`);

export const rowOf = (key: string) => document.getElementById(`p-${key}`);
const isInLog = (key: string) => document.getElementById(`m-${key}`) !== null;

/**
 * Shows a message of this room below the log, in place of its earlier state if it is shown already. So is one that can't be
 * sent to a room in which its writer is no more: it would be shown nowhere else.
 */
function show(message: PendingMessage, old?: HTMLElement | null): void {
  if (message.room !== room && !(message.error && !linkTo(message.room))) return;
  const row = byId<HTMLTemplateElement>("pending-message").content.firstElementChild?.cloneNode(true) as HTMLElement;
  const text = row.querySelector("div");
  row.id = `p-${message.key}`;
  if (text) text.textContent = message.body;
  if (message.files?.[0]) import("./pending-files.ts").then(({ showFiles }) => showFiles(row, message), report);
  if (message.error) {
    import("./failed-message.ts").then(({ showFailure }) => showFailure(row, message), report); // it stays on its way
  }
  if (old) old.replaceWith(row);
  else pendingList.append(row);
}
