/** Work that goes on in the background, a part at a time, and is tried again when it fails. */
import { StorageUnavailable } from "./write-queue.ts";

export type Background = {
  /** Has it look at once whether there is something to do. */
  wake: () => void;
  isClosed: () => boolean;
  close: () => void;
};

type Options = {
  /** Does what there is to do, and returns whether all of it went well. */
  work: () => Promise<boolean>;
  /** When there will be something to do again, in ms from now. It looks once an hour in any case. */
  next?: () => number;
  /** Until it is tried again after a failure, in ms. */
  againAfter: number;
  onError: (error: unknown) => void;
};

const HOUR = 3_600_000;

/** Begins with the work, one run at a time: whoever wakes it while it is at work has it run once more. */
export function openBackground({ work, next = () => HOUR, againAfter, onError }: Options): Background {
  let isClosed = false;
  let isRunning = false;
  let isWoken = false;
  let timer: Timer | undefined;

  async function run(): Promise<void> {
    isRunning = true;
    let wentWell = true;
    while (isWoken && !isClosed) {
      isWoken = false;
      wentWell = await work().catch(reportTo(onError));
    }
    isRunning = false;
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(wake, wentWell ? Math.min(HOUR, next()) : againAfter).unref();
  }

  function wake() {
    isWoken = true;
    if (!isRunning) void run();
  }

  queueMicrotask(wake); // when the work knows what is returned
  return { wake, isClosed: () => isClosed, close: () => void (isClosed = true) };
}

/** The time that others have between two parts, in ms. It keeps no process from ending. */
export const pause = (delay: number) => new Promise<void>((resolve) => void setTimeout(resolve, delay).unref());

/** Reports an error, unless the storage only takes nothing now, and returns false: it did not go well, and is tried again. */
export const reportTo =
  (onError: (error: unknown) => void) =>
  (error: unknown): false => {
    if (!(error instanceof StorageUnavailable)) onError(error);
    return false;
  };
