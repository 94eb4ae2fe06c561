/** What the features share, opened in order and closed in reverse. */
import type { Database } from "bun:sqlite";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Devices, openDevices } from "./accounts/devices.ts";
import { type Guessing, openGuessing } from "./accounts/guessing.ts";
import { openPasswords, type Passwords } from "./accounts/passwords.ts";
import { openPeople, type People } from "./accounts/people.ts";
import { openSessions, type Sessions } from "./accounts/sessions.ts";
import { type FirstAdministrator, openFirstAdministrator } from "./administration/first.ts";
import { BadConfig, type Config } from "./config.ts";
import { type Commit, openDoor } from "./database/commit.ts";
import { lockFolder } from "./database/lock.ts";
import { openDatabase } from "./database/open.ts";
import { forgetReads } from "./database/recall.ts";
import { type Allowance, allowance } from "./http/allowance.ts";
import { type Assets, openAssets } from "./http/assets.ts";
import { type Live, openLive } from "./live/live.ts";
import { type Log, openLog } from "./log.ts";
import { readMentions } from "./mentions/mentions.ts";
import { findPeople } from "./mentions/store.ts";
import { countEvents } from "./metrics/events.ts";
import { type Metrics, openMetrics } from "./metrics/metrics.ts";
import { randomToken } from "./random.ts";
import { type Logs, openLogs } from "./rooms/log.tsx";
import { openRowCache, type RowCache } from "./rooms/row.tsx";
import { openSlugs } from "./rooms/store.ts";
import type { Site } from "./views/layout.tsx";

export type Parlor = {
  config: Config;
  log: Log;
  assets: Assets;
  site: Site;
  db: Database;
  commit: Commit;
  /** What was just replaced or deleted must be gone from the files of the database as well, soon. */
  scrub: () => void;
  passwords: Passwords;
  devices: Devices;
  guessing: Guessing;
  sessions: Sessions;
  people: People;
  /** What members read, all of it. */
  reads: Allowance;
  firstAdministrator: FirstAdministrator;
  rows: RowCache;
  logs: Logs;
  live: Live;
  metrics: Metrics;
  /** Finishes queued writes, closes the sockets, waits for the last requests, and leaves one tidy database file. */
  close: (requests: Promise<unknown>) => Promise<void>;
};

/**
 * Opens everything a server needs.
 * @throws FolderInUse, NewerDatabase, NoBackup, MigrationFailed, NotBuilt, or BadConfig when the folder can't be used
 */
export function openParlor(config: Config): Parlor {
  const assets = openAssets();
  const { log, events } = countEvents(openLog(config.logLevel));
  const { lock, secret, db } = openFolder(config, log);
  const door = openDoor(db, { flushInterval: config.flushInterval });
  const { commit } = door;
  const site = { name: config.siteName, script: assets.script, style: assets.style, invite: assets.invite };
  const sessions = openSessions(db, commit, { secret, days: config.sessionDays });
  const rows = openRowCache(config.rowCacheBytes, openSlugs(db), ({ body, at, editedAt }) =>
    readMentions(body, (names) => findPeople(db, names, editedAt ?? at)),
  );
  const logs = openLogs(db, rows);
  const live = openLive({ config, site, db, rows, logs, sessions });
  door.onCommit(() => forgetReads(db));
  door.onCommit(live.afterCommit);
  const metrics = openMetrics({ config, db, events, commits: door.figures, live });

  return {
    config,
    log,
    assets,
    site,
    db,
    commit,
    scrub: door.scrub,
    passwords: openPasswords({ atOnce: config.hashesAtOnce, waiting: config.hashesWaiting }),
    devices: openDevices(secret),
    guessing: openGuessing(config),
    sessions,
    people: openPeople({ commit, sessions, log, scrub: door.scrub, onRemoved: logs.allChanged }),
    reads: allowance({ most: config.readsPer10s, windowMs: 10_000 }),
    firstAdministrator: openFirstAdministrator(db),
    rows,
    logs,
    live,
    metrics,
    async close(requests) {
      metrics.close();
      await door.close();
      live.close();
      await requests;
      try {
        db.run("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch (error) {
        log.warn("no checkpoint", { reason: String(error) }); // the next start reads the log as it is
      }
      db.close();
      lock.close();
    },
  };
}

/** Takes the data folder and opens what is in it. */
function openFolder({ dataDir, jwtSecret }: Config, log: Log) {
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
