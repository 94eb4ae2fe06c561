/** A data folder belongs to one server. */
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { FolderInUse, isBusy, lockFolder } from "./lock.ts";

const HOLDER = `
  import { lockFolder } from ${JSON.stringify(join(import.meta.dir, "lock.ts"))};
  globalThis.lock = lockFolder(process.argv[1]);
  console.log("locked");
  setInterval(() => {}, 1_000);
`;

/** Another process that holds the folder until it is killed. */
async function lockElsewhere(folder: string) {
  const child = Bun.spawn([process.execPath, "-e", HOLDER, folder], { stdout: "pipe", stderr: "inherit" });
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("locked\n");
  return child;
}

test("a second server on a folder is refused with one line that names it", () => {
  using folder = temporaryFolder();
  using _held = lockFolder(folder.path);
  expect(() => lockFolder(folder.path)).toThrow(FolderInUse);
  expect(() => lockFolder(folder.path)).toThrow(
    new RegExp(`^another Parlor is running on ${folder.path}: .*DATA_DIR.*$`),
  );
});

test("a folder is free again when its server has closed", () => {
  using folder = temporaryFolder();
  lockFolder(folder.path).close();
  lockFolder(folder.path).close();
});

test("a folder is free again when its server was killed, and not before", async () => {
  using folder = temporaryFolder();
  const child = await lockElsewhere(folder.path);
  try {
    expect(() => lockFolder(folder.path)).toThrow(FolderInUse);
  } finally {
    child.kill("SIGKILL");
    await child.exited;
  }
  lockFolder(folder.path).close();
});

test("a folder that is not there is not taken for one in use", () => {
  using folder = temporaryFolder();
  expect(() => lockFolder(join(folder.path, "missing"))).not.toThrow(FolderInUse);
  expect(() => lockFolder(join(folder.path, "missing"))).toThrow("unable to open");
});

test("only a locked database counts as busy", () => {
  using folder = temporaryFolder();
  using held = lockFolder(folder.path);
  using other = new Database(join(folder.path, "lock"));
  const errorOf = (db: Database, sql: string) => {
    try {
      return void db.run(sql);
    } catch (error) {
      return error;
    }
  };
  expect(isBusy(errorOf(other, "BEGIN IMMEDIATE"))).toBeTrue();
  expect(isBusy(errorOf(held, "SELECT * FROM nowhere"))).toBeFalse();
  expect(isBusy("SQLITE_BUSY")).toBeFalse();
});
