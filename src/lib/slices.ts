/** Work that would hold up everybody else, done in slices of the event loop. */

/** How long sliced work takes in one turn of the event loop, whoever it is for, in ms. */
const SLICE_MS = 4;

/** What has been used of this turn, in ms, and the end of the queue for the next turns. */
let used = 0;
let queue = Promise.resolve();

/** Waits for a turn of its own; others that wait have theirs before. */
function nextTurn(): Promise<void> {
  queue = queue.then(() => new Promise((resolve) => setImmediate(resolve))).then(() => void (used = 0));
  return queue;
}

/**
 * Renders items one after the other and joins them; others are served while that takes long.
 * @example await joinInSlices(messages, (message) => rows([message]))
 */
export async function joinInSlices<Item>(items: Item[], render: (item: Item) => string): Promise<string> {
  let joined = "";
  for (const item of items) {
    if (used >= SLICE_MS) await nextTurn();
    const start = performance.now();
    joined += render(item);
    used += performance.now() - start;
  }
  return joined;
}
