/** Fan-out: one says something, a thousand hear it. Parlor and bare publish/subscribe in turns. */
import { type Burst, burst, type Pair as Crowds, wrongIn } from "../load/crowd.ts";
import { median } from "../measure/statistics.ts";
import { type Figure, type Outcome, show } from "../report/figure.ts";
import type { Options } from "./options.ts";

type Load = {
  /** Messages a second, for how long, in s, and in how many bursts at least. */
  rate: number;
  seconds: number;
  times: number;
  /**
   * What the full form has three times of: at 1,000 a second the cost of a row varies by a third from one burst to the next,
   * with where the system runs the receiver.
   */
  full: "seconds" | "bursts";
  /** What the CPU time per row and the median latency may be, times bare; and the latency of the slowest, in ms. */
  cpu: number;
  p50?: number;
  p99?: number;
};

const LOADS: Load[] = [
  { rate: 10, seconds: 1, times: 5, full: "seconds", cpu: 1.4, p50: 1.25 },
  { rate: 100, seconds: 1.2, times: 3, full: "seconds", cpu: 0.4, p99: 80 },
  { rate: 1_000, seconds: 0.8, times: 3, full: "bursts", cpu: 0.4, p99: 80 },
];

type Pair = { parlor: Burst; bare: Burst };

export async function fanOut(crowds: Crowds, { full, times }: Options): Promise<Outcome> {
  const outcome: Outcome = { title: "Fan-out to 1,000 sockets", figures: [], tables: [], notes: [] };
  const rows: Outcome["tables"][number]["rows"] = [];
  for (const load of LOADS) {
    const [longer, oftener] = !full ? [1, 1] : load.full === "seconds" ? [3, 1] : [1, 3];
    const pairs = await inTurns(crowds, load, Math.max(times, load.times) * oftener, longer);
    outcome.figures.push(...figuresOf(load, pairs));
    for (const name of ["parlor", "bare"] as const) {
      const bursts = pairs.map((pair) => pair[name]);
      rows.push([name, load.rate, ...describe(bursts)]);
    }
  }
  outcome.tables.push({ columns: ["server", "messages/s", ...DESCRIBED], rows });
  return outcome;
}

async function inTurns({ parlor, bare }: Crowds, { rate, seconds }: Load, times: number, longer: number) {
  const pairs: Pair[] = [];
  const count = rate * seconds * longer;
  for (let time = 0; time < times; time++) {
    pairs.push({ parlor: await burst(parlor, count, rate), bare: await burst(bare, count, rate) });
  }
  return pairs;
}

function figuresOf({ rate, cpu, p50, p99 }: Load, pairs: Pair[]): Figure[] {
  const at = `${rate.toLocaleString("en")} messages/s`;
  const ratio = (read: (burst: Burst) => number) =>
    median(pairs.map(({ parlor }) => read(parlor))) / median(pairs.map(({ bare }) => read(bare)));
  const parlors = pairs.map(({ parlor }) => parlor);
  const figures: Figure[] = [
    { what: `${at}: CPU per row`, value: ratio((burst) => burst.cpuPerRow), unit: "× bare", atMost: cpu },
    { what: `${at}: sockets with a row missing or doubled`, value: wrongIn(parlors), unit: "", atMost: 0 },
  ];
  if (p50)
    figures.push({ what: `${at}: median latency`, value: ratio((burst) => burst.p50), unit: "× bare", atMost: p50 });
  if (p99) {
    figures.push({
      what: `${at}: p99 latency`,
      value: median(parlors.map((burst) => burst.p99)),
      unit: "ms",
      atMost: p99,
    });
  }
  return figures;
}

export const DESCRIBED = [
  "CPU µs/row (all runs)",
  "rows/s",
  "p50 ms",
  "p99 ms",
  "bytes/row",
  "wrong",
  "server busy",
  "receiver busy",
  "speaker busy",
];

/** Medians of some bursts. */
export const describe = (bursts: Burst[]): string[] => {
  const of = (read: (burst: Burst) => number) => show(median(bursts.map(read)));
  return [
    `${of((burst) => burst.cpuPerRow)} (${bursts.map((burst) => show(burst.cpuPerRow)).join(", ")})`,
    of((burst) => burst.rowsPerSecond),
    of((burst) => burst.p50),
    of((burst) => burst.p99),
    of((burst) => burst.bytesPerRow),
    show(wrongIn(bursts)),
    of((burst) => burst.serverBusy),
    of((burst) => burst.receiverBusy),
    of((burst) => burst.speakerBusy),
  ];
};
