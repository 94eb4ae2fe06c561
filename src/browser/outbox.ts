/**
 * Sends the pending messages of all rooms in order, one at a time, until each has a definite answer. A repeat carries the same
 * key, so it never makes a second message.
 */
import { report } from "./guard.ts";
import { me, room } from "./page.ts";
import {
  addPending,
  changePending,
  followOtherTabs,
  forgetPending,
  listPending,
  type PendingFile,
  type PendingMessage,
  readStored,
  rowOf,
  settlePending,
  storePending,
} from "./pending-messages.ts";
import { problemIn } from "./problem.ts";
import { randomKey } from "./random-key.ts";
import { reconnect } from "./socket.ts";
import { showStatusBriefly } from "./status.ts";

/** All times are in ms. An accepted message that the socket does not bring within this time means that the socket is dead. */
const ARRIVAL_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 15_000;
const MAX_BACKOFF = 15_000;
/** A tab that holds the lock for longer was suspended by the system. */
const LOCK_TIMEOUT = 20_000;

/** Most that a timer is set to: after `Infinity`, browsers call back at once. */
const LONGEST_TIMER = 1e9;

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
  sendStored();
  followOtherTabs(accept);
}

/** Sends what is stored as well. */
export function sendStored(): void {
  readStored();
  send();
}

/** Sends a message to this room, which is shown below the log until then. */
export function queueMessage(body: string, reply?: string, files?: PendingFile[]): void {
  addPending(body, reply, files);
  send();
}

/** Sends a message again that had failed. */
export function retry(message: PendingMessage): void {
  changePending(message);
  send();
}

/** Tries at once, because the connection is back. A request under way may hang on the connection of before. */
export function retryNow(): void {
  failures = 0;
  clearTimeout(timer);
  request?.abort();
  send();
}

/** Sends nothing more and forgets everything that waits. */
export function clearOutbox(): void {
  for (const { key } of listPending()) forgetPending(key);
  clearTimeout(timer);
  request?.abort();
}

const waiting = () => listPending().filter(({ error }) => !error);
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
    const isPending = listPending().includes(message);
    if (isPending && problem) fail(message, problem);
    else if (isPending) storePending(message);
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
  settlePending(key);
  setTimeout(() => rowOf(key) && reconnect(), ARRIVAL_TIMEOUT);
}

const backOff = () => Math.min(1_000 * 2 ** failures++, MAX_BACKOFF);

/** @param keyTaken another message has this key, so that a retry needs a new one */
function fail(message: PendingMessage, problem: string, keyTaken = false): void {
  changePending(message, problem, keyTaken ? randomKey() : undefined);
  if (message.room !== room) import("./failed-message.ts").then(({ tellFailure }) => tellFailure(message), report);
}
