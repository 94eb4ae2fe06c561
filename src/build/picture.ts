/** The picture in previews of links: the lamp of the wordmark, lit, in the accent of the place. A PNG, drawn here. */
import { deflateSync } from "node:zlib";

import { encode, pngOf } from "../files/pictures/png.ts";
import { type Oklch, oklchToCss } from "../views/accents.ts";

/** What previews ask for. */
export const WIDTH = 1200;
export const HEIGHT = 630;

/** The lamp stands on a grid of 24, as in views/icons.tsx, with strokes two wide. */
const SCALE = 15;
const [LEFT, TOP] = [WIDTH / 2 - 12 * SCALE, HEIGHT / 2 - 12 * SCALE];
const STROKE = 1;
const SHADE: Line[] = [
  [8, 3, 16, 3],
  [16, 3, 19, 12],
  [19, 12, 5, 12],
  [5, 12, 8, 3],
];
const STAND: Line[] = [
  [12, 12, 12, 20],
  [8, 21, 16, 21],
];

type Line = readonly [x1: number, y1: number, x2: number, y2: number];
type Rgb = readonly [number, number, number];

const NIGHT: Oklch = [17, 0.012, 55];

/** Bytes of a row: its filter, which is none, and three for each pixel. */
const ROW = 1 + WIDTH * 3;

/** How far the light of the lamp reaches, in pixels. */
const REACH = 620;

/** @param accent the accent by night */
export function drawPicture(accent: Oklch): Uint8Array {
  const [lightness, chroma, hue] = accent;
  const night = toRgb(NIGHT);
  const lamp = toRgb(accent);
  const glow = toRgb([lightness - 42, chroma * 0.6, hue]);
  const rows = Buffer.alloc(HEIGHT * ROW);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH / 2; x++) {
      const light = glowAt(x, y);
      const drawn = lampAt((x + 0.5 - LEFT) / SCALE, (y + 0.5 - TOP) / SCALE);
      const grain = grainAt(x, y) * (1 - drawn); // without it so slow a change would show rings
      for (let channel = 0; channel < 3; channel++) {
        const behind = mix(night, glow, light, channel) + grain;
        const value = Math.max(0, Math.min(255, Math.round(mix([behind, behind, behind], lamp, drawn, channel))));
        for (const column of [x, WIDTH - 1 - x]) rows[y * ROW + 1 + column * 3 + channel] = value;
      }
    }
  }
  return toPng(rows);
}

const toRgb = (colour: Oklch): Rgb => Bun.color(oklchToCss(colour), "[rgb]") ?? [0, 0, 0];

const mix = (from: Rgb, to: Rgb, share: number, channel: number): number =>
  (from[channel] ?? 0) + share * ((to[channel] ?? 0) - (from[channel] ?? 0));

/** How much of the lamp's light there is, 0 to 1. */
function glowAt(x: number, y: number): number {
  const [dx, dy] = [x - WIDTH / 2, y - (TOP + 10 * SCALE)];
  const share = Math.max(0, 1 - Math.hypot(dx, dy) / REACH);
  return share * share * (3 - 2 * share);
}

/** How much of a place is covered by the lamp, 0 to 1; the shade is lit, and brighter towards its edge. */
function lampAt(x: number, y: number): number {
  if (x < 3 || x > 21 || y < 1 || y > 23) return 0;
  const lines = Math.max(covered(x, y, SHADE), covered(x, y, STAND));
  const half = 4 + ((y - 3) * 3) / 9;
  const inside = y > 3 && y < 12 && Math.abs(x - 12) < half ? 0.4 : 0;
  return Math.max(lines, inside);
}

function covered(x: number, y: number, lines: Line[]): number {
  const nearest = Math.min(...lines.map((line) => distance(x, y, line)));
  return Math.max(0, Math.min(1, (STROKE - nearest) * SCALE + 0.5));
}

function distance(x: number, y: number, [x1, y1, x2, y2]: Line): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

/** Half a step of brightness up or down, the same pattern in every tile of four pixels. */
const GRAIN = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
const grainAt = (x: number, y: number): number => ((GRAIN[(y % 4) * 4 + (x % 4)] ?? 0) + 0.5) / 16 - 0.5;

/** @see https://www.w3.org/TR/png-3/ */
function toPng(rows: Buffer): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits each of red, green and blue
  const data = deflateSync(rows, { level: 7 });
  return pngOf([encode("IHDR", header), encode("IDAT", data), encode("IEND", Buffer.alloc(0))]);
}
