/** A long history: paging in it, starting with it, and the memory it takes; against hardly any. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { getRequest } from "../load/http.ts";
import { MESSAGES } from "../load/posting.ts";
import { press } from "../load/pressure.ts";
import { median } from "../measure/statistics.ts";
import { type Outcome, show } from "../report/figure.ts";
import { type Parlor, startParlor } from "../servers/parlor.ts";
import { start, startBun } from "../servers/start.ts";
import type { Options } from "./options.ts";

const FEW = 1_000;
const MANY = 1_000_000;
const SETTLE = 800;

export async function history({ full, times: some }: Options): Promise<Outcome> {
  const times = Math.max(some, 5);
  const few = await startParlor({ people: 50, messages: FEW });
  const lots = await startParlor({ people: 50, messages: MANY });
  const rows: (string | number)[][] = [];
  const ratioAt = async (what: string, at: number) => {
    const costs: [number[], number[]] = [[], []];
    for (let time = 0; time <= times; time++) {
      const pair = [await costOfPage(few, FEW * at, full), await costOfPage(lots, MANY * at, full)] as const;
      if (time === 0) continue; // warm
      costs[0].push(pair[0]);
      costs[1].push(pair[1]);
    }
    rows.push([what, ...costs.map((all) => `${show(median(all))} (${all.map(show).join(", ")})`)]);
    return median(costs[1]) / median(costs[0]);
  };
  const first = await ratioAt("first page", 1);
  const middle = await ratioAt("middle page", 0.5);

  const none = await startParlor({ people: 50 });
  const starts = await startTimes(none, lots, times);
  const memory = await idleMemory(lots, times);
  await none.stop();
  await few.stop();
  await lots.stop();

  return {
    title: "A history of 1,000,000 messages",
    figures: [
      { what: "CPU of the first page before the latest", value: first, unit: "× at 1,000", atMost: 1.2 },
      { what: "CPU of a page in the middle", value: middle, unit: "× at 1,000", atMost: 1.2 },
      { what: "ready after", value: starts.many / starts.none, unit: "× with none", atMost: 1.5 },
      { what: "idle memory", value: memory.parlor / memory.elysia, unit: "× Elysia", atMost: 1.3 },
    ],
    tables: [
      { columns: ["CPU µs per page (all runs)", "1,000 messages", "1,000,000 messages"], rows },
      {
        columns: ["", "figure"],
        rows: [
          ["ready with no messages, ms", starts.none],
          ["ready with 1,000,000 messages, ms", starts.many],
          ["idle memory of Parlor with 1,000,000 messages, MB", memory.parlor / 2 ** 20],
          ["idle memory of an empty Elysia app, MB", memory.elysia / 2 ** 20],
          ["idle memory of the same app, bundled as Parlor is, MB", memory.bundled / 2 ** 20],
          ["idle memory of a bare Bun.serve, MB", memory.bun / 2 ** 20],
        ],
      },
    ],
    notes: [],
  };
}

/** Bytes in RAM of processes that have done nothing yet: medians, as the system maps their files now so, now otherwise. */
async function idleMemory(lots: Parlor, times: number) {
  const bundle = await bundleElysia();
  const taken = { parlor: [], elysia: [], bundled: [], bun: [] } as Record<
    "parlor" | "elysia" | "bundled" | "bun",
    number[]
  >;
  for (let time = 0; time < times; time++) {
    const running = {
      parlor: await lots.again(),
      elysia: await startBun("elysia"),
      bundled: await start({ name: "bundled", command: [process.execPath, bundle] }),
      bun: await startBun("page"),
    };
    await Bun.sleep(SETTLE);
    for (const name of ["parlor", "elysia", "bundled", "bun"] as const) {
      taken[name].push(running[name].memory());
      await running[name].stop();
    }
  }
  return {
    parlor: median(taken.parlor),
    elysia: median(taken.elysia),
    bundled: median(taken.bundled),
    bun: median(taken.bun),
  };
}

/** The empty app in one file, as `bun start` puts Parlor in a few. */
async function bundleElysia(): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, "../servers/elysia.ts")],
    outdir: mkdtempSync(join(tmpdir(), "elysia-")),
    target: "bun",
  });
  return outputs[0]?.path ?? "";
}

/** CPU time in µs of a page of history as the page's script asks for it. */
async function costOfPage(server: Parlor, before: number, full: boolean): Promise<number> {
  const headers = `HX-Request: true\r\n${server.cookies[0]}`;
  const { cpuPerAnswer, wrong } = await press(server, {
    connections: 4,
    milliseconds: 20_000,
    answers: full ? 5_000 : 1_000,
    request: () => getRequest(`${MESSAGES}?before=${before}`, headers),
  });
  if (wrong > 0) throw new Error(`${wrong} pages of history were refused`);
  return cpuPerAnswer;
}

/** Median ms from the start of the process to its port. */
async function startTimes(none: Parlor, lots: Parlor, times: number) {
  const taken: Record<"none" | "many", number[]> = { none: [], many: [] };
  await none.pause();
  await lots.pause();
  for (let time = 0; time <= times; time++) {
    for (const [name, parlor] of [
      ["none", none],
      ["many", lots],
    ] as const) {
      const running = await parlor.again();
      await running.stop();
      if (time > 0) taken[name].push(running.startedIn);
    }
  }
  return { none: median(taken.none), many: median(taken.many) };
}
