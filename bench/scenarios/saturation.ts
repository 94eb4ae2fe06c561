/** Saturation: the most rows a second that reach a thousand sockets within a quarter of a second. */
import {
  type Burst,
  burst,
  type Crowd,
  openFlaskCrowd,
  openSocketIoCrowd,
  openWsCrowd,
  type Pair,
} from "../load/crowd.ts";
import type { Receivers } from "../load/receivers.ts";
import { type Figure, type Outcome, show } from "../report/figure.ts";
import type { Options } from "./options.ts";

/** Messages a second. */
const STEPS = [
  2, 5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 600, 800, 1_000, 1_300, 1_600, 2_000, 2_500, 3_000, 4_000, 5_000,
  6_500, 8_000, 10_000,
];
const MOST_P99 = 250;
/** How long a step lasts, in s. */
const SECONDS = { full: 2, quick: 0.8 };
/** Share of the messages that have to be said in time for a step to count. */
const OFFERED = 0.95;
/** Share of a core from which on a server has no more to give. */
const ALL = 0.95;

/** A burst at the highest step in time, and one at the first that was not; rows a second that one core would send. */
type Saturation = { sustained: Burst; failed: Burst | undefined; capacity: number };

export async function saturation(receivers: Receivers, { parlor, bare }: Pair, options: Options): Promise<Outcome> {
  const { full } = options;
  const results = await climb([parlor, bare], full ? 1_000 : 1_300, full);
  const others = full ? [openWsCrowd, openSocketIoCrowd, ...(hasFlask() ? [openFlaskCrowd] : [])] : [];
  for (const open of others) {
    const crowd = await open(receivers, parlor.sockets, parlor.rowBytes);
    Object.assign(results, await climb([crowd], open === openFlaskCrowd ? 2 : 50, full));
    await crowd.close();
  }

  const capacity = (name: string) => results[name]?.capacity ?? NaN;
  const timesOf = (name: string, called: string, atLeast?: number): Figure[] => {
    const value = capacity("parlor") / capacity(name);
    return results[name] ? [{ what: "rows a second of one core", value, unit: `× ${called}`, atLeast }] : [];
  };
  return {
    title: "Saturation of 1,000 sockets",
    figures: [
      ...timesOf("bare", "bare", 2),
      ...timesOf("ws", "ws"),
      ...timesOf("socket-io", "Socket.IO", 10),
      ...timesOf("flask-socketio", "Flask", 20),
    ],
    tables: [
      {
        columns: [
          "server",
          "rows/s in time",
          "p99 ms",
          "server busy",
          "receiver busy",
          "speaker busy",
          "CPU µs/row",
          "rows/s of one core",
          "limit at the next step",
        ],
        rows: Object.entries(results).map(([name, { sustained, failed, capacity }]) => [
          name,
          sustained.rowsPerSecond,
          sustained.p99,
          sustained.serverBusy,
          sustained.receiverBusy,
          sustained.speakerBusy,
          sustained.cpuPerRow,
          capacity,
          limitOf(failed),
        ]),
      },
    ],
    notes: [
      `"Rows/s in time" is the highest step at which 99 % of the rows arrived within ${MOST_P99} ms and none was lost; Parlor and bare go up the steps in turns. "Rows/s of one core" is that of the CPU time per row there: what the server's core would do with enough cores for the readers. The servers are compared by it, because the limit of some is the load generator.`,
      ...(full ? [] : ["ws, Socket.IO and Flask-SocketIO are measured by the full form: `bun run bench --full`."]),
      ...(full && !hasFlask()
        ? ["Flask-SocketIO is not measured: it needs Debian's python3-flask-socketio and python3-gevent-websocket."]
        : []),
    ],
  };
}

const hasFlask = (): boolean =>
  Bun.which("/usr/bin/python3") !== null &&
  Bun.spawnSync(["/usr/bin/python3", "-c", "import flask_socketio, geventwebsocket"]).exitCode === 0;

/**
 * Goes up the steps, or every other one, with all crowds in turns, each until rows come late or not at all. A step is tried
 * twice, as a pause of the machine is no limit; in the full form three times, of which two have to be in time.
 * @throws when the first step is too high already
 */
async function climb(crowds: Crowd[], first: number, full: boolean): Promise<Record<string, Saturation>> {
  const [tries, needed] = full ? [3, 2] : [2, 1];
  const results: Record<string, Saturation> = {};
  let climbing = crowds;
  for (const rate of STEPS.filter((rate, index) => rate >= first && (full || index % 2 === 0))) {
    const tried = new Map(climbing.map((crowd) => [crowd, [] as Burst[]]));
    for (let time = 0; time < tries; time++) {
      for (const [crowd, bursts] of tried) {
        if (bursts.filter(isInTime).length < needed) bursts.push(await step(crowd, rate, full));
      }
    }
    for (const [crowd, bursts] of tried) {
      const { name } = crowd.server;
      const inTime = bursts.filter(isInTime);
      const last = results[name];
      if (inTime.length >= needed) results[name] = resultOf(inTime);
      else if (last) results[name] = { ...last, failed: bursts.at(-1) };
      else throw new Error(`${name} is too slow for ${first} messages a second`);
    }
    climbing = climbing.filter((crowd) => results[crowd.server.name]?.failed === undefined);
  }
  return results;
}

/** The cheaper of two bursts, or the one in the middle. */
function resultOf(bursts: Burst[]): Saturation {
  const sustained = bursts.toSorted((a, b) => a.cpuPerRow - b.cpuPerRow)[Math.floor((bursts.length - 1) / 2)];
  if (!sustained) throw new Error("nothing was measured");
  return { sustained, failed: undefined, capacity: 1_000_000 / sustained.cpuPerRow };
}

const step = (crowd: Crowd, rate: number, full: boolean): Promise<Burst> =>
  burst(crowd, Math.ceil(rate * SECONDS[full ? "full" : "quick"]), rate);

const isInTime = ({ p99, wrong, offered }: Burst): boolean => p99 <= MOST_P99 && wrong === 0 && offered >= OFFERED;

function limitOf(failed: Burst | undefined): string {
  if (!failed) return "none: it was the last";
  const { p99, wrong, offered, serverBusy, receiverBusy, speakerBusy } = failed;
  const shares = `p99 ${show(p99)} ms, wrong ${wrong}, offered ${show(offered)}, server ${show(serverBusy)}, receiver ${show(receiverBusy)}, speaker ${show(speakerBusy)}`;
  return serverBusy >= ALL ? `server (${shares})` : `load generator (${shares})`;
}
