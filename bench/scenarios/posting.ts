/** Posting: signed in, durable, one room, 64 connections. */
import { postRequest } from "../load/http.ts";
import { MESSAGES } from "../load/posting.ts";
import { press, type Pressure, type PressureOptions } from "../load/pressure.ts";
import { textOf } from "../load/text.ts";
import { median, sum } from "../measure/statistics.ts";
import { type Outcome, show } from "../report/figure.ts";
import { startParlor } from "../servers/parlor.ts";
import { type Running, startBun } from "../servers/start.ts";
import type { Options } from "./options.ts";

const CONNECTIONS = 64;
/** Posts until the code is as fast as it gets; so many at once that 50 ms a transaction do not make it long. */
const WARM = { connections: 1_000, answers: 40_000, milliseconds: 60_000 };

export async function posting({ full, times }: Options): Promise<Outcome> {
  const parlor = await startParlor({ people: CONNECTIONS });
  const bare = await startBun("posting", { DATA_DIR: parlor.folder });
  const form = () => ({ body: textOf(0), key: Bun.randomUUIDv7() });
  const posting = (server: Running, path: string) => (options: Partial<PressureOptions>) =>
    press(server, {
      connections: CONNECTIONS,
      milliseconds: full ? 3_000 : 500,
      expected: 201,
      request: (index) => postRequest(path, form(), parlor.cookies[index % CONNECTIONS] ?? ""),
      ...options,
    });
  const ways = {
    parlor: posting(parlor, MESSAGES),
    parse: posting(bare, "/parse"),
    insert: posting(bare, "/insert"),
  };
  const results: Record<keyof typeof ways, Pressure[]> = { parlor: [], parse: [], insert: [] };
  for (const way of Object.values(ways)) await way(WARM);
  for (let time = 0; time < Math.max(times, 5); time++) {
    results.parlor.push(await ways.parlor({}));
    results.parse.push(await ways.parse({}));
    results.insert.push(await ways.insert({}));
  }
  await parlor.stop();
  await bare.stop();

  const cpu = (name: keyof typeof ways) => median(results[name].map((result) => result.cpuPerAnswer));
  return {
    title: "Posting over 64 connections",
    figures: [
      { what: "accepted posts per CPU second", value: cpu("parse") / cpu("parlor"), unit: "× parsing", atLeast: 0.1 },
      {
        what: "accepted posts per CPU second",
        value: cpu("insert") / cpu("parlor"),
        unit: "× inserting",
        atLeast: 0.7,
      },
      {
        what: "posts refused",
        value: sum(Object.values(results).flatMap((all) => all.map(({ wrong }) => wrong))),
        unit: "",
        atMost: 0,
      },
    ],
    tables: [
      {
        columns: ["server", "CPU µs/post (all runs)", "posts/s", "server busy", "generator busy"],
        rows: Object.entries(results).map(([name, all]) => [
          name,
          `${show(median(all.map((one) => one.cpuPerAnswer)))} (${all.map((one) => show(one.cpuPerAnswer)).join(", ")})`,
          median(all.map((one) => one.perSecond)),
          median(all.map((one) => one.serverBusy)),
          median(all.map((one) => one.generatorBusy)),
        ]),
      },
    ],
    notes: [
      '"parse" is a bare Bun route that only reads the same form, "insert" one that also stores it durably, all that came in 50 ms in one transaction. Parlor and "insert" wait for that, so posts per second are 64 in 50 ms at most.',
    ],
  };
}
