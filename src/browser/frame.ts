/** What a frame of the socket is: rows, the latest page in place of the list, or signals. */
import type { SignalFrame } from "../live/signal-frame.ts";
import type { Notice } from "./notify.ts";
import type { OwnReactions } from "./reactions.ts";

/** Id and name of somebody who is typing. */
export type Writer = [id: number, name: string];

/** What the rows of somebody show from now on. */
export type ChangedUser = [id: number, name: string, initial: string, hue: number, picture?: string];

type Signals = SignalFrame & {
  heartbeat?: string;
  typing?: Writer[];
  users?: ChangedUser[];
  own?: OwnReactions;
  notify?: Notice;
};

/** What a frame says besides the rows it brings. */
export const readSignals = (frame: string): Signals => (frame.startsWith("{") ? JSON.parse(frame) : {});

/** Whether something is new in rooms, or they have changed. */
export const saysOfRooms = ({ fresh, unread, rooms, sidebar, here, gone }: Signals): boolean =>
  [fresh, unread, rooms, sidebar, here, gone].some(Boolean);

export const isRows = (frame: string): boolean => frame.startsWith("<");

export const isLatestPage = (frame: string): boolean => frame.startsWith('{"target":"#log"');
