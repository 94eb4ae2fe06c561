/** How cost grows: with sockets, with the length of messages, with the history of the room. */
import { burst, type Crowd, gatherParlor, openParlorCrowd } from "../load/crowd.ts";
import { getRequest } from "../load/http.ts";
import { MESSAGES } from "../load/posting.ts";
import { press } from "../load/pressure.ts";
import type { Receivers } from "../load/receivers.ts";
import { median } from "../measure/statistics.ts";
import { type Outcome, show, type Table } from "../report/figure.ts";
import { plot, type Point } from "../report/plot.ts";
import { startParlor } from "../servers/parlor.ts";
import type { Options } from "./options.ts";

const RATE = 20;

export async function growth(receivers: Receivers, { full }: Options): Promise<Outcome> {
  const times = full ? 3 : 1;
  const sockets = await bySockets(receivers, full ? [10, 100, 1_000, 10_000] : [10, 100, 1_000], times);
  const lengths = await byLength(receivers, [20, 80, 300, 1_000, 4_000], times);
  const sizes = full ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000, 100_000];
  const histories = await byHistory(receivers, sizes, times);
  const plots = {
    sockets: plot("Cost of a row", "sockets", "CPU µs", sockets.costs),
    history: plot("Cost of a row to 100 sockets", "messages in the room", "CPU µs", histories.rows),
    pages: plot("Cost of a page of history", "messages in the room", "CPU µs", histories.pages),
    length: plot("Cost of a row to 100 sockets", "characters", "CPU µs", lengths),
  };

  return {
    title: "How cost grows",
    figures: [],
    tables: [
      tableOf("sockets", [[`CPU µs/row, ${RATE} messages/s`, sockets.costs]]),
      tableOf("messages in the room", [
        [`CPU µs/row, 100 sockets, ${RATE} messages/s`, histories.rows],
        ["CPU µs/page in the middle", histories.pages],
      ]),
      tableOf("characters", [[`CPU µs/row, 100 sockets, ${RATE} messages/s`, lengths]]),
    ],
    notes: [
      Object.keys(plots)
        .map((name) => `![Cost by ${name}](plots/${name}.svg)`)
        .join(" "),
      peopleCarried(sockets),
    ],
    plots,
  };
}

/** Costs of a row in µs by sockets, and the memory of the server with the most of them, in bytes. */
type BySockets = { costs: Point[]; idle: number; perSocket: number };

async function bySockets(receivers: Receivers, sizes: number[], times: number): Promise<BySockets> {
  const result: BySockets = { costs: [], idle: NaN, perSocket: NaN };
  for (const size of sizes) {
    const crowd = await openParlorCrowd(receivers, size, { warm: size <= 1_000 });
    result.costs.push({ x: size, y: await costOfRow(crowd, times) });
    result.idle = crowd.memory.empty;
    result.perSocket = (crowd.memory.open - crowd.memory.empty) / size;
    await crowd.close();
  }
  return result;
}

async function costOfRow(crowd: Crowd, times: number, length?: number): Promise<number> {
  const costs: number[] = [];
  for (let time = 0; time < times; time++) {
    const { cpuPerRow, wrong } = await burst(crowd, RATE * 2, RATE, length);
    if (wrong > 0) throw new Error(`${wrong} sockets missed a row, or posts were refused`);
    costs.push(cpuPerRow);
  }
  return median(costs);
}

async function byLength(receivers: Receivers, lengths: number[], times: number): Promise<Point[]> {
  const crowd = await openParlorCrowd(receivers, 100);
  const points: Point[] = [];
  for (const length of lengths) points.push({ x: length, y: await costOfRow(crowd, times, length) });
  await crowd.close();
  return points;
}

async function byHistory(receivers: Receivers, sizes: number[], times: number) {
  const rows: Point[] = [];
  const pages: Point[] = [];
  for (const size of sizes) {
    const parlor = await startParlor({ people: 100, messages: size });
    const request = () => getRequest(`${MESSAGES}?before=${size / 2}`, `HX-Request: true\r\n${parlor.cookies[0]}`);
    const options = { connections: 4, milliseconds: 10_000, answers: 1_500, request };
    await press(parlor, options); // warm
    const costs: number[] = [];
    for (let time = 0; time < times; time++) {
      const { cpuPerAnswer, wrong } = await press(parlor, options);
      if (wrong > 0) throw new Error(`${wrong} pages of history were refused`);
      costs.push(cpuPerAnswer);
    }
    pages.push({ x: size, y: median(costs) });
    const crowd = await gatherParlor(receivers, parlor, 100);
    rows.push({ x: size, y: await costOfRow(crowd, times) });
    await crowd.close();
  }
  return { rows, pages };
}

const tableOf = (x: string, columns: [string, Point[]][]): Table => ({
  columns: [x, ...columns.map(([name]) => name)],
  rows: (columns[0]?.[1] ?? []).map((point, index) => [
    point.x.toLocaleString("en"),
    ...columns.map(([, points]) => show(points[index]?.y ?? NaN)),
  ]),
});

/** A small server: its memory in bytes, of which so much is left to the system and to a password being checked. */
const SMALL = { memory: 512 * 2 ** 20, kept: 192 * 2 ** 20 };
/** What the kernel keeps for an idle connection, in bytes. */
const KERNEL = 4_096;
/** Messages that a person says in a minute, on average, while the page is open. */
const TALK = { "a quiet day, one message in ten minutes": 0.1, "a lively evening, one message a minute": 1 };

/**
 * How many people in one room one core and 512 MB carry, on paper. What a message costs is a part of its own and a part
 * for each reader, from the costs at 100 and at the most sockets; the number of people is where all their messages take
 * half a core.
 */
function peopleCarried({ costs, idle, perSocket }: BySockets): string {
  const [few, many] = [costs.find(({ x }) => x === 100), costs.at(-1)];
  const [fewCost, manyCost] = [(few?.x ?? NaN) * (few?.y ?? NaN), (many?.x ?? NaN) * (many?.y ?? NaN)];
  const perReader = (manyCost - fewCost) / ((many?.x ?? NaN) - (few?.x ?? NaN));
  const own = Math.max(0, fewCost - perReader * (few?.x ?? NaN));
  const byMemory = (SMALL.memory - SMALL.kept - idle) / (perSocket + KERNEL);
  const carried = Object.entries(TALK).map(([talk, perMinute]) => {
    // people × perMinute / 60 × (own + people × perReader) = half a second of CPU time in each
    const byCpu = (Math.sqrt(own ** 2 + (4 * perReader * 500_000 * 60) / perMinute) - own) / (2 * perReader);
    return `${show(round(Math.min(byCpu, byMemory)))} people on ${talk} (the limit is ${byCpu < byMemory ? "the CPU" : "memory"})`;
  });
  return `**On paper, a small server** (one core like these, 512 MB) carries, all in one room and all hearing everything: ${carried.join("; ")}. A message costs ${show(own)} µs of CPU time and ${show(perReader)} µs for each reader, by the table above; half of the core is for messages, the other half for opening pages, coming back, and busier minutes. Memory would carry ${show(round(byMemory))}: ${show(perSocket / 1024)} KB a socket and 4 KB for it in the kernel, beside ${show(idle / 2 ** 20)} MB for the server itself, and 192 MB left to the system, the file cache and a password being checked. Assumed: everybody has one page open, messages come evenly, and TLS ends elsewhere.`;
}

/** To two digits, as an estimate is worth no more. */
const round = (value: number): number => Number(value.toPrecision(2));
