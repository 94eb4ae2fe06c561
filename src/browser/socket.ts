/** The connection to the server: what the page has heard, whether the connection lives, and what to say when it does not. */
import htmx from "htmx.org";

import { isLatestPage, isRows, showSignals } from "./frame.ts";
import { showTyping } from "./on-demand.ts";
import { byId, log, onVisibilityChange, revOf } from "./page.ts";
import { showStatus, showStatusBriefly } from "./status.ts";
import { throttleRows } from "./throttle.ts";

type Connection = { url: string; socket: WebSocket | null };
type SocketEvent = CustomEvent<{
  connection: Connection;
  reason?: string;
  code?: number;
  message?: { data: unknown };
  cancelled?: boolean;
  waitUntil?: (ready: Promise<unknown>) => void;
}>;

const live = byId("live");

/** A connection that brings nothing for this long is dead; the server sends heartbeats. In ms. */
const SILENCE_TIMEOUT = Number(live.dataset.silence) * 1000;
const OPEN_TIMEOUT = 6_000;
/** The longest pause until a lost connection is tried again, in ms. Each is up to chance, so that not all come at once. */
const MAX_PAUSE = 4_500;

let connection: Connection | undefined;
let cursor = log().dataset.cursor ?? "";
let deadline = Date.now() + SILENCE_TIMEOUT;
let failures = 0;
let retry: ReturnType<typeof setTimeout> | undefined;
/** The page is being left, so that a closed connection is no news. */
let isUnloading = false;
/** The reader asked for the latest page; otherwise it comes because too much was missed. */
let isLatestRequested = false;

/** Moves the cursor past rows that the socket brought. Nothing else may move it. */
export function advanceCursor(rows: HTMLElement[]): void {
  const [epoch, rev] = cursor.split(".");
  const newest = Math.max(Number(rev), ...rows.map(revOf));
  if (rev) cursor = `${epoch}.${newest}`;
}

/** Opens a new connection in place of the present one, which may be half dead without ever saying so. */
export function reconnect(): void {
  deadline = Date.now() + OPEN_TIMEOUT;
  clearTimeout(retry);
  htmx.process(live, true);
  showOutage(true);
}

/**
 * Reconnects when the server answers. It is asked by a request: after connections that failed, Firefox holds back the next
 * for up to a minute.
 */
function reconnectSoon(): void {
  clearTimeout(retry);
  const pause = Math.random() * Math.min(MAX_PAUSE, 1_000 * 2 ** failures++);
  retry = setTimeout(() => {
    const signal = AbortSignal.timeout?.(OPEN_TIMEOUT);
    fetch("/healthz", { signal }).then(({ status }) => {
      if (status === 502) reconnectSoon();
      else if (!isOpen()) reconnect();
    }, reconnectSoon);
  }, pause);
}

/** Asks for the latest page in place of the list. */
export function requestLatestPage(): void {
  isLatestRequested = true;
  cursor = "latest";
  reconnect();
}

/** Says that the server will close the connection because the reader logs out. */
export const expectClose = (expected: boolean) => void (isUnloading = expected);

const state = () => connection?.socket?.readyState;
const isOpen = () => state() === WebSocket.OPEN;

/** Sends a small message that is only worth something now: without a connection it is dropped, and this is false. */
export const sendClientMessage = (message: string): boolean => isOpen() && !connection?.socket?.send(message);

type ConnectionHandlers = {
  opened: () => void;
  /** Whether the list may be replaced now. If not, the page that came unasked is dropped, and the reader is offered it. */
  mayReplace: () => boolean;
  /** The list was replaced by the latest page. */
  latest: () => void;
};

export function watchConnection({ opened, mayReplace, latest }: ConnectionHandlers): void {
  on("before:connection", ({ detail }) => {
    connection = detail.connection;
    const url = new URL(connection.url);
    url.searchParams.set("after", cursor);
    connection.url = url.href;
  });

  on("after:connection", () => {
    postponeDeadline();
    failures = 0;
    showOutage(false);
    showStatus("");
    opened();
  });

  on("before:message:incoming", (event) => {
    postponeDeadline();
    const { detail } = event;
    const isOld = detail.connection !== connection; // the new connection brings the same again
    const frame = String(detail.message?.data);
    showSignals(frame, isOld);
    const isUnwanted = !isOld && isLatestPage(frame) && !isLatestRequested && !mayReplace();
    if (isUnwanted) cursor = "latest"; // until the reader asks for it, every new connection would bring it
    if (isOld || isUnwanted) return event.preventDefault();
    const pause = isRows(frame) && throttleRows();
    const cancelOld = () => (detail.cancelled = detail.connection !== connection);
    if (pause) detail.waitUntil?.(pause.then(cancelOld));
  });

  on("after:message:incoming", ({ detail }) => {
    if (!isLatestPage(String(detail.message?.data))) return;
    cursor = log().dataset.cursor ?? "";
    const isUnasked = !isLatestRequested;
    isLatestRequested = false;
    latest();
    if (isUnasked) showStatusBriefly("You missed a lot. These are the latest messages; scroll up for the rest.");
  });

  on("close", ({ detail: { reason, code = 0 } }) => {
    showTyping([]);
    if (reason === "removed" || isUnloading) return;
    if (code > 4400)
      return void import("./close-codes.ts").then(({ explainClose }) => explainClose(code), reconnectSoon);
    showOutage(true);
    reconnectSoon();
  });

  setInterval(() => Date.now() > deadline && state() !== WebSocket.CLOSED && reconnect(), 1_000);
  addEventListener("online", reconnect);
  addEventListener("offline", () => showOutage(true));
  byId("try-now").addEventListener("click", reconnect);
  addEventListener("beforeunload", () => expectClose(true));
  addEventListener("pageshow", ({ persisted }) => persisted && reconnect());
  onVisibilityChange(() => {
    const stale = Date.now() > deadline - SILENCE_TIMEOUT / 2;
    if (!document.hidden && (stale || !isOpen())) reconnect();
  });
}

const postponeDeadline = () => void (deadline = Date.now() + SILENCE_TIMEOUT);
const on = (name: string, listener: (event: SocketEvent) => void) =>
  live.addEventListener(`htmx:ws:${name}`, listener as EventListener);

/** The style sheet says so, on pending messages and in a pill, unless it is soon over. */
const showOutage = (isLost: boolean) => void live.toggleAttribute("data-lost", isLost);
