/**
 * What is done for the files by itself: an upload of which nothing has come is forgotten after an hour, what no message carries
 * goes after a day, and every night the store is swept.
 */
import type { Database } from "bun:sqlite";

import { accountChanged } from "../../auth/lifecycle.ts";
import type { Config } from "../../config.ts";
import { StorageUnavailable, type WriteQueue } from "../../database/write-queue.ts";
import { traceOf } from "../../lib/operator-error.ts";
import type { Logger } from "../../logger.ts";
import { roomDeleted } from "../../rooms/change.store.ts";
import { discardOld, discardUnsent, findUnfinished, forgetUpload, uploadsDiscarded } from "../discard.store.ts";
import type { Incoming } from "../incoming.ts";
import { type LastSweep, lastSweep } from "./last-sweep.ts";
import type { Storage } from "./storage.ts";
import { sweep, type Swept } from "./sweep.ts";

export type Upkeep = {
  /** Does all of it now, and removes also what is much. */
  sweepNow: () => Promise<Swept>;
  /** What was found last. */
  last: () => LastSweep | undefined;
  close: () => Promise<void>;
};

type Deps = {
  config: Pick<Config, "dataDir">;
  db: Database;
  queue: Pick<WriteQueue, "commit" | "on">;
  storage: Storage;
  incoming: Incoming;
  log: Logger;
};

const HOUR = 3_600_000;

/** After so long an upload of which nothing has come takes no room from others any more, in ms; its browser begins it anew. */
const SILENT = HOUR;

/** After so long a file that no message carries is discarded, in ms. */
const UNSENT = 24 * HOUR;

/** Files that are discarded in one write. */
const AT_ONCE = 100;

/** The hour at which the store is swept, by the server's clock. */
const NIGHT = 4;

/** Whether it is time for a sweep. A place that is only up by day is swept by day, an hour after it was started. */
export function isDue(now: Date, last: Pick<LastSweep, "at"> | undefined): boolean {
  const since = now.getTime() - (last?.at ?? -Infinity);
  return since > 36 * HOUR || (now.getHours() === NIGHT && since > 2 * HOUR) || since < -HOUR; // a clock that was put back
}

/** @param every time between two looks at what there is to do, in ms */
export function openUpkeep({ config, db, queue, storage, incoming, log }: Deps, every = HOUR): Upkeep {
  const { dataDir } = config;
  const { commit } = queue;
  const closing = new AbortController();
  let last = lastSweep.read(dataDir);
  let sweeping: Promise<Swept> | undefined;

  /** Repeats a write that discards files, until it has discarded all. */
  async function discardAll(next: () => Promise<string[]>): Promise<void> {
    while ((await next()).length === AT_ONCE && !closing.signal.aborted);
  }

  async function forgetSilent(): Promise<void> {
    for (const id of findUnfinished(db, Date.now() - SILENT)) {
      const isSilent = (await incoming.offset(id)) === 0 && !incoming.isComing(id);
      if (isSilent && !closing.signal.aborted) await commit(forgetUpload, { id });
    }
  }

  async function discardOverdue(): Promise<void> {
    await forgetSilent();
    await discardAll(() => commit(discardOld, { before: Date.now() - UNSENT, most: AT_ONCE }));
  }

  const discardOf = (whose: { room: number } | { user: number }) =>
    void discardAll(() => commit(discardUnsent, { ...whose, most: AT_ONCE })).catch(
      report("unsent files stay for a day"),
    );

  /** One sweep at a time: who asks for another gets what this one finds. */
  function sweepOnce(all: boolean): Promise<Swept> {
    sweeping ??= runSweep(all).finally(() => (sweeping = undefined));
    return sweeping;
  }

  async function runSweep(all: boolean): Promise<Swept> {
    await discardOverdue();
    await removing;
    const swept = await sweep({ dataDir, db, commit, storage, incoming, all, signal: closing.signal });
    const { at, removed, temporary, missing, damaged, spared } = swept;
    last = { at, missing: missing.length, damaged: damaged.length, spared: spared.files };
    lastSweep.write(dataDir, last);
    const figures = { removed: removed.files + temporary.files, bytes: removed.bytes + temporary.bytes };
    log.info("swept", figures);
    if (missing.length + damaged.length > 0) log.error("files lost", { missing: missing.length, damaged: damaged.length, first: missing[0] ?? damaged[0] }); // prettier-ignore
    if (spared.files > 0) log.warn("files without rows left alone", { files: spared.files, bytes: spared.bytes });
    return swept;
  }

  const report = (event: string) => (error: unknown) => {
    if (!closing.signal.aborted && !(error instanceof StorageUnavailable)) log.error(event, { reason: traceOf(error) });
  };

  const timer = setInterval(() => {
    if (isDue(new Date(), last)) void sweepOnce(false).catch(report("not swept"));
    else void discardOverdue().catch(report("unsent files stay for an hour more"));
  }, every);
  timer.unref();

  let removing: Promise<unknown> = Promise.resolve();
  queue.on(uploadsDiscarded, ({ ids }) => {
    removing = Promise.all([removing, ...ids.map(incoming.discard)]).catch(report("discarded files stay for a night"));
  });
  queue.on(roomDeleted, ({ room }) => discardOf({ room }));
  queue.on(accountChanged, ({ what, user }) => what === "removed" && discardOf({ user }));

  return {
    sweepNow: () => sweepOnce(true),
    last: () => last,
    async close() {
      clearInterval(timer);
      closing.abort();
      await sweeping?.catch(() => {});
    },
  };
}
