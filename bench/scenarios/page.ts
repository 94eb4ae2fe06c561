/** The room page, signed in, with 50 rows, against a constant of the same bytes; and what compression adds. */
import { connectHttp, getRequest } from "../load/http.ts";
import { press, type Pressure } from "../load/pressure.ts";
import { median, sum } from "../measure/statistics.ts";
import { type Outcome, show } from "../report/figure.ts";
import { startParlor } from "../servers/parlor.ts";
import { startBun } from "../servers/start.ts";
import type { Options } from "./options.ts";

const CONNECTIONS = 4;
const ROOM = "/rooms/lobby";
const ROWS = 50;

export async function page({ full, times }: Options): Promise<Outcome> {
  const parlor = await startParlor({ people: 50, messages: 1_000 });
  const ask = (headers: string) => () => getRequest(ROOM, headers);
  const plain = parlor.cookies[0] ?? "";
  const first = await connectHttp(parlor.port);
  const { body } = await first.ask(getRequest(ROOM, plain));
  first.close();
  const rows = body.split('class="message').length - 1;
  if (rows < ROWS) throw new Error(`the page has ${rows} rows`);
  const bare = await startBun("page", { PAGE_BYTES: String(body.length) });

  const shared = { connections: CONNECTIONS, milliseconds: 20_000, answers: full ? 10_000 : 4_000 };
  const ways = {
    parlor: () => press(parlor, { ...shared, request: ask(plain) }),
    bare: () => press(bare, { ...shared, request: ask(plain) }),
    gzip: () => press(parlor, { ...shared, request: ask(`${plain}Accept-Encoding: gzip\r\n`) }),
  };
  const results: Record<keyof typeof ways, Pressure[]> = { parlor: [], bare: [], gzip: [] };
  for (const way of [ways.parlor, ways.parlor, ways.bare, ways.gzip]) await way(); // warm
  for (let time = 0; time < times; time++) {
    results.parlor.push(await ways.parlor());
    results.bare.push(await ways.bare());
    results.gzip.push(await ways.gzip());
  }
  await parlor.stop();
  await bare.stop();

  const cpu = (name: keyof typeof ways) => median(results[name].map((result) => result.cpuPerAnswer));
  return {
    title: "The room page, 50 rows",
    figures: [
      { what: "CPU per page, not compressed", value: cpu("parlor") / cpu("bare"), unit: "× constant", atMost: 3 },
      { what: "CPU per page, compressed", value: cpu("gzip") / cpu("bare"), unit: "× constant" },
      { what: "what compression adds", value: cpu("gzip") - cpu("parlor"), unit: "µs" },
      {
        what: "answers that were not a page",
        value: sum(Object.values(results).flatMap((all) => all.map(({ wrong }) => wrong))),
        unit: "",
        atMost: 0,
      },
    ],
    tables: [
      {
        columns: ["server", "CPU µs/page (all runs)", "pages/s", "bytes", "server busy", "generator busy"],
        rows: Object.entries(results).map(([name, all]) => [
          name,
          `${show(median(all.map((one) => one.cpuPerAnswer)))} (${all.map((one) => show(one.cpuPerAnswer)).join(", ")})`,
          median(all.map((one) => one.perSecond)),
          median(all.map((one) => one.bytesPerAnswer)),
          median(all.map((one) => one.serverBusy)),
          median(all.map((one) => one.generatorBusy)),
        ]),
      },
    ],
    notes: [],
  };
}
