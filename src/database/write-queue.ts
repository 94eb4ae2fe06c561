/**
 * The one door for writes. Whatever is queued runs in one durable transaction; each promise settles after it.
 *
 * The first write after a quiet time runs at once, later ones wait until the flush interval since the last
 * transaction has passed: at most `1000 / interval` syncs a second, and load makes batches.
 *
 * @see https://en.wikipedia.org/wiki/Group_commit
 */
import type { Database } from "bun:sqlite";

import { type Histogram, openHistogram } from "../lib/histogram.ts";
import { isBusy } from "./lock.ts";

/** A change of the database: synchronous, deterministic; ids, keys and times come in with the input. */
export type Write<Input, Result> = (db: Database, input: Input) => Result;

export type Commit = <Input, Result>(write: Write<Input, Result>, input: Input) => Promise<Result>;

/** The storage can't take writes now (locked, full, failing); nothing of the write was kept. */
export class StorageUnavailable extends Error {}

export type Door = {
  /**
   * Queues a write and resolves with its result once it is durable.
   * Rejects with what the write threw, or with StorageUnavailable.
   */
  commit: Commit;
  /** Calls back in the turn of every successful transaction, before anybody who awaits a result goes on. */
  onCommit: (listener: () => void) => void;
  figures: CommitFigures;
  /** Has the next checkpoint empty the log, which else keeps what was deleted until its place is needed again. */
  scrub: () => void;
  /** Runs what is queued and ends the timers; later writes are refused. */
  close: () => Promise<void>;
};

/** What the door did so far. */
export type CommitFigures = {
  /** How long each transaction took. */
  transactions: Histogram;
  /** How long each write took from being asked for to being durable. */
  writes: Histogram;
  /** Transactions that the storage did not take, tries on a locked database included. */
  failed: number;
};

export type DoorOptions = {
  /** Shortest time between two transactions, in ms. */
  flushInterval: number;
  /** How long a write waits for a database that another process has locked, in ms. */
  lockTimeout?: number;
  /** Time between two checkpoints of the write-ahead log, in ms. */
  checkpointInterval?: number;
};

type Entry = {
  run: (db: Database) => unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
  since: number;
};

/** Settles a promise, once the transaction is durable. */
type Outcome = () => void;

const LOCK_RETRY = 50;
const STORAGE_FAILURE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOMEM|PROTOCOL|NOTADB)/;

export function openDoor(db: Database, options: DoorOptions): Door {
  const { flushInterval, lockTimeout = 2_000, checkpointInterval = 5_000 } = options;
  const listeners: (() => void)[] = [];
  const figures: CommitFigures = { transactions: openHistogram(), writes: openHistogram(), failed: 0 };
  let queue: Entry[] = [];
  let flushedAt = -Infinity;
  let scheduled = false;
  let closed = false;
  let dirty = false;
  let scrubbing = false;
  let whenIdle = Promise.withResolvers<void>();

  const commit: Commit = (write, input) =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new StorageUnavailable("the server is stopping"));
      const settle = resolve as (result: unknown) => void;
      queue.push({ run: (db) => write(db, input), resolve: settle, reject, since: performance.now() });
      schedule();
    });

  function schedule(delay = flushInterval - (performance.now() - flushedAt)) {
    if (scheduled) return;
    scheduled = true;
    if (delay <= 0) setImmediate(flush);
    else setTimeout(flush, Math.ceil(delay)); // timers drop fractions
  }

  function flush() {
    scheduled = false;
    const batch = queue;
    queue = [];
    const began = performance.now();
    try {
      execute(db, "BEGIN IMMEDIATE");
    } catch (error) {
      figures.failed++;
      return isBusy(error) ? retry(batch, error) : fail(batch, error);
    }
    let outcomes: Outcome[];
    try {
      outcomes = runBatch(db, batch);
      execute(db, "COMMIT");
    } catch (error) {
      if (db.inTransaction) db.run("ROLLBACK");
      figures.failed++;
      return fail(batch, error);
    }
    flushedAt = performance.now();
    dirty = true;
    figures.transactions.observe((flushedAt - began) / 1000);
    for (const { since } of batch) figures.writes.observe((flushedAt - since) / 1000);
    for (const settle of outcomes) settle();
    idle();
    for (const listener of listeners) listener(); // before anybody awaiting goes on: that is a later turn
  }

  /** Somebody else has the database: what has waited too long is refused, the rest tries again. */
  function retry(batch: Entry[], error: unknown) {
    const oldest = performance.now() - lockTimeout;
    queue = [...batch.filter((entry) => entry.since > oldest), ...queue];
    fail(
      batch.filter((entry) => entry.since <= oldest),
      error,
    );
    if (queue.length > 0) schedule(LOCK_RETRY);
  }

  function fail(batch: Entry[], error: unknown) {
    const message = error instanceof Error ? error.message : String(error);
    for (const entry of batch) entry.reject(new StorageUnavailable(message, { cause: error }));
    idle();
  }

  function idle() {
    if (queue.length === 0) whenIdle.resolve();
  }

  /** Moves the log into the database file; a reader or another process in the way only delays it. */
  function checkpoint() {
    if (!dirty) return;
    try {
      const mode = scrubbing ? "TRUNCATE" : "PASSIVE";
      const result = db.query<{ busy: number }, []>(`PRAGMA wal_checkpoint(${mode})`).get();
      if (scrubbing && result?.busy !== 0) return; // somebody reads from it
      dirty = scrubbing = false;
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
    }
  }
  const checkpoints = setInterval(checkpoint, checkpointInterval);
  checkpoints.unref();

  return {
    commit,
    figures,
    onCommit: (listener) => void listeners.push(listener),
    scrub: () => void (scrubbing = true),
    async close() {
      closed = true;
      clearInterval(checkpoints);
      whenIdle = Promise.withResolvers();
      idle();
      await whenIdle.promise;
    },
  };
}

/**
 * Runs the writes of a batch inside the open transaction. One that throws is undone alone.
 * @throws when the transaction as a whole is lost
 */
function runBatch(db: Database, batch: Entry[]): Outcome[] {
  const alone = batch.length === 1;
  return batch.map((entry) => {
    if (!alone) execute(db, "SAVEPOINT write");
    try {
      const result = entry.run(db);
      if (!alone) execute(db, "RELEASE write");
      return () => entry.resolve(result);
    } catch (error) {
      if (!db.inTransaction || isStorageFailure(error)) throw error;
      db.run(alone ? "ROLLBACK" : "ROLLBACK TO write");
      db.run(alone ? "BEGIN" : "RELEASE write");
      return () => entry.reject(error);
    }
  });
}

/** Runs a statement that is compiled once; `db.run` would compile it every time. */
const execute = (db: Database, sql: string) => void db.query(sql).run();

const isStorageFailure = (error: unknown): boolean =>
  error instanceof Error && "code" in error && STORAGE_FAILURE.test(String(error.code));
