/** A folder that is gone when its test is over. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Folder = Disposable & { path: string };

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "parlor-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
