/** A server with a crowd of readers and somebody who speaks. */
import { percentile, sum } from "../measure/statistics.ts";
import { type Parlor, startParlor } from "../servers/parlor.ts";
import { type Running, startBun, startNode, startPython } from "../servers/start.ts";
import { httpSpeaker, sayAtRate, socketSpeaker, type Speaker } from "./posting.ts";
import type { Open } from "./receiver.ts";
import type { Receivers } from "./receivers.ts";
import { clock } from "./text.ts";

export type Crowd = {
  server: Running;
  receivers: Receivers;
  sockets: number;
  /** Bytes of a row, without its share of the frame. */
  rowBytes: number;
  speaker: Speaker;
  /** Memory of the server in bytes, without sockets and with all of them, idle. */
  memory: { empty: number; open: number };
  close: () => Promise<void>;
};

export type Burst = {
  /** CPU time of the server per delivered row, posting included, in µs. */
  cpuPerRow: number;
  /** Rows that arrived, of those expected. */
  rows: number;
  expected: number;
  /** Sockets that did not get each row exactly once, plus posts that were refused. */
  wrong: number;
  rowsPerSecond: number;
  /** From saying to arriving, in ms. */
  p50: number;
  p99: number;
  /** Bytes per row on the wire, frames included. */
  bytesPerRow: number;
  /** Share of a core that the server and the busiest receiver used. */
  serverBusy: number;
  receiverBusy: number;
};

/** Messages that a server hears before it is measured, in a second: after a minute of use its code is compiled. */
const WARM = 1_000;
/** Who is here is news for a second. */
const NEWS = 1_200;
/** One in so many sockets is read in full. */
const SAMPLED = 20;
/** Bytes before the payload of a frame of up to 64 KB. */
const FRAME_HEADER = 4;
const ARRIVAL_TIMEOUT = 20_000;

export const openParlorCrowd = async (receivers: Receivers, sockets: number) =>
  gatherParlor(receivers, await startParlor({ people: Math.min(sockets, 1_000) }), sockets);

export async function gatherParlor(receivers: Receivers, parlor: Parlor, sockets: number): Promise<Crowd> {
  const speaker = await warm(httpSpeaker(parlor));
  return gather(receivers, parlor, speaker, openOf(parlor, sockets, { path: LIVE, headers: parlor.cookies }), NEWS);
}

export const openBareCrowd = async (receivers: Receivers, sockets: number, rowBytes: number) => {
  const server = await startBun("bare", { ROW_BYTES: String(rowBytes) });
  const speaker = await warm(await socketSpeaker(server.port, "/"));
  return gather(receivers, server, speaker, openOf(server, sockets, {}));
};

export const openWsCrowd = async (receivers: Receivers, sockets: number, rowBytes: number) => {
  const server = await startNode("ws", { ROW_BYTES: String(rowBytes) });
  return gather(receivers, server, await socketSpeaker(server.port, "/"), openOf(server, sockets, {}));
};

export const openSocketIoCrowd = async (receivers: Receivers, sockets: number, rowBytes: number) =>
  gatherSocketIo(receivers, await startNode("socket-io", { ROW_BYTES: String(rowBytes) }), sockets);

/** @throws when what it needs is not installed */
export const openFlaskCrowd = async (receivers: Receivers, sockets: number, rowBytes: number) =>
  gatherSocketIo(receivers, await startPython("flask-socketio", { ROW_BYTES: String(rowBytes) }), sockets);

async function gatherSocketIo(receivers: Receivers, server: Running, sockets: number): Promise<Crowd> {
  const path = "/socket.io/?EIO=4&transport=websocket";
  const wrap = (text: string) => `42${JSON.stringify(["message", text])}`;
  const speaker = await socketSpeaker(server.port, path, "40", wrap);
  return gather(receivers, server, speaker, openOf(server, sockets, { path, socketIo: true }));
}

export const LIVE = "/rooms/lobby/live";

export const openOf = (server: Running | Parlor, count: number, open: Partial<Open>): Open => ({
  port: server.port,
  path: "/",
  headers: [""],
  count,
  sampled: SAMPLED,
  ...open,
});

/** Has it said something to nobody. */
async function warm(speaker: Speaker): Promise<Speaker> {
  await sayAtRate(speaker, WARM, WARM);
  await speaker.answered();
  return speaker;
}

/** @param settle how long the server is left alone before its memory is read, in ms */
async function gather(receivers: Receivers, server: Running, speaker: Speaker, open: Open, settle = 0): Promise<Crowd> {
  const empty = server.memory();
  await receivers.open(server.name, open);
  await Bun.sleep(settle);
  const crowd = {
    server,
    rowBytes: 0,
    receivers,
    sockets: open.count,
    speaker,
    memory: { empty, open: server.memory() },
    async close() {
      speaker.close();
      await receivers.close(server.name);
      await server.stop();
    },
  };
  const cold = await burst(crowd, 10, 20); // the first messages find everything cold
  crowd.rowBytes = Math.round(cold.bytesPerRow - FRAME_HEADER);
  return crowd;
}

/** Says `count` messages at an even rate to everybody, waits for every row, and says what it took. */
export async function burst(crowd: Crowd, count: number, perSecond: number, length?: number): Promise<Burst> {
  const { server, receivers, sockets, speaker } = crowd;
  const expected = count * sockets;
  await receivers.expect(server.name, count);
  const before = { cpu: server.cpu(), receivers: receivers.cpu(), at: clock() };
  await sayAtRate(speaker, count, perSecond, length);
  const report = await receivers.arrival(server.name, expected, ARRIVAL_TIMEOUT);
  const refused = await speaker.answered();
  const took = clock() - before.at;
  const cpu = server.cpu() - before.cpu;
  const busy = receivers.cpu().map((after, index) => after - (before.receivers[index] ?? 0));
  return {
    cpuPerRow: cpu / report.rows,
    rows: report.rows,
    expected,
    wrong: report.wrong + refused,
    rowsPerSecond: (report.rows / took) * 1_000,
    p50: percentile(report.latencies, 50),
    p99: percentile(report.latencies, 99),
    bytesPerRow: report.bytes / report.rows,
    serverBusy: cpu / took / 1_000,
    receiverBusy: Math.max(...busy) / took / 1_000,
  };
}

export const wrongIn = (bursts: Burst[]): number => sum(bursts.map(({ wrong }) => wrong));
