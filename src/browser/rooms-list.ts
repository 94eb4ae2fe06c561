/** What is new, beyond the log: the lists of the sidebar follow the server's signals, title and badge sum them up. Loaded when the page stands. */
import htmx from "htmx.org";

import type { Fresh, Here, ListedRoom, SignalFrame, Unread } from "../live/signal-frame.ts";
import { createElement } from "./create-element.ts";
import { guard, report } from "./guard.ts";
import { byId, isMine, me, onVisibilityChange, room } from "./page.ts";
import { parseHtml } from "./parse-html.ts";
import { repeatRead, tellRead } from "./read-position.ts";
import { onRequestError } from "./request.ts";
import { sendClientMessage } from "./socket.ts";
import { hold, isReading, setRead } from "./unread.ts";

export { markUnread } from "./read-position.ts";

/** Most that is counted; more is "99+". */
const MOST = 100;

/** Waits for asking anew what the signals may have left open, and for fetching the lists: up to so many ms, by chance. */
const ASK_DELAY = 2_000;
const FETCH_DELAY = 300;

const sidebar = byId("sidebar");
const roomName = () => byId("room-name").textContent ?? "";
/** What stands after the name of the room in the title. */
const place = document.title.replace(roomName(), "");

/** Up to which message each unread room is read, where the server said so. */
const positions = new Map<number, number>();

const listed = (id: number) => sidebar.querySelector<HTMLElement>(`li[data-room="${id}"]`);
const own = () => sidebar.querySelector("li > [aria-current]")?.closest("li") ?? null;

/** What the lists show of this room; they are replaced by lists in which it is read. */
let ownState = { unread: false, forMe: 0 };

function show(item: HTMLElement | null, unread: boolean, forMe: number): void {
  if (!item) return;
  if (item === own()) ownState = { unread, forMe };
  item.classList.toggle("unread", unread);
  item.querySelector(".count")?.remove();
  if (forMe > 0) {
    const text = forMe < MOST ? String(forMe) : "99+";
    item.querySelector("a")?.append(createElement("span", { class: "count" }, text));
  }
}

const countOf = (count: Element) => (count.textContent === "99+" ? MOST : Number(count.textContent));

/** Title and badge: how much is for the reader in all rooms together, or that there is something. */
function sumUp(): void {
  const forMe = [...sidebar.querySelectorAll(".count")].reduce((sum, count) => sum + countOf(count), 0);
  const isUnread = sidebar.querySelector("li.unread:not(.muted)") !== null;
  const sum = forMe > 0 ? `(${forMe < MOST ? forMe : "99+"}) ` : isUnread ? "• " : "";
  const title = sum + roomName() + place;
  if (title === document.title) return;
  document.title = title;
  const badge = forMe > 0 || isUnread ? navigator.setAppBadge?.(forMe || undefined) : navigator.clearAppBadge?.();
  badge?.catch(() => {}); // only an installed page has one
}

/** Applies what a frame says about rooms. */
export function showRooms({ fresh, unread, rooms, sidebar: isOld, within, here, gone }: SignalFrame): void {
  if (gone) import("./gone.ts").then(({ removeUpTo }) => removeUpTo(gone)).catch(report);
  rooms?.forEach(showListed);
  if (unread) showUnread(unread);
  fresh?.forEach(showFresh);
  here?.forEach(showHere);
  if (isOld) fetchLists(within);
  sumUp();
}

function showUnread(all: Unread[]): void {
  const states = new Map(all.map(([id, ...state]) => [id, state]));
  positions.clear();
  for (const [id, , read] of all) positions.set(id, read);
  for (const item of sidebar.querySelectorAll<HTMLElement>("li[data-room]")) {
    const state = states.get(Number(item.dataset.room));
    if (item === own()) {
      if (isReading()) continue; // the server will hear so
      setRead(state?.[1]);
    }
    show(item, state !== undefined, state?.[0] ?? 0);
  }
}

