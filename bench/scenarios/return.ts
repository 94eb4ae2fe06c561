/** Mass return: thousands of pages come back at once, and each gets what it missed. */
import { LIVE, openOf } from "../load/crowd.ts";
import { connectHttp, getRequest } from "../load/http.ts";
import { httpSpeaker } from "../load/posting.ts";
import type { Open } from "../load/receiver.ts";
import type { Receivers } from "../load/receivers.ts";
import { textOf } from "../load/text.ts";
import { median, sum } from "../measure/statistics.ts";
import { type Outcome, show } from "../report/figure.ts";
import { startParlor } from "../servers/parlor.ts";
import { type Running, startBun } from "../servers/start.ts";
import type { Options } from "./options.ts";

const SOCKETS = 5_000;
const ROWS = 20;
const TIMEOUT = 30_000;
/** Within this time, in ms, everybody has heard who else came back; it belongs to what coming back costs. */
const PRESENCE = 1_200;

export async function massReturn(receivers: Receivers, { times }: Options): Promise<Outcome> {
  const parlor = await startParlor({ people: SOCKETS });
  const page = await connectHttp(parlor.port);
  const cursor = /data-cursor="([^"]+)"/.exec(
    (await page.ask(getRequest("/rooms/lobby", parlor.cookies[0] ?? ""))).body,
  )?.[1];
  page.close();
  const speaker = httpSpeaker(parlor);
  for (let number = 0; number < ROWS; number++) speaker.say(textOf(number));
  await speaker.answered();
  speaker.close();

  const resume = openOf(parlor, SOCKETS, { path: `${LIVE}?after=${cursor}`, headers: parlor.cookies });
  await comeBack(receivers, parlor, resume); // everybody was here before
  const first = await comeBack(receivers, parlor, resume);
  const bare = await startBun("bare", { ROW_BYTES: String(Math.round(first.catchUp / ROWS)), ROWS: String(ROWS) });
  const bareResume = openOf(bare, SOCKETS, { path: "/resume", headers: parlor.cookies });
  await comeBack(receivers, bare, bareResume);

  const results: Record<"parlor" | "bare", Return[]> = { parlor: [], bare: [] };
  for (let time = 0; time < times; time++) {
    results.parlor.push(await comeBack(receivers, parlor, resume));
    results.bare.push(await comeBack(receivers, bare, bareResume));
  }
  await parlor.stop();
  await bare.stop();

  const cpu = (name: "parlor" | "bare") => median(results[name].map((result) => result.cpu));
  return {
    title: "Mass return: 5,000 sockets resume 20 rows",
    figures: [
      { what: "CPU per resume", value: cpu("parlor") / cpu("bare"), unit: "× bare", atMost: 4 },
      {
        what: "sockets that did not catch up",
        value: sum(results.parlor.map(({ wrong }) => wrong)),
        unit: "",
        atMost: 0,
      },
    ],
    tables: [
      {
        columns: ["server", "CPU µs/resume (all runs)", "all caught up after ms", "bytes each"],
        rows: Object.entries(results).map(([name, all]) => [
          name,
          `${show(median(all.map((one) => one.cpu)))} (${all.map((one) => show(one.cpu)).join(", ")})`,
          median(all.map((one) => one.took)),
          median(all.map((one) => one.bytes)),
        ]),
      },
    ],
    notes: [],
  };
}

/** CPU time in µs and bytes per resume, `catchUp` of them before the last had caught up; in how many ms; who had not. */
type Return = { cpu: number; took: number; bytes: number; catchUp: number; wrong: number };

async function comeBack(receivers: Receivers, server: Running, open: Open): Promise<Return> {
  await receivers.expect(server.name, ROWS);
  const before = { cpu: server.cpu(), at: performance.now() };
  await receivers.open(server.name, open);
  const catchUp = (await receivers.arrival(server.name, SOCKETS * ROWS, TIMEOUT)).bytes / SOCKETS;
  const took = performance.now() - before.at;
  await Bun.sleep(PRESENCE);
  const { bytes, wrong } = await receivers.arrival(server.name, 0, 0);
  const cpu = (server.cpu() - before.cpu) / SOCKETS;
  await receivers.close(server.name);
  await Bun.sleep(300); // those who left are sent as well, and memory settles
  return { cpu, took, bytes: bytes / SOCKETS, catchUp, wrong };
}
