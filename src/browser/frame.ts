/** A frame of the socket: rows, the latest page in place of the list, or signals, which are shown here. */
import type { SignalFrame } from "../live/signal-frame.ts";
import { type MessageNotice, notify } from "./notify.ts";
import { showTyping, withActivity, withRoomsList } from "./on-demand.ts";
import { byId } from "./page.ts";
import { learnOwnReactions, type OwnReactions } from "./reactions.ts";
import { isAtEnd } from "./scroll.ts";

/** Id and name of somebody who is typing. */
export type Writer = [id: number, name: string];

/** What the rows of somebody show from now on: another name, colour or picture. */
export type ChangedUser = [id: number, name: string, initial: string, hue: number, picture?: string];

type Signals = SignalFrame & {
  heartbeat?: string;
  typing?: Writer[];
  users?: ChangedUser[];
  own?: OwnReactions;
  notify?: MessageNotice;
};

/** Shows what a frame says besides the rows it brings. @param isOld it came over a connection that was replaced */
export function showSignals(frame: string, isOld: boolean): void {
  if (!frame.startsWith("{")) return;
  const signals: Signals = JSON.parse(frame);
  const { heartbeat, typing, users, own, notify: notice } = signals;
  const { fresh, unread, rooms, sidebar, here, gone } = signals;
  if (heartbeat) followBuild(heartbeat);
  if (typing && !isOld) showTyping(typing);
  if (users) withActivity(({ showChangedUsers }) => showChangedUsers(users));
  if (own) learnOwnReactions(own);
  if (fresh || unread || rooms || sidebar || here || gone) withRoomsList(({ showRooms }) => showRooms(signals));
  if (notice) notify(notice);
}

/** The server has a newer script or style: the page reloads, since what is written is kept. */
function followBuild(build: string): void {
  if (build !== byId("live").dataset.build && (document.hidden || isAtEnd())) location.reload();
}

export const isRows = (frame: string): boolean => frame.startsWith("<");

export const isLatestPage = (frame: string): boolean => frame.startsWith('{"target":"#log"');
