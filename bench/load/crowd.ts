/** A server with a crowd of readers and somebody who speaks. */
import { percentileOfCounts, sum } from "../measure/statistics.ts";
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
  /** Sockets that did not get each row exactly once, plus posts that were refused. */
  wrong: number;
  rowsPerSecond: number;
  /** From saying to arriving, in ms. */
  p50: number;
  p99: number;
  /** Bytes per row on the wire, frames included. */
  bytesPerRow: number;
  /** Share of the messages that could be said in their time. */
  offered: number;
  /** Share of a core that the server, the busiest receiver and the speaker used. */
  serverBusy: number;
  receiverBusy: number;
  speakerBusy: number;
};

/** Messages that a server hears before it is measured, and how many a second: after some minutes of use its code is compiled. */
const WARM = { messages: 20_000, perSecond: 4_000 };
/** Who is here is sent for a second, and memory settles. */
const SETTLE = 1_200;
/** One in so many sockets is read in full. */
const SAMPLED = 20;
/** Bytes before the payload of a frame of up to 64 KB. */
const FRAME_HEADER = 4;
const ARRIVAL_TIMEOUT = 20_000;

/** `warm`: it has said things to nobody before. Not where memory is measured, which garbage would spoil. */
type Gathering = { warm: boolean };
const AS_USED: Gathering = { warm: true };

export const openParlorCrowd = async (receivers: Receivers, sockets: number, gathering = AS_USED) =>
  gatherParlor(receivers, await startParlor({ people: sockets }), sockets, gathering);

export async function gatherParlor(receivers: Receivers, parlor: Parlor, sockets: number, gathering = AS_USED) {
  const open = openOf(parlor, sockets, { path: LIVE, headers: parlor.cookies });
  return gather(receivers, parlor, httpSpeaker(parlor), open, gathering);
}

async function openBareCrowd(receivers: Receivers, sockets: number, rowBytes: number, gathering = AS_USED) {
  const server = await startBun("bare", { ROW_BYTES: String(rowBytes) });
  return gather(receivers, server, await socketSpeaker(server.port, "/"), openOf(server, sockets, {}), gathering);
}

export type Pair = { parlor: Crowd; bare: Crowd; close: () => Promise<void> };

/** Parlor and bare publish/subscribe, each with a crowd of the same size. */
export async function openPair(receivers: Receivers, sockets: number, gathering = AS_USED): Promise<Pair> {
  const parlor = await openParlorCrowd(receivers, sockets, gathering);
  const bare = await openBareCrowd(receivers, sockets, parlor.rowBytes, gathering);
  return { parlor, bare, close: async () => void (await Promise.all([parlor.close(), bare.close()])) };
}

export const openWsCrowd = async (receivers: Receivers, sockets: number, rowBytes: number) => {
  const server = await startNode("ws", { ROW_BYTES: String(rowBytes) });
  return gather(receivers, server, await socketSpeaker(server.port, "/"), openOf(server, sockets, {}), AS_USED);
};

export const openSocketIoCrowd = async (receivers: Receivers, sockets: number, rowBytes: number) =>
  gatherSocketIo(receivers, await startNode("socket-io", { ROW_BYTES: String(rowBytes) }), sockets, AS_USED);

/** Python compiles nothing while it runs, and would not be done with so many messages in time. */
export const openFlaskCrowd = async (receivers: Receivers, sockets: number, rowBytes: number) =>
  gatherSocketIo(receivers, await startPython("flask-socketio", { ROW_BYTES: String(rowBytes) }), sockets, {
    warm: false,
  });

async function gatherSocketIo(receivers: Receivers, server: Running, sockets: number, gathering: Gathering) {
  const path = "/socket.io/?EIO=4&transport=websocket";
  const wrap = (text: string) => `42${JSON.stringify(["message", text])}`;
  const speaker = await socketSpeaker(server.port, path, { greeting: "40", wrap });
  return gather(receivers, server, speaker, openOf(server, sockets, { path, socketIo: true }), gathering);
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

async function gather(
  receivers: Receivers,
  server: Running,
  speaker: Speaker,
  open: Open,
  gathering: Gathering,
): Promise<Crowd> {
  if (gathering.warm) {
    await sayAtRate(speaker, WARM.messages, WARM.perSecond);
    await speaker.answered();
  }
  const empty = server.memory();
  await receivers.open(server.name, open);
  await Bun.sleep(SETTLE);
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
  await receivers.expect(server.name, count);
  const before = { cpu: server.cpu(), receivers: receivers.cpu(), speaker: process.cpuUsage(), at: clock() };
  const saidIn = await sayAtRate(speaker, count, perSecond, length);
  const report = await receivers.arrival(server.name, count * sockets, ARRIVAL_TIMEOUT);
  const refused = await speaker.answered();
  const took = clock() - before.at;
  const cpu = server.cpu() - before.cpu;
  const busy = receivers.cpu().map((after, index) => after - (before.receivers[index] ?? 0));
  const own = process.cpuUsage(before.speaker);
  return {
    cpuPerRow: cpu / report.rows,
    wrong: report.wrong + refused,
    rowsPerSecond: (report.rows / took) * 1_000,
    p50: percentileOfCounts(report.ages, 50) / 10,
    p99: percentileOfCounts(report.ages, 99) / 10,
    bytesPerRow: report.bytes / report.rows,
    offered: Math.min(1, (((count - 1) / perSecond) * 1_000) / saidIn),
    serverBusy: cpu / took / 1_000,
    receiverBusy: Math.max(...busy) / took / 1_000,
    speakerBusy: (own.user + own.system) / took / 1_000,
  };
}

export const wrongIn = (bursts: Burst[]): number => sum(bursts.map(({ wrong }) => wrong));
