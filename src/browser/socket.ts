/** The line to the server: where the page stands, whether the line lives, and what to say when it does not. */
import htmx from "htmx.org";

import { log, part, revOf } from "./page.ts";
import { isAtEnd } from "./scroll.ts";
import { say, sayBriefly } from "./status.ts";

type Connection = { url: string; socket: WebSocket | null };
type SocketEvent = CustomEvent<{ connection: Connection; reason?: string; code?: number; message?: { data: unknown } }>;

const live = part("live");

/** Without a word for this long, in ms, the line is dead. */
const SILENCE = Number(live.dataset.silence) * 1000;
/** How long a new line may take to open. */
const OPENING = 10_000;
/** After this time, in ms, a page tries again that was one too many. */
const RETRY = 30_000;

let connection: Connection | undefined;
let cursor = log().dataset.cursor ?? "";
let deadline = Date.now() + SILENCE;
let outage: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
/** The reader is on the way to another page. */
let leaving = false;
/** The next latest page was asked for; else it comes because too much was missed. */
let wanted = false;

/** Moves the cursor past rows that came over the socket. Nothing else may move it. */
export function advance(rows: HTMLElement[]): void {
  const [epoch, rev] = cursor.split(".");
  const newest = Math.max(Number(rev), ...rows.map(revOf));
  if (rev) cursor = `${epoch}.${newest}`;
}

/** Opens another line in place of the present one, which may be half dead and never say so. */
export function replace(): void {
  deadline = Date.now() + OPENING;
  htmx.process(live, true);
  noticeSoon();
}

/** Says that the line is down, unless it is back in a moment. */
function noticeSoon(): void {
  outage ??= setTimeout(lost, 1_500);
}

/** Asks for the latest page in place of the list. */
export function askForLatest(): void {
  wanted = true;
  cursor = "latest";
  replace();
}

export const isOpen = () => connection?.socket?.readyState === WebSocket.OPEN;

/** Says something small to the server; what can't be said now is not worth saying later. */
export const tell = (word: string) => void (isOpen() && connection?.socket?.send(word));

const heard = () => void (deadline = Date.now() + SILENCE);
const on = (name: string, listener: (event: SocketEvent) => void) =>
  live.addEventListener(`htmx:ws:${name}`, listener as EventListener);

type Watcher = {
  opened: () => void;
  /**
   * Whether the list may be replaced now. If not, the page that comes unasked is let go, and the reader is to be
   * offered `askForLatest`.
   */
  mayReplace: () => boolean;
  /** The list was replaced by the latest page. */
  latest: () => void;
  /** Who is writing, when that is told; nobody, when the line is gone. */
  typing: (people: Writer[]) => void;
  /** Somebody has chosen another colour. */
  hue: (change: [id: number, hue: number]) => void;
};

/** Id and name. */
export type Writer = [id: number, name: string];

export function watchLine({ opened, mayReplace, latest, typing, hue }: Watcher): void {
  on("before:connection", ({ detail }) => {
    connection = detail.connection;
    const url = new URL(connection.url);
    url.searchParams.set("after", cursor);
    connection.url = url.href;
  });

  on("after:connection", () => {
    heard();
    clearTimeout(outage);
    outage = undefined;
    say("");
    opened();
  });

  on("before:message:incoming", (event) => {
    heard();
    const isOld = event.detail.connection !== connection; // what it brought, the new one brings again
    const note = readNote(event);
    if (note.heartbeat) followBuild(note.heartbeat);
    if (note.typing && !isOld) typing(note.typing);
    if (note.hue) hue(note.hue);
    const refused = !isOld && isLatest(event) && !wanted && !mayReplace();
    if (refused) cursor = "latest"; // until the reader asks, every new line would bring it
    if (isOld || refused) event.preventDefault();
  });

  on("after:message:incoming", (event) => {
    if (!isLatest(event)) return;
    cursor = log().dataset.cursor ?? "";
    const missed = !wanted;
    wanted = false;
    latest();
    if (missed) sayBriefly("Much was said while you were away. This is the latest; scroll up for the rest.");
  });

  on("close", ({ detail: { reason, code = 0 } }) => {
    typing([]);
    if (reason === "removed") return;
    if (leaving) return; // by logging out, perhaps, and that leads elsewhere
    if (code === 4401) return location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
    if (code === 4403) return say("This room is not open to you.");
    if (code === 4429) {
      clearTimeout(retry);
      retry = setTimeout(replace, RETRY);
      return say("Parlor is open in too many places, or one of them sends too much. It tries again in half a minute.");
    }
    noticeSoon(); // hx-ws tries again by itself, or gives up; then silence will tell
  });

  setInterval(() => Date.now() > deadline && replace(), 2_000);
  addEventListener("online", replace);
  addEventListener("offline", lost);
  addEventListener("beforeunload", () => void (leaving = true));
  window.addEventListener("pageshow", ({ persisted }) => persisted && replace());
  document.addEventListener("visibilitychange", () => {
    const stale = Date.now() > deadline - SILENCE / 2;
    if (!document.hidden && (stale || !isOpen())) replace();
  });
}

function lost(): void {
  const offline = navigator.onLine === false ? "You are offline. " : "";
  say(`${offline}Reconnecting… What you write is kept and sent when the line is back.`);
}

/** What a frame says beside the rows it brings. */
function readNote({ detail }: SocketEvent): { heartbeat?: string; typing?: Writer[]; hue?: [number, number] } {
  const data = String(detail.message?.data);
  return data.startsWith("{") ? JSON.parse(data) : {};
}

/** The server has another script or style now: what is written is kept, so the page can follow. */
function followBuild(build: string): void {
  if (build !== live.dataset.build && (document.hidden || isAtEnd())) location.reload();
}

const isLatest = ({ detail }: SocketEvent): boolean =>
  typeof detail.message?.data === "string" && detail.message.data.startsWith('{"target":"#log"');
