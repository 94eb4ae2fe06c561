/** What a new row costs the page: it arrives often, and the rows above it are many. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { addMessages } from "../support/database.ts";
import { register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

/** How many elements had their style computed while something was done. */
async function countStyled(page: Page, act: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const add = (event: Event) => {
    const { value } = (event as MessageEvent<{ value: { args?: { elementCount?: number } }[] }>).data;
    for (const { args } of value) count += args?.elementCount ?? 0;
  };
  page.view.addEventListener("Tracing.dataCollected", add);
  const ended = new Promise((resolve) => page.view.addEventListener("Tracing.tracingComplete", resolve));
  const traceConfig = { includedCategories: ["devtools.timeline"] };
  await page.cdp("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  await act();
  await page.cdp("Tracing.end");
  await ended;
  page.view.removeEventListener("Tracing.dataCollected", add);
  return count;
}

const NEXT_FRAME = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";

test("a new row has its own elements styled, and not those of the rows above it", async () => {
  const other = await register(server.url, "Other");
  await betweenRuns(server, (folder) =>
    addMessages(
      folder,
      Array.from({ length: 60 }, (_, index) => ({ room: 1, body: `earlier ${index + 1}` })),
    ),
  );
  const page = await openPage(server.url, "Reader");
  await page.register("Reader");
  const counts: number[] = [];
  for (let number = 1; number <= 5; number++) {
    const styled = await countStyled(page, async () => {
      await other.say(`now ${number}`);
      await page.until(`document.querySelector("#log > :last-child").textContent.includes("now ${number}")`);
      await page.read(NEXT_FRAME);
    });
    counts.push(styled);
  }
  const own = await page.read<number>(`document.querySelectorAll("#log > :last-child, #log > :last-child *").length`);
  const least = Math.min(...counts); // what else may change in a page does not do so with every row
  expect(least).toBeGreaterThanOrEqual(own);
  expect(least).toBeLessThan(own + 10);
  expect(page.complaints).toEqual([]);
  page.close();
});
