/** A QR code says what it was made of, on a terminal and on a page. */
import { expect, test } from "bun:test";

import decodeQR from "qr/decode.js";

import { qrForTerminal, qrPath } from "./qr.ts";

const ADDRESSES = ["https://a.example", "http://192.168.1.23:8080", `https://parlor.example/join/${"x".repeat(120)}`];
const SCALE = 4;

/** What a reader of QR codes makes of dark and light squares. */
function readSquares(isDark: (x: number, y: number) => boolean, side: number): string {
  const width = side * SCALE;
  const data = new Uint8Array(width * width * 4);
  for (let index = 0; index < width * width; index++) {
    const [x, y] = [Math.floor((index % width) / SCALE), Math.floor(index / width / SCALE)];
    data.fill(isDark(x, y) ? 0 : 255, index * 4, index * 4 + 3);
  }
  return decodeQR({ width, height: width, data });
}

test.each(ADDRESSES)("a phone held to a terminal reads %s", (address) => {
  const lines = qrForTerminal(address)
    .split("\n")
    .map((line) => line.replaceAll(/\x1b\[[\d;]*m/g, ""));
  const isDark = (x: number, y: number) => (y % 2 === 0 ? "█▀" : "█▄").includes(lines[Math.floor(y / 2)]?.[x] ?? " ");
  expect(readSquares(isDark, lines[0]?.length ?? 0)).toBe(address);
});

test.each(ADDRESSES)("a phone held to a page reads %s", (address) => {
  const { side = 0, path = "" } = qrPath(address) ?? {};
  const dark = new Set<string>();
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let step = 0; step < Number(length); step++) dark.add(`${Number(x) + step} ${y}`);
  }
  expect(readSquares((x, y) => dark.has(`${x} ${y}`), side)).toBe(address);
});
