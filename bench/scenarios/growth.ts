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
    const crowd = await openParlorCrowd(receivers, size);
    result.costs.push({ x: size, y: await costOfRow(crowd, times) });
    result.idle = crowd.memory.empty;
    result.perSocket = (crowd.memory.open - crowd.memory.empty) / size;
    await crowd.close();
  }
  return result;
}

async function costOfRow(crowd: Crowd, times: number, length?: number): Promise<number> {
  const costs: number[] = [];
  for (let time = 0; time < times; time++) costs.push((await burst(crowd, RATE * 2, RATE, length)).cpuPerRow);
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
    for (let time = 0; time < times; time++) costs.push((await press(parlor, options)).cpuPerAnswer);
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

/** A small server: its memory in bytes, of which so much is left to the system and to two passwords being checked. */
const SMALL = { memory: 512 * 2 ** 20, kept: 256 * 2 ** 20 };
/** Ordinary talk. */
const ROOM = 50;
const PER_MINUTE = 1;

/** What one core and 512 MB carry, on paper. */
function peopleCarried({ costs, idle, perSocket }: BySockets): string {
  const perRow = costs.find(({ x }) => x === 100)?.y ?? NaN;
  const rows = (ROOM * PER_MINUTE) / 60;
  const byCpu = 500_000 / (rows * perRow);
  const byMemory = (SMALL.memory - SMALL.kept - idle) / perSocket;
  return `**On paper, a small server** (one core like these, 512 MB): in rooms of ${ROOM} people who each say ${PER_MINUTE} thing a minute, a person is sent ${show(rows)} rows a second, which is ${show(rows * perRow)} µs of CPU time at the cost of 100 sockets above, posting included. Half of the core carries ${show(byCpu)} such people. Memory carries ${show(byMemory)}: ${show(perSocket / 1024)} KB a socket beside ${show(idle / 2 ** 20)} MB for the server itself, and 256 MB left to the system, the file cache and two passwords being checked. So the limit is ${byCpu < byMemory ? "the CPU" : "memory"}. Assumed: everybody stays connected with one page, TLS ends elsewhere, and the other half of the core is for opening pages, coming back, and busy evenings.`;
}
