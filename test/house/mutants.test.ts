/** The faults that tests have to notice can still be put into the code. */
import { expect, test } from "bun:test";
import { join } from "node:path";

import { mutants } from "../mutants/mutants.ts";

test("what each fault replaces stands once in its file", async () => {
  const root = join(import.meta.dir, "../..");
  const texts = new Map<string, string>();
  for (const { file } of mutants) if (!texts.has(file)) texts.set(file, await Bun.file(join(root, file)).text());
  const lost = mutants.filter(({ file, find }) => texts.get(file)?.split(find).length !== 2);
  expect(lost.map(({ name }) => name)).toEqual([]);
});
