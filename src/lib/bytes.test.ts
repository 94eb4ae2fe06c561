/** Bytes in words. */
import { expect, test } from "bun:test";

import { formatBytes } from "./bytes.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_000, "1 KB"],
  [184_320, "184 KB"],
  [12_345_678, "12.3 MB"],
  [1_073_741_824, "1.1 GB"],
  [2e12, "2 TB"],
])("%d is %s", (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});
