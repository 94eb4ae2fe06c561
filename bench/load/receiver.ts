/** A process that holds many sockets open and counts what arrives on each. It does what its parent tells it. */
import type { Socket } from "bun";

import { clientFrame, type FrameReader, frameReader, handshake } from "./frames.ts";
import { ageOf, stampsIn } from "./text.ts";

/** Sockets to open: `headers` are taken in turns. Every `sampled`-th socket is read in full, for latencies. */
export type Open = {
  port: number;
  path: string;
  headers: string[];
  count: number;
  sampled: number;
  /** Speaks Socket.IO: the client has to greet, and to answer pings. */
  socketIo?: boolean;
};

export type Command = { id: number } & (
  | { kind: "open"; group: string; open: Open }
  | { kind: "expect"; group: string; messages: number }
  | { kind: "rows" | "report" | "close"; group: string }
);

/** What arrived since `expect`. */
export type Report = {
  rows: number;
  /** Sockets that did not get exactly one row of each message. */
  wrong: number;
  bytes: number;
  /** How many rows of the sockets that are read in full came after so many tenths of a ms. */
  ages: number[];
};

export type Answer = { id: number; result?: number | Report; problem?: string };

/** Handshakes under way at once: fewer than a server's backlog. */
const AT_ONCE = 128;
/** Ages that are told apart, in tenths of a ms: 30 s. */
const AGES = 300_000;

type Connection = { socket: Socket<undefined> | undefined; rows: number; seen: Uint8Array | undefined };
type Group = { connections: Connection[]; rows: number; bytes: number; messages: number; ages: Uint32Array };

const groups = new Map<string, Group>();

process.on("message", (command: Command) => {
  obey(command).then(
    (result) => process.send?.({ id: command.id, result } satisfies Answer),
    (error: unknown) => process.send?.({ id: command.id, problem: String(error) } satisfies Answer),
  );
});
process.on("disconnect", () => process.exit(0));

async function obey(command: Command): Promise<number | Report> {
  const group = groups.get(command.group) ?? newGroup();
  groups.set(command.group, group);
  switch (command.kind) {
    case "open":
      await openAll(group, command.open);
      return group.connections.length;
    case "expect":
      expectRows(group, command.messages);
      return 0;
    case "rows":
      return group.rows;
    case "report":
      return report(group);
    case "close":
      groups.delete(command.group);
      for (const connection of group.connections) connection.socket?.terminate();
      return 0;
  }
}

function newGroup(): Group {
  return { connections: [], rows: 0, bytes: 0, messages: 0, ages: new Uint32Array(AGES) };
}

function expectRows(group: Group, messages: number) {
  group.rows = group.bytes = 0;
  group.messages = messages;
  group.ages.fill(0);
  for (const connection of group.connections) {
    connection.rows = 0;
    connection.seen?.fill(0);
    if (connection.seen) connection.seen = new Uint8Array(messages);
  }
}

function report(group: Group): Report {
  const { rows, bytes, ages, messages } = group;
  const wrong = group.connections.filter(
    (connection) => connection.rows !== messages || connection.seen?.some((count) => count !== 1),
  ).length;
  const oldest = ages.findLastIndex((count) => count > 0);
  return { rows, wrong, bytes, ages: [...ages.subarray(0, oldest + 1)] };
}

async function openAll(group: Group, open: Open) {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < open.count; index = next++) await openOne(group, open, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Resolves when the server has agreed to the upgrade. */
async function openOne(group: Group, open: Open, index: number) {
  const connection: Connection = {
    socket: undefined,
    rows: 0,
    seen: index % open.sampled === 0 ? new Uint8Array(group.messages) : undefined,
  };
  group.connections.push(connection);
  const ready = Promise.withResolvers<void>();
  const frames = connection.seen || open.socketIo ? readInFull(group, connection, open) : frameReader();
  let upgraded = false;
  await Bun.connect({
    hostname: "127.0.0.1",
    port: open.port,
    socket: {
      open(socket) {
        connection.socket = socket;
        socket.write(handshake(open.path, open.headers[index % open.headers.length]));
      },
      data(_, chunk) {
        if (!upgraded) {
          const end = chunk.indexOf("\r\n\r\n");
          if (!chunk.subarray(0, 12).equals(SWITCHED) || end < 0) {
            return ready.reject(new Error(`no upgrade: ${chunk.toString().slice(0, 200)}`));
          }
          upgraded = true;
          ready.resolve();
          chunk = chunk.subarray(end + 4);
        }
        take(group, connection, frames, chunk);
      },
      close() {
        ready.reject(new Error("closed before the upgrade"));
      },
      error: (_, error) => ready.reject(error),
    },
  });
  await ready.promise;
}

const SWITCHED = Buffer.from("HTTP/1.1 101");

function take(group: Group, connection: Connection, frames: FrameReader, chunk: Buffer) {
  const rows = frames.count(chunk);
  connection.rows += rows;
  group.rows += rows;
  group.bytes += chunk.length;
}

/** Reads the frames of one socket as texts: when each message was sent, and that none is missing or doubled. */
function readInFull(group: Group, connection: Connection, open: Open): FrameReader {
  let frame = "";
  return frameReader((piece, ends) => {
    frame += piece.toString("latin1");
    if (!ends) return;
    for (const { number, at } of connection.seen ? stampsIn(frame) : []) {
      if (connection.seen && number < connection.seen.length)
        connection.seen[number] = (connection.seen[number] ?? 0) + 1;
      const age = Math.min(AGES - 1, Math.max(0, Math.floor(ageOf(at) * 10)));
      group.ages[age] = (group.ages[age] ?? 0) + 1;
    }
    if (open.socketIo && frame.startsWith("0{")) connection.socket?.write(clientFrame("40"));
    if (open.socketIo && frame === "2") connection.socket?.write(clientFrame("3"));
    frame = "";
  });
}
