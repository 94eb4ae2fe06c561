/** Work in the background is never done twice at once, never forgotten, and ends when it is closed. */
import { expect, test } from "bun:test";

import { waitFor } from "../../test/support/wait.ts";
import { openBackground } from "./background.ts";
import { StorageUnavailable } from "./write-queue.ts";

/** Work of which each run ends when it is told to, well or not. */
function open(next?: () => number) {
  const runs: PromiseWithResolvers<boolean>[] = [];
  const errors: unknown[] = [];
  const background = openBackground({
    work() {
      const run = Promise.withResolvers<boolean>();
      runs.push(run);
      return run.promise;
    },
    next,
    againAfter: 1,
    onError: (error) => errors.push(error),
  });
  const untilRun = (count: number) => waitFor(() => runs.length === count, `run ${count}`);
  return { ...background, runs, errors, untilRun };
}

test("whoever wakes it while it is at work has it run once more, after that", async () => {
  const { wake, close, runs, untilRun } = open();
  await untilRun(1);
  wake();
  wake();
  await Bun.sleep(5);
  expect(runs).toHaveLength(1);
  runs[0]?.resolve(true);
  await untilRun(2);
  runs[1]?.resolve(true);
  await Bun.sleep(5);
  expect(runs).toHaveLength(2);
  close();
});

test("what failed is tried again, and reported unless the storage only takes nothing now", async () => {
  const { close, runs, errors, untilRun } = open();
  const broken = new Error("broken");
  const ways: ((run: PromiseWithResolvers<boolean>) => void)[] = [
    (run) => run.reject(broken),
    (run) => run.reject(new StorageUnavailable("full")),
    (run) => run.resolve(false),
  ];
  for (const [index, end] of ways.entries()) {
    await untilRun(index + 1);
    end(runs[index]!);
  }
  await untilRun(4);
  expect(errors).toEqual([broken]);
  close();
});

test("it runs again when there will be something to do, and not when it is closed", async () => {
  const { close, runs, untilRun } = open(() => 1);
  await untilRun(1);
  runs[0]?.resolve(true);
  await untilRun(2);
  close();
  runs[1]?.resolve(true);
  await Bun.sleep(10);
  expect(runs).toHaveLength(2);
});
