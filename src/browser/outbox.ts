/**
 * What was written and not yet accepted. Sent in order, one at a time, until there is a definite answer; kept in this
 * browser until then. A repeat carries the same key, so it can never make a second message.
 */
import { attempt, byId, pendingList, room, roomStorage } from "./page.ts";
import { reconnect } from "./socket.ts";

type PendingMessage = { key: string; body: string; at: number; reply?: string; error?: string };

/** An accepted message that the socket does not bring within this time, in ms, means that the socket is dead. */
const ARRIVAL_TIMEOUT = 5_000;
/** How long one try may take, and the longest wait after one that failed. */
const REQUEST_TIMEOUT = 15_000;
const MAX_BACKOFF = 15_000;

const messages: PendingMessage[] = [];
let sending = false;
let failures = 0;
let attemptController: AbortController | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Takes over what an earlier page left behind. */
export function openOutbox(): void {
  for (const name of roomStorage.names("message:")) attempt(() => messages.push(JSON.parse(roomStorage.get(name))));
  messages.sort((a, b) => a.at - b.at);
  for (const message of messages) show(message);
  send();
}

/** Queues a text and shows it below the log. */
export function queueMessage(body: string, reply?: string): void {
  const at = Math.max(Date.now(), (messages.at(-1)?.at ?? 0) + 1); // the order must survive the clock
  const message = { key: randomKey(), body, at, reply };
  messages.push(message);
  store(message);
  show(message);
  send();
}

/** The line is back: tries at once. A try that is under way may hang on a connection of before. */
export function retryNow(): void {
  failures = 0;
  clearTimeout(retry);
  attemptController?.abort();
  send();
}

/** Rows that came over the socket: those of ours are no longer pendingList. */
export function removeArrived(rows: HTMLElement[]): void {
  for (const { id } of rows) {
    const key = id.slice(2);
    if (rowOf(key)) remove(key);
  }
}

/** The latest page is here: what is accepted is in it, or further up. */
export function removeAccepted(): void {
  for (const { id } of [...pendingList.children]) {
    const key = id.slice(2);
    if (document.getElementById(`m-${key}`) || !messages.some((message) => message.key === key)) remove(key);
  }
}

async function send(): Promise<void> {
  const message = messages.find(({ error }) => !error);
  if (sending || !message) return;
  sending = true;
  const wait = await deliver(message).catch(backOff);
  sending = false;
  if (wait) retry = setTimeout(send, wait);
  else send();
}

/** One try. Returns how long to wait before the next, in ms: 0 after a definite answer. */
async function deliver(message: PendingMessage): Promise<number> {
  attemptController = new AbortController();
  const timer = setTimeout(() => attemptController?.abort(), REQUEST_TIMEOUT);
  const answer = await fetch(`/rooms/${room}/messages`, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new URLSearchParams({ body: message.body, key: message.key, reply: message.reply ?? "" }),
    signal: attemptController.signal,
  }).finally(() => clearTimeout(timer));
  const { status, headers } = answer;
  const html = await answer.text();
  const sentence = new DOMParser().parseFromString(html, "text/html").querySelector(".problem")?.textContent;
  if (answer.ok && html.includes(message.key)) accept(message);
  else if (status === 429) return Number(headers.get("Retry-After") ?? 1) * 1000;
  else if (status === 413) fail(message, sentence ?? "it is too large");
  else if (sentence && status < 500 && status !== 401) fail(message, sentence, status === 409);
  else {
    if (status === 401) location.assign(headers.get("HX-Redirect") ?? "/login"); // the message stays, and is sent after
    return backOff(); // whoever answered, it was not Parlor, or not for good
  }
  failures = 0;
  return 0;
}

function accept({ key }: PendingMessage): void {
  forget(key);
  setTimeout(() => rowOf(key) && reconnect(), ARRIVAL_TIMEOUT);
}

const backOff = () => Math.min(1_000 * 2 ** failures++, MAX_BACKOFF);

/** @param keyTaken the key can never be accepted, so that another try needs another */
function fail(message: PendingMessage, sentence: string, keyTaken = false): void {
  const row = rowOf(message.key);
  message.error = sentence;
  if (keyTaken) {
    roomStorage.set(`message:${message.key}`, "");
    message.key = randomKey();
  }
  store(message);
  show(message, row);
}

const rowOf = (key: string) => document.getElementById(`p-${key}`);

function show(message: PendingMessage, old?: HTMLElement | null): void {
  const row = byId<HTMLTemplateElement>("pending-message").content.firstElementChild?.cloneNode(true) as HTMLElement;
  const [state, text, menu] = [".state", "div", "menu"].map((name) => row.querySelector<HTMLElement>(name));
  row.id = `p-${message.key}`;
  if (text) text.textContent = message.body;
  if (message.error && state && menu) {
    state.role = "alert";
    state.textContent = `not sent: ${message.error}`;
    menu.hidden = false;
    menu.onclick = ({ target }) => applyAction(message, (target as HTMLElement).dataset.act);
  }
  if (old) old.replaceWith(row);
  else pendingList.append(row);
}

function applyAction(message: PendingMessage, what: string | undefined): void {
  if (what === "retry") {
    delete message.error;
    show(message, rowOf(message.key));
    send();
  } else if (what) remove(message.key);
  if (what === "edit") byId("composer").dispatchEvent(new CustomEvent("resume", { detail: message }));
}

const store = (message: PendingMessage) => roomStorage.set(`message:${message.key}`, JSON.stringify(message));

function forget(key: string): void {
  roomStorage.set(`message:${key}`, "");
  const index = messages.findIndex((message) => message.key === key);
  if (index >= 0) messages.splice(index, 1);
}

function remove(key: string): void {
  forget(key);
  rowOf(key)?.remove();
}

/** A version 4 UUID. `crypto.randomUUID` is missing where the page came over plain http. */
function randomKey(): string {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-8$4-");
}
