/**
 * Messages that were written and not yet accepted, of all rooms. They are sent in order, one at a time, until each has a
 * definite answer, and kept in this browser until then. A repeat carries the same key, so it never makes a second message.
 */
import { report } from "./guard.ts";
import { attempt, byId, me, pendingList, personStorage, room } from "./page.ts";
import { problemIn } from "./problem.ts";
import { reconnect } from "./socket.ts";
import { showStatusBriefly } from "./status.ts";

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

/** All times are in ms. An accepted message that the socket does not bring within this time means that the socket is dead. */
const ARRIVAL_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 15_000;
const MAX_BACKOFF = 15_000;
/** A tab that holds the lock for longer was suspended by the system. */
const LOCK_TIMEOUT = 20_000;

/** Most that a timer is set to: after `Infinity`, browsers call back at once. */
const LONGEST_TIMER = 1e9;

const STORED = "outbox/";

let messages: PendingMessage[] = [];
let sending = false;
let failures = 0;
let request: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Rooms that take nothing before a time, on the clock of the page: those of others do not wait for them. */
const held = new Map<string, number>();

/**
 * Names what sending needs.
 * @throws Error where the browser lacks it
 */
export const checkBrowser = () => [WebSocket, AbortController, DOMParser, IntersectionObserver, fetch, randomKey()];

/** Takes over what earlier pages of this person did not send, whichever room they were in. */
export function openOutbox(): void {
  readStored();
  personStorage.onChange((name, value) => {
    if (!name.startsWith(STORED)) return;
    if (value) merge(value);
    else settle(name.slice(STORED.length));
  });
}

/** Takes over what is stored and not in the queue yet. */
export function readStored(): void {
  for (const name of personStorage.names(STORED)) merge(personStorage.get(name));
  for (const message of messages) {
    if (isInLog(message.key))
      forget(message.key); // its answer was lost
    else if (!rowOf(message.key)) show(message);
  }
  send();
}

/** Queues a message to this room and shows it below the log. */
export function queueMessage(body: string, reply?: string, files?: PendingFile[]): void {
  const at = Math.max(Date.now(), (messages.at(-1)?.at ?? 0) + 1); // the order must survive changes of the clock
  const message = { key: randomKey(), room, body, at, reply, files };
  messages.push(message);
  store(message);
  show(message);
  send();
}

/** How many messages were not accepted yet, in all rooms. */
export const countUnsent = (): number => messages.length;

/** Sends nothing more and forgets everything that waits. */
export function clearOutbox(): void {
  messages = [];
  clearTimeout(timer);
  request?.abort();
}

/** Tries at once, because the connection is back. A request under way may hang on the connection of before. */
export function retryNow(): void {
  failures = 0;
  clearTimeout(timer);
  request?.abort();
  send();
}

/** Takes rows that the socket brought off the list of pending ones. */
export function removeArrived(rows: HTMLElement[]): void {
  for (const { id } of rows) {
    const key = id.slice(2);
    if (rowOf(key)) remove(key);
  }
}

/** The latest page was loaded: whatever was accepted is in it or before it. */
export function removeAccepted(): void {
  for (const { id } of [...pendingList.children]) {
    const key = id.slice(2);
    if (isInLog(key) || !find(key)) remove(key);
  }
}

const find = (wanted: string) => messages.find(({ key }) => key === wanted);
const waiting = () => messages.filter(({ error }) => !error);
const heldFor = ({ room }: PendingMessage) => (held.get(room) ?? 0) - performance.now();
const next = () => waiting().find((message) => heldFor(message) <= 0);

async function send(): Promise<void> {
  if (sending || waiting().length === 0) return;
  if (!next()) {
    clearTimeout(timer);
    timer = setTimeout(send, Math.min(LONGEST_TIMER, ...waiting().map(heldFor)));
    return;
  }
  sending = true;
  const wait = await withLock(async () => {
    const message = next();
    return message ? deliver(message) : 0;
  }).catch(backOff);
  sending = false;
  clearTimeout(timer);
  if (wait) timer = setTimeout(send, wait);
  else send();
}

/**
 * Runs while no other tab sends. Where there are no locks (plain http, older browsers), two tabs may send the same
 * message; its key makes that harmless.
 */
async function withLock<Value>(work: () => Promise<Value>): Promise<Value> {
  if (!navigator.locks || !AbortSignal.timeout) return work();
  const signal = AbortSignal.timeout(LOCK_TIMEOUT); // of waiting for the lock, not of the work
  return navigator.locks.request(`parlor-outbox-${me}`, { signal }, work).catch((error) => {
    if (error.name === "TimeoutError") return work();
    throw error;
  });
}

