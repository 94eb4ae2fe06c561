/** The data folder: locked for one server, with the database and the secret in it. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "../config.ts";
import { BadConfig } from "../lib/environment.ts";
import { randomToken } from "../lib/tokens.ts";
import type { Logger } from "../logger.ts";
import { lockFolder } from "./lock.ts";
import { openDatabase } from "./open.ts";

/**
 * Takes the data folder and opens what is in it.
 * @throws FolderInUse, NewerDatabase, NoBackup, MigrationFailed, or BadConfig when it can't be used
 */
export function openDataFolder({ dataDir, jwtSecret }: Pick<Config, "dataDir" | "jwtSecret">, log: Logger) {
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = lockFolder(dataDir);
    return { lock, secret: jwtSecret || readSecret(join(dataDir, "secret")), db: openDatabase(dataDir, log) };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const folder = JSON.stringify(dataDir);
    throw new BadConfig(`DATA_DIR is ${folder}: expected a folder this user may write to (${error.message})`);
  }
}

/** The key that signs sessions, made on the first start and readable by its owner only. */
function readSecret(path: string): string {
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, randomToken(48), { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path); // whole or not at all
  }
  chmodSync(path, 0o600);
  const secret = readFileSync(path, "utf8").trim();
  if (secret.length < 32) throw new BadConfig(`${path} is ${secret.length} characters long: expected at least 32`);
  return secret;
}
