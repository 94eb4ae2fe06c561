/** Saturation: the most rows a second that reach a thousand sockets within a quarter of a second. */
import {
  type Burst,
  burst,
  type Crowd,
  openBareCrowd,
  openParlorCrowd,
  openSocketIoCrowd,
  openWsCrowd,
} from "../load/crowd.ts";
import type { Receivers } from "../load/receivers.ts";
import { type Outcome, show } from "../report/figure.ts";
import type { Options } from "./options.ts";

const SOCKETS = 1_000;
/** Messages a second, each step twice the one before at most. */
const STEPS = [25, 50, 75, 100, 150, 200, 300, 400, 600, 800, 1_000, 1_300, 1_600, 2_000, 2_500, 3_000, 4_000, 5_000];
const MOST_P99 = 250;

type Saturation = { sustained: Burst | undefined; failed: Burst | undefined; capacity: number };

export async function saturation(receivers: Receivers, { full }: Options): Promise<Outcome> {
  const seconds = full ? 2 : 0.6;
  const first = full ? 0 : 3;
  const results: Record<string, Saturation> = {};
  const measure = async (crowd: Crowd, from: number) => {
    results[crowd.server.name] = await climb(crowd, from, seconds, full);
    await crowd.close();
    return crowd;
  };
  const { rowBytes } = await measure(await openParlorCrowd(receivers, SOCKETS), full ? 6 : 10);
  await measure(await openBareCrowd(receivers, SOCKETS, rowBytes), full ? 5 : 8);
  if (full) await measure(await openWsCrowd(receivers, SOCKETS, rowBytes), first);
  await measure(await openSocketIoCrowd(receivers, SOCKETS, rowBytes), first);

  const capacity = (name: string) => results[name]?.capacity ?? 0;
  return {
    title: "Saturation of 1,000 sockets",
    figures: [
      { what: "rows a second of one core", value: capacity("parlor") / capacity("bare"), unit: "× bare", atLeast: 2 },
      ...(full
        ? [{ what: "rows a second of one core", value: capacity("parlor") / capacity("ws"), unit: "× ws" }]
        : []),
      {
        what: "rows a second of one core",
        value: capacity("parlor") / capacity("socket-io"),
        unit: "× Socket.IO",
        atLeast: 10,
      },
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
      ...(full ? [] : ["Node with ws is measured in the full form only."]),
      "Flask-SocketIO is not measured: skipped.",
    ],
  };
}

/** Goes up the steps until rows come late or not at all. */
async function climb(crowd: Crowd, from: number, seconds: number, every: boolean): Promise<Saturation> {
  let sustained: Burst | undefined;
  let failed: Burst | undefined;
  for (const rate of STEPS.slice(from).filter((_, index) => every || index % 2 === 0)) {
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
