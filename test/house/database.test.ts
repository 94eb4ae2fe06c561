/** Tests change the database while its server is stopped: what a server keeps in memory would be wrong behind its back. */
import { expect, test } from "bun:test";
import { join } from "node:path";

import { lockFolder } from "../../src/database/lock.ts";
import { openDatabase } from "../../src/database/open.ts";
import { change, openFile, query } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";

const TESTS = join(import.meta.dir, "..");

/** Who changes it behind a running server, and why that has to be and can do no harm. */
const BEHIND: Record<string, string> = {
  "faults/locked.test.ts": "another process works on the database: that is the fault",
  "http/rooms-access.test.ts": "a world for each route, of people and rooms that nobody has asked about before",
  "http/routes.test.ts": "a world for each route, of people whom nobody has asked about before",
  "live/failing.test.ts": "a row that can't be rendered, which no request can make: that is the fault",
  "live/socket.test.ts": "a session that lasts for less than a restart may take, and that nobody has asked for before",
  "security/load.test.ts": "a person for each route, whom nobody has asked about before",
  "support/database.ts": "tables that are locked or hidden: that is the fault",
};

test("who changes the database behind a running server has a reason", async () => {
  const [behind, around]: string[][] = [[], []];
  for await (const file of new Bun.Glob("**/*.ts").scan(TESTS)) {
    if (file.includes("node_modules/") || file === "house/database.test.ts") continue;
    const text = await Bun.file(join(TESTS, file)).text();
    if (text.includes("openBehindServer")) behind?.push(file);
    if (/new Database\([^;]*server\.folder/.test(text)) around?.push(file);
  }
  expect(behind?.sort()).toEqual(Object.keys(BEHIND));
  expect(around).toEqual([]); // they open it by test/support/database.ts, which watches over that
});

test("beside a running server the database can be read, and not be changed", () => {
  using folder = temporaryFolder();
  openDatabase(folder.path).close();
  const sql = "UPDATE rooms SET topic = 'Tea' RETURNING topic";
  const server = lockFolder(folder.path);
  expect(() => change(folder.path, sql)).toThrow("another Parlor is running");
  expect(() => query(folder.path, sql)).toThrow("readonly");
  using db = openFile(folder.path);
  expect(() => db.run("DELETE FROM rooms")).toThrow("readonly");
  server.close();
  expect(change(folder.path, sql)).toEqual([{ topic: "Tea" }]);
});
