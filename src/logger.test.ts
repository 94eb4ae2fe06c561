/** The log is lines of JSON, as many as help, and never a flood. */
import { afterEach, expect, jest, spyOn, test } from "bun:test";

import { openLogger } from "./logger.ts";

afterEach(() => jest.restoreAllMocks());

function open(least: Parameters<typeof openLogger>[0] = "info") {
  const lines: string[] = [];
  const log = openLogger(least, (line) => void lines.push(line));
  return { log, read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>), lines };
}

test("each thing is one line of JSON, with its time, its level and what belongs to it", () => {
  const { log, read, lines } = open();
  log.info("start", { port: 8080 });
  log.warn("odd", { text: "two\nlines" });
  expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBeTrue();
  expect(read()).toMatchObject([
    { level: "info", event: "start", port: 8080 },
    { level: "warn", event: "odd", text: "two\nlines" },
  ]);
  expect(Date.parse(String(read()[0]?.time))).toBeWithin(Date.now() - 10_000, Date.now() + 1);
});

test("what is less important than asked for is left out", () => {
  const { log, read } = open("warn");
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  expect(read().map(({ event }) => event)).toEqual(["c", "d"]);
});

test("a thousand times the same in a moment are a hundred lines, and then a number", () => {
  const clock = spyOn(performance, "now").mockReturnValue(0);
  const { log, read } = open();
  for (let count = 0; count < 1_000; count++) log.warn("flood", { count });
  log.info("calm");
  expect(read()).toHaveLength(101);
  clock.mockReturnValue(10_000);
  log.warn("flood");
  log.warn("flood");
  expect(
    read()
      .slice(-2)
      .map(({ unlogged }) => unlogged),
  ).toEqual([900, undefined]);
});

test("a line has an end, whatever a stranger sent", () => {
  const { log, lines, read } = open();
  log.warn("turned away", { path: "/".repeat(1_000_000), reason: "x".repeat(1_000_000) });
  expect(lines[0]?.length).toBeLessThan(5_000);
  expect(String(read()[0]?.path)).toHaveLength(200);
});

test("a flood for an hour is half a megabyte, and another event is heard meanwhile", () => {
  const clock = spyOn(performance, "now");
  const { log, lines, read } = open();
  for (let second = 0; second < 3_600; second += 10) {
    clock.mockReturnValue(second * 1_000);
    for (let count = 0; count < 110; count++) log.warn("turned away", { path: `/${"é".repeat(300)}` });
  }
  log.info("made administrator", { user: 1 });
  expect(lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)).toBeLessThan(501_000);
  expect(read().at(-1)).toMatchObject({ event: "made administrator" });
  const said = read().reduce((sum, { unlogged = 0 }) => sum + 1 + Number(unlogged), -1);
  expect(said).toBeWithin(39_000, 39_601); // all that was is said, but what came after the last line
});
