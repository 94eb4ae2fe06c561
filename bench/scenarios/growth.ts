/** How cost grows: with sockets, with the length of messages, with the history of the room. */
import { join } from "node:path";

import { burst, openParlorCrowd } from "../load/crowd.ts";
import { getRequest } from "../load/http.ts";
import { MESSAGES } from "../load/posting.ts";
import { press } from "../load/pressure.ts";
import type { Receivers } from "../load/receivers.ts";
import { median } from "../measure/statistics.ts";
import { type Outcome, show, type Table } from "../report/figure.ts";
import { plot, type Point } from "../report/plot.ts";
import { startParlor } from "../servers/parlor.ts";
import type { Options } from "./options.ts";

const PLOTS = join(import.meta.dir, "../plots");
const RATE = 20;

export async function growth(receivers: Receivers, { full }: Options): Promise<Outcome> {
  const times = full ? 3 : 1;
  const sockets = await bySockets(receivers, full ? [10, 100, 1_000, 10_000] : [10, 100, 1_000], times);
  const lengths = await byLength(receivers, [30, 80, 300, 1_000, 4_000], times);
  const histories = await byHistory(full ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000, 100_000], times);
  await Bun.write(join(PLOTS, "sockets.svg"), plot("Cost of a row", "sockets", "CPU µs", sockets));
  await Bun.write(join(PLOTS, "length.svg"), plot("Cost of a row to 100 sockets", "characters", "CPU µs", lengths));
  await Bun.write(
    join(PLOTS, "history.svg"),
    plot("Cost of a page of history", "messages in the room", "CPU µs", histories),
  );

  return {
    title: "How cost grows",
    figures: [],
    tables: [
      tableOf("sockets", "CPU µs/row, 20 messages/s", sockets),
      tableOf("characters", "CPU µs/row, 100 sockets, 20 messages/s", lengths),
      tableOf("messages in the room", "CPU µs/page in the middle", histories),
    ],
    notes: [
      "![Cost of a row by sockets](plots/sockets.svg) ![by length](plots/length.svg) ![Cost of a page by history](plots/history.svg)",
      capacityOf(sockets),
    ],
  };
}

async function bySockets(receivers: Receivers, sizes: number[], times: number): Promise<Point[]> {
  const points: Point[] = [];
  for (const size of sizes) {
    const crowd = await openParlorCrowd(receivers, size);
    const costs: number[] = [];
    for (let time = 0; time < times; time++) costs.push((await burst(crowd, RATE * 2, RATE)).cpuPerRow);
    await crowd.close();
    points.push({ x: size, y: median(costs) });
  }
  return points;
}

async function byLength(receivers: Receivers, lengths: number[], times: number): Promise<Point[]> {
  const crowd = await openParlorCrowd(receivers, 100);
  const points: Point[] = [];
  for (const length of lengths) {
    const costs: number[] = [];
    for (let time = 0; time < times; time++) costs.push((await burst(crowd, RATE * 2, RATE, length)).cpuPerRow);
    points.push({ x: length, y: median(costs) });
  }
  await crowd.close();
  return points;
}

async function byHistory(sizes: number[], times: number): Promise<Point[]> {
  const points: Point[] = [];
  for (const size of sizes) {
    const parlor = await startParlor({ people: 50, messages: size });
    const request = () => getRequest(`${MESSAGES}?before=${size / 2}`, `HX-Request: true\r\n${parlor.cookies[0]}`);
    const options = { connections: 4, milliseconds: 10_000, answers: 1_500, request };
    await press(parlor, options); // warm
    const costs: number[] = [];
    for (let time = 0; time < times; time++) costs.push((await press(parlor, options)).cpuPerAnswer);
    await parlor.stop();
    points.push({ x: size, y: median(costs) });
  }
  return points;
}

const tableOf = (x: string, y: string, points: Point[]): Table => ({
  columns: [x, y],
  rows: points.map((point) => [point.x.toLocaleString("en"), show(point.y)]),
});

/** What one core carries, on paper. */
function capacityOf(sockets: Point[]): string {
  const perRow = sockets.find(({ x }) => x === 1_000)?.y ?? NaN;
  const people = 50;
  const perMinute = 1;
  const rowsPerPerson = (people * perMinute) / 60;
  const carried = 500_000 / (rowsPerPerson * perRow);
  return `On paper: in rooms of ${people} people who each say ${perMinute} thing a minute, a person is sent ${show(rowsPerPerson)} rows a second, ${show(rowsPerPerson * perRow)} µs of CPU time. Half of one core carries ${show(carried)} such people by that; 10,000 idle sockets take tens of MB (see above), so that with 512 MB and a few pages a second the CPU is the limit, not the memory. Assumed: the cost of a row is that of 1,000 sockets at ${RATE} messages/s on this machine, TLS ends elsewhere, everybody stays connected.`;
}
