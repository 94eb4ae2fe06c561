/** Work that goes on in the background, a part at a time, and is tried again when it fails. */
import { StorageUnavailable } from "./write-queue.ts";

/** The time that others have between two parts, in ms. It keeps no process from ending. */
export const pause = (delay: number) => new Promise<void>((resolve) => void setTimeout(resolve, delay).unref());

/** Reports an error, unless the storage only takes nothing now, and returns false: it did not go well, and is tried again. */
export const reportTo =
  (onError: (error: unknown) => void) =>
  (error: unknown): false => {
    if (!(error instanceof StorageUnavailable)) onError(error);
    return false;
  };
