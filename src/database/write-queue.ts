/**
 * The write queue: every change of the database goes through it. Whatever is queued runs in one durable transaction;
 * each promise settles after it.
 *
 * The first write after a quiet time runs at once, later ones wait until the flush interval since the last
 * transaction has passed: at most `1000 / interval` syncs a second, and load makes batches.
 *
 * @see https://en.wikipedia.org/wiki/Group_commit
 */
import type { Database } from "bun:sqlite";

import { type Histogram, openHistogram } from "../lib/histogram.ts";
import { messageOf } from "../lib/operator-error.ts";
import { isBusy } from "./lock.ts";
import { clearReadCache } from "./read-cache.ts";
import { defineEvent, type EventKind, type RecordEvent, type Write } from "./writes.ts";

export type Commit = <Input, Result>(write: Write<Input, Result>, input: Input) => Promise<Result>;

/** The storage can't take writes now (locked, full, failing); nothing of the write was kept. */
export class StorageUnavailable extends Error {}

/** A text was replaced or deleted, and must soon be gone from the write-ahead log as well. */
export const textDeleted = defineEvent<null>("text deleted");

export type WriteQueue = {
  /**
   * Queues a write and resolves with its result once it is durable.
   * Rejects with what the write threw, or with StorageUnavailable.
   */
  commit: Commit;
  /**
   * Calls back for every event of a kind, in the turn of the transaction that recorded it, in order, and before anybody who
   * awaits a result goes on. A subscriber that throws is reported, and the others run.
   */
  on: <Details>(kind: EventKind<Details>, subscriber: (details: Details) => void) => void;
  /** Calls back after the events of every successful transaction. */
  onCommit: (subscriber: () => void) => void;
  figures: WriteQueueFigures;
  /** Runs what is queued and ends the timers; later writes are refused. */
  close: () => Promise<void>;
};

/** What the queue did so far. */
export type WriteQueueFigures = {
  /** How long each transaction took. */
  transactions: Histogram;
  /** How long each write took from being asked for to being durable. */
  writes: Histogram;
  /** Transactions that the storage did not take, tries on a locked database included. */
  failed: number;
};

export type WriteQueueOptions = {
  /** Shortest time between two transactions, in ms. */
  flushInterval: number;
  /** How long a write waits for a database that another process has locked, in ms. */
  lockTimeout?: number;
  /** Time between two checkpoints of the write-ahead log, in ms. */
  checkpointInterval?: number;
  /** Is told what a subscriber threw. */
  onSubscriberError?: (error: unknown) => void;
};

type Entry = {
  run: (db: Database, record: RecordEvent) => unknown;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
  since: number;
};

/** Settles a promise and tells the subscribers what happened, once the transaction is durable. */
type Outcome = { settle: () => void; events: RecordedEvent[] };
type RecordedEvent = { name: string; details: unknown };

const LOCK_RETRY = 50;
const STORAGE_FAILURE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOMEM|PROTOCOL|NOTADB)/;

export function openWriteQueue(db: Database, options: WriteQueueOptions): WriteQueue {
  const { flushInterval, lockTimeout = 2_000, checkpointInterval = 5_000, onSubscriberError = rethrowLater } = options;
  const subscribers = new Map<string, ((details: unknown) => void)[]>();
  const afterCommit: (() => void)[] = [];
  const figures: WriteQueueFigures = { transactions: openHistogram(), writes: openHistogram(), failed: 0 };
  let queue: Entry[] = [];
  let flushedAt = -Infinity;
  let scheduled = false;
  let closed = false;
  let dirty = false;
  /** The next checkpoint empties the log, which else keeps what was deleted until its place is needed again. */
  let truncating = false;
  let whenIdle = Promise.withResolvers<void>();

  const commit: Commit = (write, input) =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new StorageUnavailable("the server is stopping"));
      const settle = resolve as (result: unknown) => void;
      const run: Entry["run"] = (db, record) => write(db, input, record);
      queue.push({ run, resolve: settle, reject, since: performance.now() });
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
      clearReadCache(db); // a write may have read what an earlier one did
      figures.failed++;
      return fail(batch, error);
    }
    flushedAt = performance.now();
    dirty = true;
    figures.transactions.observe((flushedAt - began) / 1000);
    for (const { since } of batch) figures.writes.observe((flushedAt - since) / 1000);
    for (const { settle } of outcomes) settle();
    idle();
    publish(outcomes.flatMap(({ events }) => events)); // before anybody awaiting goes on: that is a later turn
  }

  function publish(events: RecordedEvent[]) {
    for (const { name, details } of events) {
      for (const subscriber of subscribers.get(name) ?? []) guarded(() => subscriber(details));
    }
    for (const subscriber of afterCommit) guarded(subscriber);
  }

  function guarded(work: () => void) {
    try {
      work();
    } catch (error) {
      onSubscriberError(error);
    }
  }

  function on<Details>({ name }: EventKind<Details>, subscriber: (details: Details) => void) {
    const others = subscribers.get(name) ?? [];
    subscribers.set(name, [...others, subscriber as (details: unknown) => void]); // what is recorded under a name has its type
  }
  on(textDeleted, () => void (truncating = true));

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
    const message = messageOf(error);
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
      const mode = truncating ? "TRUNCATE" : "PASSIVE";
      const result = db.query<{ busy: number }, []>(`PRAGMA wal_checkpoint(${mode})`).get();
      if (truncating && result?.busy !== 0) return; // somebody reads from it
      dirty = truncating = false;
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
    }
  }
  const checkpoints = setInterval(checkpoint, checkpointInterval);
  checkpoints.unref();

  return {
    commit,
    figures,
    on,
    onCommit: (subscriber) => void afterCommit.push(subscriber),
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
 * Runs the writes of a batch inside the open transaction. One that throws is undone alone: but hardly any ever does, so only
 * when one has are they run once more with a savepoint for each, which takes as long as a statement or two of theirs.
 * @throws when the transaction as a whole is lost
 */
function runBatch(db: Database, batch: Entry[]): Outcome[] {
  try {
    return batch.map((entry) => run(db, entry));
  } catch (error) {
    if (!db.inTransaction || isStorageFailure(error)) throw error;
  }
  db.run("ROLLBACK");
  clearReadCache(db);
  db.run("BEGIN IMMEDIATE");
  return batch.map((entry) => runAlone(db, entry));
}

function run(db: Database, entry: Entry): Outcome {
  const events: RecordedEvent[] = [];
  const result = entry.run(db, ({ name }, details) => void events.push({ name, details }));
  return { settle: () => entry.resolve(result), events };
}

function runAlone(db: Database, entry: Entry): Outcome {
  db.run("SAVEPOINT write");
  try {
    return run(db, entry);
  } catch (error) {
    if (!db.inTransaction || isStorageFailure(error)) throw error;
    db.run("ROLLBACK TO write");
    return { settle: () => entry.reject(error), events: [] };
  } finally {
    if (db.inTransaction) db.run("RELEASE write");
  }
}

/** Where nobody asked to be told, an error is one that nobody caught. */
function rethrowLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

/** Runs a statement that is compiled once; `db.run` would compile it every time. */
const execute = (db: Database, sql: string) => void db.query(sql).run();

const isStorageFailure = (error: unknown): boolean =>
  error instanceof Error && "code" in error && STORAGE_FAILURE.test(String(error.code));
