/** A page without a browser: reads a room over a real socket and keeps what the page would show. */
import type { Person } from "./person.ts";
import { rowsIn, type ShownRow } from "./person.ts";
import { waitFor } from "./wait.ts";

export type Reader = {
  /** The rows by id, each at its newest rev, as the page would show them. */
  rows: () => ShownRow[];
  texts: () => string[];
  cursor: () => string;
  /** How often a row came that was there already at the same rev. */
  repeats: () => number;
  /** Frames that are no rows, as JSON. */
  notes: () => Record<string, unknown>[];
  /** Frames received on the present connection. */
  frames: () => number;
  /** The code the connection was closed with. */
  closed: () => number | undefined;
  /** Drops the connection without a word and opens another where this one ended. */
  reconnect: () => Promise<void>;
  /** Sends a frame, as the page's script does. */
  tell: (word: string | Uint8Array<ArrayBuffer>) => void;
  until: (condition: () => boolean, what: string) => Promise<void>;
  close: () => void;
};

export type ReaderOptions = { room?: string; cursor?: string; onFrame?: (reader: Reader) => void };

/** The cursor and the rows of a room page. */
export async function readPage(person: Person, room = "lobby") {
  const html = await (await person.ask(`/rooms/${room}`)).text();
  return { html, rows: rowsIn(html), cursor: /data-cursor="([^"]*)"/.exec(html)?.[1] ?? "" };
}

/** Loads the room page and opens its connection, or only the connection when a cursor is given; resolves when that is open. */
export async function openReader(url: string, person: Person, options: ReaderOptions = {}): Promise<Reader> {
  const { room = "lobby", onFrame } = options;
  const page = options.cursor === undefined ? await readPage(person, room) : { rows: [], cursor: options.cursor };
  const rows = new Map(page.rows.map((row) => [row.id, row]));
  const notes: Record<string, unknown>[] = [];
  let { cursor } = page;
  let socket: WebSocket;
  let code: number | undefined;
  let repeats = 0;
  let frames = 0;

  function take(frame: string) {
    frames++;
    if (!frame.startsWith("{")) return place(rowsIn(frame));
    const note = JSON.parse(frame) as Record<string, unknown>;
    notes.push(note);
    if (typeof note.gone === "number") for (const id of rows.keys()) if (id <= note.gone) rows.delete(id);
    if (note.target !== "#log") return;
    const list = String(note.content);
    rows.clear();
    for (const row of rowsIn(list)) rows.set(row.id, row);
    cursor = /data-cursor="([^"]*)"/.exec(list)?.[1] ?? "";
  }

  function place(fresh: ShownRow[]) {
    for (const row of fresh) {
      const present = rows.get(row.id);
      if (present?.rev === row.rev) repeats++;
      if (!present || row.rev > present.rev) rows.set(row.id, row);
      const [epoch, rev] = cursor.split(".");
      cursor = `${epoch}.${Math.max(Number(rev), row.rev)}`;
    }
  }

  async function connect() {
    const address = `${url.replace("http", "ws")}/rooms/${room}/live?after=${encodeURIComponent(cursor)}`;
    const connection = new WebSocket(address, { headers: { cookie: person.cookie, origin: url } });
    socket = connection;
    code = undefined;
    frames = 0;
    connection.onmessage = ({ data }) => {
      if (socket !== connection) return;
      take(String(data));
      onFrame?.(reader);
    };
    connection.onclose = (event) => {
      if (socket === connection) code = event.code;
    };
    await waitFor(() => connection.readyState !== WebSocket.CONNECTING, "the connection to open");
  }

  const reader: Reader = {
    rows: () => [...rows.values()].sort((a, b) => a.id - b.id),
    texts: () => reader.rows().map(({ text }) => text),
    cursor: () => cursor,
    repeats: () => repeats,
    notes: () => notes,
    frames: () => frames,
    closed: () => code,
    async reconnect() {
      socket.onmessage = null;
      socket.terminate();
      await connect();
    },
    tell: (word) => socket.send(word),
    until: waitFor,
    close: () => socket.terminate(),
  };
  await connect();
  return reader;
}
