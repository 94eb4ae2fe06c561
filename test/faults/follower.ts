/**
 * Somebody who reads: an open page as a model. It keeps one contiguous range of ids from `from` on, moves its cursor
 * with frames of the socket only, and replaces its connection by itself when it breaks or falls silent, unless it was sent away.
 */
import { type Person, rowsIn, type ShownRow } from "../support/person.ts";
import type { Random } from "./random.ts";

export type Follower = {
  /** What the page shows, in order of ids. */
  rows: () => ShownRow[];
  /** Where its range begins; 0 is the beginning of the room. */
  from: () => number;
  cursor: () => string;
  /** Every row that was ever shown, as `id key`: nothing is shown that is not stored. */
  seen: ReadonlySet<string>;
  figures: () => { connections: number; frames: number; jumps: number; silences: number };
  isOpen: () => boolean;
  /** Drops the connection without a word and opens another at once. */
  vanish: () => void;
  /** Sends a client message; without an open connection it is dropped, and this is false. */
  tell: (message: string) => boolean;
  /** Does nothing at all for a while, as the page of a sleeping computer; its clock may sleep too. */
  sleep: (asleep: boolean) => void;
  close: () => void;
};

export type FollowerOptions = {
  /** How long a connection may take to open, in ms. */
  opening?: number;
  /** The page to go on from; else it is loaded first. */
  page?: LogState;
  /** The slug of its room. */
  room?: string;
  /** A connection is open. */
  opened?: () => void;
  /** A frame came, on a connection that began to open at a time. */
  heard?: (frame: string, began: number) => void;
  /** The server has closed a connection for good, with a code. */
  sentAway?: (code: number, began: number) => void;
};

export type LogState = { rows: ShownRow[]; cursor: string; from: number; silence: number };

/** The page of the lobby. */
export const loadPage = async (person: Person): Promise<LogState> =>
  readPage(await (await person.ask("/rooms/lobby")).text());

/** The page of a room as its script reads it. */
export function readPage(html: string): LogState {
  const attribute = (name: string) => new RegExp(`data-${name}="([^"]*)"`).exec(html)?.[1] ?? "";
  const silence = Number(attribute("silence"));
  if (!(silence > 0)) throw new Error(`this is no room page: ${html.slice(0, 200)}`);
  return { rows: rowsIn(html), cursor: attribute("cursor"), from: Number(attribute("from")), silence };
}

/** @param base where this person finds the server */
export async function startFollower(
  base: string,
  person: Person,
  random: Random,
  options: FollowerOptions = {},
): Promise<Follower> {
  const { opening = 3_000, page = await loadPage(person), room = "lobby", opened, heard, sentAway } = options;
  const url = new URL(`/rooms/${room}/live`, base);
  const silence = page.silence * 1000;
  const rows = new Map<number, ShownRow>();
  const seen = new Set<string>();
  const figures = { connections: 0, frames: 0, jumps: 0, silences: 0 };
  let { cursor, from } = page;
  let socket: WebSocket | undefined;
  let deadline = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let asleep = false;
  let over = false;
  show(page.rows);

  function connect() {
    clearTimeout(retry);
    drop();
    figures.connections++;
    url.searchParams.set("after", cursor);
    const connection = new WebSocket(url.href.replace("http", "ws"), {
      headers: { cookie: person.cookie, origin: url.origin },
    });
    const began = performance.now();
    socket = connection;
    deadline = began + opening;
    connection.onopen = () => {
      postpone();
      opened?.();
    };
    connection.onmessage = ({ data }) => {
      postpone();
      heard?.(String(data), began);
      take(String(data));
    };
    const ended = (code = 0) => {
      if (socket !== connection || over) return;
      drop();
      if (code > 4_400) return sentAway?.(code, began);
      retry = setTimeout(connect, random.between(20, 300)); // hx-ws waits a second and more
    };
    connection.onclose = ({ code }) => ended(code);
    connection.onerror = () => ended();
  }

  /** What an old connection still brings, the new one brings again. */
  function drop() {
    if (!socket) return;
    const old = socket;
    socket = undefined;
    old.onopen = old.onmessage = old.onclose = old.onerror = null;
    old.terminate();
    deadline = Infinity;
  }

  const postpone = () => void (deadline = performance.now() + silence);

  function take(frame: string) {
    figures.frames++;
    if (!frame.startsWith("{")) return place(rowsIn(frame));
    const note = JSON.parse(frame) as { target?: string; content?: string };
    if (note.target !== "#log") return;
    figures.jumps++;
    const list = note.content ?? "";
    rows.clear();
    cursor = /data-cursor="([^"]*)"/.exec(list)?.[1] ?? "";
    from = Number(/data-from="(\d+)"/.exec(list)?.[1]);
    show(rowsIn(list));
  }

  function place(fresh: ShownRow[]) {
    show(fresh.filter(({ id }) => id >= from));
    const [epoch, rev] = cursor.split(".");
    cursor = `${epoch}.${Math.max(Number(rev), ...fresh.map((row) => row.rev))}`;
  }

  function show(fresh: ShownRow[]) {
    for (const row of fresh) {
      seen.add(`${row.id} ${row.key}`);
      if (row.rev > (rows.get(row.id)?.rev ?? 0)) rows.set(row.id, row);
    }
  }

  const watch = setInterval(() => {
    if (asleep || over || performance.now() < deadline) return;
    figures.silences++;
    connect();
  }, 100);
  connect();

  return {
    rows: () => [...rows.values()].sort((a, b) => a.id - b.id),
    from: () => from,
    cursor: () => cursor,
    seen,
    figures: () => figures,
    isOpen: () => socket?.readyState === WebSocket.OPEN,
    vanish: connect,
    tell(message) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(message);
      return true;
    },
    sleep(falls) {
      asleep = falls;
      if (!falls && socket) postpone();
    },
    close() {
      over = true;
      clearInterval(watch);
      clearTimeout(retry);
      drop();
    },
  };
}
