/** What a new row costs the page: it arrives often, and the rows above it are many. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000" });
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

type TraceEvent = { name: string; args?: { elementCount?: number; beginData?: { stackTrace?: { url: string }[] } } };

/** What the browser did while something was done. */
async function trace(page: Page, act: () => Promise<unknown>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const add = (event: Event) => void events.push(...(event as MessageEvent<{ value: TraceEvent[] }>).data.value);
  page.view.addEventListener("Tracing.dataCollected", add);
  const ended = new Promise((resolve) => page.view.addEventListener("Tracing.tracingComplete", resolve));
  const traceConfig = { includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline.stack"] };
  await page.cdp("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  await act();
  await page.cdp("Tracing.end");
  await ended;
  page.view.removeEventListener("Tracing.dataCollected", add);
  return events;
}

/** How many elements had their style computed. */
const countStyled = (events: TraceEvent[]) => events.reduce((sum, { args }) => sum + (args?.elementCount ?? 0), 0);

const NEXT_FRAME = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";

const ROW = "#log > .message:nth-last-of-type(20)";

/** The least of several times: what else may change in a page does not do so each time. */
async function leastStyled(page: Page, act: (time: number) => Promise<unknown>): Promise<number> {
  const counts: number[] = [];
  for (let time = 1; time <= 5; time++) {
    const done = async () => {
      await act(time);
      await page.read(NEXT_FRAME);
    };
    counts.push(countStyled(await trace(page, done)));
  }
  return Math.min(...counts);
}

test("a row that comes, and one that changes, has its own elements styled, and not those of the others", async () => {
  const other = await register(server.url, "Other");
  const page = await openPage(server.url, "Reader");
  await page.register("Reader");
  for (let number = 1; number <= 60; number++) await other.say(`earlier ${number}`);
  await page.until("document.querySelectorAll('#log > .continued').length > 50");
  const sizeOf = (row: string) =>
    page.read<number>(`document.querySelector("${row}").querySelectorAll("*").length + 1`);

  const added = await leastStyled(page, async (time) => {
    await other.say(`now ${time}`);
    await page.until(`document.querySelector("#log > :last-child").textContent.includes("now ${time}")`);
  });
  const own = await sizeOf("#log > :last-child");
  expect(added).toBeGreaterThanOrEqual(own);
  expect(added).toBeLessThan(own + 10);

  const path = await page.read<string>(`document.querySelector("${ROW} a").pathname`);
  const headers = { "HX-Request": "true" };
  const changed = await leastStyled(page, async (time) => {
    const rev = await page.read<string>(`document.querySelector("${ROW}").dataset.rev`);
    const body = new URLSearchParams({ emoji: ["👍", "🎉", "🙈", "👀", "🔥"][time - 1] ?? "" });
    const { status } = await other.ask(`${path}/reactions`, { method: "POST", body, headers });
    expect(status).toBe(200);
    await page.until(`document.querySelector("${ROW}").dataset.rev > ${rev}`);
  });
  expect(changed).toBeGreaterThanOrEqual(own);
  expect(changed).toBeLessThan((await sizeOf(ROW)) + 10);
  expect(page.complaints).toEqual([]);
  page.close();
});

test("a page whose reader is at the end is trimmed without a layout before the next frame", async () => {
  const other = await register(server.url, "Writer");
  const page = await openPage(server.url, "Visitor");
  await page.register("Visitor");
  const count = () => page.read<number>("document.querySelectorAll('#log > .message').length");
  const before = await count();
  await Promise.all(Array.from({ length: 300 - before }, (_, number) => other.say(`row ${number}`)));
  await page.until("document.querySelectorAll('#log > .message').length === 300");
  const events = await trace(page, async () => {
    await other.say("one too many");
    await page.until("document.querySelector('#log > :last-child').textContent.includes('one too many')");
    await page.read(NEXT_FRAME);
  });
  expect(await count()).toBe(250);
  const layouts = events.filter(({ name }) => name === "Layout");
  expect(layouts.length).toBeGreaterThan(0);
  const askedBy = layouts.flatMap(({ args }) => args?.beginData?.stackTrace?.slice(0, 1) ?? []);
  expect(askedBy.filter(({ url }) => url.includes("/main-"))).toEqual([]);
  page.close();
});
