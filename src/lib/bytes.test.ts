/** Bytes in words, which stay on one line. */
import { expect, test } from "bun:test";

import { formatBytes } from "./bytes.ts";

test.each([
  [0, "0\u00a0bytes"],
  [1, "1\u00a0byte"],
  [999, "999\u00a0bytes"],
  [1_000, "1\u00a0KB"],
  [184_320, "184\u00a0KB"],
  [12_345_678, "12.3\u00a0MB"],
  [1_073_741_824, "1.1\u00a0GB"],
  [2e12, "2\u00a0TB"],
])("%d is %s", (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

test("a terminal and the programs that read it get a plain space", () => {
  expect(formatBytes(184_320, " ")).toBe("184 KB");
});
