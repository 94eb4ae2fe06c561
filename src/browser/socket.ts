/** The line to the server: where the page stands, whether the line lives, and what to say when it does not. */
import htmx from "htmx.org";

import { byId, log, revOf } from "./page.ts";
import { isAtEnd } from "./scroll.ts";
import { showStatus, showStatusBriefly } from "./status.ts";

type Connection = { url: string; socket: WebSocket | null };
type SocketEvent = CustomEvent<{ connection: Connection; reason?: string; code?: number; message?: { data: unknown } }>;

const live = byId("live");

/** Without a word for this long, in ms, the line is dead. */
const SILENCE_TIMEOUT = Number(live.dataset.silence) * 1000;
/** How long a new line may take to open. */
const OPEN_TIMEOUT = 10_000;

let connection: Connection | undefined;
let cursor = log().dataset.cursor ?? "";
let deadline = Date.now() + SILENCE_TIMEOUT;
let outage: ReturnType<typeof setTimeout> | undefined;
/** The reader is on the way to another page. */
let isUnloading = false;
/** The next latest page was asked for; else it comes because too much was missed. */
let isLatestRequested = false;

/** Moves the cursor past rows that came over the socket. Nothing else may move it. */
export function advanceCursor(rows: HTMLElement[]): void {
  const [epoch, rev] = cursor.split(".");
  const newest = Math.max(Number(rev), ...rows.map(revOf));
  if (rev) cursor = `${epoch}.${newest}`;
}

/** Opens another line in place of the present one, which may be half dead and never say so. */
export function reconnect(): void {
  deadline = Date.now() + OPEN_TIMEOUT;
  htmx.process(live, true);
  showOutageSoon();
}

/** Says that the line is down, unless it is back in a moment. */
function showOutageSoon(): void {
  outage ??= setTimeout(showOutage, 1_500);
}

/** Asks for the latest page in place of the list. */
export function requestLatestPage(): void {
  isLatestRequested = true;
  cursor = "latest";
  reconnect();
}

export const isOpen = () => connection?.socket?.readyState === WebSocket.OPEN;

/** Says something small to the server; what can't be said now is not worth saying later. */
export const sendClientMessage = (word: string) => void (isOpen() && connection?.socket?.send(word));

const postponeDeadline = () => void (deadline = Date.now() + SILENCE_TIMEOUT);
const on = (name: string, listener: (event: SocketEvent) => void) =>
  live.addEventListener(`htmx:ws:${name}`, listener as EventListener);

type ConnectionHandlers = {
  opened: () => void;
  /**
   * Whether the list may be replaced now. If not, the page that comes unasked is let go, and the reader is to be
   * offered `requestLatestPage`.
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

export function watchConnection({ opened, mayReplace, latest, typing, hue }: ConnectionHandlers): void {
  on("before:connection", ({ detail }) => {
    connection = detail.connection;
    const url = new URL(connection.url);
    url.searchParams.set("after", cursor);
    connection.url = url.href;
  });

  on("after:connection", () => {
    postponeDeadline();
    clearTimeout(outage);
    outage = undefined;
    showStatus("");
    opened();
  });

  on("before:message:incoming", (event) => {
    postponeDeadline();
    const isOld = event.detail.connection !== connection; // what it brought, the new one brings again
    const signals = readSignals(event);
    if (signals.heartbeat) followBuild(signals.heartbeat);
    if (signals.typing && !isOld) typing(signals.typing);
    if (signals.hue) hue(signals.hue);
    const refused = !isOld && isLatest(event) && !isLatestRequested && !mayReplace();
    if (refused) cursor = "latest"; // until the reader asks, every new line would bring it
    if (isOld || refused) event.preventDefault();
  });

  on("after:message:incoming", (event) => {
    if (!isLatest(event)) return;
    cursor = log().dataset.cursor ?? "";
    const missed = !isLatestRequested;
    isLatestRequested = false;
    latest();
    if (missed) showStatusBriefly("Much was said while you were away. This is the latest; scroll up for the rest.");
  });

  on("close", ({ detail: { reason, code = 0 } }) => {
    typing([]);
    if (reason === "removed") return;
    if (isUnloading) return; // by logging out, perhaps, and that leads elsewhere
    if (code === 4401) return location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
    if (code === 4403) return showStatus("This room is not open to you.");
    if (code === 4429) {
      setTimeout(reconnect, 30_000);
      return showStatus("Parlor is open in too many places. Close one of them, and this one goes on.");
    }
    showOutageSoon(); // hx-ws tries again by itself, or gives up; then silence will sendClientMessage
  });

  setInterval(() => Date.now() > deadline && reconnect(), 2_000);
  addEventListener("online", reconnect);
  addEventListener("offline", showOutage);
  addEventListener("beforeunload", () => void (isUnloading = true));
  window.addEventListener("pageshow", ({ persisted }) => persisted && reconnect());
  document.addEventListener("visibilitychange", () => {
    const stale = Date.now() > deadline - SILENCE_TIMEOUT / 2;
    if (!document.hidden && (stale || !isOpen())) reconnect();
  });
}

function showOutage(): void {
  const offline = navigator.onLine === false ? "You are offline. " : "";
  showStatus(`${offline}Reconnecting… What you write is kept and sent when the line is back.`);
}

/** What a frame says beside the rows it brings. */
function readSignals({ detail }: SocketEvent): { heartbeat?: string; typing?: Writer[]; hue?: [number, number] } {
  const data = String(detail.message?.data);
  return data.startsWith("{") ? JSON.parse(data) : {};
}

/** The server has another script or style now: what is written is kept, so the page can follow. */
function followBuild(build: string): void {
  if (build !== live.dataset.build && (document.hidden || isAtEnd())) location.reload();
}

const isLatest = ({ detail }: SocketEvent): boolean =>
  typeof detail.message?.data === "string" && detail.message.data.startsWith('{"target":"#log"');
