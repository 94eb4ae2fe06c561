/** Saturation: the most rows a second that reach a thousand sockets within a quarter of a second. */
import {
  type Burst,
  burst,
  type Crowd,
  openBareCrowd,
  openFlaskCrowd,
  openParlorCrowd,
  openSocketIoCrowd,
  openWsCrowd,
} from "../load/crowd.ts";
import type { Receivers } from "../load/receivers.ts";
import { type Figure, type Outcome, show } from "../report/figure.ts";
import type { Options } from "./options.ts";

const SOCKETS = 1_000;
/** Messages a second. */
const STEPS = [
  2, 5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 600, 800, 1_000, 1_300, 1_600, 2_000, 2_500, 3_000, 4_000, 5_000,
  6_500, 8_000, 10_000,
];
const MOST_P99 = 250;

type Saturation = { sustained: Burst | undefined; failed: Burst | undefined; capacity: number };

export async function saturation(receivers: Receivers, { full }: Options): Promise<Outcome> {
  const results: Record<string, Saturation> = {};
  const measure = async (crowd: Crowd, first: number) => {
    results[crowd.server.name] = await climb(crowd, first, full);
    await crowd.close();
    return crowd;
  };
  const { rowBytes } = await measure(await openParlorCrowd(receivers, SOCKETS), full ? 300 : 2_000);
  await measure(await openBareCrowd(receivers, SOCKETS, rowBytes), full ? 200 : 1_300);
  if (full) {
    await measure(await openWsCrowd(receivers, SOCKETS, rowBytes), 25);
    await measure(await openSocketIoCrowd(receivers, SOCKETS, rowBytes), 25);
    const flask = await openFlaskCrowd(receivers, SOCKETS, rowBytes).catch(() => undefined);
    if (flask) await measure(flask, 2);
  }

  const capacity = (name: string) => results[name]?.capacity ?? 0;
  const times = (name: string, called: string, atLeast?: number): Figure[] => {
    const value = capacity("parlor") / capacity(name);
    return results[name] ? [{ what: "rows a second of one core", value, unit: `× ${called}`, atLeast }] : [];
  };
  return {
    title: "Saturation of 1,000 sockets",
    figures: [
      ...times("bare", "bare", 2),
      ...times("ws", "ws"),
      ...times("socket-io", "Socket.IO", 10),
      ...times("flask-socketio", "Flask", 20),
    ],
    tables: [
      {
        columns: [
          "server",
          "rows/s in time",
          "p99 ms",
          "server busy",
          "receiver busy",
          "CPU µs/row",
          "rows/s of one core",
          "limit",
        ],
        rows: Object.entries(results).map(([name, { sustained, failed, capacity }]) => [
          name,
          sustained?.rowsPerSecond ?? 0,
          sustained?.p99 ?? 0,
          sustained?.serverBusy ?? 0,
          sustained?.receiverBusy ?? 0,
          sustained?.cpuPerRow ?? 0,
          capacity,
          limitOf(failed),
        ]),
      },
    ],
    notes: [
      `"Rows/s in time" is the highest step at which 99 % of the rows arrived within ${MOST_P99} ms and none was lost. "Rows/s of one core" is that of the CPU time per row there, because on this machine the load generator tires before Parlor does: it is what the server's core would do with enough readers' cores beside it.`,
      ...(full ? [] : ["ws, Socket.IO and Flask-SocketIO are measured by the full form: `bun run bench --full`."]),
      ...(full && !results["flask-socketio"]
        ? ["Flask-SocketIO is not measured: it needs Debian's python3-flask-socketio and python3-gevent-websocket."]
        : []),
    ],
  };
}

/** Goes up the steps, or every other one, until rows come late or not at all. */
async function climb(crowd: Crowd, first: number, full: boolean): Promise<Saturation> {
  const seconds = full ? 2 : 0.6;
  let sustained: Burst | undefined;
  let failed: Burst | undefined;
  for (const rate of STEPS.filter((rate, index) => rate >= first && (full || index % 2 === 0))) {
    let step = await burst(crowd, Math.ceil(rate * seconds), rate);
    if (!isInTime(step)) step = await burst(crowd, Math.ceil(rate * seconds), rate); // a pause of the machine is no limit
    if (!isInTime(step)) {
      failed = step;
      break;
    }
    sustained = step;
  }
  const best = sustained ?? failed;
  return { sustained, failed, capacity: best ? 1_000_000 / best.cpuPerRow : 0 };
}

const isInTime = ({ p99, wrong }: Burst): boolean => p99 <= MOST_P99 && wrong === 0;

function limitOf(failed: Burst | undefined): string {
  if (!failed) return "the last step";
  const shares = `p99 ${show(failed.p99)} ms, wrong ${failed.wrong}, server ${show(failed.serverBusy)}, receiver ${show(failed.receiverBusy)}`;
  return failed.receiverBusy > failed.serverBusy ? `load generator (${shares})` : `server (${shares})`;
}
