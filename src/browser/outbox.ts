/**
 * What was written and not yet accepted. Sent in order, one at a time, until there is a definite answer; kept in this
 * browser until then. A repeat carries the same key, so it can never make a second message.
 */
import { attempt, memory, part, pending, room } from "./page.ts";
import { replace } from "./socket.ts";

type Letter = { key: string; body: string; at: number; reply?: string; refused?: string };

/** An accepted message that the socket does not bring within this time, in ms, means that the socket is dead. */
const HEARD_WITHIN = 5_000;
/** How long one try may take, and the longest wait after one that failed. */
const TRY = 15_000;
const LONGEST_WAIT = 15_000;

const letters: Letter[] = [];
let sending = false;
let failures = 0;
let trying: AbortController | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Takes over what an earlier page left behind. */
export function openOutbox(): void {
  for (const name of memory.names("letter:")) attempt(() => letters.push(JSON.parse(memory.get(name))));
  letters.sort((a, b) => a.at - b.at);
  for (const letter of letters) show(letter);
  send();
}

/** Queues a text and shows it below the log. */
export function post(body: string, reply?: string): void {
  const at = Math.max(Date.now(), (letters.at(-1)?.at ?? 0) + 1); // the order must survive the clock
  const letter = { key: randomKey(), body, at, reply };
  letters.push(letter);
  keep(letter);
  show(letter);
  send();
}

/** The line is back: tries at once. A try that is under way may hang on a connection of before. */
export function hurry(): void {
  failures = 0;
  clearTimeout(retry);
  trying?.abort();
  send();
}

/** Rows that came over the socket: those of ours are no longer pending. */
export function settle(rows: HTMLElement[]): void {
  for (const { id } of rows) {
    const key = id.slice(2);
    if (rowOf(key)) leave(key);
  }
}

/** The latest page is here: what is accepted is in it, or further up. */
export function settleAccepted(): void {
  for (const { id } of [...pending.children]) {
    const key = id.slice(2);
    if (document.getElementById(`m-${key}`) || !letters.some((letter) => letter.key === key)) leave(key);
  }
}

async function send(): Promise<void> {
  const letter = letters.find(({ refused }) => !refused);
  if (sending || !letter) return;
  sending = true;
  const wait = await deliver(letter).catch(backOff);
  sending = false;
  if (wait) retry = setTimeout(send, wait);
  else send();
}

/** One try. Returns how long to wait before the next, in ms: 0 after a definite answer. */
async function deliver(letter: Letter): Promise<number> {
  trying = new AbortController();
  const timer = setTimeout(() => trying?.abort(), TRY);
  const answer = await fetch(`/rooms/${room}/messages`, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new URLSearchParams({ body: letter.body, key: letter.key, reply: letter.reply ?? "" }),
    signal: trying.signal,
  }).finally(() => clearTimeout(timer));
  const { status, headers } = answer;
  const html = await answer.text();
  const sentence = new DOMParser().parseFromString(html, "text/html").querySelector(".problem")?.textContent;
  if (answer.ok && html.includes(letter.key)) accept(letter);
  else if (status === 429) return Number(headers.get("Retry-After") ?? 1) * 1000;
  else if (status === 413) refuse(letter, sentence ?? "it is too large");
  else if (sentence && status < 500 && status !== 401) refuse(letter, sentence, status === 409);
  else {
    if (status === 401) location.assign(headers.get("HX-Redirect") ?? "/login"); // the letter stays, and is sent after
    return backOff(); // whoever answered, it was not Parlor, or not for good
  }
  failures = 0;
  return 0;
}

function accept({ key }: Letter): void {
  forget(key);
  setTimeout(() => rowOf(key) && replace(), HEARD_WITHIN);
}

const backOff = () => Math.min(1_000 * 2 ** failures++, LONGEST_WAIT);

/** @param spent the key can never be accepted, so that another try needs another */
function refuse(letter: Letter, sentence: string, spent = false): void {
  const row = rowOf(letter.key);
  letter.refused = sentence;
  if (spent) {
    memory.set(`letter:${letter.key}`, "");
    letter.key = randomKey();
  }
  keep(letter);
  show(letter, row);
}

const rowOf = (key: string) => document.getElementById(`p-${key}`);

function show(letter: Letter, old?: HTMLElement | null): void {
  const row = part<HTMLTemplateElement>("letter").content.firstElementChild?.cloneNode(true) as HTMLElement;
  const [state, text, menu] = [".state", "div", "menu"].map((name) => row.querySelector<HTMLElement>(name));
  row.id = `p-${letter.key}`;
  if (text) text.textContent = letter.body;
  if (letter.refused && state && menu) {
    state.role = "alert";
    state.textContent = `not sent: ${letter.refused}`;
    menu.hidden = false;
    menu.onclick = ({ target }) => act(letter, (target as HTMLElement).dataset.act);
  }
  if (old) old.replaceWith(row);
  else pending.append(row);
}

function act(letter: Letter, what: string | undefined): void {
  if (what === "retry") {
    delete letter.refused;
    show(letter, rowOf(letter.key));
    send();
  } else if (what) leave(letter.key);
  if (what === "edit") part("composer").dispatchEvent(new CustomEvent("edit", { detail: letter }));
}

const keep = (letter: Letter) => memory.set(`letter:${letter.key}`, JSON.stringify(letter));

function forget(key: string): void {
  memory.set(`letter:${key}`, "");
  const index = letters.findIndex((letter) => letter.key === key);
  if (index >= 0) letters.splice(index, 1);
}

function leave(key: string): void {
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
