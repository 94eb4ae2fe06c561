/** Writes: changes of the database, each with a name and a version, and the events they record. */
import type { Database } from "bun:sqlite";

import { clearReadCache } from "./read-cache.ts";

/** What JSON carries. A property that is undefined is left out, as JSON leaves it out. */
export type Plain = string | number | boolean | null | undefined | Plain[] | { [name: string]: Plain };

/** A kind of thing that happens in writes. Subscribers of the write queue act on it after the commit. */
export type EventKind<Details> = { readonly name: string; readonly details?: Details };

/** @example export const sessionsEnded = defineEvent<{ ids: string[] }>("sessions ended"); */
export const defineEvent = <Details extends Plain>(name: string): EventKind<Details> => ({ name });

/** Notes that something happened. It is forgotten if the write is undone. */
export type RecordEvent = <Details>(kind: EventKind<Details>, details: Details) => void;

/**
 * A change of the database: synchronous and deterministic, without clock, chance or I/O. Ids, keys and times come in with
 * the input, which is plain data. It checks inside the transaction what it depends on, and its result says why not.
 */
export type Write<Input, Result> = {
  (db: Database, input: Input, record?: RecordEvent): Result;
  /** Its name and version: `message.post@1`. */
  readonly id: string;
  /**
   * What was read through the read cache is the same after it: it changes messages, or how far people have read, and nothing
   * else of rooms and people. After every other write the cache is empty.
   */
  readonly keepsReads: boolean;
};

const defined = new Map<string, Write<never, unknown>>();

/**
 * Defines a write under a name of its own.
 * @param version rises when the same input would do something else than before
 * @param options.keepsReads see `Write`; for what happens so often that reading everything again after it would cost too much
 * @example
 * export const renameRoom = defineWrite("room.rename", 1, (db, { id, name }: RenameRoom) => { … });
 * await commit(renameRoom, { id: 1, name: "Parlor" });
 */
export function defineWrite<Input extends Plain, Result>(
  name: string,
  version: number,
  apply: (db: Database, input: Input, record: RecordEvent) => Result,
  { keepsReads = false } = {},
): Write<Input, Result> {
  const id = `${name}@${version}`;
  if (defined.has(id)) throw new Error(`the write ${id} is defined twice`);
  const run = (db: Database, input: Input, record = ignore): Result => {
    try {
      return apply(db, input, record);
    } finally {
      if (!keepsReads) clearReadCache(db);
    }
  };
  const write = Object.assign(run, { id, keepsReads });
  defined.set(id, write);
  return write;
}

/** Every write that has been defined, by its name and version. */
export const definedWrites = (): ReadonlyMap<string, Write<never, unknown>> => defined;

const ignore: RecordEvent = () => {};
