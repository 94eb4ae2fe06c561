/** How long a message may be is counted in characters, and said alike by the server and the page. */
import { expect, test } from "bun:test";

import { problemOfLength } from "./length.ts";

test("characters are counted as people count them", () => {
  expect(problemOfLength("😀".repeat(4_000), 4_000)).toBeUndefined();
  expect(problemOfLength("😀".repeat(4_001), 4_000)).toBe("That is 4,001 characters. A message has at most 4,000.");
});