/** Tries once. Returns how long to wait before the next try, in ms: 0 after a definite answer. */
async function deliver(message: PendingMessage): Promise<number> {
  const { files = [], key } = message;
  if (files.some(({ sent }) => !sent)) return waitForFiles(message);
  const controller = (request = new AbortController());
  const timer = setTimeout(() => controller.abort(), REQUEST_TIMEOUT);
  const response = await fetch(`/rooms/${message.room}/messages`, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new URLSearchParams([
      ["body", message.body],
      ["key", key],
      ["reply", message.reply ?? ""],
      ...files.map(({ sent = "" }) => ["file", sent]),
    ]),
    signal: controller.signal,
  }).finally(() => clearTimeout(timer));
  const { status, headers } = response;
  const html = await response.text();
  const problem = problemIn(html);
  const notHere = headers.get("X-Not-In-Room");
  if (notHere) import("./not-here.ts").then(({ showNotHere }) => showNotHere(notHere, message.room), report);
  if (response.ok && html.includes(key)) accept(key);
  else if (status === 429) hold(message, Number(headers.get("Retry-After") ?? 1), problem);
  else if (status === 413) fail(message, problem ?? "The message is too large.");
  else if (problem && status < 500 && status !== 401) fail(message, problem, status === 409);
  else {
    if (status === 401) location.assign(headers.get("HX-Redirect") ?? "/login"); // it is kept, and sent after the log-in
    return backOff(); // the answer is not Parlor's own, or not final
  }
  failures = 0;
  return 0;
}

/** The room of a message waits until its files have come; other rooms go on. */
async function waitForFiles(message: PendingMessage): Promise<number> {
  const { whenSent } = await import("./uploads.ts");
  held.set(message.room, Infinity);
  whenSent(message.files).then((problem) => {
    held.delete(message.room);
    if (problem && messages.includes(message)) fail(message, problem);
    else if (messages.includes(message)) store(message);
    send();
  });
  return 0;
}

/** @param seconds until its room takes the message */
function hold({ room: slug }: PendingMessage, seconds: number, problem = ""): void {
  held.set(slug, performance.now() + seconds * 1_000);
  if (slug === room) showStatusBriefly(problem);
}

function accept(key: string): void {
  const message = find(key);
  forget(key);
  if (isInLog(key) || (message && message.room !== room)) rowOf(key)?.remove();
  setTimeout(() => rowOf(key) && reconnect(), ARRIVAL_TIMEOUT);
}

const backOff = () => Math.min(1_000 * 2 ** failures++, MAX_BACKOFF);

/** @param keyTaken another message has this key, so that a retry needs a new one */
function fail(message: PendingMessage, problem: string, keyTaken = false): void {
  const row = rowOf(message.key);
  message.error = problem;
  if (keyTaken) {
    personStorage.set(STORED + message.key, "");
    message.key = randomKey();
  }
  store(message);
  show(message, row);
  if (message.room !== room) import("./failed-message.ts").then(({ tellFailure }) => tellFailure(message), report);
}

/** The link to a room in the list. */
export const linkTo = (slug: string) => [...document.links].find(({ pathname }) => pathname === `/rooms/${slug}`);

const rowOf = (key: string) => document.getElementById(`p-${key}`);
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

/** Sends a message again that had failed. */
export function retry(message: PendingMessage): void {
  delete message.error;
  store(message);
  show(message, rowOf(message.key));
  send();
}

const store = (message: PendingMessage) => personStorage.set(STORED + message.key, JSON.stringify(message));

/** Takes a stored message into the queue, or its new state. Those of other tabs are sent, but not shown. */
function merge(stored: string): void {
  const message = attempt((): PendingMessage => JSON.parse(stored));
  if (!message) return;
  const known = find(message.key);
  if (known) Object.assign(known, message).error = message.error;
  else messages = [...messages, message].sort((a, b) => a.at - b.at);
  const row = rowOf(message.key);
  if (known && row) show(known, row);
}

/** Another tab sent a message, or its writer took back one that had failed. */
function settle(key: string): void {
  if (find(key)?.error) remove(key);
  else accept(key);
}

function forget(key: string): void {
  personStorage.set(STORED + key, "");
  const gone = find(key);
  messages = messages.filter((message) => message !== gone);
  if (gone?.files?.[0]) import("./uploads.ts").then(({ forgetFiles }) => forgetFiles(gone.files), report);
}

/** Takes a message back. */
export function remove(key: string): void {
  forget(key);
  rowOf(key)?.remove();
}

/**
 * A version 7 UUID: it begins with the time, so that new keys lie side by side where the database looks them up, and storing a
 * message changes one page of that less. It says the minute only, which people see beside the message anyway.
 * `crypto.randomUUID` makes version 4, and is missing where the page came over plain http.
 */
export function randomKey(): string {
  const random = [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte.toString(16).padStart(2, "0"));
  const minute = Math.max(0, Date.now() - (Date.now() % 60_000));
  const time = minute.toString(16).padStart(12, "0");
  return `${time}${random.join("")}`.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-7$3-8$4-");
}
