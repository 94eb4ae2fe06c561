/** A mutex for each key: what concerns one key happens one after the other, what concerns different keys side by side. */

export type KeyedMutex = <Result>(key: string, task: () => Promise<Result>) => Promise<Result>;

/**
 * Returns a function that runs a task when all earlier ones with the same key have ended, well or not.
 * @example const lock = keyedMutex(); await lock(hash, () => store.delete(hash));
 */
export function keyedMutex(): KeyedMutex {
  const last = new Map<string, Promise<unknown>>();
  return async (key, task) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}