function showFresh([id, newest, author]: Fresh): void {
  const item = listed(id);
  if (!item) return;
  const forMe = countOf(item.querySelector(".count") ?? createElement("span"));
  if (String(author) === me) show(item, false, 0);
  else if (author !== undefined)
    item !== own() && show(item, true, forMe); // of this room the rows came
  else if (!item.classList.contains("unread")) return;
  else if (newest <= (positions.get(id) ?? -1)) show(item, false, 0);
  else if (!positions.has(id)) askSoon();
}

/** An open room is new, is called otherwise, or is gone from the list. The marks of its item are the reader's, and stay. */
function showListed([id, html, topic = ""]: ListedRoom): void {
  const item = listed(id);
  if (html === undefined) return item === own() ? undefined : item?.remove();
  const next = parseHtml(html).querySelector("li");
  if (!next) return;
  if (!item) return isHidden(id) ? undefined : addListed(next);
  for (const mark of ["unread", "muted"]) next.classList.toggle(mark, item.classList.contains(mark));
  item.className = next.className;
  const [link, nextLink] = [item.querySelector("a"), next.querySelector("a")];
  link?.querySelector(".name")?.replaceWith(nextLink?.querySelector(".name") ?? "");
  if (nextLink?.title) link?.setAttribute("title", nextLink.title);
  else link?.removeAttribute("title");
  if (item === own()) showHeading(nextLink?.textContent ?? "", topic);
}

const roomsList = () => byId("rooms-list");
const isHidden = (id: number) => (roomsList().dataset.hidden ?? "").split(" ").includes(String(id));

/** Rooms stand in the order in which they were made, as their ids are. */
function addListed(item: HTMLElement): void {
  const id = Number(item.dataset.room);
  const after = [...roomsList().children].find((other) => Number((other as HTMLElement).dataset.room) > id);
  roomsList().insertBefore(item, after ?? null);
}

/** What this room is called now, and is for. */
function showHeading(name: string, topic: string): void {
  for (const [element, text] of [
    [byId("room-name"), name],
    [byId("topic"), topic],
  ] as const) {
    element.textContent = element.title = text;
  }
}

function showHere([person, isHere]: Here): void {
  for (const item of sidebar.querySelectorAll(`li[data-person="${person}"]`)) item.classList.toggle("here", isHere);
}

/** Rows of this room that are new. */
export function noteRows(rows: HTMLElement[]): void {
  if (rows.some(isMine)) {
    hold(false);
    show(own(), false, 0);
  } else if (rows.length > 0 && !isReading()) show(own(), true, ownState.forMe);
  sumUp();
}

/** This room was read up to a message. */
export function noteRead(id: number): void {
  tellRead(id);
  show(own(), false, 0);
  sumUp();
}

let askTimer: ReturnType<typeof setTimeout> | undefined;

/** Asks what is unread. */
function askSoon(): void {
  askTimer ??= setTimeout(() => {
    askTimer = undefined;
    sendClientMessage("unread");
  }, Math.random() * ASK_DELAY);
}

let fetchTimer: ReturnType<typeof setTimeout> | undefined;

/** Fetches the lists, and what else of the page rooms have. */
function fetchLists(within = FETCH_DELAY): void {
  fetchTimer ??= setTimeout(async () => {
    fetchTimer = undefined;
    if (!own()) return; // the reader is not in this room any more, and told so
    await htmx.ajax("GET", `/rooms/${room}/sidebar`, { source: sidebar, target: sidebar, swap: "none" });
    show(own(), ownState.unread, ownState.forMe);
    sumUp();
  }, Math.random() * within);
}

/** The reader asked for nothing: that it failed is not to stand in place of what they are told. It is fetched again. */
onRequestError(sidebar, (_, event) => event.target === sidebar && event.stopPropagation());

/** The connection was lost: signals may have been, too. The lists are fetched when somebody looks at them. */
let isLost = false;
let isStale = false;

function fetchWhenShown(): void {
  if (!isStale || document.hidden) return;
  isStale = false;
  fetchLists();
}

const live = byId("live");
live.addEventListener("htmx:ws:close", () => void (isLost = true));
live.addEventListener("htmx:ws:after:connection", () => {
  if (!isLost) return;
  isLost = false;
  isStale = true;
  repeatRead();
  askSoon();
  fetchWhenShown();
});
onVisibilityChange(fetchWhenShown);
guard(sumUp)();
