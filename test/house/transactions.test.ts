/** All changes of the database go through the write queue: nothing else opens a transaction of its own. */
import { expect, test } from "bun:test";
import { join } from "node:path";

const SOURCE = join(import.meta.dir, "../../src");

/** Those that come before there is a queue: the migrations, and the lock of the data folder. */
const OWN = ["database/lock.ts", "database/migrate.ts", "database/write-queue.ts"];

test("a transaction is opened by the write queue, or before there is one", async () => {
  const opening: string[] = [];
  for await (const file of new Bun.Glob("**/*.{ts,tsx}").scan(SOURCE)) {
    if (file.startsWith("browser/") || file.includes(".test.")) continue;
    const text = await Bun.file(join(SOURCE, file)).text();
    if (/\.transaction\(|"(BEGIN|SAVEPOINT)\b/.test(text)) opening.push(file);
  }
  expect(opening.sort()).toEqual(OWN);
});
