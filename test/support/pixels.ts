/** The pixels of a picture, as tests look at them. */
import { inflateSync } from "node:zlib";

export type Pixels = { width: number; height: number; at: (x: number, y: number) => number[] };

/** Decodes any picture that Bun does, into four values a pixel. */
export async function readPixels(bytes: Uint8Array): Promise<Pixels> {
  const png = Buffer.from(await new Bun.Image(bytes, { autoOrient: false }).png({ compressionLevel: 1 }).bytes());
  const [width, height, parts] = [png.readUInt32BE(16), png.readUInt32BE(20), [] as Buffer[]];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(parts));
  const line = width * 4 + 1;
  for (let y = 0; y < height; y++) {
    for (let x = 1; x < line; x++) {
      const here = y * line + x;
      const left = x > 4 ? rows[here - 4]! : 0;
      const above = y > 0 ? rows[here - line]! : 0;
      const corner = y > 0 && x > 4 ? rows[here - line - 4]! : 0;
      const [a, b, c] = [left, above, corner].map((value) => Math.abs(left + above - corner - value)) as [
        number,
        number,
        number,
      ];
      const nearest = a <= b && a <= c ? left : b <= c ? above : corner;
      rows[here]! += [0, left, above, (left + above) >> 1, nearest][rows[y * line]!]!;
    }
  }
  const at = (x: number, y: number) => [...rows.subarray(y * line + 1 + x * 4, y * line + 5 + x * 4)];
  return { width, height, at };
}

const COLOURS: [letter: string, colour: [number, number, number]][] = [
  ["r", [255, 0, 0]],
  ["g", [0, 255, 0]],
  ["b", [0, 0, 255]],
  ["w", [255, 255, 255]],
  ["k", [0, 0, 0]],
];

/** What is in the four quarters, each as the letter of the nearest colour: red, green, blue, white, black. */
export async function quartersOf(bytes: Uint8Array): Promise<string> {
  const { width, height, at } = await readPixels(bytes);
  const places = [0.25, 0.75].flatMap((y) =>
    [0.25, 0.75].map((x) => at(Math.floor(width * x), Math.floor(height * y))),
  );
  const distance = (pixel: number[], colour: number[]) =>
    colour.reduce((sum, value, i) => sum + (value - pixel[i]!) ** 2, 0);
  const nearest = (pixel: number[]) =>
    COLOURS.toSorted(([, a], [, b]) => distance(pixel, a) - distance(pixel, b))[0]![0];
  return places.map(nearest).join("");
}
