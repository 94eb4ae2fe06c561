/** Files as they come in: one temporary file for each, which goes on where it stopped. */
import { mkdirSync } from "node:fs";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { unlessAbsent } from "../lib/error-code.ts";

export type Incoming = {
  /** Where the bytes of a file lie that have come so far. */
  pathOf: (id: string) => string;
  /** How many those are. */
  offset: (id: string) => Promise<number>;
  /**
   * Adds bytes from an offset on, as they come, and returns how many there are then: all of them, or fewer, when they ended
   * or none came for a while. What came is kept in any case, and is on the disk. Who added to the same file before is cut off.
   * @throws WrongOffset when the file goes on elsewhere, TooLong when more come than are to
   */
  append: (id: string, bytes: AsyncIterable<Uint8Array>, options: AppendOptions) => Promise<number>;
  /** Removes what came. */
  discard: (id: string) => Promise<void>;
  /** How many files are coming now. */
  underWay: () => number;
  /** Whether bytes of a file are coming now. */
  isComing: (id: string) => boolean;
  /** All temporary files that are there. */
  list: () => AsyncIterable<TemporaryFile>;
};

/** A temporary file: what came of a file, or was made here and is being put. `at`: when it last grew, in ms. */
export type TemporaryFile = { id: string; bytes: number; at: number };

export type AppendOptions = {
  from: number;
  /** How long the whole is to be. */
  length: number;
  /** Time without a byte after which it is given up, in ms. */
  pause: number;
  /** Is asked every now and then whether there still is room; what it throws ends it. */
  expectSpace?: () => Promise<void>;
};

export class WrongOffset extends Error {}
export class TooLong extends Error {}

/** Bytes after which what came is brought to the disk, so that the last of it does not take long. */
const SYNCED = 16_777_216;

/** Bytes after which it is asked whether there still is room. */
const ROOM_CHECKED = 1_048_576;

/** Whether bytes from one place in a file to another pass one of those that stand at equal distances. */
const passes = (from: number, to: number, distance: number): boolean =>
  Math.floor(from / distance) !== Math.floor(to / distance);

/** @param folder where the temporary files lie; it is made */
export function openIncoming(folder: string): Incoming {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string) => join(folder, id);
  /** Who adds to a file now: how to cut it off, and when it has ended. */
  const current = new Map<string, { cut: AbortController; ended: Promise<unknown> }>();

  const offset = async (id: string) => (await stat(pathOf(id)).catch(unlessAbsent))?.size ?? 0;

  async function write(id: string, bytes: AsyncIterable<Uint8Array>, options: AppendOptions, cut: AbortSignal) {
    const { from, length, pause, expectSpace } = options;
    if ((await offset(id)) !== from) throw new WrongOffset();
    const file = await open(pathOf(id), "a", 0o600);
    let at = from;
    try {
      for await (const chunk of untilPause(bytes, pause, cut)) {
        if (at + chunk.length > length) throw new TooLong();
        await file.writeFile(chunk); // at the end, and all of it
        const before = at;
        at += chunk.length;
        if (passes(before, at, SYNCED)) await file.datasync();
        free(chunk);
        if (passes(before, at, ROOM_CHECKED)) await expectSpace?.();
      }
      return at;
    } finally {
      await file.sync().finally(() => file.close());
    }
  }

  return {
    pathOf,
    offset,
    async append(id, bytes, options) {
      const before = current.get(id);
      const cut = new AbortController();
      before?.cut.abort();
      const work = (before?.ended ?? Promise.resolve()).then(() => write(id, bytes, options, cut.signal));
      const entry = { cut, ended: work.catch(() => {}) };
      current.set(id, entry);
      try {
        return await work;
      } finally {
        if (current.get(id) === entry) current.delete(id);
      }
    },
    async discard(id) {
      current.get(id)?.cut.abort();
      await current.get(id)?.ended;
      await rm(pathOf(id), { force: true });
    },
    underWay: () => current.size,
    isComing: (id) => current.has(id),
    async *list() {
      for (const id of await readdir(folder)) {
        const found = await stat(pathOf(id)).catch(unlessAbsent);
        if (found?.isFile()) yield { id, bytes: found.size, at: found.mtimeMs };
      }
    },
  };
}

/** Gives the memory of bytes back at once. Left to the garbage collector, a fast sender has it take hundreds of megabytes. */
function free({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Hands on what comes until it ends, breaks off, is cut off, or nothing came for some time, in ms. */
async function* untilPause(bytes: AsyncIterable<Uint8Array>, pause: number, cut: AbortSignal) {
  const iterator = bytes[Symbol.asyncIterator]();
  const next = () => iterator.next().catch(() => END); // a connection that is lost has sent what it has sent
  try {
    for (let result = await within(next(), pause, cut); !result.done; result = await within(next(), pause, cut)) {
      yield result.value;
    }
  } finally {
    void iterator.return?.().catch(() => {});
  }
}

const END = { done: true, value: undefined } as const;

/** What comes within a time, in ms, and before it is cut off; else the end. */
function within<Value>(next: Promise<Value>, pause: number, cut: AbortSignal): Promise<Value | typeof END> {
  return new Promise((resolve) => {
    const end = () => settle(END);
    const timer = setTimeout(end, pause);
    const settle = (value: Value | typeof END) => {
      clearTimeout(timer);
      cut.removeEventListener("abort", end);
      resolve(value);
    };
    cut.addEventListener("abort", end);
    if (cut.aborted) end();
    void next.then(settle);
  });
}
