/** Tells the server up to where this room is read: soon after it was, and when the page is left. */
import { onVisibilityChange, room } from "./page.ts";
import { request } from "./request.ts";
import { sendClientMessage } from "./socket.ts";
import { showStatusBriefly } from "./status.ts";
import { hold, setRead } from "./unread.ts";

/** How long what is read waits until the server hears of it, in ms; up to as much again, so that not all pages say so at once. */
const DELAY = 1_500;
/** What was sent for less than this may still be on its way when the page is left, in ms. */
const LEAVING = 1_000;

/** The message up to which this room was read, and whether the server has heard so. */
let read = 0;
let isSent = true;
let sentAt = 0;
/** When the page was last about to be left. */
let leftAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** This room was read up to a message. */
export function tellRead(id: number): void {
  read = id;
  isSent = false;
  timer ??= setTimeout(send, DELAY * (1 + Math.random()));
  if (Date.now() - leftAt < LEAVING) send();
}

/** The connection was lost, and with it maybe what was sent before. */
export function repeatRead(): void {
  if (read > 0) isSent = sendClientMessage(`read ${read}`);
}

function send(): void {
  stopWaiting();
  if (isSent) return;
  isSent = sendClientMessage(`read ${read}`);
  sentAt = Date.now();
}

function stopWaiting(): void {
  clearTimeout(timer);
  timer = undefined;
}

/** The page is being left: what was not sent yet, or only just, may not have left with its connection. */
function post(): void {
  if (isSent && Date.now() - sentAt > LEAVING) return;
  isSent = true;
  const body = new URLSearchParams({ id: String(read) });
  fetch(`/rooms/${room}/read`, { method: "POST", headers: { "HX-Request": "true" }, body, keepalive: true }).catch(
    () => {}, // nobody is there any more to hear of it
  );
}

/** Marks a message and what comes after it as unread, until the reader has left and come back. */
export async function markUnread(id: string): Promise<void> {
  hold(true);
  isSent = true;
  sentAt = 0;
  stopWaiting();
  try {
    await request(`/rooms/${room}/unread`, { id });
    setRead(Number(id) - 1);
  } catch (error) {
    hold(false);
    showStatusBriefly((error as Error).message);
  }
}

onVisibilityChange(() => document.hidden && send());
addEventListener("blur", send);
addEventListener("beforeunload", () => {
  leftAt = Date.now();
  send();
});
addEventListener("pagehide", post);
