/** The files of what was found. */
import { expect, test } from "bun:test";

import { find } from "../../test/support/html.ts";
import { render } from "../views/html.ts";
import { HitFiles } from "./files.views.tsx";
import type { FoundHit } from "./find.ts";

const named = (...names: string[]) =>
  JSON.stringify(names.map((name, id) => ({ id: String(id), name, description: "", type: "text/plain", width: null })));

const lines = (files: string, terms: string[]) =>
  find(render(HitFiles({ hit: { text: "", files } as FoundHit, terms })), ".hit-file").map(({ text }) => text);

test("of many files that match, the first are shown, and how many more there are is said", () => {
  const files = named("list 1", "list 2", "other", "list 3", "list 4", "list 5");
  expect(lines(files, ["list"])).toEqual(["list 1", "list 2", "list 3", "and 2 more files"]);
  expect(lines(files, ["other"])).toEqual(["other"]);
  expect(lines(named("a", "b", "c", "d"), ["list"])).toEqual(["a", "b", "c", "and 1 more file"]);
  expect(lines(named("a", "b", "c"), ["list"])).toEqual(["a", "b", "c"]);
});
